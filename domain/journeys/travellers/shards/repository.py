"""Statements over shards; they go round the mapper, so each that is a tenant's names it itself."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Table, inspect, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.blueprints.rules import MOST_SHARDS
from domain.journeys.blueprints.tables import JourneyRow
from domain.journeys.travellers.repository import PEOPLE
from domain.journeys.travellers.tables import ShardRow
from domain.journeys.travellers.values import INDIVIDUAL_SHARD
from domain.records import inserting, tenant_of

JOURNEYS: Final[Table] = inspect(JourneyRow).local_table  # type: ignore[assignment]
SHARDS: Final[Table] = inspect(ShardRow).local_table  # type: ignore[assignment]

# Shards that look for work by themselves


async def asleep(session: AsyncSession, shards: Collection[tuple[str, int]], *, now_ms: int) -> set[tuple[str, int]]:
    """Those of ``shards`` that do not look by themselves. None of them can fall asleep before the transaction ends."""
    journeys = sorted({journey_id for journey_id, _ in shards})
    wanted = (
        select(SHARDS.c.journey_id, SHARDS.c.shard)
        .where(
            SHARDS.c.tenant_id == tenant_of(session),
            SHARDS.c.journey_id.in_(journeys),
            SHARDS.c.awake_until_ms > now_ms,
        )
        .with_for_update(read=True)
    )
    rows = await (await session.connection()).execute(wanted)
    return set(shards) - {(journey_id, shard) for journey_id, shard in rows.fetchall()}


async def stay_awake(session: AsyncSession, journey_id: str, shard: int, *, until_ms: int) -> None:
    """``until_ms`` 0 is to fall asleep."""
    statement = inserting(session, SHARDS).values(
        tenant_id=tenant_of(session), journey_id=journey_id, shard=shard, awake_until_ms=until_ms
    )
    await (await session.connection()).execute(
        statement.on_conflict_do_update(
            index_elements=["journey_id", "shard"], set_={"awake_until_ms": statement.excluded.awake_until_ms}
        )
    )


# Work that nobody looks at


async def forgotten_shards(
    session: AsyncSession, stages: Collection[str], *, before_ms: int, now_ms: int
) -> list[tuple[str, str, int]]:
    """(tenant, journey, shard) with people due before ``before_ms``, and nobody looking. For a platform session."""
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < MOST_SHARDS - 1))
    late = select(PEOPLE.c.run_id).where(
        PEOPLE.c.journey_id == JOURNEYS.c.id, PEOPLE.c.shard == numbers.c.n, PEOPLE.c.look_at_ms <= before_ms
    )
    awake = select(SHARDS.c.shard).where(
        SHARDS.c.journey_id == JOURNEYS.c.id, SHARDS.c.shard == numbers.c.n, SHARDS.c.awake_until_ms > now_ms
    )
    wanted = (
        select(JOURNEYS.c.tenant_id, JOURNEYS.c.id, numbers.c.n)
        .join(numbers, numbers.c.n < JOURNEYS.c.shards)
        .where(JOURNEYS.c.stage.in_(stages), late.exists(), ~awake.exists())
    )
    rows = (await (await session.connection()).execute(wanted)).fetchall()
    return [(tenant_id, journey_id, shard) for tenant_id, journey_id, shard in rows]


async def forgotten_people(
    session: AsyncSession, stages: Collection[str], *, before_ms: int, limit: int
) -> list[tuple[str, str, str]]:
    """(tenant, journey, run) of people who are carried one by one and were due before, the longest overdue first. For a platform session."""
    wanted = (
        select(PEOPLE.c.tenant_id, PEOPLE.c.journey_id, PEOPLE.c.run_id)
        .join(JOURNEYS, JOURNEYS.c.id == PEOPLE.c.journey_id)
        .where(
            JOURNEYS.c.stage.in_(stages),
            JOURNEYS.c.shards == 0,
            PEOPLE.c.shard == INDIVIDUAL_SHARD,
            PEOPLE.c.look_at_ms <= before_ms,
        )
        .order_by(PEOPLE.c.look_at_ms)
        .limit(limit)
    )
    rows = (await (await session.connection()).execute(wanted)).fetchall()
    return [(tenant_id, journey_id, run_id) for tenant_id, journey_id, run_id in rows]
