"""The main store in both of its engines, empty at first."""

import pytest
from sqlalchemy import delete

from storage.sql import Database
from storage.sql.tables import tables_of


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'main.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database.open(url)
    await database.create_all()
    async with database.platform() as session:
        for table in reversed(tables_of("main")):
            await session.exec(delete(table))
    yield database
    await database.close()
