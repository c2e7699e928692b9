"""Statements over exchanges; they take a platform session."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.exchanges.tables import ExchangeRow


async def exchange(session: AsyncSession, exchange_id: str, *, to_change: bool = False) -> ExchangeRow | None:
    """``to_change`` keeps other transactions from changing it until this one ends."""
    return await session.get(ExchangeRow, exchange_id, with_for_update=to_change)


async def exchange_by_name(session: AsyncSession, name: str) -> ExchangeRow | None:
    return (await session.exec(select(ExchangeRow).where(ExchangeRow.name == name))).one_or_none()


async def exchanges(session: AsyncSession, *, after: str, limit: int) -> Sequence[ExchangeRow]:
    wanted = select(ExchangeRow).where(col(ExchangeRow.id) > after).order_by(col(ExchangeRow.id)).limit(limit)
    return (await session.exec(wanted)).all()
