"""Removing what is older than it is kept for, a few rows at a time: whoever works with the tables meanwhile hardly notices."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, exists, literal, or_, select, tuple_, update

from domain.privacy.retention.values import Rule
from storage.sql.database import Database
from storage.sql.tables import all_tables

AT_ONCE: Final = 500


async def remove_old(database: Database, tenant_id: str, rule: Rule, *, before_ms: int) -> AsyncIterator[int]:
    """How many rows each small transaction dealt with, until nothing is left that is older. Doing it again changes nothing.

    Rows are looked for once, in the order of their keys, beside whoever writes: only what is found is dealt with in a transaction
    that writes, by its key.
    """
    table = all_tables().tables[rule.table]
    key: list[Any] = list(table.primary_key)
    old = _old(table, tenant_id, rule, before_ms)
    beyond: list[ColumnElement[bool]] = []
    while True:
        wanted = select(*key).where(*old, *beyond).order_by(*key).limit(AT_ONCE)
        async with database.reading(tenant_id) as session:
            keys = [tuple(row) for row in await (await session.connection()).execute(wanted)]
        if keys:
            these = key[0].in_([one for (one,) in keys]) if len(key) == 1 else tuple_(*key).in_(keys)
            async with database.tenant(tenant_id) as session:
                connection = await session.connection()
                if rule.blanks:
                    await connection.execute(update(table).where(these, *old).values(dict.fromkeys(rule.blanks, "")))
                else:
                    await connection.execute(delete(table).where(these, *old))
            yield len(keys)
        if len(keys) < AT_ONCE:
            return
        last = [literal(value, column.type) for value, column in zip(keys[-1], key, strict=True)]
        beyond = [tuple_(*key) > tuple_(*last)]


def _old(table: Table, tenant_id: str, rule: Rule, before_ms: int) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [table.c.tenant_id == tenant_id, table.c[rule.age] < before_ms]
    if rule.blanks:
        conditions.append(or_(*(table.c[name] != "" for name in rule.blanks)))
    if rule.unless_awaited:
        runs = all_tables().tables["journey_travellers"]
        inside = (runs.c.run_id == table.c.run_id) & runs.c.look_at_ms.is_not(None)
        conditions.append(~exists().where(inside, runs.c.since_ms <= table.c[rule.age]))
    return conditions
