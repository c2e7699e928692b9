"""Statements over broadcasts; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.tables import BroadcastRow, BroadcastTransitionRow


async def one(session: AsyncSession, broadcast_id: str, *, to_change: bool = False) -> BroadcastRow | None:
    wanted = select(BroadcastRow).where(BroadcastRow.id == broadcast_id)
    if to_change:
        wanted = wanted.with_for_update()
    return (await session.exec(wanted, execution_options={"populate_existing": True})).first()


async def page(
    session: AsyncSession, *, stages: Collection[str], before: str | None, limit: int
) -> Sequence[BroadcastRow]:
    """The newest first."""
    wanted = select(BroadcastRow)
    if stages:
        wanted = wanted.where(col(BroadcastRow.stage).in_(stages))
    if before is not None:
        wanted = wanted.where(col(BroadcastRow.id) < before)
    return (await session.exec(wanted.order_by(col(BroadcastRow.id).desc()).limit(limit))).all()


async def transitions(session: AsyncSession, broadcast_id: str) -> Sequence[BroadcastTransitionRow]:
    """In the order in which they happened."""
    wanted = select(BroadcastTransitionRow).where(BroadcastTransitionRow.broadcast_id == broadcast_id)
    return (await session.exec(wanted.order_by(col(BroadcastTransitionRow.sequence)))).all()


async def by_order(session: AsyncSession, broadcast_id: str, order_id: str) -> BroadcastTransitionRow | None:
    wanted = select(BroadcastTransitionRow).where(
        BroadcastTransitionRow.broadcast_id == broadcast_id, BroadcastTransitionRow.order_id == order_id
    )
    return (await session.exec(wanted)).first()


async def life(session: AsyncSession, broadcast_id: str) -> Any:
    """(stage, reason) alone; None for one that does not exist."""
    wanted = select(BroadcastRow.stage, BroadcastRow.samples).where(BroadcastRow.id == broadcast_id)
    return (await session.exec(wanted)).first()
