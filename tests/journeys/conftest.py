"""The journeys' store, empty, on each of the two databases we support."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ids import new_id
from domain.records import JOURNEYS_STORE
from storage.sql.database import Database
from tests.journeys.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


@pytest.fixture
def world(journeys_database: Database) -> World:
    return World(journeys_database, f"ten_{new_id('t')[-8:]}")
