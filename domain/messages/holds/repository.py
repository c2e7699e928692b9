"""Statements over held sources; they take a tenant's session."""

from collections.abc import Collection
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.holds.tables import MessageHold
from domain.records import inserting


async def add(session: AsyncSession, row: dict[str, Any]) -> None:
    """Unless it is there."""
    await session.exec(inserting(session, MessageHold).on_conflict_do_nothing(), params=[row])


async def remove(session: AsyncSession, source: str) -> None:
    await session.exec(delete(MessageHold).where(col(MessageHold.source) == source))


async def sources(session: AsyncSession, among: Collection[str] | None = None) -> set[str]:
    """Those that are held, of the tenant's or of ``among``."""
    wanted = select(MessageHold.source)
    if among is not None:
        wanted = wanted.where(col(MessageHold.source).in_(among))
    return set((await session.exec(wanted)).all())
