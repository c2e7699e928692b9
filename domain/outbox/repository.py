"""Statements over letters, feeds and webhook calls; they take a tenant's session, but for ``due_calls``."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, func, update
from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.outbox.tables import FeedItemRow, LetterRow, WebhookCallRow
from domain.outbox.values import CallState
from domain.paging import Position
from domain.records import inserting, run_many


async def add_letters(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """What is there already stays as it is."""
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0]}
        await run_many(
            session, "letters", lambda: inserting(session, LetterRow).values(values).on_conflict_do_nothing(), rows
        )


async def add_feed_items(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _add(session, FeedItemRow, rows)


async def add_calls(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _add(session, WebhookCallRow, rows)


async def letter(session: AsyncSession, message_id: str) -> LetterRow | None:
    return (await session.exec(select(LetterRow).where(LetterRow.message_id == message_id))).one_or_none()


async def letters(
    session: AsyncSession,
    *,
    person_id: str | None,
    channel: str | None,
    source: str | None,
    before: Position | None,
    limit: int,
) -> Sequence[LetterRow]:
    """Newest first."""
    wanted = select(LetterRow).order_by(col(LetterRow.at_ms).desc(), col(LetterRow.message_id).desc()).limit(limit)
    for column, value in (
        (LetterRow.person_id, person_id),
        (LetterRow.channel, channel),
        (LetterRow.source, source),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if before is not None:
        at_ms, last = int(before.value), before.id
        wanted = wanted.where(
            (col(LetterRow.at_ms) < at_ms) | ((col(LetterRow.at_ms) == at_ms) & (col(LetterRow.message_id) < last))
        )
    return (await session.exec(wanted)).all()


async def forget_letters(session: AsyncSession, *, before_ms: int) -> int:
    result: Any = await session.exec(delete(LetterRow).where(col(LetterRow.at_ms) < before_ms))
    return int(result.rowcount)


async def feed(
    session: AsyncSession, person_id: str, channel: str, *, now_ms: int, limit: int
) -> Sequence[FeedItemRow]:
    """Items still to be shown, newest first."""
    wanted = (
        select(FeedItemRow)
        .where(
            FeedItemRow.person_id == person_id,
            FeedItemRow.channel == channel,
            col(FeedItemRow.until_ms) > now_ms,
            col(FeedItemRow.dismissed_at_ms).is_(None),
        )
        .order_by(col(FeedItemRow.until_ms).desc(), col(FeedItemRow.message_id).desc())
        .limit(limit)
    )
    return (await session.exec(wanted)).all()


async def feed_item(session: AsyncSession, message_id: str, *, to_change: bool = False) -> FeedItemRow | None:
    wanted = select(FeedItemRow).where(FeedItemRow.message_id == message_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def forget_feed_items(session: AsyncSession, *, before_ms: int) -> int:
    result: Any = await session.exec(delete(FeedItemRow).where(col(FeedItemRow.until_ms) < before_ms))
    return int(result.rowcount)


async def call(session: AsyncSession, message_id: str, *, to_change: bool = False) -> WebhookCallRow | None:
    wanted = select(WebhookCallRow).where(WebhookCallRow.message_id == message_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def calls(session: AsyncSession, state: str, *, before: Position | None, limit: int) -> Sequence[WebhookCallRow]:
    """Newest first."""
    wanted = (
        select(WebhookCallRow)
        .where(WebhookCallRow.state == state)
        .order_by(col(WebhookCallRow.at_ms).desc(), col(WebhookCallRow.message_id).desc())
        .limit(limit)
    )
    if before is not None:
        at_ms, last = int(before.value), before.id
        wanted = wanted.where(
            (col(WebhookCallRow.at_ms) < at_ms)
            | ((col(WebhookCallRow.at_ms) == at_ms) & (col(WebhookCallRow.message_id) < last))
        )
    return (await session.exec(wanted)).all()


async def claim_due_calls(session: AsyncSession, *, now_ms: int, until_ms: int, limit: int) -> Sequence[WebhookCallRow]:
    """Of every tenant, on a platform session: the longest due, put off until ``until_ms`` for everybody else."""
    wanted = (
        select(WebhookCallRow)
        .where(col(WebhookCallRow.due_at_ms) <= now_ms)
        .order_by(col(WebhookCallRow.due_at_ms))
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        wanted = wanted.with_for_update(skip_locked=True)
    rows = (await session.exec(wanted)).all()
    for row in rows:
        row.due_at_ms = until_ms
        session.add(row)
    return rows


async def settle_call(
    session: AsyncSession, tenant_id: str, message_id: str, attempts: int, values: dict[str, Any]
) -> bool:
    """Write down an attempt, unless somebody else did meanwhile."""
    result: Any = await session.exec(
        update(WebhookCallRow)
        .where(
            col(WebhookCallRow.tenant_id) == tenant_id,
            col(WebhookCallRow.message_id) == message_id,
            col(WebhookCallRow.attempts) == attempts,
        )
        .values(**values)
    )
    return bool(result.rowcount)


async def count_calls(session: AsyncSession) -> dict[str, int]:
    wanted = select(WebhookCallRow.state, func.count()).group_by(col(WebhookCallRow.state))
    return {state: int(count) for state, count in (await session.exec(wanted)).all()}


async def next_due(session: AsyncSession) -> int | None:
    return (await session.exec(select(func.min(WebhookCallRow.due_at_ms)))).one()


async def forget_calls(session: AsyncSession, *, before_ms: int) -> int:
    """Answered ones alone: dead letters stay until they are sent again or somebody removes them."""
    result: Any = await session.exec(
        delete(WebhookCallRow).where(
            col(WebhookCallRow.state) == CallState.DELIVERED.value, col(WebhookCallRow.at_ms) < before_ms
        )
    )
    return int(result.rowcount)


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    for table in (LetterRow, FeedItemRow, WebhookCallRow):
        await session.exec(delete(table).where(col(table.person_id).in_(person_ids)))


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    for table in (LetterRow, FeedItemRow, WebhookCallRow):
        await session.exec(update(table).where(col(table.person_id) == person_id).values(person_id=to))


async def _add(session: AsyncSession, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """What is there already stays as it is."""
    if not rows:
        return
    await session.exec(inserting(session, table).on_conflict_do_nothing(), params=rows)
