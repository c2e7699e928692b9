"""The ledger's rules, pure: what may follow what, who goes first, how long to wait, and traces in few bytes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from domain.campaigns.values import Channel
from domain.delivery.values import Gate, Holdout, Purpose, Ruling, Verdict
from domain.messages.values import (
    DAY_MS,
    MINUTE_MS,
    Cause,
    Counted,
    Handover,
    Look,
    MessageStatus,
    PlannedMessage,
    Priority,
)

MOVES: Final[dict[MessageStatus, frozenset[MessageStatus]]] = {
    MessageStatus.PLANNED: frozenset({MessageStatus.REFUSED, MessageStatus.DEFERRED, MessageStatus.CLAIMED}),
    MessageStatus.DEFERRED: frozenset({MessageStatus.REFUSED, MessageStatus.DEFERRED, MessageStatus.CLAIMED}),
    MessageStatus.CLAIMED: frozenset(
        {
            MessageStatus.SENT,
            MessageStatus.REFUSED,
            MessageStatus.FAILED,
            MessageStatus.UNKNOWN,
            MessageStatus.DEFERRED,
        }
    ),
    MessageStatus.UNKNOWN: frozenset(
        {MessageStatus.SENT, MessageStatus.REFUSED, MessageStatus.DEFERRED, MessageStatus.FAILED}
    ),
    MessageStatus.SENT: frozenset(),
    MessageStatus.REFUSED: frozenset(),
    MessageStatus.FAILED: frozenset(),
}
"""From ``claimed`` or ``unknown`` back to ``deferred`` only where it is certain that nobody got it, or where the vendor
takes a second handover under the same id for the first."""
OPEN: Final = frozenset({MessageStatus.PLANNED, MessageStatus.DEFERRED})
IN_PROGRESS: Final = OPEN | {MessageStatus.CLAIMED}
UNPROVEN: Final = frozenset({MessageStatus.UNKNOWN, MessageStatus.DEFERRED, MessageStatus.FAILED})
"""What nobody says of a message that is known to have arrived."""
FINISHED: Final = frozenset(status for status, following in MOVES.items() if not following)

CHANNELS: Final = tuple(Channel)
CLAIMED_TURN: Final = 1_000
UNKNOWN_TURN: Final = 1_001
_CHANNEL_NUMBER: Final = {channel.value: number for number, channel in enumerate(CHANNELS)}
_LANE: Final = 100

MAX_ATTEMPTS: Final = 8
"""Handovers to a vendor that was away, before a message is given up."""
MAX_LOOKED_UP: Final = 12
"""Times a vendor is asked what became of a message, over about a day; then it stays ``unknown``."""
_MOST_SEGMENTS: Final = 32_767
"""As many as a small integer holds."""
_KEPT_LOOKS: Final = 12
_RETRY_MS: Final = (5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS, 120 * MINUTE_MS)
_LOOK_UP_MS: Final = (MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 180 * MINUTE_MS)


class Detail(Struct, frozen=True, array_like=True, omit_defaults=True):
    """What the ledger keeps of a plan beside its columns."""

    purpose: Purpose = Purpose.MARKETING
    wants_best_time: bool = False
    holdouts: tuple[Holdout, ...] = ()
    variables: dict[str, Any] = {}
    priority: Priority = Priority.NORMAL


_detail_encoder: Final = msgspec.msgpack.Encoder()
_detail_decoder: Final = msgspec.msgpack.Decoder(Detail)
_ORDINARY: Final = Detail()


def write_detail(planned: PlannedMessage) -> bytes:
    """Empty for an ordinary marketing message."""
    detail = Detail(planned.purpose, planned.wants_best_time, planned.holdouts, planned.variables, planned.priority)
    return b"" if detail == _ORDINARY else _detail_encoder.encode(detail)


def read_detail(raw: bytes) -> Detail:
    return _detail_decoder.decode(raw) if raw else _ORDINARY


def turn(channel: Channel, purpose: Purpose, priority: Priority) -> int:
    """Where an open message queues: lane by lane (transactional, then by priority), in each channel by channel."""
    lane = 0 if purpose is Purpose.TRANSACTIONAL else int(priority)
    return lane * _LANE + _CHANNEL_NUMBER[channel]


def channel_of(turn: int) -> Channel:
    return CHANNELS[turn % _LANE]


def may_move(before: MessageStatus, after: MessageStatus) -> bool:
    return after in MOVES[before]


def is_of_claim(outcome: Handover, attempts: int) -> bool:
    """Whether it tells of the claim that is on record. That somebody got the message holds for every later claim as well."""
    return outcome.attempt in (0, attempts) or outcome.status is MessageStatus.SENT


def proved(outcome: Handover) -> Handover:
    """Nobody knew what became of it, and then something came back of it: the vendor had it."""
    return Handover(
        message_id=outcome.message_id, attempt=outcome.attempt, status=MessageStatus.SENT, provider=outcome.provider
    )


def expires_at_ms(planned: PlannedMessage) -> int:
    """When it is no longer worth sending: as planned, else three days after it may go, a transactional one a day."""
    if planned.expires_at_ms:
        return planned.expires_at_ms
    days = 1 if planned.purpose is Purpose.TRANSACTIONAL else 3
    return max(planned.planned_at_ms, planned.not_before_ms) + days * DAY_MS


def retry_at_ms(attempts: int, *, now_ms: int, spread: float) -> int:
    """When a vendor that was away is tried again, after so many handovers; ``spread`` in [0, 1) keeps them apart."""
    pause_ms = _RETRY_MS[min(attempts, len(_RETRY_MS)) - 1] if attempts > 0 else _RETRY_MS[0]
    return now_ms + int(pause_ms * (1 + spread / 2))


def look_up_at_ms(looked_up: int, *, now_ms: int) -> int | None:
    """When a vendor is asked again what became of a message; None once that has been asked often enough."""
    if looked_up >= MAX_LOOKED_UP:
        return None
    return now_ms + _LOOK_UP_MS[min(looked_up, len(_LOOK_UP_MS) - 1)]


def outcome(status: MessageStatus, reason: str) -> str:
    """Under what a finished or unknown message is tallied: ``sent``, ``unknown``, ``failed``, ``refused:<reason>``."""
    return f"{status}:{reason}" if status is MessageStatus.REFUSED else status.value


def kept_id(provider_message_id: str) -> str:
    """A vendor's id as the ledger keeps it, and finds it again: as much of it as fits, without what no database stores."""
    return provider_message_id.replace("\0", "")[:200]


def planned(tenant_id: str, message_id: str, message: PlannedMessage) -> dict[str, Any]:
    """A plan as the ledger keeps it."""
    return {
        "id": message_id,
        "tenant_id": tenant_id,
        "key": message.key,
        "person_id": message.person_id,
        "channel": message.channel.value,
        "source": message.source,
        "step": message.step,
        "template_id": message.template_id,
        "template_version": message.template_version,
        "intent": write_detail(message),
        "status": MessageStatus.PLANNED.value,
        "turn": turn(message.channel, message.purpose, message.priority),
        "due_at_ms": max(message.planned_at_ms, message.not_before_ms),
        "expires_at_ms": expires_at_ms(message),
        "planned_at_ms": message.planned_at_ms,
    }


def sent(outcome: Handover, now_ms: int) -> dict[str, Any]:
    """What the ledger changes of a message that its vendor has.

    What vendors say fits whatever they say: SQLite would take more of it, PostgreSQL nothing at all.
    """
    vendors_id = kept_id(outcome.provider_message_id)
    return {
        "id": outcome.message_id,
        "status": outcome.status.value,
        "turn": None,
        "due_at_ms": None,
        "settled_at_ms": now_ms,
        "reason": "",
        "provider": outcome.provider,
        "provider_message_id": "" if vendors_id == outcome.message_id else vendors_id,
        "segments": min(outcome.segments, _MOST_SEGMENTS),
        "cost_nanos": outcome.cost_nanos,
        "currency": outcome.currency[:3],
    }


def counted(totals: Mapping[str, int], in_progress: int) -> Counted:
    """From counts by ``outcome``."""
    prefix = f"{MessageStatus.REFUSED}:"
    return Counted(
        sent=totals.get(MessageStatus.SENT.value, 0),
        refused={what.removeprefix(prefix): n for what, n in sorted(totals.items()) if what.startswith(prefix) and n},
        failed=totals.get(MessageStatus.FAILED.value, 0),
        unknown=totals.get(MessageStatus.UNKNOWN.value, 0),
        in_progress=in_progress,
    )


# Traces: a message pack of looks, gates and rulings as numbers

_GATES: Final = tuple(Gate)
_RULINGS: Final = tuple(Ruling)
_GATE_NUMBER: Final = {gate: number for number, gate in enumerate(_GATES)}
_RULING_NUMBER: Final = {ruling: number for number, ruling in enumerate(_RULINGS)}
_trace_encoder: Final = msgspec.msgpack.Encoder()
_trace_decoder: Final = msgspec.msgpack.Decoder(
    list[tuple[int, list[tuple[int, int, str, dict[str, str | int | bool | None], int]], str]]
)


def write_trace(looks: Sequence[Look]) -> bytes:
    """The looks in order of time; of very many, the first and the latest."""
    kept = looks if len(looks) <= _KEPT_LOOKS else (*looks[:2], *looks[2 - _KEPT_LOOKS :])
    return _trace_encoder.encode(
        [
            (
                look.at_ms,
                [
                    (_GATE_NUMBER[each.gate], _RULING_NUMBER[each.ruling], each.reason, each.inputs, each.until_ms)
                    for each in look.verdicts
                ],
                look.note,
            )
            for look in kept
        ]
    )


def read_trace(raw: bytes) -> tuple[Look, ...]:
    if not raw:
        return ()
    return tuple(
        Look(
            at_ms,
            tuple(
                Verdict(gate=_GATES[gate], ruling=_RULINGS[ruling], reason=reason, inputs=inputs, until_ms=until_ms)
                for gate, ruling, reason, inputs, until_ms in verdicts
            ),
            note,
        )
        for at_ms, verdicts, note in _trace_decoder.decode(raw)
    )


# In plain words

_CAUSE_WORDS: Final = {
    Cause.EXPIRED: "it was no longer worth sending by the time it could have gone",
    Cause.CONTENT: "its content could not be made for this person",
    Cause.NO_SENDER: "there is no account to send from on this channel",
    Cause.VENDOR: "the vendor refused it",
    Cause.UNAVAILABLE: "the vendor stayed away until it was given up",
    Cause.CANCELLED: "whoever planned it took it back",
    Cause.ERASED: "the person was erased before it could go",
}
_GATE_WORDS: Final = {
    Gate.ELIGIBILITY: "the person cannot be reached",
    Gate.HOLDOUT: "the person is held out, to be compared with the others",
    Gate.CONSENT: "the person has not consented",
    Gate.SUPPRESSION: "the person must not be written to",
    Gate.FREQUENCY_CAP: "the person has had enough messages",
    Gate.QUIET_HOURS: "it is night where the person lives",
    Gate.SEND_TIME: "another hour suits the person better",
}


def in_words(status: MessageStatus, reason: str, looks: Sequence[Look]) -> str:
    """One sentence on what happened to a message and why."""
    last = looks[-1] if looks else Look(0)
    said = last.verdicts[-1].reason if last.verdicts else ""
    why = _GATE_WORDS.get(reason) or _CAUSE_WORDS.get(reason) or reason  # type: ignore[call-overload]
    detail = last.note or said
    match status:
        case MessageStatus.SENT:
            return "Sent: every gate let it pass, and the vendor took it."
        case MessageStatus.REFUSED:
            return f"Not sent: {why} ({detail})." if detail else f"Not sent: {why}."
        case MessageStatus.FAILED:
            return f"Not sent: {why} ({detail})." if detail else f"Not sent: {why}."
        case MessageStatus.DEFERRED:
            return f"Waiting: {why} ({detail})." if detail else f"Waiting: {why}."
        case MessageStatus.PLANNED:
            return "Waiting for its turn."
        case MessageStatus.CLAIMED:
            return "On its way: a worker is handing it to the vendor."
        case MessageStatus.UNKNOWN:
            return (
                "Perhaps sent: it was being handed over when the worker died or the vendor's answer was lost. It is looked "
                "up at the vendor, and never sent again unless it is certain that nobody got it."
            )
