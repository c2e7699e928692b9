"""The ledger in use. Functions take a tenant's session and change nothing but the tenant's own messages."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.delivery.values import WINDOW_MS, CapRule, CapWindow, PastSend, Purpose
from domain.errors import NotFound
from domain.events.values import Event, EventType
from domain.ids import IdSource
from domain.messages import repository, rules
from domain.messages.feedback import repository as feedback
from domain.messages.holds import service as holds
from domain.messages.tables import Message
from domain.messages.tallies import service as tallies
from domain.messages.values import (
    ASKING_MS,
    LEASE_MS,
    Counted,
    Explained,
    Handover,
    Look,
    Looked,
    MessageStatus,
    Open,
    Overdue,
    PlannedMessage,
)
from domain.records import tenant_of

_MONTH_MS: Final = WINDOW_MS[CapWindow.MONTH]

_new_id: Final = IdSource()
_EVENT_OF: Final = {
    MessageStatus.SENT: EventType.MESSAGE_SENT,
    MessageStatus.REFUSED: EventType.MESSAGE_REFUSED,
    MessageStatus.FAILED: EventType.MESSAGE_FAILED,
    MessageStatus.UNKNOWN: EventType.MESSAGE_UNKNOWN,
}


# Planning


async def plan(session: AsyncSession, planned: Sequence[PlannedMessage]) -> None:
    """Put messages on record, in the caller's transaction; one whose key is there already changes nothing."""
    tenant_id = tenant_of(session)
    await repository.insert_new(session, [rules.planned(tenant_id, _new_id("msg"), message) for message in planned])


# Taking what is due


async def due(
    session: AsyncSession, *, source: str | None, now_ms: int, limit: int, closed: Collection[Channel] = ()
) -> list[tuple[Channel, str]]:
    """(channel, id) of open messages that are due, transactional ones first, then by priority and age.

    ``closed`` channels are passed over, and hold up nothing behind them.
    """
    sources = [source] if source is not None else await _not_held(session)
    queues = [
        (turn, each)
        for each in sources
        for turn in await repository.turns(session, each)
        if turn < rules.CLAIMED_TURN and rules.channel_of(turn) not in closed
    ]
    found: list[tuple[Channel, str]] = []
    for turn, each in sorted(queues):
        ids = await repository.due(session, each, turn, now_ms=now_ms, limit=limit - len(found))
        channel = rules.channel_of(turn)
        found += [(channel, message_id) for message_id in ids]
        if len(found) >= limit:
            break
    return found


async def _not_held(session: AsyncSession) -> list[str]:
    held = await holds.held(session)
    return [source for source in await repository.sources(session) if source not in held]


async def due_of(session: AsyncSession, keys: Sequence[str], *, now_ms: int) -> list[tuple[Channel, str]]:
    """Likewise of messages named by their keys."""
    found: list[tuple[int, str]] = []
    for chunk in _chunks(keys):
        rows = await repository.open_by_key(session, chunk, now_ms=now_ms, below=rules.CLAIMED_TURN)
        found += [(turn, message_id) for turn, message_id in rows]
    found.sort(key=lambda each: each[0])
    return [(rules.channel_of(turn), message_id) for turn, message_id in found]


async def next_due_at_ms(session: AsyncSession, *, source: str | None) -> int | None:
    """When the next open message is due; None without one."""
    sources = [source] if source is not None else await _not_held(session)
    times = [
        due_at_ms
        for each in sources
        for turn in await repository.turns(session, each)
        if turn < rules.CLAIMED_TURN and (due_at_ms := await repository.next_due_at_ms(session, each, turn)) is not None
    ]
    return min(times, default=None)


async def take(session: AsyncSession, ids: Sequence[str]) -> list[Open]:
    """Those of ``ids`` that are still open, in the order given, and nobody else's until this transaction ends.

    Their people are held as well, so that what is counted for a cap stays counted.
    """
    rows: dict[str, Row[Any]] = {}
    for chunk in _chunks(ids):
        rows |= {row.id: row for row in await repository.lock_open(session, chunk, below=rules.CLAIMED_TURN)}
    await repository.lock_people(session, {row.person_id for row in rows.values()})
    return [_open(rows[message_id]) for message_id in ids if message_id in rows]


async def templates_of(session: AsyncSession, ids: Sequence[str]) -> set[tuple[str, int]]:
    """Which templates, in which versions, these messages are made of."""
    found: set[tuple[str, int]] = set()
    for chunk in _chunks(ids):
        found.update(await repository.templates_of(session, chunk))
    return found


async def peek(session: AsyncSession, ids: Sequence[str]) -> list[Open]:
    """Those of ``ids`` that are not finished, held by nobody on our account."""
    return [_open(row) for chunk in _chunks(ids) for row in await repository.look_at(session, chunk)]


async def past_sends(
    session: AsyncSession, messages: Iterable[tuple[str, str]], caps: Sequence[CapRule], *, now_ms: int
) -> dict[str, list[PastSend]]:
    """What ``caps`` count for the people of ``messages`` (person id, source). Ask it in the transaction that claims."""
    sent: dict[str, list[PastSend]] = defaultdict(list)
    if not caps:
        return sent
    sources: dict[str, set[str]] = defaultdict(set)
    for person_id, source in messages:
        sources[person_id].add(source)
    windows = [WINDOW_MS[rule.window] for rule in caps if rule.window is not CapWindow.CAMPAIGN]
    since_ms = now_ms - max(windows, default=0)
    by_campaign = any(rule.window is CapWindow.CAMPAIGN for rule in caps)
    for people in _chunks(list(sources)):
        rows = list(await repository.past_sends(session, people, since_ms=since_ms)) if windows else []
        if by_campaign:
            asked = set().union(*(sources[person_id] for person_id in people))
            until_ms = since_ms if windows else now_ms + _MONTH_MS
            rows += await repository.past_sends_of(session, people, asked, until_ms=until_ms)
        for person_id, channel, at_ms, source in rows:
            sent[person_id].append(PastSend(Channel(channel), at_ms, source))
    return sent


async def sends_by_person(session: AsyncSession, person_ids: Collection[str]) -> dict[tuple[str, Channel], int]:
    """How many marketing messages each person was ever sent on each channel."""
    counts: dict[tuple[str, Channel], int] = {}
    for people in _chunks(list(person_ids)):
        for person_id, channel, number in await repository.sends_by_person(session, people):
            counts[person_id, Channel(channel)] = int(number)
    return counts


async def record(session: AsyncSession, looked: Sequence[Looked], *, worker_id: str, now_ms: int) -> None:
    """Write down what came of messages taken in this transaction. What is claimed may be handed over once it commits."""
    rows = []
    for each in looked:
        message = each.message
        claimed = each.status is MessageStatus.CLAIMED
        finished = each.status in rules.FINISHED
        looks = (*rules.read_trace(message.trace), each.look) if message.trace else (each.look,)
        rows.append(
            {
                "id": message.id,
                "status": each.status.value,
                "turn": None if finished else rules.CLAIMED_TURN if claimed else message.turn,
                "due_at_ms": None if finished else now_ms + LEASE_MS if claimed else each.due_at_ms,
                "counted_at_ms": now_ms if claimed and message.purpose is Purpose.MARKETING else None,
                "settled_at_ms": now_ms if finished else None,
                "attempts": message.attempts + claimed,
                "claimed_by": worker_id if claimed else "",
                "account_id": each.account_id,
                "provider": each.provider,
                "reason": each.reason,
                "trace": rules.write_trace(looks),
            }
        )
    await repository.write(session, rows)
    finished_ones = [each for each in looked if each.status in rules.FINISHED]
    counts: Counter[tallies.Counting] = Counter(
        (each.message.source, each.message.step, each.message.channel.value, rules.outcome(each.status, each.reason))
        for each in finished_ones
    )
    await tallies.add(session, counts)
    await tallies.tell(
        session,
        [
            Event(
                event_id=f"{each.message.id}:{each.status.value}",
                type=_EVENT_OF[each.status],
                at_ms=now_ms,
                tenant_id=tenant_of(session),
                person_id=each.message.person_id,
                creative_id=each.message.template_id,
                reason=each.reason,
                message_id=each.message.id,
                source=each.message.source,
                step=each.message.step,
                channel=each.message.channel.value,
            )
            for each in finished_ones
        ],
    )


# Settling what was claimed


async def settle(session: AsyncSession, outcomes: Sequence[Handover], *, now_ms: int) -> int:
    """Write down what became of claims, by whoever knows. Returns how many messages it moved.

    An outcome known already, one that may not follow what is on record, and one of a claim that another has followed change
    nothing: a vendor's word on a message that was settled as sent meanwhile is not needed. What something came back of
    was sent, though nobody else can say so.
    """
    by_id = {each.message_id: each for each in outcomes}
    sent: list[dict[str, Any]] = []
    others: list[tuple[str, str]] = []
    counts: Counter[tallies.Counting] = Counter()
    events: list[Event] = []
    tenant_id = tenant_of(session)
    for chunk in _chunks(sorted(by_id)):
        for row, outcome in await _moved(session, chunk, by_id):
            before = MessageStatus(row.status)
            where = (row.source, row.step, row.channel)
            if before is MessageStatus.UNKNOWN:
                counts[*where, MessageStatus.UNKNOWN.value] -= 1
            if outcome.status is MessageStatus.SENT:
                sent.append(rules.sent(outcome, now_ms))
            else:
                others.append((row.id, row.channel))
            if outcome.status is MessageStatus.DEFERRED:
                continue
            counts[*where, rules.outcome(outcome.status, outcome.reason)] += 1
            if outcome.segments:
                counts[*where, "segments"] += outcome.segments
            if outcome.cost_nanos:
                counts[*where, f"cost_nanos:{outcome.currency[:3]}"] += outcome.cost_nanos
            events.append(
                Event(
                    event_id=f"{row.id}:{outcome.status.value}",
                    type=_EVENT_OF[outcome.status],
                    at_ms=now_ms,
                    tenant_id=tenant_id,
                    person_id=row.person_id,
                    creative_id=row.template_id,
                    reason=outcome.reason,
                    price_nanos=outcome.cost_nanos,
                    currency=outcome.currency,
                    message_id=row.id,
                    source=row.source,
                    step=row.step,
                    channel=row.channel,
                )
            )
    await repository.write(session, sent)
    await repository.write(session, await _unsent_rows(session, others, by_id, now_ms))
    await tallies.add(session, counts)
    await tallies.tell(session, events)
    return len(sent) + len(others)


async def _moved(
    session: AsyncSession, ids: Sequence[str], outcomes: Mapping[str, Handover]
) -> list[tuple[Row[Any], Handover]]:
    """The messages that their outcomes move, locked, and what becomes of each."""
    standing = await repository.lock_standing(session, ids)
    doubtful = [message_id for message_id in ids if outcomes[message_id].status in rules.UNPROVEN]
    came_back = {told.message_id for told in await feedback.of_messages(session, doubtful)} if doubtful else set()
    moved = []
    for row in standing:
        outcome = outcomes[row.id]
        if not rules.is_of_claim(outcome, row.attempts):
            continue
        if row.id in came_back:
            outcome = rules.proved(outcome)
        if rules.may_move(MessageStatus(row.status), outcome.status):
            moved.append((row, outcome))
    return moved


async def overdue(session: AsyncSession, *, now_ms: int, limit: int) -> list[str]:
    """Claims whose lease is over and unknown messages whose next look-up is due."""
    found: list[str] = []
    for source in await repository.sources(session):
        for turn in (rules.CLAIMED_TURN, rules.UNKNOWN_TURN):
            found += await repository.due(session, source, turn, now_ms=now_ms, limit=limit - len(found))
            if len(found) >= limit:
                return found
    return found


async def take_overdue(session: AsyncSession, ids: Sequence[str], *, now_ms: int) -> list[Overdue]:
    """Those of ``ids`` that are still overdue, and nobody else's to ask about for ``ASKING_MS``."""
    taken: list[Overdue] = []
    for chunk in _chunks(ids):
        taken += [
            Overdue(
                id=row.id,
                status=MessageStatus(row.status),
                channel=Channel(row.channel),
                account_id=row.account_id,
                attempts=row.attempts,
                looked_up=row.looked_up,
                expires_at_ms=row.expires_at_ms,
            )
            for row in await repository.lock_overdue(session, chunk, now_ms=now_ms, above=rules.CLAIMED_TURN)
        ]
    await repository.write(session, [{"id": each.id, "due_at_ms": now_ms + ASKING_MS} for each in taken])
    return taken


async def tenants_with_work(session: AsyncSession) -> list[str]:
    """On a platform session: whose messages are not all finished."""
    found: list[str] = []
    while (following := await repository.next_tenant_with_work(session, found[-1] if found else "")) is not None:
        found.append(following)
    return found


async def look_up_later(session: AsyncSession, messages: Sequence[Overdue], *, now_ms: int) -> None:
    """Of unknown messages about which their vendor could say nothing yet: ask again, or leave it at that.

    Whatever was settled or asked about meanwhile stays as it is.
    """
    rows = []
    for each in messages:
        due_at_ms = rules.look_up_at_ms(each.looked_up + 1, now_ms=now_ms)
        rows.append(
            {
                "of_id": each.id,
                "before": each.looked_up,
                "looked_up": each.looked_up + 1,
                "turn": rules.UNKNOWN_TURN if due_at_ms is not None else None,
                "due_at_ms": due_at_ms,
            }
        )
    await repository.ask_again(session, rows)


# What became of them


async def counted(session: AsyncSession, source: str) -> Counted:
    """How the messages of a source stand, to the person."""
    totals: Counter[str] = Counter()
    for tally in await tallies.of(session, source):
        totals[tally.what] += tally.count
    in_progress = await repository.count_in_progress(session, source, below=rules.UNKNOWN_TURN)
    return rules.counted(totals, in_progress)


async def recounted(session: AsyncSession, source: str) -> Counted:
    """The same from the ledger's rows one by one: slow, for those who check the books."""
    totals: Counter[str] = Counter()
    in_progress = 0
    for status, reason, number in await repository.recount(session, source):
        if MessageStatus(status) in rules.IN_PROGRESS:
            in_progress += number
        else:
            totals[rules.outcome(MessageStatus(status), reason)] += number
    return rules.counted(totals, in_progress)


async def explain(
    session: AsyncSession, *, key: str | None = None, person_id: str | None = None, source: str | None = None
) -> list[Explained]:
    """What happened to a message (by id or key), or to a person's latest, gate by gate. Raises ``NotFound``."""
    if key is not None:
        message = await repository.one(session, key)
        if message is None:
            raise NotFound("there is no such message", field="message", remedy="Look for it by its person.")
        return [explained(message)]
    rows = await repository.search(
        session, person_id=person_id, source=source, status=None, reason=None, before=None, limit=100
    )
    return [explained(row) for row in rows]


async def search(
    session: AsyncSession,
    *,
    person_id: str | None,
    source: str | None,
    status: MessageStatus | None,
    before: str | None,
    limit: int,
    reason: str | None = None,
) -> list[Explained]:
    """The newest first, older than the id ``before``."""
    rows = await repository.search(
        session, person_id=person_id, source=source, status=status, reason=reason, before=before, limit=limit
    )
    return [explained(row) for row in rows]


def explained(message: Message) -> Explained:
    looks = rules.read_trace(message.trace)
    status = MessageStatus(message.status)
    return Explained(
        message_id=message.id,
        key=message.key,
        person_id=message.person_id,
        channel=Channel(message.channel),
        source=message.source,
        step=message.step,
        template_id=message.template_id,
        template_version=message.template_version,
        status=status,
        reason=message.reason,
        in_words=rules.in_words(status, message.reason, looks),
        planned_at_ms=message.planned_at_ms,
        due_at_ms=message.due_at_ms,
        settled_at_ms=message.settled_at_ms,
        attempts=message.attempts,
        provider=message.provider,
        provider_message_id=message.provider_message_id,
        segments=message.segments,
        cost_nanos=message.cost_nanos,
        currency=message.currency,
        delivered_at_ms=message.delivered_at_ms,
        opened_at_ms=message.opened_at_ms,
        clicked_at_ms=message.clicked_at_ms,
        looks=looks,
    )


def _open(row: Row[Any]) -> Open:
    detail = rules.read_detail(row.intent)
    return Open(
        id=row.id,
        key=row.key,
        person_id=row.person_id,
        channel=Channel(row.channel),
        source=row.source,
        step=row.step,
        template_id=row.template_id,
        template_version=row.template_version,
        purpose=detail.purpose,
        wants_best_time=detail.wants_best_time,
        holdouts=detail.holdouts,
        variables=detail.variables,
        status=MessageStatus(row.status),
        turn=row.turn,
        attempts=row.attempts,
        planned_at_ms=row.planned_at_ms,
        expires_at_ms=row.expires_at_ms,
        trace=row.trace,
    )


async def _unsent_rows(
    session: AsyncSession, unsent: Sequence[tuple[str, str]], outcomes: Mapping[str, Handover], now_ms: int
) -> list[dict[str, Any]]:
    channels = dict(unsent)
    return [
        _unsent_row(row, Channel(channels[row.id]), outcomes[row.id], now_ms)
        for chunk in _chunks(list(channels))
        for row in await repository.unsent(session, chunk)
    ]


def _unsent_row(row: Row[Any], channel: Channel, outcome: Handover, now_ms: int) -> dict[str, Any]:
    looks = (*rules.read_trace(row.trace), Look(now_ms, (), outcome.note or outcome.reason))
    unknown, deferred = outcome.status is MessageStatus.UNKNOWN, outcome.status is MessageStatus.DEFERRED
    detail = rules.read_detail(row.intent)
    turn, due_at_ms = None, None
    if unknown:
        turn, due_at_ms = rules.UNKNOWN_TURN, now_ms
    elif deferred:
        turn, due_at_ms = rules.turn(channel, detail.purpose, detail.priority), outcome.retry_at_ms
    return {
        "id": outcome.message_id,
        "status": outcome.status.value,
        "turn": turn,
        "due_at_ms": due_at_ms,
        "counted_at_ms": row.counted_at_ms if unknown else None,
        "settled_at_ms": None if deferred else now_ms,
        "reason": outcome.reason,
        "trace": rules.write_trace(looks),
    }


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for at in range(0, len(ids), repository.CHUNK):
        yield ids[at : at + repository.CHUNK]
