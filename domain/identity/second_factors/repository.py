"""Statements over second factors."""

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.second_factors.tables import SecondFactorRow


async def second_factor(session: AsyncSession, user_id: str, *, to_change: bool = False) -> SecondFactorRow | None:
    """``to_change`` keeps other transactions from taking the same code until this one ends."""
    wanted = select(SecondFactorRow).where(SecondFactorRow.user_id == user_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def remove(session: AsyncSession, user_id: str) -> None:
    await session.exec(delete(SecondFactorRow).where(col(SecondFactorRow.user_id) == user_id))
