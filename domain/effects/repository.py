"""Statements over effects that are still to be had; they go round the mapper, so each names its tenant itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, bindparam, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.effects.tables import EffectRow
from domain.records import tenant_of

_found = inspect(EffectRow).local_table
assert isinstance(_found, Table)
EFFECTS: Final[Table] = _found


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        named = [{"tenant_id": tenant_of(session), **row} for row in rows]
        await (await session.connection()).execute(_insert(session).on_conflict_do_nothing(), named)


async def open_ones(session: AsyncSession, journey_id: str, *, now_ms: int, limit: int) -> Sequence[Any]:
    """(key, journey id, person id, kind, body, planned at)."""
    wanted = (
        select(
            EFFECTS.c.key,
            EFFECTS.c.journey_id,
            EFFECTS.c.person_id,
            EFFECTS.c.kind,
            EFFECTS.c.body,
            EFFECTS.c.planned_at_ms,
        )
        .where(
            EFFECTS.c.tenant_id == tenant_of(session),
            EFFECTS.c.journey_id == journey_id,
            EFFECTS.c.done_at_ms.is_(None),
            EFFECTS.c.due_at_ms <= now_ms,
        )
        .order_by(EFFECTS.c.due_at_ms)
        .limit(limit)
    )
    return (await (await session.connection()).execute(wanted)).fetchall()


async def close(session: AsyncSession, outcomes: Mapping[str, str], *, now_ms: int) -> None:
    rows = [{"at": key, "done": now_ms, "said": said[:160]} for key, said in sorted(outcomes.items())]
    if rows:
        await (await session.connection()).execute(_CLOSE, rows)


def _insert(session: AsyncSession) -> Any:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(EFFECTS)


_CLOSE: Final = (
    update(EFFECTS)
    .where(EFFECTS.c.key == bindparam("at"))
    .values(done_at_ms=bindparam("done"), outcome=bindparam("said"))
)
