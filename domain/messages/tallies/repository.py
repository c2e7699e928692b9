"""Statements over counts and waiting events of messages; they take a tenant's session, or the platform's for events."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.tallies.tables import MessageEvents, MessageTally
from domain.records import adding, inserting


async def tallies(session: AsyncSession, source: str | None = None, *, prefix: str = "") -> Sequence[MessageTally]:
    wanted = select(MessageTally)
    if source is not None:
        wanted = wanted.where(MessageTally.source == source)
    if prefix:
        wanted = wanted.where(col(MessageTally.source).startswith(prefix, autoescape=True))
    return (await session.exec(wanted.order_by(col(MessageTally.source), col(MessageTally.step)))).all()


async def add_tallies(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add to each; ``rows`` come in the order of their keys, for everybody."""
    if rows:
        await session.exec(adding(session, MessageTally, "count"), params=rows)


async def add_events(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.exec(inserting(session, MessageEvents), params=rows)


async def events(session: AsyncSession, *, limit: int) -> Sequence[MessageEvents]:
    return (await session.exec(select(MessageEvents).order_by(col(MessageEvents.id)).limit(limit))).all()


async def forget_events(session: AsyncSession, ids: Collection[str]) -> None:
    await session.exec(delete(MessageEvents).where(col(MessageEvents.id).in_(ids)))
