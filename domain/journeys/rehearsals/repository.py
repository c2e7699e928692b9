"""Statements of dry runs."""

from collections.abc import Collection, Sequence

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.rehearsals.tables import RehearsalRow


async def one(session: AsyncSession, rehearsal_id: str, *, to_change: bool = False) -> RehearsalRow | None:
    wanted = select(RehearsalRow).where(col(RehearsalRow.id) == rehearsal_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def of_journey(
    session: AsyncSession, journey_id: str, *, before: str | None, limit: int
) -> Sequence[RehearsalRow]:
    """The newest first."""
    wanted = select(RehearsalRow).where(col(RehearsalRow.journey_id) == journey_id)
    if before is not None:
        wanted = wanted.where(col(RehearsalRow.id) < before)
    return (await session.exec(wanted.order_by(col(RehearsalRow.id).desc()).limit(limit))).all()


async def naming(session: AsyncSession, person_ids: Collection[str]) -> Sequence[RehearsalRow]:
    """Those that have one of these people for an example, nobody else's until the transaction ends."""
    if not person_ids:
        return ()
    named = or_(*(col(RehearsalRow.tally).contains(person_id, autoescape=True) for person_id in sorted(person_ids)))
    return (
        await session.exec(select(RehearsalRow).where(named).order_by(col(RehearsalRow.id)).with_for_update())
    ).all()
