"""What a broadcast goes by, pure: its stages, who gets which variant, whose hour is when, and when to stop."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from domain.broadcasts.comparisons.values import Verdict
from domain.broadcasts.values import (
    ALL_VARIANTS,
    Action,
    BroadcastDefinition,
    ErrorGuard,
    LocalTime,
    Part,
    PastZones,
    RuleAudience,
    Sample,
    Stage,
    Variant,
    WhenUnclear,
)
from domain.errors import ActionRefused, InvalidInput
from domain.faults import fault_of
from domain.predicates.rules import check as check_predicate

STAGES: Final[Mapping[Action, Mapping[Stage, Stage]]] = {
    Action.SCHEDULE: {Stage.DRAFT: Stage.SCHEDULED, Stage.SCHEDULED: Stage.SCHEDULED},
    Action.UNSCHEDULE: {Stage.SCHEDULED: Stage.DRAFT},
    Action.PAUSE: {Stage.RUNNING: Stage.PAUSED},
    Action.RESUME: {Stage.PAUSED: Stage.RUNNING},
    Action.CHOOSE: {Stage.RUNNING: Stage.RUNNING, Stage.PAUSED: Stage.PAUSED},
    Action.CANCEL: {
        Stage.SCHEDULED: Stage.CANCELLED,
        Stage.RUNNING: Stage.CANCELLED,
        Stage.PAUSED: Stage.CANCELLED,
    },
    Action.BEGIN: {Stage.SCHEDULED: Stage.RUNNING},
    Action.FINISH: {Stage.RUNNING: Stage.DONE},
}
_BUCKETS: Final = 10_000
_SAMPLES_A_WINDOW: Final = 20
_DAY: Final = timedelta(days=1)
_DST_DAYS: Final = 15
"""Zones that agree on all of these days are one group: a test runs two weeks at most."""


# Its life


def next_stage(stage: Stage, action: Action) -> Stage:
    """Raises ``ActionRefused`` with what is allowed instead."""
    onward = STAGES[action].get(stage)
    if onward is None:
        allowed = allowed_actions(stage)
        raise ActionRefused(
            stage=stage,
            action=action,
            allowed=allowed,
            reason=f"a broadcast that is {stage} cannot {action}",
            remedy=f"Allowed now: {', '.join(allowed) or 'nothing'}.",
        )
    return onward


def allowed_actions(stage: Stage) -> tuple[str, ...]:
    """What somebody may do; the rest happens by itself."""
    return tuple(
        action.value
        for action, stages in STAGES.items()
        if stage in stages and action not in (Action.BEGIN, Action.FINISH)
    )


def read(body: Mapping[str, Any]) -> BroadcastDefinition:
    """Raises ``InvalidInput`` naming the first field that is wrong."""
    try:
        definition = BroadcastDefinition.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        fault = fault_of(first)
        raise InvalidInput(
            fault.about(where) if where else fault.said, field=where or None, remedy=fault.remedy
        ) from error
    if isinstance(definition.audience, RuleAudience):
        check_predicate(definition.audience.where)
    return definition


# Who gets what


def part_of(broadcast_id: str, person_id: str, definition: BroadcastDefinition) -> Part:
    """Whether somebody is in the test; always the same answer."""
    if definition.test is None:
        return Part.ALL
    return Part.TEST if _bucket(f"{broadcast_id}/test", person_id) < definition.test.percent * 100 else Part.REST


def variant_of(broadcast_id: str, person_id: str, variants: Sequence[Variant]) -> Variant:
    """By their shares; always the same answer, whether or not the person is in a test."""
    if len(variants) == 1:
        return variants[0]
    place = _bucket(f"{broadcast_id}/variant", person_id) * sum(variant.share for variant in variants)
    for variant in variants:
        place -= variant.share * _BUCKETS
        if place < 0:
            return variant
    return variants[-1]


def _bucket(scope: str, person_id: str) -> int:
    return int.from_bytes(blake2b(f"{scope}\n{person_id}".encode(), digest_size=8).digest()) % _BUCKETS


def winner_by(verdict: Verdict, definition: BroadcastDefinition) -> str:
    """What the rest gets: a variant, ``*`` for all, or empty where somebody has to choose."""
    test = definition.test
    if verdict.is_beyond_chance or test is None:
        return verdict.leader
    match test.when_unclear:
        case WhenUnclear.LEADER:
            return verdict.leader or _first_sent(verdict, definition)
        case WhenUnclear.FIRST:
            return definition.variants[0].name
        case WhenUnclear.SPLIT:
            return ALL_VARIANTS
        case WhenUnclear.ASK:
            return ""


def _first_sent(verdict: Verdict, definition: BroadcastDefinition) -> str:
    """The first variant that anybody was sent; the first of all where none was."""
    names = [variant.name for variant in definition.variants]
    return next((name for name in names if name in verdict.shares and verdict.shares[name].trials), names[0])


def told_of(verdict: Verdict, winner: str, definition: BroadcastDefinition) -> str:
    """The verdict and what was made of it, in a sentence or two."""
    if verdict.is_beyond_chance:
        return f"{verdict.in_words} The rest gets {winner}."
    if not winner:
        return f"{verdict.in_words} The rest waits until somebody chooses."
    what = "all variants" if winner == ALL_VARIANTS else winner
    because = definition.test.when_unclear if definition.test else ""
    return f"{verdict.in_words} The rest gets {what}, as was said for that case ({because})."


# When


class Hour(NamedTuple):
    """When somebody gets it; ``is_skipped`` when they are to be left out."""

    due_at_ms: int
    is_skipped: bool = False


def hour_of(local: LocalTime, zone_name: str, *, from_ms: int) -> Hour:
    """When the hour comes where somebody lives, for a broadcast that begins, or goes on after its test, at ``from_ms``.

    An hour that the clocks leave out is the instant it would have been; of one that comes twice, it is the first.
    """
    zone = zone_of(zone_name)
    today = datetime.fromtimestamp(from_ms / 1_000, zone).date()
    at_ms = _instant_ms(local.on or today, local.at, zone)
    if at_ms >= from_ms:
        return Hour(at_ms)
    match local.past:
        case PastZones.AT_ONCE:
            return Hour(from_ms)
        case PastZones.SKIP:
            return Hour(from_ms, is_skipped=True)
        case PastZones.NEXT_DAY:
            at_ms = _instant_ms(today, local.at, zone)
            return Hour(at_ms if at_ms >= from_ms else _instant_ms(today + _DAY, local.at, zone))


def next_hour_ms(local: LocalTime, zone_name: str, *, from_ms: int) -> int:
    """When the hour comes next, for whoever waited for a test: that takes hours, and nobody is left out on its account."""
    if local.past is PastZones.AT_ONCE and local.on is not None:
        return max(from_ms, hour_of(local, zone_name, from_ms=from_ms).due_at_ms)
    return hour_of(LocalTime(at=local.at, on=local.on), zone_name, from_ms=from_ms).due_at_ms


@lru_cache(maxsize=4_096)
def zone_group(zone_name: str, day: date) -> tuple[float, ...]:
    """The same for zones whose clocks agree in the two weeks from ``day``: their people get it together."""
    zone = zone_of(zone_name)
    noons = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + _DAY * ahead for ahead in range(_DST_DAYS))
    return tuple((noon.astimezone(zone).utcoffset() or timedelta()).total_seconds() for noon in noons)


@lru_cache(maxsize=4_096)
def zone_of(name: str) -> ZoneInfo:
    """UTC for a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _instant_ms(day: date, at: str, zone: ZoneInfo) -> int:
    hour, minute = at.split(":")
    return int(datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone).timestamp() * 1_000)


# How fast


class Allowance(NamedTuple):
    """What is left of a speed, in thousandths of a message, and as of when."""

    left: int
    at_ms: int


def take(held: Allowance, per_minute: int, wanted: int, *, now_ms: int) -> tuple[int, Allowance, int]:
    """(granted, what is left, how long until there is more): a second's worth at once at most, and no less for nothing."""
    most = max(1_000, per_minute * 1_000 // 60)
    gained = max(0, now_ms - held.at_ms) * per_minute // 60
    left, at_ms = held.left + gained, held.at_ms - (-gained * 60 // per_minute)
    if left >= most:
        left, at_ms = most, max(now_ms, held.at_ms)
    needed = min(wanted * 1_000, most)
    if left < needed:
        return 0, Allowance(left, at_ms), max(1, -(-(needed - left) * 60 // per_minute))
    granted = min(wanted, left // 1_000)
    return granted, Allowance(left - granted * 1_000, at_ms), 0


# When to stop


def kept_samples(samples: Sequence[Sample], new: Sample, guard: ErrorGuard) -> tuple[Sample, ...]:
    """With ``new``; of those that are older than the window, the youngest stays, for the window to be counted from."""
    starts_ms = new.at_ms - guard.window_minutes * 60_000
    older = [each for each in samples if each.at_ms <= starts_ms]
    return (*older[-1:], *(each for each in samples if each.at_ms > starts_ms), new)


def is_sample_due(samples: Sequence[Sample], guard: ErrorGuard, *, now_ms: int) -> bool:
    return not samples or now_ms - samples[-1].at_ms >= guard.window_minutes * 60_000 // _SAMPLES_A_WINDOW


def alarm(samples: Sequence[Sample], guard: ErrorGuard) -> str:
    """Why to pause, in words; empty while all is well. The first sample is where counting began."""
    if not samples:
        return ""
    starts_ms = samples[-1].at_ms - guard.window_minutes * 60_000
    first = next((each for each in reversed(samples) if each.at_ms <= starts_ms), samples[0])
    handed, wrong = samples[-1].handed - first.handed, samples[-1].wrong - first.wrong
    if handed < guard.at_least or wrong * 100 < guard.percent * handed:
        return ""
    return (
        f"{wrong:,} of {handed:,} messages of the last {guard.window_minutes} minutes bounced for good or were refused by the "
        f"vendor: {100 * wrong / handed:.1f} %, and {guard.percent:g} % are allowed"
    )


def wrong_of(tallies: Iterable[tuple[str, int]]) -> tuple[int, int]:
    """(handed over, gone wrong) by the tallies of a source: what the vendor took or refused, and what bounced for good."""
    totals: dict[str, int] = {}
    for what, count in tallies:
        totals[what] = totals.get(what, 0) + count
    refused = totals.get("refused:vendor", 0)
    bounced = totals.get("bounced", 0) - totals.get("bounced_for_now", 0)
    return totals.get("sent", 0) + refused, refused + max(0, bounced)
