"""Statements over runs and effects by whose they are; they go round the mapper, so each names its tenant itself."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.effects.repository import EFFECTS
from domain.journeys.travellers.repository import PEOPLE
from domain.journeys.travellers.values import Run
from domain.records import tenant_of

_RUN: Final = tuple(PEOPLE.c[name] for name in Run.__struct_fields__)


async def held(session: AsyncSession, person_ids: Collection[str]) -> list[tuple[Run, bool]]:
    """Every run of these people with whether they are inside, nobody else's until the transaction ends; by entry."""
    wanted = (
        select(*_RUN, PEOPLE.c.look_at_ms)
        .where(_whose(session, PEOPLE, person_ids))
        .order_by(PEOPLE.c.run_id)
        .with_for_update()
    )
    rows = (await (await session.connection()).execute(wanted)).fetchall()
    runs = [(Run(**dict(zip(Run.__struct_fields__, row[:-1], strict=True))), row[-1] is not None) for row in rows]
    return sorted(runs, key=lambda each: each[0].entry)


async def individual_runs(session: AsyncSession, person_ids: Collection[str], shard: int) -> list[tuple[str, str]]:
    """(journey, run) of their runs in one shard."""
    wanted = select(PEOPLE.c.journey_id, PEOPLE.c.run_id).where(
        _whose(session, PEOPLE, person_ids), PEOPLE.c.shard == shard
    )
    rows = (await (await session.connection()).execute(wanted.order_by(PEOPLE.c.run_id))).fetchall()
    return [(journey_id, run_id) for journey_id, run_id in rows]


async def hand_on(session: AsyncSession, person_id: str, to: str, entries: Mapping[str, int]) -> None:
    """``person_id``'s runs and effects are ``to``'s from now on; ``entries`` numbers each run, by its id, among theirs."""
    connection = await session.connection()
    tenant_id = tenant_of(session)
    rows = [{"tenant": tenant_id, "at": run_id, "whose": to, "nth": entry} for run_id, entry in sorted(entries.items())]
    if rows:
        await connection.execute(_HAND_ON, rows)
    await connection.execute(update(EFFECTS).where(_whose(session, EFFECTS, [person_id])).values(person_id=to))


async def erase(session: AsyncSession, person_id: str, name: str) -> None:
    """Runs go on as ``name``'s, without what brought them and what they were told; effects go."""
    connection = await session.connection()
    blank: dict[str, Any] = {"person_id": name, "cause": "", "context": ""}
    await connection.execute(update(PEOPLE).where(_whose(session, PEOPLE, [person_id])).values(blank))
    await connection.execute(delete(EFFECTS).where(_whose(session, EFFECTS, [person_id])))


def _whose(session: AsyncSession, table: Any, person_ids: Collection[str] | Sequence[str]) -> Any:
    return (table.c.tenant_id == tenant_of(session)) & table.c.person_id.in_(sorted(person_ids))


_HAND_ON: Final = (
    update(PEOPLE)
    .where(PEOPLE.c.tenant_id == bindparam("tenant"), PEOPLE.c.run_id == bindparam("at"))
    .values(person_id=bindparam("whose"), entry=bindparam("nth"))
)
