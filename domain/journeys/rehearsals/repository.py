"""Statements of dry runs."""

from collections.abc import Sequence

from sqlmodel import col, select
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
