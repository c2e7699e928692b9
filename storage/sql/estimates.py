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
_COLUMNS: Final = """
SELECT t.name, i.name, i."unique", c.name
FROM sqlite_schema AS t, pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
WHERE t.type = 'table'
ORDER BY t.name, i.name, c.seqno
"""
"""Of every index, in their order."""


def estimate(connection: Connection, tables: Iterable[Table]) -> None:
    """Give figures to every index of ``tables`` that has none. Does nothing on PostgreSQL, which keeps them itself."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes sqlite_stat1
    known = {index for (index,) in connection.exec_driver_sql("SELECT idx FROM sqlite_stat1")}
    ours = {table.name for table in tables}
    columns: dict[tuple[str, str, bool], list[str]] = {}
    for table, index, is_unique, column in connection.exec_driver_sql(_COLUMNS):
        if table in ours and index not in known:
            columns.setdefault((table, index, bool(is_unique)), []).append(column)
    if columns:
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
            [
                (table, index, _figures(names, is_unique=is_unique))
                for (table, index, is_unique), names in columns.items()
            ],
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
