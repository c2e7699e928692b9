"""Segments' rules, pure: what a predicate looks at, when time alone may change its answer, and how properties are computed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from hashlib import blake2b
from math import ceil, floor, sqrt
from typing import Any, Final, cast
from zlib import crc32
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from domain.contacts.values import Contact
from domain.errors import InvalidInput
from domain.predicates.rules import (
    MINUTE_MS,
    MISSING,
    evaluate,
    events_named,
    happened,
    holds,
    instant_ms,
    longest_window_ms,
    look_up,
    segments_named,
)
from domain.predicates.values import (
    Attribute,
    Comparison,
    Computed,
    Condition,
    Did,
    Facts,
    Happening,
    InOrder,
    InSegment,
    Occurrence,
    Predicate,
    walk,
)
from domain.segments.values import (
    ENTERED,
    LEFT,
    MEMBERSHIP_EVENTS,
    Aggregate,
    Change,
    ComputedProperty,
    Lookalike,
    Need,
    Ruled,
    SegmentDefinition,
)

TimedPart = Attribute | Computed | Did | InOrder
DAY_MS: Final = 86_400_000
BUCKETS: Final = 1_000
PROFILE_FIELDS: Final = frozenset({"locale", "time_zone", "preferred_channel", "created_at", "consent"})
"""What every contact has besides attributes; an attribute of the same name hides it."""
MOST_NESTED: Final = 10
_MOST_INSTANTS: Final = 32
"""Beyond so many instants the last one is taken: looking too early costs a look, too late would be wrong."""


def compute(definition: ComputedProperty, facts: Facts, *, now_ms: int) -> Any:
    """The property's value; None when nothing it looks at has happened (a count is then 0)."""
    since_ms = now_ms - definition.within_minutes * MINUTE_MS
    seen = [
        one
        for one in facts.occurrences
        if since_ms < one.at_ms <= now_ms and happened(definition.of, one, facts, now_ms=now_ms)
    ]
    if definition.aggregate is Aggregate.COUNT:
        return len(seen)
    if not seen:
        return None
    if definition.aggregate is Aggregate.DAYS_SINCE_LAST:
        return (now_ms - seen[-1].at_ms) // DAY_MS
    values = [look_up(one.properties, definition.property or "") for one in seen]
    values = [value for value in values if value is not MISSING]
    if definition.aggregate in _OF_NUMBERS:
        numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        return _OF_NUMBERS[definition.aggregate](numbers) if numbers else None
    return _OF_VALUES[definition.aggregate](values) if values else None


_OF_NUMBERS: Final[dict[Aggregate, Callable[[Sequence[Any]], Any]]] = {
    Aggregate.SUM: sum,
    Aggregate.AVERAGE: lambda numbers: sum(numbers) / len(numbers),
    Aggregate.MINIMUM: min,
    Aggregate.MAXIMUM: max,
}
_OF_VALUES: Final[dict[Aggregate, Callable[[Sequence[Any]], Any]]] = {
    Aggregate.FIRST: lambda values: values[0],
    Aggregate.LAST: lambda values: values[-1],
    Aggregate.MOST_FREQUENT: lambda values: Counter(str(value) for value in values).most_common(1)[0][0],
}


# What predicates look at


def needs(predicates: Iterable[Predicate], *, now_ms: int) -> Need:
    """What has to be loaded of people for these predicates, at ``now_ms``."""
    read = list(predicates)
    nodes = [node for predicate in read for node in walk(predicate)]
    return Need(
        events=frozenset().union(*(events_named(predicate) for predicate in read)),
        since_ms=now_ms - longest_window_ms(read),
        computed=frozenset(node.property.partition(".")[0] for node in nodes if isinstance(node, Computed)),
        segments=any(isinstance(node, InSegment) for node in nodes),
        profile=any(isinstance(node, Attribute) and _root(node) in PROFILE_FIELDS for node in nodes),
    )


def need_of_properties(properties: Iterable[ComputedProperty], *, now_ms: int) -> Need:
    """What has to be loaded for these to be computed."""
    read = list(properties)
    return Need(
        events=frozenset(one.of.event for one in read),
        since_ms=now_ms - max((one.within_minutes for one in read), default=0) * MINUTE_MS,
    )


def attributes_named(predicate: Predicate) -> frozenset[str]:
    """The attributes, by the first part of their names, whose change can change its answer."""
    return frozenset(_root(node) for node in walk(predicate) if isinstance(node, Attribute))


def computed_named(predicate: Predicate) -> frozenset[str]:
    return frozenset(node.property for node in walk(predicate) if isinstance(node, Computed))


def timed_parts(predicate: Predicate) -> tuple[TimedPart, ...]:
    """Those of its conditions whose answer time alone may change."""
    return tuple(
        node
        for node in walk(predicate)
        if isinstance(node, Did | InOrder | Computed) or (isinstance(node, Attribute) and node.is_ in _TIMED)
    )


def referred_to(definition: SegmentDefinition) -> frozenset[str]:
    """The segments it is worked out from."""
    if isinstance(definition.members, Ruled):
        return segments_named(definition.members.where)
    return frozenset({definition.members.seed}) if isinstance(definition.members, Lookalike) else frozenset()


def in_order(refers: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Segments after all those they refer to.

    Raises ``InvalidInput`` where they refer to each other in a circle, or over more than ten others in a row.
    """
    depths: dict[str, int] = {}

    def depth(segment: str, above: tuple[str, ...]) -> int:
        if segment in above:
            circle = " -> ".join((*above[above.index(segment) :], segment))
            raise InvalidInput(
                f"segments refer to each other in a circle: {circle}",
                field="members",
                remedy="Take one reference out.",
            )
        if segment not in depths:
            below = refers.get(segment, frozenset())
            depths[segment] = 1 + max((depth(one, (*above, segment)) for one in sorted(below)), default=0)
        return depths[segment]

    for segment in sorted(refers):
        if depth(segment, ()) > MOST_NESTED:
            raise InvalidInput(
                f"segments are nested {depths[segment]} deep; at most {MOST_NESTED} are worked out",
                field="members",
                remedy="Repeat a condition instead of referring to it.",
            )
    return tuple(sorted(refers, key=lambda segment: (depths[segment], segment)))


def refuse_own_events(happenings: Iterable[str]) -> None:
    """Changes of membership are not counted to decide on membership: that could go on for ever. Raises ``InvalidInput``."""
    if own := MEMBERSHIP_EVENTS.intersection(happenings):
        raise InvalidInput(
            f"a segment cannot look at {' and '.join(sorted(own))}",
            field="members",
            remedy="Refer to the segment itself with in_segment.",
        )


# What is true of a person


def seen(
    contact: Contact,
    need: Need,
    *,
    properties: Mapping[str, ComputedProperty],
    inside: AbstractSet[str],
    did: Sequence[Occurrence],
    now_ms: int,
) -> Facts:
    """What would be loaded for ``need`` at ``now_ms``, where ``did`` is everything that a person did until then."""
    computed = [properties[name] for name in sorted(need.computed) if name in properties]
    if computed:
        need = need.plus(need_of_properties(computed, now_ms=now_ms))
    occurrences = tuple(one for one in did if one.event in need.events and one.at_ms > need.since_ms)
    return facts_from(contact, need, computed, inside, occurrences, now_ms=now_ms)


def facts_from(
    contact: Contact,
    need: Need,
    computed: Sequence[ComputedProperty],
    inside: AbstractSet[str],
    occurrences: tuple[Occurrence, ...],
    *,
    now_ms: int,
) -> Facts:
    """Facts from what was loaded. ``inside`` stays what they see of memberships, should it change."""
    facts = Facts.model_construct(
        attributes=_profile(contact) | contact.attributes if need.profile else contact.attributes,
        computed={},
        segments=cast("frozenset[str]", inside),
        occurrences=occurrences,
        time_zone=contact.time_zone or "UTC",
    )
    for one in computed:
        value = compute(one, facts, now_ms=now_ms)
        if value is not None:
            facts.computed[one.name] = value
    return facts


def _profile(contact: Contact) -> dict[str, JsonValue]:
    return {
        "locale": contact.locale or None,
        "time_zone": contact.time_zone or None,
        "preferred_channel": contact.preferred_channel or None,
        "created_at": contact.created_at_ms,
        "consent": {key.replace("/", "_"): state.value for key, state in contact.consents.items()},
    }


# What time does


def next_look_ms(
    predicate: Predicate, facts: Facts, *, now_ms: int, properties: Mapping[str, ComputedProperty]
) -> int | None:
    """The first instant after ``now_ms`` at which time alone may change the answer; None when it never will.

    Never later than it does, sometimes earlier. ``facts`` hold every event that is near enough to matter.
    """
    return earliest_look_ms(timed_parts(predicate), facts, now_ms=now_ms, properties=properties)


def earliest_look_ms(
    parts: Iterable[TimedPart], facts: Facts, *, now_ms: int, properties: Mapping[str, ComputedProperty]
) -> int | None:
    """Likewise for conditions taken together."""
    looks = [look for part in parts if (look := _next_look_ms(part, facts, now_ms, properties)) is not None]
    return min(looks, default=None)


def _next_look_ms(
    node: TimedPart,
    facts: Facts,
    now_ms: int,
    properties: Mapping[str, ComputedProperty],
) -> int | None:
    instants = sorted({at_ms for at_ms in _instants(node, facts, now_ms, properties) if at_ms > now_ms})
    if not instants:
        return None
    answer = _answer(node, facts, now_ms, properties)
    for at_ms in instants[:_MOST_INSTANTS]:
        if _answer(node, facts, at_ms, properties) != answer:
            return at_ms
    return instants[_MOST_INSTANTS - 1] if len(instants) > _MOST_INSTANTS else None


def _answer(node: TimedPart, facts: Facts, at_ms: int, properties: Mapping[str, ComputedProperty]) -> bool:
    if not isinstance(node, Computed):
        return evaluate(node, facts, now_ms=at_ms)
    definition = properties.get(node.property)
    value = None if definition is None else compute(definition, facts, now_ms=at_ms)
    return holds(node, MISSING if value is None else value, facts, now_ms=at_ms)


def _instants(
    node: TimedPart,
    facts: Facts,
    now_ms: int,
    properties: Mapping[str, ComputedProperty],
) -> Iterator[int]:
    match node:
        case Attribute():
            yield from _instants_of(node, look_up(facts.attributes, node.attribute), facts, now_ms)
        case Did():
            yield from _instants_of_window((node,), node.within_minutes, facts, now_ms)
        case InOrder():
            yield from _instants_of_window(node.events, node.within_minutes, facts, now_ms)
        case Computed():
            definition = properties.get(node.property)
            if definition is None:
                return
            yield from _instants_of_window((definition.of,), definition.within_minutes, facts, now_ms)
            yield from _instants_of(node, look_up(facts.computed, node.property), facts, now_ms)
            if definition.aggregate is Aggregate.DAYS_SINCE_LAST:
                yield from _days_since(definition.of.event, facts, now_ms)


def _instants_of_window(
    happenings: Sequence[Happening], within_minutes: int, facts: Facts, now_ms: int
) -> Iterator[int]:
    """When events come into a window and when they fall out of it."""
    timed = {one.event: [where for where in one.where if where.is_ in _TIMED] for one in happenings}
    for occurrence in facts.occurrences:
        if occurrence.event in timed:
            yield occurrence.at_ms
            yield occurrence.at_ms + within_minutes * MINUTE_MS
            for where in timed[occurrence.event]:
                yield from _instants_of(where, look_up(occurrence.properties, where.property), facts, now_ms)


def _days_since(event: str, facts: Facts, now_ms: int) -> Iterator[int]:
    for one in facts.occurrences:
        if one.event == event and one.at_ms <= now_ms:
            days = (now_ms - one.at_ms) // DAY_MS
            yield from (one.at_ms + (days + more) * DAY_MS for more in range(1, _MOST_INSTANTS + 1))


def _instants_of(condition: Condition, known: Any, facts: Facts, now_ms: int) -> Iterator[int]:
    """When a comparison with a clock in it may turn out otherwise."""
    if condition.is_ is Comparison.ANNIVERSARY_TODAY:
        yield from _anniversary_ms(known, facts.time_zone, now_ms)
    elif condition.is_ in _TIMED and isinstance(condition.value, int | float):
        at_ms = instant_ms(known)
        if at_ms is not None:
            width_ms = condition.value * MINUTE_MS
            yield from (at_ms, at_ms + 1, ceil(at_ms + width_ms), floor(at_ms - width_ms) + 1)


def _anniversary_ms(known: Any, time_zone: str, now_ms: int) -> Iterator[int]:
    """The beginnings and ends of this year's and the next years' day, in the person's zone."""
    try:
        born = date.fromisoformat(str(known)[:10])
        zone = ZoneInfo(time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        return
    this_year = datetime.fromtimestamp(now_ms / 1_000, zone).year
    for year in range(this_year, min(this_year + 2, 9_998)):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
        for midnight in (day, day + timedelta(days=1)):
            yield int(datetime(midnight.year, midnight.month, midnight.day, tzinfo=zone).timestamp() * 1_000)


_TIMED: Final = frozenset({Comparison.WITHIN_LAST, Comparison.WITHIN_NEXT, Comparison.ANNIVERSARY_TODAY})


# Small things with one answer


def bucket_of(person_id: str) -> int:
    """One of a thousand, by chance but for good."""
    return crc32(person_id.encode()) % BUCKETS


def margin_of(matched: int, looked_at: int, everybody: int) -> int:
    """How far an extrapolated count may be off, 19 times of 20; 0 where everybody was looked at."""
    if looked_at >= everybody or not looked_at:
        return 0
    share = (matched + 2) / (looked_at + 4)
    unseen = (everybody - looked_at) / everybody
    return ceil(1.96 * sqrt(share * (1 - share) * unseen / looked_at) * everybody)


def change_name(change: Change) -> str:
    return ENTERED if change.entered else LEFT


def change_id(change: Change, at_ms: int) -> str:
    """The id of the event that tells of a change: the same however often it is told."""
    said = f"{change.segment_id}/{change.person_id}/{change.entered:d}/{at_ms}"
    return f"evt_{blake2b(said.encode(), digest_size=16).hexdigest()}"


def _root(node: Attribute) -> str:
    return node.attribute.partition(".")[0]
