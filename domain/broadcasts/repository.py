"""Statements over broadcasts; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.tables import BroadcastRow, BroadcastTransitionRow


async def one(session: AsyncSession, broadcast_id: str, *, to_change: bool = False) -> BroadcastRow | None:
    wanted = select(BroadcastRow).where(BroadcastRow.id == broadcast_id)
    if to_change:
        wanted = wanted.with_for_update()
    return (await session.exec(wanted, execution_options={"populate_existing": True})).first()


async def by_key(session: AsyncSession, creation_key: str) -> BroadcastRow | None:
    return (await session.exec(select(BroadcastRow).where(BroadcastRow.creation_key == creation_key))).one_or_none()


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


async def page_between(
    session: AsyncSession, from_ms: int, to_ms: int, *, stages: Collection[str], before: str | None, limit: int
) -> Sequence[BroadcastRow]:
    """The newest first of those that began, or are to begin, before ``to_ms`` and had not ended by ``from_ms``.

    One of which no end is known counts by when it begins, and by nothing where that is unknown too.
    """
    begins = func.coalesce(col(BroadcastRow.began_at_ms), col(BroadcastRow.starts_at_ms))
    wanted = select(BroadcastRow).where(
        col(BroadcastRow.stage).in_(stages),
        or_(begins.is_(None), begins < to_ms),
        func.coalesce(col(BroadcastRow.ended_at_ms), begins, to_ms) > from_ms,
    )
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
