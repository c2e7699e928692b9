"""SQLite finds rows by their ids, however few figures it has of a tenant's tables."""

from pathlib import Path

import pytest

from domain.records import JOURNEYS_STORE
from storage.sql import Database
from storage.sql.tables import tables_of

WIDE = [
    table
    for table in tables_of(JOURNEYS_STORE)
    if "tenant_id" in table.c and any(next(iter(index.columns)).name == "tenant_id" for index in table.indexes)
]


@pytest.mark.parametrize("table", WIDE, ids=lambda table: table.name)
async def test_many_ids_of_a_tenant_are_looked_up_and_not_searched_for(tmp_path: Path, table):
    database = Database.open(f"sqlite:///{tmp_path / 'journeys.db'}", store=JOURNEYS_STORE)
    await database.create_all()
    last = [column.name for column in table.primary_key.columns][-1]
    others = [column.name for column in table.primary_key.columns if column.name not in ("tenant_id", last)]
    where = " AND ".join([*(f'"{name}" = 1' for name in others), f'"{last}" IN ({",".join("?" * 500)})'])
    query = f'EXPLAIN QUERY PLAN SELECT * FROM "{table.name}" WHERE tenant_id = ? AND {where}'
    async with database.platform() as session:
        connection = await session.connection()
        plan = (await connection.exec_driver_sql(query, ("ours", *map(str, range(500))))).all()
    await database.close()
    assert any(f"{last}=?" in step[-1] for step in plan), plan
