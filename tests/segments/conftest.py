"""People, what they do and the segments they are in, on each of the two databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.records import JOURNEYS_STORE
from storage.sql import Database
from tests import servers
from tests.segments.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = await servers.empty_postgres_database(request.getfixturevalue("postgres_url"))
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


@pytest.fixture
def world(journeys: Database) -> World:
    return World(journeys)
