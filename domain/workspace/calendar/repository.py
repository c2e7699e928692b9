"""Statements over blackout days, on a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.workspace.calendar.tables import Blackout


async def blackouts(session: AsyncSession, *, limit: int) -> Sequence[Blackout]:
    return (await session.exec(select(Blackout).order_by(col(Blackout.first_day), col(Blackout.id)).limit(limit))).all()


async def between(session: AsyncSession, first_day: str, last_day: str, *, limit: int) -> Sequence[Blackout]:
    """Those that touch these days."""
    wanted = select(Blackout).where(col(Blackout.first_day) <= last_day, col(Blackout.last_day) >= first_day)
    return (await session.exec(wanted.order_by(col(Blackout.first_day), col(Blackout.id)).limit(limit))).all()


async def blackout(session: AsyncSession, blackout_id: str) -> Blackout | None:
    return (await session.exec(select(Blackout).where(Blackout.id == blackout_id))).one_or_none()
