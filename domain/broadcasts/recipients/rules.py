"""How an audience becomes pages. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from domain.broadcasts.rules import hour_of, next_hour_ms, part_of, zone_group
from domain.broadcasts.values import BroadcastDefinition, LocalTime, Part

PAGE: Final = 2_000
"""People planned in one transaction."""
RANGE_PEOPLE: Final = 50_000
"""About as many a child workflow takes care of."""

Group = tuple[Part, str, int | None]
"""(part, zone, when it is due)."""


def grouped(
    broadcast_id: str,
    people: Sequence[str],
    zones: Mapping[str, str],
    definition: BroadcastDefinition,
    *,
    began_at_ms: int,
) -> dict[Group, list[str]]:
    """Who gets it together. ``zones`` are people's time zones, where the hour of their own day matters."""
    local = definition.local_time
    found: dict[Group, list[str]] = {}
    day = datetime.fromtimestamp(began_at_ms / 1_000, UTC).date()
    known: dict[tuple[float, ...], str] = {}
    for person_id in people:
        part = part_of(broadcast_id, person_id, definition)
        zone = ""
        if local is not None:
            name = zones.get(person_id) or "UTC"
            zone = known.setdefault(zone_group(name, day), name)
        found.setdefault(_group(part, zone, local, began_at_ms), []).append(person_id)
    return found


def _group(part: Part, zone: str, local: LocalTime | None, began_at_ms: int) -> Group:
    if local is None:
        return part, zone, None if part is Part.REST else began_at_ms
    hour = hour_of(local, zone, from_ms=began_at_ms)
    if hour.is_skipped:
        return Part.SKIPPED, zone, began_at_ms
    return part, zone, None if part is Part.REST else hour.due_at_ms


def due_after_test(zone: str, local: LocalTime | None, *, decided_at_ms: int) -> int:
    """When those who waited for a test get it."""
    return decided_at_ms if local is None else next_hour_ms(local, zone, from_ms=decided_at_ms)


def ranges(pages: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans of page numbers with about as many people each; ``pages`` are (number, people) in order."""
    found: list[tuple[int, int]] = []
    first = people = 0
    for number, size in pages:
        first = first or number
        people += size
        if people >= RANGE_PEOPLE:
            found.append((first, number))
            first = people = 0
    if first:
        found.append((first, pages[-1][0]))
    return tuple(found)
