"""The tables of a store as the classes describe them now, made in one go: for tests, which make a thousand stores."""

from functools import cache
from typing import Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.sql.tables import all_tables, tables_of

_DIALECTS: Final = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


async def create_tables(connection: AsyncConnection, store: str) -> None:
    """All of them, or none; those that are there already stay."""
    script = _script(store, connection.dialect.name, len(all_tables().tables))
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    if connection.dialect.name == "sqlite":
        await driver.executescript(script)
    else:
        await driver.execute(script)


@cache
def _script(store: str, database: str, _number_of_tables: int) -> str:
    dialect = _DIALECTS[database]()
    statements = []
    for table in tables_of(store):
        statements.append(str(CreateTable(table, if_not_exists=True).compile(dialect=dialect)))
        statements += [
            str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    return ";\n".join(["BEGIN", *statements, "COMMIT"])
