"""Statements over everything the ledger keeps of a person; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.feedback.tables import MessageFeedback
from domain.messages.repository import CHUNK
from domain.messages.rules import CLAIMED_TURN
from domain.messages.tables import Message, MessagePerson
from domain.messages.tallies.tables import MessageEvents
from domain.messages.values import MessageStatus
from domain.records import tenant_of


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    """All messages to one person are another's from now on; whoever claims one of them is waited for."""
    await session.exec(_of(session, person_id).values(person_id=to))
    await session.exec(delete(MessagePerson).where(col(MessagePerson.person_id) == person_id))


async def of_open_sources(session: AsyncSession, person_id: str, sources: str) -> Sequence[tuple[str, str, str]]:
    """(id, source, status) of messages to somebody, from sources that begin with ``sources`` and have one of them open."""
    theirs = (Message.tenant_id == tenant_of(session), Message.person_id == person_id)
    still_open = (
        select(Message.source)
        .where(*theirs, col(Message.turn) < CLAIMED_TURN, col(Message.source).startswith(sources, autoescape=True))
        .distinct()
    )
    names = (await session.exec(still_open)).all()
    if not names:
        return ()
    wanted = select(Message.id, Message.source, Message.status).where(*theirs, col(Message.source).in_(names))
    return (await session.exec(wanted.order_by(col(Message.id)))).all()


async def locked(session: AsyncSession, person_id: str) -> Sequence[tuple[str, str, int | None, bytes]]:
    """(id, key, turn, intent) of all messages to somebody, nobody else's until this transaction ends."""
    wanted = (
        select(Message.id, Message.key, Message.turn, Message.intent)
        .where(Message.tenant_id == tenant_of(session), Message.person_id == person_id)
        .order_by(col(Message.id))
        .with_for_update()
    )
    return (await session.exec(wanted)).all()


async def being_handed_over(session: AsyncSession, person_ids: Collection[str]) -> int:
    """How many messages to them somebody is handing over right now."""
    claimed = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.tenant_id == tenant_of(session),
            col(Message.person_id).in_(person_ids),
            Message.status == MessageStatus.CLAIMED.value,
        )
    )
    return (await session.exec(claimed)).one()


async def blank_feedback(session: AsyncSession, message_ids: Sequence[str]) -> None:
    """What was told of these messages stays, without words and links."""
    for at in range(0, len(message_ids), CHUNK):
        some = message_ids[at : at + CHUNK]
        await session.exec(
            update(MessageFeedback).where(col(MessageFeedback.message_id).in_(some)).values(reason="", url="")
        )


async def forget_locks(session: AsyncSession, person_ids: Collection[str]) -> None:
    await session.exec(delete(MessagePerson).where(col(MessagePerson.person_id).in_(person_ids)))


async def waiting_events(session: AsyncSession) -> Sequence[MessageEvents]:
    """Not published yet; there are few of them, for as long as it takes to publish them."""
    return (await session.exec(select(MessageEvents).with_for_update())).all()


def _of(session: AsyncSession, person_id: str) -> Any:
    return update(Message).where(col(Message.tenant_id) == tenant_of(session), col(Message.person_id) == person_id)
