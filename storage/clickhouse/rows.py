"""From a message of the BIDS or MESSAGES stream to rows, the same rows every time.

Nothing here looks at a clock: whether an event is accepted depends on the message alone, so a batch read again is the
same batch.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from domain.events.values import Event
from storage.nats.events import decode_events
from storage.nats.following import Record

EVENT_COLUMNS: Final = (
    "event_id", "type", "at_ms", "tenant_id", "campaign_id", "creative_id", "exchange_id", "request_id",
    "impression_id", "bid_id", "person_id", "entry", "reason", "price_nanos", "currency", "value_micros", "bidder_id",
    "is_test", "sequence", "market", "shading", "bid_micros", "unshaded_micros", "min_to_win_nanos",
    "detail", "transaction_id", "claimed", "message_id", "source", "step", "channel",
)  # fmt: skip
REJECTED_COLUMNS: Final = ("sequence", "subject", "stored_at_ms", "problem", "payload")

_DAY_MS = 86_400_000
MAX_AGE_MS: Final = 90 * _DAY_MS
MAX_AHEAD_MS: Final = _DAY_MS
_INT64 = range(-(2**63), 2**63)

_raw_array = msgspec.json.Decoder(list[msgspec.Raw])
_event = msgspec.json.Decoder(Event)


@dataclass(slots=True)
class Rows:
    """What one message becomes: events, and what had to be set aside with the reason why."""

    events: list[tuple[object, ...]] = field(default_factory=list)
    rejected: list[tuple[object, ...]] = field(default_factory=list)


def rows_of(record: Record) -> Rows:
    """Rows of every acceptable event of a message; each other one, or the whole message if it is no array, is rejected."""
    rows = Rows()
    try:
        events = decode_events(record.data)
    except msgspec.DecodeError:
        events = _one_by_one(record, rows)
    for event in events:
        problem = _problem(event, record.stored_at_ms)
        if problem is None:
            rows.events.append(_row(event, record.sequence))
        else:
            rows.rejected.append(_rejection(record, problem, msgspec.json.encode(event)))
    return rows


def _one_by_one(record: Record, rows: Rows) -> list[Event]:
    try:
        parts = _raw_array.decode(record.data)
    except msgspec.DecodeError as error:
        rows.rejected.append(_rejection(record, str(error), record.data))
        return []
    events = []
    for part in parts:
        try:
            events.append(_event.decode(part))
        except msgspec.DecodeError as error:
            rows.rejected.append(_rejection(record, str(error), bytes(part)))
    return events


def _problem(event: Event, stored_at_ms: int) -> str | None:
    if not event.event_id:
        return "event_id is empty"
    if not stored_at_ms - MAX_AGE_MS <= event.at_ms <= stored_at_ms + MAX_AHEAD_MS:
        return f"at_ms {event.at_ms} is more than 90 days before or a day after the message was stored"
    if any(amount not in _INT64 for amount in _amounts(event)):
        return "an amount does not fit 64 bits"
    return None


def _amounts(event: Event) -> tuple[int, ...]:
    return (event.price_nanos, event.value_micros, event.bid_micros, event.unshaded_micros, event.min_to_win_nanos)


def _row(event: Event, sequence: int) -> tuple[object, ...]:
    return (
        event.event_id, event.type.value, event.at_ms, event.tenant_id, event.campaign_id, event.creative_id,
        event.exchange_id, event.request_id, event.impression_id, event.bid_id, event.person_id, event.entry,
        event.reason, event.price_nanos, event.currency, event.value_micros, event.bidder_id, event.is_test, sequence,
        event.market, event.shading, event.bid_micros, event.unshaded_micros, event.min_to_win_nanos,
        event.detail, event.transaction_id, event.claimed, event.message_id, event.source, event.step, event.channel,
    )  # fmt: skip


def _rejection(record: Record, problem: str, payload: bytes) -> tuple[object, ...]:
    return (record.sequence, record.subject, record.stored_at_ms, problem, payload.decode(errors="backslashreplace"))
