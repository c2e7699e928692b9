"""Statements over rate tables; they take a platform session."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.rates.tables import RateTableRow


async def newest(session: AsyncSession) -> RateTableRow | None:
    return (await session.exec(select(RateTableRow).order_by(col(RateTableRow.revision).desc()).limit(1))).first()


async def tables(session: AsyncSession, *, limit: int) -> Sequence[RateTableRow]:
    """Newest first."""
    wanted = select(RateTableRow).order_by(col(RateTableRow.revision).desc()).limit(limit)
    return (await session.exec(wanted)).all()
