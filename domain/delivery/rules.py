"""The gates, pure: the same receiver, message and time give the same verdicts, in production, rehearsal and explanation."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from domain.campaigns.values import Channel
from domain.delivery.values import (
    WINDOW_MS,
    CapChannel,
    CapRule,
    CapWindow,
    ConsentState,
    Decision,
    Gate,
    GateState,
    IdentityType,
    Intent,
    NewSuppression,
    OpensByHour,
    Purpose,
    QuietHours,
    Ruling,
    SendTimeMethod,
    SuppressionReason,
    Verdict,
)
from domain.errors import InvalidInput
from domain.faults import fault_of

ENOUGH_MESSAGES: Final = 50
"""Before that many, a person's habits are not told from chance."""
FALLBACK_HOUR: Final = 9
"""UTC."""
HOUR_MS: Final = 3_600_000


def decide(intent: Intent, state: GateState, *, now_ms: int) -> Decision:
    """Every gate's verdict, up to the first that refuses or defers."""
    verdicts = []
    for gate in _GATES:
        verdict = gate(intent, state, now_ms)
        verdicts.append(verdict)
        if verdict.ruling in {Ruling.REFUSED, Ruling.DEFERRED}:
            break
    return Decision(verdicts=tuple(verdicts))


def is_held_out(person_id: str, scope: str, percent: int) -> bool:
    """Whether a person is kept from everything of ``scope``; always the same answer, independent between scopes."""
    digest = blake2b(f"{scope}\n{person_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 10_000 < percent * 100


def quiet_until_ms(quiet: QuietHours, time_zone: str, *, now_ms: int) -> int | None:
    """When the quiet hours that hold now end; None outside them."""
    zone = ZoneInfo(time_zone)
    now = datetime.fromtimestamp(now_ms / 1_000, zone)
    starts, ends = _minutes(quiet.starts), _minutes(quiet.ends)
    minute = now.hour * 60 + now.minute
    wraps = starts > ends
    inside = (minute >= starts or minute < ends) if wraps else starts <= minute < ends
    if not inside:
        return None
    day = now.date() + timedelta(days=1) if wraps and minute >= starts else now.date()
    end = datetime(day.year, day.month, day.day, ends // 60, ends % 60, tzinfo=zone)
    return int(end.timestamp() * 1_000)


def best_hour(state: GateState) -> tuple[SendTimeMethod, int, str]:
    """(whose habits, the hour, the zone it is meant in)."""
    if state.personal.messages >= ENOUGH_MESSAGES and any(state.personal.opens):
        return SendTimeMethod.PERSONAL_OPTIMAL, _peak(state.personal), state.time_zone
    if state.cohort.messages >= ENOUGH_MESSAGES and any(state.cohort.opens):
        return SendTimeMethod.COHORT_BASED, _peak(state.cohort), state.time_zone
    if state.everybody.messages >= ENOUGH_MESSAGES and any(state.everybody.opens):
        return SendTimeMethod.GLOBAL_BEST, _peak(state.everybody), state.time_zone
    return SendTimeMethod.FALLBACK, FALLBACK_HOUR, "UTC"


def _eligibility(intent: Intent, state: GateState, _now_ms: int) -> Verdict:
    if state.unreachable:
        return Verdict(
            gate=Gate.ELIGIBILITY, ruling=Ruling.REFUSED, reason=state.unreachable, inputs={"channel": intent.channel}
        )
    return Verdict(
        gate=Gate.ELIGIBILITY, ruling=Ruling.PASSED, reason="can be reached", inputs={"channel": intent.channel}
    )


def _holdout(intent: Intent, state: GateState, _now_ms: int) -> Verdict:
    if intent.purpose is Purpose.TRANSACTIONAL:
        return _waived(Gate.HOLDOUT)
    for holdout in state.holdouts:
        if is_held_out(intent.person_id, holdout.scope, holdout.percent):
            return Verdict(
                gate=Gate.HOLDOUT,
                ruling=Ruling.REFUSED,
                reason=f"one of the {holdout.percent} % held out of {holdout.scope}",
                inputs={"scope": holdout.scope, "percent": holdout.percent},
            )
    return Verdict(
        gate=Gate.HOLDOUT, ruling=Ruling.PASSED, reason="not held out", inputs={"holdouts": len(state.holdouts)}
    )


def _consent(intent: Intent, state: GateState, _now_ms: int) -> Verdict:
    if intent.purpose is Purpose.TRANSACTIONAL:
        return _waived(Gate.CONSENT)
    inputs: dict[str, str | int | bool | None] = {"consent": state.consent, "needed": state.consent_needed}
    if state.consent is ConsentState.DENIED:
        return Verdict(
            gate=Gate.CONSENT, ruling=Ruling.REFUSED, reason="consent was refused or withdrawn", inputs=inputs
        )
    if state.consent is ConsentState.UNKNOWN and state.consent_needed:
        return Verdict(gate=Gate.CONSENT, ruling=Ruling.REFUSED, reason="consent was never given", inputs=inputs)
    return Verdict(gate=Gate.CONSENT, ruling=Ruling.PASSED, reason="consented", inputs=inputs)


def _suppression(intent: Intent, state: GateState, now_ms: int) -> Verdict:
    if not state.is_complete:
        return _unreadable(Gate.SUPPRESSION)
    for entry in state.suppressions:
        if entry.holds(intent.channel, now_ms):
            scope = entry.channel or "all channels"
            return Verdict(
                gate=Gate.SUPPRESSION,
                ruling=Ruling.REFUSED,
                reason=f"suppressed on {scope}: {entry.reason}",
                inputs={"reason": entry.reason, "scope": scope, "until_ms": entry.until_ms},
            )
    return Verdict(
        gate=Gate.SUPPRESSION,
        ruling=Ruling.PASSED,
        reason="not suppressed",
        inputs={"entries": len(state.suppressions)},
    )


def _frequency_cap(intent: Intent, state: GateState, now_ms: int) -> Verdict:
    if intent.purpose is Purpose.TRANSACTIONAL:
        return _waived(Gate.FREQUENCY_CAP)
    if not state.is_complete:
        return _unreadable(Gate.FREQUENCY_CAP)
    for rule in sorted(state.caps, key=lambda rule: (rule.priority, rule.name)):
        if rule.channel not in (CapChannel.ALL, intent.channel.value):
            continue
        counted = sum(1 for _ in _counted(rule, intent, state, now_ms))
        if counted >= rule.most:
            return Verdict(
                gate=Gate.FREQUENCY_CAP,
                ruling=Ruling.REFUSED,
                reason=f"{rule.name}: {counted} of {rule.most} a {rule.window} on {rule.channel}",
                inputs={"rule": rule.name, "counted": counted, "most": rule.most, "window": rule.window},
            )
    return Verdict(
        gate=Gate.FREQUENCY_CAP, ruling=Ruling.PASSED, reason="below every cap", inputs={"rules": len(state.caps)}
    )


def _quiet_hours(intent: Intent, state: GateState, now_ms: int) -> Verdict:
    if intent.purpose is Purpose.TRANSACTIONAL:
        return _waived(Gate.QUIET_HOURS)
    quiet = state.quiet_hours
    if quiet is None or intent.channel not in quiet.channels:
        return Verdict(gate=Gate.QUIET_HOURS, ruling=Ruling.PASSED, reason="no quiet hours on this channel")
    until_ms = quiet_until_ms(quiet, state.time_zone, now_ms=now_ms)
    inputs: dict[str, str | int | bool | None] = {
        "starts": quiet.starts,
        "ends": quiet.ends,
        "time_zone": state.time_zone,
    }
    if until_ms is None:
        return Verdict(gate=Gate.QUIET_HOURS, ruling=Ruling.PASSED, reason="outside quiet hours", inputs=inputs)
    return Verdict(
        gate=Gate.QUIET_HOURS,
        ruling=Ruling.DEFERRED,
        reason=f"quiet hours until {quiet.ends} in {state.time_zone}",
        inputs=inputs,
        until_ms=until_ms,
    )


def _send_time(intent: Intent, state: GateState, now_ms: int) -> Verdict:
    if not intent.wants_best_time or intent.purpose is Purpose.TRANSACTIONAL:
        return Verdict(gate=Gate.SEND_TIME, ruling=Ruling.PASSED, reason="goes at once")
    method, hour, zone = best_hour(state)
    now = datetime.fromtimestamp(now_ms / 1_000, ZoneInfo(zone))
    inputs: dict[str, str | int | bool | None] = {"method": method, "hour": hour, "time_zone": zone}
    if now.hour == hour:
        return Verdict(
            gate=Gate.SEND_TIME, ruling=Ruling.PASSED, reason=f"{hour} o'clock is the best time", inputs=inputs
        )
    ahead = datetime(now.year, now.month, now.day, hour, tzinfo=ZoneInfo(zone))
    if ahead <= now:
        day = now.date() + timedelta(days=1)
        ahead = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return Verdict(
        gate=Gate.SEND_TIME,
        ruling=Ruling.DEFERRED,
        reason=f"best at {hour} o'clock in {zone} ({method})",
        inputs=inputs,
        until_ms=int(ahead.timestamp() * 1_000),
    )


def _counted(rule: CapRule, intent: Intent, state: GateState, now_ms: int) -> Iterator[None]:
    for past in state.sent:
        if rule.channel not in (CapChannel.ALL, past.channel.value):
            continue
        if rule.window is CapWindow.CAMPAIGN:
            within = past.source == intent.source
        else:
            within = past.at_ms > now_ms - WINDOW_MS[rule.window]
        if within:
            yield None


def _waived(gate: Gate) -> Verdict:
    return Verdict(gate=gate, ruling=Ruling.WAIVED, reason="does not hold for a transactional message")


def _unreadable(gate: Gate) -> Verdict:
    """What must not be guessed is refused."""
    return Verdict(gate=gate, ruling=Ruling.REFUSED, reason="could not be checked", inputs={"complete": False})


def _minutes(time_of_day: str) -> int:
    hour, minute = time_of_day.split(":")
    return int(hour) * 60 + int(minute)


def _peak(habits: OpensByHour) -> int:
    """The hour with the most opens around it: half of the hours beside it count too, so that one open decides nothing."""
    opens = habits.opens
    smoothed = [opens[hour] + (opens[hour - 1] + opens[(hour + 1) % 24]) / 2 for hour in range(24)]
    return max(range(24), key=lambda hour: (smoothed[hour], -hour))


_GATES: Final[tuple[Callable[[Intent, GateState, int], Verdict], ...]] = (
    _eligibility,
    _holdout,
    _consent,
    _suppression,
    _frequency_cap,
    _quiet_hours,
    _send_time,
)


# Who is who on the suppression list

EVERYBODY: Final = "*"


def normal(kind: IdentityType, value: str) -> str:
    """An identity as it is hashed: addresses without case, numbers as they are dialled. Raises ``InvalidInput``."""
    trimmed = value.strip()
    if kind is IdentityType.EMAIL:
        if "@" not in trimmed:
            raise InvalidInput("is not an e-mail address", field="value", remedy="Send it like ana@example.com.")
        return trimmed.lower()
    if kind is IdentityType.PHONE:
        dialled = "".join(sign for sign in trimmed if sign.isascii() and (sign.isdigit() or sign == "+"))
        dialled = f"+{dialled[2:]}" if dialled.startswith("00") else dialled
        if not 8 <= len(dialled) <= 16 or not dialled.startswith("+") or "+" in dialled[1:]:
            raise InvalidInput(
                "is not an international telephone number", field="value", remedy="Send it like +14155550100."
            )
        return dialled
    return trimmed


def outweighs(new: NewSuppression, held: NewSuppression) -> bool:
    """Whether ``new`` takes the place of what the list holds: it lasts longer, or as long and is not theirs to take back."""
    if new.until_ms == held.until_ms:
        return held.reason is SuppressionReason.USER_OPT_OUT and new.reason is not SuppressionReason.USER_OPT_OUT
    return held.until_ms is not None and (new.until_ms is None or new.until_ms > held.until_ms)


def hashed(kind: IdentityType, normal_value: str, salt: bytes) -> str:
    """What the list keeps of an identity: 32 hexadecimal digits that say nothing without the tenant's salt."""
    return blake2b(f"{kind}\n{normal_value}".encode(), key=salt, digest_size=16).hexdigest()


# Send-time statistics


def personal(person_id: str) -> str:
    return f"person:{person_id}"


def cohort(time_zone: str) -> str:
    """People of one time zone open alike, as far as that is known without knowing them."""
    return f"zone:{time_zone or 'UTC'}"


def local_hour(at_ms: int, time_zone: str) -> int:
    return datetime.fromtimestamp(at_ms / 1_000, ZoneInfo(time_zone or "UTC")).hour


# Files of suppressions

COLUMNS: Final = ("kind", "value", "channel", "reason", "until", "note")
EXPORTED: Final = ("kind", "value", "channel", "reason", "until", "note", "is_hash", "added_at", "added_by")


def read_line(line: Mapping[str, str | None]) -> NewSuppression:
    """One line of a file, by its column names. Raises ``InvalidInput`` that names the column.

    ``until`` is ISO 8601 with an offset, or empty for good; ``channel`` empty means all.
    """
    said = {name: (line.get(name) or "").strip() for name in (*COLUMNS, "is_hash")}
    until_ms = None
    if said["until"]:
        try:
            until = datetime.fromisoformat(said["until"])
        except ValueError:
            until = None
        if until is None or until.tzinfo is None:
            raise InvalidInput("is not an instant", field="until", remedy="Send it like 2027-03-01T00:00:00Z.")
        until_ms = int(until.timestamp() * 1_000)
    try:
        entry = NewSuppression(
            kind=IdentityType(said["kind"]),
            value=said["value"],
            is_hash=said["is_hash"].lower() in {"true", "yes", "1"},
            channel=Channel(said["channel"]) if said["channel"] else None,
            reason=SuppressionReason(said["reason"]),
            until_ms=until_ms,
            note=said["note"],
        )
    except ValidationError as error:
        first = error.errors()[0]
        wrong, remedy = fault_of(first)
        raise InvalidInput(wrong, field=str(first["loc"][0]), remedy=remedy or "Correct the line.") from error
    except ValueError as error:
        column = next((name for name, kind in _ENUMS.items() if said[name] and said[name] not in set(kind)), "kind")
        known = ", ".join(_ENUMS[column])
        raise InvalidInput(
            f"'{said[column][:40]}' is not a {column}", field=column, remedy=f"Known are {known}."
        ) from error
    if not entry.is_hash:
        normal(entry.kind, entry.value)
    return entry


_ENUMS: Final[dict[str, type[StrEnum]]] = {"kind": IdentityType, "channel": Channel, "reason": SuppressionReason}
