"""Statements over channel accounts and senders; they take a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.senders.tables import ChannelAccountRow, SenderRow


async def account(session: AsyncSession, account_id: str, *, to_change: bool = False) -> ChannelAccountRow | None:
    return await session.get(ChannelAccountRow, account_id, with_for_update=to_change)


async def account_by_name(session: AsyncSession, name: str) -> ChannelAccountRow | None:
    return (await session.exec(select(ChannelAccountRow).where(ChannelAccountRow.name == name))).one_or_none()


async def accounts(session: AsyncSession) -> Sequence[ChannelAccountRow]:
    return (await session.exec(select(ChannelAccountRow).order_by(col(ChannelAccountRow.id)))).all()


async def enabled_defaults(session: AsyncSession) -> Sequence[ChannelAccountRow]:
    """Newest first."""
    wanted = (
        select(ChannelAccountRow)
        .where(col(ChannelAccountRow.enabled), col(ChannelAccountRow.is_default))
        .order_by(col(ChannelAccountRow.id).desc())
    )
    return (await session.exec(wanted)).all()


async def sender(session: AsyncSession, sender_id: str, *, to_change: bool = False) -> SenderRow | None:
    return await session.get(SenderRow, sender_id, with_for_update=to_change)


async def sender_at(session: AsyncSession, channel: str, address: str) -> SenderRow | None:
    wanted = select(SenderRow).where(SenderRow.channel == channel, SenderRow.address == address)
    return (await session.exec(wanted)).one_or_none()


async def senders(session: AsyncSession) -> Sequence[SenderRow]:
    return (await session.exec(select(SenderRow).order_by(col(SenderRow.id)))).all()
