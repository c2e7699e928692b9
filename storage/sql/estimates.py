"""What SQLite is told of its tables before there is anything in them.

Without figures it takes any equality for selective, ``tenant_id = ?`` too, and answers ``tenant_id = ? AND id IN (...)`` by going
through all of a tenant's rows by whichever index begins with the tenant. So every index is given figures of a large store,
in which the tenant says little and what follows says more. Only their order matters. ANALYZE replaces them by what is true.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Table

_ROWS: Final = 1_000_000
_TENANT: Final = "tenant_id"
_OF_A_TENANT: Final = 500_000
_LEFT_BY_A_COLUMN: Final = 100
"""Among how many rows one more column of an index tells one apart."""


def estimate(connection: Connection, tables: Iterable[Table]) -> None:
    """Give figures to every index of ``tables`` that has none. Does nothing on PostgreSQL, which keeps them itself."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    known = {index for (index,) in connection.exec_driver_sql("SELECT idx FROM sqlite_stat1")}
    for table in tables:
        for _, index, is_unique, *_ in connection.exec_driver_sql(f'PRAGMA index_list("{table.name}")').all():
            if index not in known:
                columns = [row[2] for row in connection.exec_driver_sql(f'PRAGMA index_info("{index}")').all()]
                connection.exec_driver_sql(
                    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                    (table.name, index, _figures(columns, is_unique=bool(is_unique))),
                )
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _figures(columns: list[str], *, is_unique: bool) -> str:
    """Rows, then how many share the first column, the first two, and so on."""
    left = _ROWS
    figures = [left]
    for column in columns:
        left = _OF_A_TENANT if column == _TENANT else max(left // _LEFT_BY_A_COLUMN, 1)
        figures.append(left)
    if is_unique:
        figures[-1] = 1
    return " ".join(str(figure) for figure in figures)
