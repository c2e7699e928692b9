"""Statements over journeys as authors keep them; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import func, inspect, or_
from sqlalchemy import select as core_select
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.blueprints.tables import JourneyRow, JourneyTransitionRow, JourneyVersionRow
from domain.journeys.values import JourneyStage
from domain.records import tenant_of


async def journey(session: AsyncSession, journey_id: str, *, to_change: bool = False) -> JourneyRow | None:
    return await session.get(JourneyRow, journey_id, with_for_update=to_change, populate_existing=to_change)


async def journeys(
    session: AsyncSession, *, stages: Collection[JourneyStage], before: str | None, limit: int
) -> Sequence[JourneyRow]:
    """Newest first."""
    wanted = select(JourneyRow).order_by(col(JourneyRow.id).desc()).limit(limit)
    if stages:
        wanted = wanted.where(col(JourneyRow.stage).in_(stages))
    if before:
        wanted = wanted.where(col(JourneyRow.id) < before)
    return (await session.exec(wanted)).all()


async def by_key(session: AsyncSession, creation_key: str) -> JourneyRow | None:
    return (await session.exec(select(JourneyRow).where(JourneyRow.creation_key == creation_key))).one_or_none()


async def in_stages(session: AsyncSession, stages: Collection[JourneyStage]) -> Sequence[tuple[Any, ...]]:
    """(id, stage, mode, shards, live version) of those in one of ``stages``."""
    rows = await (await session.connection()).execute(
        _LIVES.where(_JOURNEYS.c.tenant_id == tenant_of(session), _JOURNEYS.c.stage.in_(stages))
    )
    return [tuple(row) for row in rows]


async def first_published(session: AsyncSession, journey_ids: Collection[str]) -> dict[str, int]:
    """When each of them was published for the first time, as far as it was."""
    wanted = select(JourneyVersionRow.journey_id, func.min(JourneyVersionRow.published_at_ms)).where(
        col(JourneyVersionRow.journey_id).in_(journey_ids)
    )
    return dict((await session.exec(wanted.group_by(col(JourneyVersionRow.journey_id)))).all())


async def live_mentioning(
    session: AsyncSession, stages: Collection[JourneyStage], texts: Collection[str]
) -> Sequence[tuple[str, str]]:
    """(tenant, live definition) of those in one of ``stages`` whose definition holds one of ``texts``. On a platform session."""
    wanted = (
        select(JourneyRow.tenant_id, JourneyVersionRow.definition)
        .join(
            JourneyVersionRow,
            (col(JourneyVersionRow.journey_id) == JourneyRow.id)
            & (col(JourneyVersionRow.version) == JourneyRow.live_version),
        )
        .where(
            col(JourneyRow.stage).in_(stages),
            or_(*(col(JourneyVersionRow.definition).contains(text, autoescape=True) for text in texts)),
        )
    )
    return (await session.exec(wanted)).all()


async def life_of(session: AsyncSession, journey_id: str) -> tuple[Any, ...] | None:
    """(id, stage, mode, shards, live version)."""
    rows = await (await session.connection()).execute(
        _LIVES.where(_JOURNEYS.c.tenant_id == tenant_of(session), _JOURNEYS.c.id == journey_id)
    )
    row = rows.one_or_none()
    return tuple(row) if row is not None else None


async def keep_stage(session: AsyncSession, journey_id: str) -> None:
    """Let nobody change the journey's stage or version until the transaction ends; any number may ask for that at once.

    Not a lock of its row: PostgreSQL would let those who come later share it before whoever waits to change it.
    """
    await _lock_stage(session, journey_id, func.pg_advisory_xact_lock_shared)


async def change_stage(session: AsyncSession, journey_id: str) -> None:
    """Wait for everybody who keeps the journey as it is, and let nobody else until the transaction ends."""
    await _lock_stage(session, journey_id, func.pg_advisory_xact_lock)


async def _lock_stage(session: AsyncSession, journey_id: str, lock: Any) -> None:
    """SQLite has one writer anyway."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(core_select(lock(func.hashtextextended(f"stage/{journey_id}", 0))))


async def count_in(session: AsyncSession, stages: Collection[JourneyStage]) -> int:
    return len((await session.exec(select(JourneyRow.id).where(col(JourneyRow.stage).in_(stages)))).all())


async def remove(session: AsyncSession, journey_id: str) -> None:
    await session.exec(delete(JourneyRow).where(col(JourneyRow.id) == journey_id))


async def version(session: AsyncSession, journey_id: str, number: int) -> JourneyVersionRow | None:
    wanted = select(JourneyVersionRow).where(
        JourneyVersionRow.journey_id == journey_id, JourneyVersionRow.version == number
    )
    return (await session.exec(wanted)).one_or_none()


async def versions(session: AsyncSession, journey_id: str) -> Sequence[JourneyVersionRow]:
    wanted = (
        select(JourneyVersionRow)
        .where(JourneyVersionRow.journey_id == journey_id)
        .order_by(col(JourneyVersionRow.version).desc())
    )
    return (await session.exec(wanted)).all()


async def transition(session: AsyncSession, journey_id: str, sequence: int) -> JourneyTransitionRow | None:
    wanted = select(JourneyTransitionRow).where(
        JourneyTransitionRow.journey_id == journey_id, JourneyTransitionRow.sequence == sequence
    )
    return (await session.exec(wanted)).one_or_none()


async def transitions(session: AsyncSession, journey_id: str) -> Sequence[JourneyTransitionRow]:
    wanted = (
        select(JourneyTransitionRow)
        .where(JourneyTransitionRow.journey_id == journey_id)
        .order_by(col(JourneyTransitionRow.sequence))
    )
    return (await session.exec(wanted)).all()


async def set_estimate(session: AsyncSession, journey_id: str, people: int) -> None:
    await session.exec(update(JourneyRow).where(col(JourneyRow.id) == journey_id).values(estimated_people=people))


_JOURNEYS: Final[Any] = inspect(JourneyRow).local_table
_LIVES: Final = core_select(
    _JOURNEYS.c.id, _JOURNEYS.c.stage, _JOURNEYS.c.mode, _JOURNEYS.c.shards, _JOURNEYS.c.live_version
)
"""Asked at every look of every shard: without the mapper, and so with the tenant in sight."""
