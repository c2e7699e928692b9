"""What every table shares: the tenant column, and how time and money are stored.

Instants are Unix milliseconds in a 64-bit integer (``created_at_ms``), amounts are integer micros or nanos: the same on
SQLite and PostgreSQL, exact on both. Only the edges know time zones and decimals.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Table, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

MAIN_STORE: Final = "main"
MONEY_STORE: Final = "money"
JOURNEYS_STORE: Final = "journeys"
"""People, what they did, where they are in journeys, and every message to them: one store, so that one transaction covers all."""
STORES: Final = (MAIN_STORE, MONEY_STORE, JOURNEYS_STORE)
TENANT_KEY: Final = "tenant_id"
"""Where a tenant's session keeps its tenant (``session.info``)."""
EVERY_TENANT: Final = "*"
"""What a platform session acts for; never the id of a tenant."""


SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints without a name could never be dropped again on SQLite."""


class TenantOwned(SQLModel):
    """A row that belongs to one tenant; a tenant's session can neither read nor write another's."""

    tenant_id: str = Field(index=True, max_length=64)


def tenant_of(session: AsyncSession) -> str:
    """The tenant whose session this is; a service asks it instead of taking the id twice."""
    return str(session.info[TENANT_KEY])


async def alone(session: AsyncSession, what: str) -> None:
    """Wait for everybody else of this tenant who came here for ``what``, and let nobody in until the transaction ends.

    For rules over rows that are not there yet, which cannot be locked. What is read afterwards is as they left it, in a
    transaction that reads committed rows; SQLite has one writer anyway.
    """
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"{tenant_of(session)}/{what}", 0)
        await connection.execute(func.pg_advisory_xact_lock(key))


def inserting(session: AsyncSession, table: Any) -> Any:
    """An insert that can say what becomes of it where the row is there already: ``on_conflict_do_nothing`` and the like."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def adding(session: AsyncSession, table: type[SQLModel] | Table, *counts: str) -> UpdateBase:
    """An insert that adds ``counts`` to those of the row where its primary key is there already."""
    return _adding(session.get_bind().dialect.name, table, counts)


@cache
def _adding(dialect_name: str, table: type[SQLModel] | Table, counts: tuple[str, ...]) -> UpdateBase:
    dialect: Any = postgresql if dialect_name == "postgresql" else sqlite
    insert = dialect.insert(table)
    sums = {count: insert.table.c[count] + insert.excluded[count] for count in counts}
    added: UpdateBase = insert.on_conflict_do_update(index_elements=list(insert.table.primary_key), set_=sums)
    return added


def Big(**options: Any) -> Any:  # noqa: N802 -- reads as the column type it is
    """A 64-bit integer column, for milliseconds, micros and nanos."""
    return Field(sa_type=BigInteger, **options)


def store(name: str) -> dict[str, Any]:
    """``__table_args__`` entry naming the store a table lives in: on SQLite, each has a file of its own."""
    return {"info": {"store": name}}


_Row = Mapping[str, Any]
_compiled: dict[tuple[str, Hashable], tuple[str, tuple[str, ...], _Row]] = {}


async def run_many(
    session: AsyncSession, name: Hashable, statement: Callable[[], UpdateBase], rows: Sequence[_Row]
) -> None:
    """Run one INSERT, UPDATE or DELETE once for every row, past the session's own machinery: several times as fast.

    ``statement`` is built and compiled once for each ``name`` and database; its bind parameters are the rows' keys. Nothing
    limits it to the tenant but itself (and PostgreSQL): it names the tenant in what it inserts or in its WHERE.
    """
    if not rows:
        return
    connection = await session.connection()
    dialect = connection.dialect
    known = _compiled.get((dialect.name, name))
    if known is None:
        compiled = statement().compile(dialect=dialect)
        known = str(compiled), tuple(getattr(compiled, "positiontup", ())), compiled.params
        _compiled[dialect.name, name] = known
    sql, order, constants = known
    given = rows[0].keys()
    if all(column in given for column in order):
        values = [tuple([row[column] for column in order]) for row in rows]
    else:
        values = [tuple([row[column] if column in given else constants[column] for column in order]) for row in rows]
    await connection.exec_driver_sql(sql, values)
