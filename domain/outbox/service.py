"""Use cases of letters, feeds and webhook calls, on a session handed in."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.errors import Conflict, InvalidInput, NotFound
from domain.faults import fault_of
from domain.outbox import repository
from domain.outbox.rules import Standing, in_order, retry_at_ms, suits
from domain.outbox.tables import FeedItemRow, LetterRow, WebhookCallRow
from domain.outbox.values import Attempt, CallState, FeedItem, Kept, Letter, Occasion, Seen, Showing, WebhookCall
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.predicates.rules import evaluate
from domain.predicates.values import Facts, Predicate
from domain.records import tenant_of

LEASE_MS: Final = 60_000
"""How long one attempt at a webhook may take before somebody else may make it."""
_MOST_IN_FEED: Final = 200
_NEWEST: Final = "newest"
_encode: Final = msgspec.msgpack.Encoder().encode
_letter: Final = msgspec.msgpack.Decoder(Letter)
_item: Final = msgspec.msgpack.Decoder(FeedItem)


# Letters


async def keep(session: AsyncSession, letters: Sequence[Letter]) -> None:
    """Keep each once, by its message id."""
    tenant_id = tenant_of(session)
    await repository.add_letters(
        session,
        [
            {
                "tenant_id": tenant_id,
                "message_id": letter.message_id,
                "person_id": letter.person_id,
                "channel": letter.channel.value,
                "source": letter.source,
                "at_ms": letter.at_ms,
                "content": _encode(letter),
            }
            for letter in letters
        ],
    )


async def letter(session: AsyncSession, message_id: str) -> Letter:
    """Raises ``NotFound``."""
    row = await repository.letter(session, message_id)
    if row is None:
        raise NotFound(f"the outbox has no message '{message_id}'", field="message_id")
    return read_letter(row)


async def letters(
    session: AsyncSession,
    *,
    person_id: str | None = None,
    channel: Channel | None = None,
    source: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Letter]:
    """Newest first. Raises ``InvalidInput`` for a cursor of another list."""
    rows = await repository.letters(
        session,
        person_id=person_id,
        channel=channel.value if channel else None,
        source=source,
        before=read_cursor(_NEWEST, cursor, int),
        limit=limit + 1,
    )
    return Page([read_letter(row) for row in rows[:limit]], _next(rows, limit))


def read_letter(row: LetterRow) -> Letter:
    return _letter.decode(row.content)


async def kept(session: AsyncSession, message_id: str) -> Kept | None:
    """Whether a message lies here, in whichever of the three."""
    for found in (
        await repository.letter(session, message_id),
        await repository.feed_item(session, message_id),
        await repository.call(session, message_id),
    ):
        if found is not None:
            return Kept(message_id=message_id, at_ms=found.at_ms)
    return None


async def forget(session: AsyncSession, *, before_ms: int) -> int:
    """Letters and answered calls from before, and items whose time was over then; how many rows."""
    return (
        await repository.forget_letters(session, before_ms=before_ms)
        + await repository.forget_feed_items(session, before_ms=before_ms)
        + await repository.forget_calls(session, before_ms=before_ms)
    )


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Everything that was written to these people and lies here, calls about them included."""
    await repository.erase(session, person_ids)


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    """``person_id`` turned out to be ``to``: letters, feeds and calls are theirs."""
    await repository.hand_on(session, person_id, to)


# Feeds


class Candidate(Struct, frozen=True, kw_only=True):
    """An item that suits an occasion, before anybody asks what it says of the person."""

    item: FeedItem
    showing: Showing
    shown: int
    clicked: int


def read_showing(value: object) -> Showing:
    """Raises ``InvalidInput`` naming what breaks a rule."""
    try:
        return Showing.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field, fault = ".".join(["showing", *(str(part) for part in first["loc"])]), fault_of(first)
        raise InvalidInput(fault.about(field), field=field, remedy=fault.remedy) from error


async def keep_feed_items(session: AsyncSession, items: Sequence[FeedItem]) -> None:
    """Keep each once, by its message id."""
    tenant_id = tenant_of(session)
    await repository.add_feed_items(
        session,
        [
            {
                "tenant_id": tenant_id,
                "message_id": item.message_id,
                "person_id": item.person_id,
                "channel": item.channel.value,
                "at_ms": item.at_ms,
                "until_ms": item.until_ms,
                "content": _encode(item),
            }
            for item in items
        ],
    )


async def candidates(
    session: AsyncSession, person_id: str, channel: Channel, occasion: Occasion, *, now_ms: int
) -> Sequence[Candidate]:
    """What suits the occasion, in the order of the feed; ``choose`` then asks what items say of the person."""
    rows = await repository.feed(session, person_id, channel.value, now_ms=now_ms, limit=_MOST_IN_FEED)
    found: list[tuple[Standing, Candidate]] = []
    for row in rows:
        item = _item.decode(row.content)
        showing = Showing.model_validate(item.showing)
        used_up = channel is Channel.IN_APP and row.shown >= showing.most_times
        if used_up or not suits(showing, occasion, now_ms=now_ms):
            continue
        standing = Standing(
            message_id=row.message_id, at_ms=row.at_ms, priority=showing.priority, pinned=showing.pinned
        )
        found.append((standing, Candidate(item=item, showing=showing, shown=row.shown, clicked=row.clicked)))
    return in_order(found)


def predicates_of(candidates: Sequence[Candidate]) -> list[Predicate]:
    """What must be known of the person before anything is chosen."""
    return [one.showing.when for one in candidates if one.showing.when is not None]


def choose(candidates: Sequence[Candidate], facts: Facts | None, *, now_ms: int, most: int) -> Sequence[Candidate]:
    """The first of those that are meant for this person; without ``facts``, those that are meant for everybody."""
    meant = [
        one
        for one in candidates
        if one.showing.when is None or (facts is not None and evaluate(one.showing.when, facts, now_ms=now_ms))
    ]
    return meant[:most]


async def existing_item(
    session: AsyncSession, person_id: str, message_id: str, *, to_change: bool = False
) -> FeedItemRow:
    """Raises ``NotFound``, for anybody else's item as well."""
    row = await repository.feed_item(session, message_id, to_change=to_change)
    if row is None or row.person_id != person_id:
        raise NotFound(f"the feed has no item '{message_id}'", field="message_id")
    return row


async def note_seen(session: AsyncSession, person_id: str, message_id: str, seen: Seen, *, now_ms: int) -> FeedItemRow:
    """What a person did with an item of theirs. Raises ``NotFound``."""
    row = await existing_item(session, person_id, message_id, to_change=True)
    match seen:
        case Seen.SHOWN:
            row.shown += 1
            row.first_shown_at_ms = row.first_shown_at_ms or now_ms
        case Seen.CLICKED:
            row.clicked += 1
        case Seen.DISMISSED:
            row.dismissed_at_ms = row.dismissed_at_ms or now_ms
    session.add(row)
    return row


# Webhook calls


async def queue_calls(session: AsyncSession, calls: Sequence[WebhookCall]) -> None:
    """Queue each once, by its message id; due at once."""
    tenant_id = tenant_of(session)
    await repository.add_calls(
        session,
        [
            {
                "tenant_id": tenant_id,
                "message_id": call.message_id,
                "account_id": call.account_id,
                "person_id": call.person_id,
                "source": call.source,
                "url": call.url,
                "headers": call.headers,
                "body": call.body,
                "state": CallState.WAITING.value,
                "due_at_ms": call.at_ms,
                "at_ms": call.at_ms,
            }
            for call in calls
        ],
    )


async def claim_due_calls(session: AsyncSession, *, now_ms: int, limit: int) -> Sequence[WebhookCallRow]:
    """Calls of every tenant that are due, on a platform session; nobody else gets them for ``LEASE_MS``."""
    return await repository.claim_due_calls(session, now_ms=now_ms, until_ms=now_ms + LEASE_MS, limit=limit)


def standing_after(
    row: WebhookCallRow, attempt: Attempt, *, now_ms: int, spread: float
) -> tuple[CallState, int | None]:
    """Where a call stands after an attempt, and when it is tried next."""
    if attempt.delivered:
        return CallState.DELIVERED, None
    due_at_ms = None
    if not attempt.is_final:
        due_at_ms = retry_at_ms(row.attempts + 1, now_ms=now_ms, spread=spread, retry_after_s=attempt.retry_after_s)
    return (CallState.DEAD if due_at_ms is None else CallState.WAITING), due_at_ms


async def settle_call(
    session: AsyncSession,
    row: WebhookCallRow,
    attempt: Attempt,
    state: CallState,
    due_at_ms: int | None,
    *,
    now_ms: int,
) -> bool:
    """Write an attempt down; False when somebody else had made it meanwhile."""
    return await repository.settle_call(
        session,
        row.tenant_id,
        row.message_id,
        row.attempts,
        {
            "state": state.value,
            "attempts": row.attempts + 1,
            "due_at_ms": due_at_ms,
            "tried_at_ms": now_ms,
            "last_status": attempt.status,
            "last_error": attempt.error[:1_000],
        },
    )


async def calls(
    session: AsyncSession, state: CallState, *, cursor: str | None = None, limit: int = 50
) -> Page[WebhookCallRow]:
    """Newest first. Raises ``InvalidInput`` for a cursor of another list."""
    rows = await repository.calls(session, state.value, before=read_cursor(_NEWEST, cursor, int), limit=limit + 1)
    return Page(list(rows[:limit]), _next(rows, limit))


async def send_again(session: AsyncSession, message_ids: Collection[str], *, now_ms: int) -> Sequence[str]:
    """Make dead letters due at once, with all their attempts before them. Raises ``NotFound`` and ``Conflict``."""
    revived = []
    for message_id in message_ids:
        row = await repository.call(session, message_id, to_change=True)
        if row is None:
            raise NotFound(f"there is no call '{message_id}'", field="message_id")
        if row.state != CallState.DEAD.value:
            raise Conflict(
                f"the call '{message_id}' is {row.state}",
                field="message_id",
                remedy="Only dead letters are sent again.",
            )
        row.state, row.attempts, row.due_at_ms = CallState.WAITING.value, 0, now_ms
        row.replays += 1
        session.add(row)
        revived.append(message_id)
    return revived


def _next(rows: Sequence[LetterRow] | Sequence[WebhookCallRow], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return write_cursor(_NEWEST, Position(last.at_ms, last.message_id))
