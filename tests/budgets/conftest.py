"""The money store on both databases."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from domain.records import MONEY_STORE
from storage.sql.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
async def money_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty money store, its tables made."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/money.db"
    else:
        url = await _new_postgres_database(request.getfixturevalue("postgres_url"))
    database = Database.open(url, store=MONEY_STORE)
    await database.create_all()
    await database.close()
    return url


@pytest.fixture
async def money(money_url: str) -> AsyncIterator[Database]:
    database = Database.open(money_url, store=MONEY_STORE)
    yield database
    await database.close()


async def _new_postgres_database(server_url: str) -> str:
    name = f"money_{uuid.uuid4().hex}"
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server_url.replace("@/postgres?", f"@/{name}?")
