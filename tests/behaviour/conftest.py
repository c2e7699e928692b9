"""The journeys store, empty, on each of the two databases we support."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.records import JOURNEYS_STORE
from storage.sql import Database

TENANT = "aurora"


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()
