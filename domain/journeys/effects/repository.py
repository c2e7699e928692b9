"""Statements over effects that are still to be had; they go round the mapper, so each names its tenant itself."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, bindparam, inspect, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.effects.tables import EffectRow
from domain.records import inserting, tenant_of

_found = inspect(EffectRow).local_table
assert isinstance(_found, Table)
EFFECTS: Final[Table] = _found


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        named = [{"tenant_id": tenant_of(session), **row} for row in rows]
        await (await session.connection()).execute(inserting(session, EFFECTS).on_conflict_do_nothing(), named)


async def whose_are_due(session: AsyncSession, *, now_ms: int, limit: int) -> set[str]:
    """The people of whom something is to be ended now, those of what is longest overdue."""
    wanted = select(EFFECTS.c.person_id).where(_due(session, now_ms)).order_by(EFFECTS.c.due_at_ms).limit(limit)
    return set((await (await session.connection()).execute(wanted)).scalars())


async def due(
    session: AsyncSession, person_ids: Collection[str], *, now_ms: int
) -> list[tuple[str, str, dict[str, Any]]]:
    """(key, person, body) of what is to be ended now of these people; nobody else's until the commit."""
    wanted = (
        select(EFFECTS.c.key, EFFECTS.c.person_id, EFFECTS.c.body)
        .where(_due(session, now_ms), EFFECTS.c.person_id.in_(sorted(person_ids)))
        .order_by(EFFECTS.c.due_at_ms)
        .with_for_update(skip_locked=True)
    )
    rows = (await (await session.connection()).execute(wanted)).fetchall()
    return [(key, person_id, body) for key, person_id, body in rows]


async def going_on(
    session: AsyncSession, person_ids: Sequence[str], *, now_ms: int
) -> list[tuple[str, dict[str, Any]]]:
    """(person, body) of what was begun for these people and is to be ended later than now."""
    wanted = select(EFFECTS.c.person_id, EFFECTS.c.body).where(
        EFFECTS.c.tenant_id == tenant_of(session),
        EFFECTS.c.person_id.in_(person_ids),
        EFFECTS.c.done_at_ms.is_(None),
        EFFECTS.c.due_at_ms > now_ms,
    )
    return [(person_id, body) for person_id, body in (await (await session.connection()).execute(wanted)).fetchall()]


async def tenants_with_due(session: AsyncSession, *, now_ms: int) -> list[str]:
    """For a platform session."""
    wanted = select(EFFECTS.c.tenant_id).where(EFFECTS.c.done_at_ms.is_(None), EFFECTS.c.due_at_ms <= now_ms).distinct()
    return [row[0] for row in (await (await session.connection()).execute(wanted)).fetchall()]


async def close(session: AsyncSession, outcomes: Mapping[str, str], *, now_ms: int) -> None:
    tenant_id = tenant_of(session)
    rows = [
        {"whose": tenant_id, "at": key, "done": now_ms, "said": said[:160]} for key, said in sorted(outcomes.items())
    ]
    if rows:
        await (await session.connection()).execute(_CLOSE, rows)


def _due(session: AsyncSession, now_ms: int) -> ColumnElement[bool]:
    is_open = EFFECTS.c.done_at_ms.is_(None) & (EFFECTS.c.due_at_ms <= now_ms)
    return (EFFECTS.c.tenant_id == tenant_of(session)) & is_open


_CLOSE: Final = (
    update(EFFECTS)
    .where(EFFECTS.c.tenant_id == bindparam("whose"), EFFECTS.c.key == bindparam("at"))
    .values(done_at_ms=bindparam("done"), outcome=bindparam("said"))
)
