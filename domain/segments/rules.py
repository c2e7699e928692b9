"""Computed properties: what a person did, aggregated into one value. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from domain.predicates.rules import MINUTE_MS, MISSING, happened, look_up
from domain.predicates.values import Facts
from domain.segments.values import Aggregate, ComputedProperty

DAY_MS: Final = 86_400_000


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
