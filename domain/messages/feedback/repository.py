"""Statements over feedback; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.feedback.tables import MessageFeedback
from domain.messages.values import FeedbackKind
from domain.records import inserting

CHUNK: Final = 500


async def insert_new(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Event ids of those that were not on record, of at most ``CHUNK``."""
    if not rows:
        return set()
    statement = (
        inserting(session, MessageFeedback)
        .on_conflict_do_nothing(index_elements=["tenant_id", "event_id"])
        .returning(MessageFeedback.event_id)
    )
    found: Any = await session.exec(statement, params=rows)
    return set(found.scalars().all())


async def rename(session: AsyncSession, event_ids: Collection[str], kind: FeedbackKind) -> None:
    """It was another kind of thing than it looked like."""
    await session.exec(
        update(MessageFeedback).where(col(MessageFeedback.event_id).in_(event_ids)).values(kind=kind.value)
    )


async def of_messages(session: AsyncSession, message_ids: Collection[str]) -> Sequence[MessageFeedback]:
    """In the order in which it happened."""
    wanted = select(MessageFeedback).where(col(MessageFeedback.message_id).in_(message_ids))
    return (await session.exec(wanted.order_by(col(MessageFeedback.at_ms)))).all()
