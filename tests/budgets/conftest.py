"""The money store on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.records import MONEY_STORE
from storage.sql.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
async def money_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty money store, its tables made."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/money.db"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=MONEY_STORE)
    await database.create_all()
    await database.close()
    return url


@pytest.fixture
async def money(money_url: str) -> AsyncIterator[Database]:
    database = Database.open(money_url, store=MONEY_STORE)
    yield database
    await database.close()
