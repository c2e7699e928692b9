"""Whom a predicate means: pure, so that the event that moves a person and the nightly run over everybody agree."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import InvalidInput
from domain.predicates.values import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    All,
    AnyOf,
    Attribute,
    Comparison,
    Computed,
    Condition,
    Did,
    Facts,
    Happening,
    InOrder,
    InSegment,
    Not,
    Occurrence,
    Predicate,
    walk,
)

MINUTE_MS: Final = 60_000
MISSING: Final = object()
"""What is not known: true of nothing, and equal to nothing."""


class _Moment(NamedTuple):
    """When a comparison is made, and whose day it is."""

    time_zone: str
    now_ms: int


def evaluate(predicate: Predicate, facts: Facts, *, now_ms: int) -> bool:
    """Whether the person of ``facts`` is meant, at ``now_ms``. What is not known is not true of anybody, nor false."""
    match predicate:
        case All(of=children):
            return all(evaluate(child, facts, now_ms=now_ms) for child in children)
        case AnyOf(of=children):
            return any(evaluate(child, facts, now_ms=now_ms) for child in children)
        case Not(of=child):
            return not evaluate(child, facts, now_ms=now_ms)
        case Attribute():
            return holds(predicate, look_up(facts.attributes, predicate.attribute), facts, now_ms=now_ms)
        case Computed():
            return holds(predicate, look_up(facts.computed, predicate.property), facts, now_ms=now_ms)
        case Did():
            return _did(predicate, facts, now_ms)
        case InOrder():
            return _in_order(predicate, facts, now_ms)
        case InSegment(segment=segment):
            return segment in facts.segments


def look_up(values: Mapping[str, Any], path: str) -> Any:
    """What ``address.city`` leads to; a marker that compares with nothing when it leads nowhere."""
    found: Any = values
    for name in path.split("."):
        if not isinstance(found, Mapping) or found.get(name) is None:
            return MISSING
        found = found[name]
    return found


def holds(condition: Condition, known: Any, facts: Facts, *, now_ms: int) -> bool:
    """Whether ``known`` compares with the condition's value as it says; values of unlike kinds never do."""
    if known is MISSING:
        return condition.is_ in _TRUE_OF_NOTHING
    return _COMPARE[condition.is_](known, condition.value, _Moment(facts.time_zone, now_ms))


def happened(happening: Happening, occurrence: Occurrence, facts: Facts, *, now_ms: int) -> bool:
    """Whether an event is the one meant."""
    return occurrence.event == happening.event and all(
        holds(condition, look_up(occurrence.properties, condition.property), facts, now_ms=now_ms)
        for condition in happening.where
    )


def check(predicate: Predicate) -> None:
    """Refuse what would take too long to evaluate. Raises ``InvalidInput``."""
    depth = _depth(predicate)
    if depth > MAX_DEPTH:
        raise InvalidInput(
            f"groups are nested {depth} deep; at most {MAX_DEPTH} are read", field="predicate", remedy="Flatten them."
        )
    total = len(walk(predicate))
    if total > MAX_CONDITIONS:
        raise InvalidInput(
            f"the predicate has {total} parts; at most {MAX_CONDITIONS} are evaluated",
            field="predicate",
            remedy="Split it into segments and refer to them.",
        )


def segments_named(predicate: Predicate) -> frozenset[str]:
    """The other segments it refers to."""
    return frozenset(node.segment for node in walk(predicate) if isinstance(node, InSegment))


def events_named(predicate: Predicate) -> frozenset[str]:
    """The events whose arrival can change its answer."""
    names: set[str] = set()
    for node in walk(predicate):
        if isinstance(node, Did):
            names.add(node.event)
        elif isinstance(node, InOrder):
            names.update(one.event for one in node.events)
    return frozenset(names)


def longest_window_ms(predicates: Iterable[Predicate]) -> int:
    """How far back events have to be loaded for these to be evaluated."""
    windows = [
        node.within_minutes for predicate in predicates for node in walk(predicate) if isinstance(node, Did | InOrder)
    ]
    return max(windows, default=0) * MINUTE_MS


def changes_with_time(predicate: Predicate) -> bool:
    """Whether somebody may enter or leave though nothing happens; such segments are refreshed on a schedule."""
    timed = {
        Comparison.WITHIN_LAST,
        Comparison.WITHIN_NEXT,
        Comparison.BEFORE,
        Comparison.AFTER,
        Comparison.ANNIVERSARY_TODAY,
    }
    return any(
        isinstance(node, Did | InOrder | Computed) or (isinstance(node, Attribute) and node.is_ in timed)
        for node in walk(predicate)
    )


def _depth(predicate: Predicate) -> int:
    match predicate:
        case All(of=children) | AnyOf(of=children):
            return 1 + max(_depth(child) for child in children)
        case Not(of=child):
            return 1 + _depth(child)
    return 1


def _did(predicate: Did, facts: Facts, now_ms: int) -> bool:
    since_ms = now_ms - predicate.within_minutes * MINUTE_MS
    times = sum(
        since_ms < one.at_ms <= now_ms and happened(predicate, one, facts, now_ms=now_ms) for one in facts.occurrences
    )
    return (predicate.at_least is None or times >= predicate.at_least) and (
        predicate.at_most is None or times <= predicate.at_most
    )


def _in_order(predicate: InOrder, facts: Facts, now_ms: int) -> bool:
    """Greedy from the first: the earliest match of each leaves the most room for the next."""
    since_ms = now_ms - predicate.within_minutes * MINUTE_MS
    wanted = list(predicate.events)
    for one in facts.occurrences:
        if wanted and since_ms < one.at_ms <= now_ms and happened(wanted[0], one, facts, now_ms=now_ms):
            wanted.pop(0)
    return not wanted


def _each(wanted: Any) -> Sequence[Any]:
    return wanted if isinstance(wanted, tuple) else ()


def _same(known: Any, wanted: Any) -> bool:
    if isinstance(known, bool) or isinstance(wanted, bool):
        return known is wanted
    if isinstance(known, str) and isinstance(wanted, str):
        return known.casefold() == wanted.casefold()
    return type(known) in {int, float, str} and type(wanted) in {int, float, str} and known == wanted


def _contains(known: Any, wanted: Any) -> bool:
    if isinstance(known, str):
        return str(wanted).casefold() in known.casefold()
    return isinstance(known, list | tuple) and any(_same(one, wanted) for one in known)


def _compared(compare: Callable[[float, float], bool]) -> "_Compare":
    def both(known: Any, wanted: Any, _moment: _Moment) -> bool:
        return isinstance(known, int | float) and not isinstance(known, bool) and compare(known, wanted)

    return both


def _timed(compare: Callable[[int, Any, int], bool]) -> "_Compare":
    def instant(known: Any, wanted: Any, moment: _Moment) -> bool:
        at_ms = instant_ms(known)
        return at_ms is not None and compare(at_ms, wanted, moment.now_ms)

    return instant


def _is_before(at_ms: int, wanted: Any, _now_ms: int) -> bool:
    bound_ms = instant_ms(wanted)
    return bound_ms is not None and at_ms < bound_ms


def _is_after(at_ms: int, wanted: Any, _now_ms: int) -> bool:
    bound_ms = instant_ms(wanted)
    return bound_ms is not None and at_ms > bound_ms


def instant_ms(value: Any) -> int | None:
    """An instant written as ISO 8601 (UTC unless it says otherwise) or as Unix milliseconds; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1_000)


def _is_anniversary(known: Any, _wanted: Any, moment: _Moment) -> bool:
    try:
        born = date.fromisoformat(str(known)[:10])
        zone = ZoneInfo(moment.time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        return False
    today = datetime.fromtimestamp(moment.now_ms / 1_000, zone).date()
    try:
        return born.replace(year=today.year) == today
    except ValueError:  # 29 February, in a year without one
        return (today.month, today.day) == (2, 28)


_Compare = Callable[[Any, Any, _Moment], bool]
_TRUE_OF_NOTHING: Final = frozenset({Comparison.IS_NOT_SET, Comparison.IS_NOT, Comparison.NONE_OF})
_COMPARE: Final[dict[Comparison, _Compare]] = {
    Comparison.IS: lambda known, wanted, _: _same(known, wanted),
    Comparison.IS_NOT: lambda known, wanted, _: not _same(known, wanted),
    Comparison.ONE_OF: lambda known, wanted, _: any(_same(known, one) for one in _each(wanted)),
    Comparison.NONE_OF: lambda known, wanted, _: not any(_same(known, one) for one in _each(wanted)),
    Comparison.IS_SET: lambda _known, _wanted, _: True,
    Comparison.IS_NOT_SET: lambda _known, _wanted, _: False,
    Comparison.CONTAINS: lambda known, wanted, _: _contains(known, wanted),
    Comparison.STARTS_WITH: lambda known, wanted, _: (
        isinstance(known, str) and known.casefold().startswith(str(wanted).casefold())
    ),
    Comparison.ABOVE: _compared(operator.gt),
    Comparison.AT_LEAST: _compared(operator.ge),
    Comparison.BELOW: _compared(operator.lt),
    Comparison.AT_MOST: _compared(operator.le),
    Comparison.WITHIN_LAST: _timed(lambda at_ms, minutes, now_ms: now_ms - minutes * MINUTE_MS < at_ms <= now_ms),
    Comparison.WITHIN_NEXT: _timed(lambda at_ms, minutes, now_ms: now_ms <= at_ms < now_ms + minutes * MINUTE_MS),
    Comparison.BEFORE: _timed(_is_before),
    Comparison.AFTER: _timed(_is_after),
    Comparison.ANNIVERSARY_TODAY: _is_anniversary,
}
