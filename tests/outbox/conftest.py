"""The journeys store, empty, on both databases."""

import pytest

from domain.records import JOURNEYS_STORE
from storage.sql import Database


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'journeys.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()
