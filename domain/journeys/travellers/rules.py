"""Who comes into a journey, and what those inside listen for. Pure."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final, Protocol
from zlib import crc32

from domain.ids import ulid
from domain.journeys.travellers.values import INDIVIDUAL_SHARD, Entrant
from domain.journeys.values import (
    AddToSegment,
    BidContextTrigger,
    EventTrigger,
    JourneyDefinition,
    ReEntry,
    RemoveFromSegment,
    SegmentTrigger,
    SuppressBid,
    Trigger,
    TriggerCampaign,
    UpdateProfile,
    WaitForEvent,
    WaitUntil,
)
from domain.predicates.rules import MINUTE_MS, happened
from domain.predicates.values import Attribute, Did, Facts, InOrder, InSegment, Occurrence, walk
from domain.segments.values import ENTERED, LEFT, PROFILE_CHANGED

BID_EVENTS: Final[Mapping[str, str]] = {
    "bid": "ad_bid",
    "impression": "ad_impression",
    "click": "ad_click",
    "conversion": "ad_conversion",
}
"""What the bid plane's events are called among people's, with the campaign as a property."""


DOORS: Final = 16
"""Of a journey, each held by itself: as many as it has shards at least, whose counts are held as well."""


def shard_of(person_id: str, shards: int) -> int:
    """Where somebody is carried: always the same, and every shard gets its share."""
    return crc32(person_id.encode()) % shards if shards else INDIVIDUAL_SHARD


def door_of(person_id: str) -> int:
    """By which of a journey's doors somebody comes in: always the same."""
    return crc32(person_id.encode()) % DOORS


def run_id_of(journey_id: str, person_id: str, entry: int, *, now_ms: int) -> str:
    """Runs sort by when they began."""
    digest = blake2b(f"{journey_id}/{person_id}/{entry}".encode(), digest_size=10).digest()
    return f"run_{ulid(now_ms, digest)}"


def coming_events(trigger: Trigger) -> frozenset[str]:
    """The events that may bring somebody in; none for a schedule or a call."""
    match trigger:
        case EventTrigger(event=happening):
            return frozenset({happening.event})
        case SegmentTrigger():
            return frozenset({ENTERED})
        case BidContextTrigger(on=what):
            return frozenset({BID_EVENTS[what]})
    return frozenset()


def brings(trigger: Trigger, occurrence: Occurrence, facts: Facts, *, now_ms: int) -> bool:
    """Whether an event brings the person of ``facts`` to the door."""
    match trigger:
        case EventTrigger(event=happening):
            return happened(happening, occurrence, facts, now_ms=now_ms)
        case SegmentTrigger(segment=segment):
            return occurrence.event == ENTERED and occurrence.properties.get("segment") == segment
        case BidContextTrigger(on=what, campaigns=campaigns):
            known = occurrence.event == BID_EVENTS[what]
            return known and (not campaigns or occurrence.properties.get("campaign") in campaigns)
    return False


def may_come_again(
    re_entry: ReEntry, *, times: int, is_inside: bool, left_at_ms: int | None, now_ms: int
) -> str | None:
    """Why somebody who was here ``times`` times may not come in; None when they may."""
    if is_inside:
        return "inside already"
    if not times:
        return None
    if not re_entry.allowed:
        return "was here before"
    if re_entry.most_times is not None and times >= re_entry.most_times:
        return f"was here {re_entry.most_times} times"
    if left_at_ms is not None and now_ms < left_at_ms + re_entry.after_minutes * MINUTE_MS:
        return "was here too lately"
    return None


class Been(Protocol):
    """A run that is on record, as the door looks at it."""

    @property
    def ended_at_ms(self) -> int | None: ...

    @property
    def cause(self) -> str: ...


def kept_out(re_entry: ReEntry, had: Sequence[Been], entrant: Entrant, *, now_ms: int) -> str | None:
    """Why somebody who had these runs may not come in for this; None when they may.

    Of two people who turned out to be one, the run that is numbered last need not be the one that is still under way.
    """
    if any(run.cause == entrant.cause for run in had):
        return "came in for this already"
    return may_come_again(
        re_entry,
        times=len(had),
        is_inside=any(run.ended_at_ms is None for run in had),
        left_at_ms=max((run.ended_at_ms for run in had if run.ended_at_ms is not None), default=None),
        now_ms=now_ms,
    )


def listens_for(definition: JourneyDefinition) -> frozenset[str]:
    """The events that waits and goals look for among what a person did while inside."""
    waits = {step.event.event for step in definition.steps.values() if isinstance(step, WaitForEvent)}
    return frozenset(waits | {goal.event.event for goal in definition.goals})


def wakes(definition: JourneyDefinition) -> frozenset[str]:
    """The events after which somebody inside is looked at: those it listens for, and what may make an exit rule true."""
    names = set(listens_for(definition))
    for rule in definition.exits:
        for node in walk(rule.when):
            if isinstance(node, InSegment):
                names |= {ENTERED, LEFT}
            elif isinstance(node, Attribute):
                names.add(PROFILE_CHANGED)
            elif isinstance(node, Did):
                names.add(node.event)
            elif isinstance(node, InOrder):
                names.update(one.event for one in node.events)
    return frozenset(names)


def tells(definition: JourneyDefinition) -> frozenset[str]:
    """The events that its own steps bring about, by changing profiles and lists."""
    names: set[str] = set()
    for step in definition.steps.values():
        if isinstance(step, UpdateProfile):
            names |= {PROFILE_CHANGED, ENTERED, LEFT}
        elif isinstance(step, AddToSegment | RemoveFromSegment | SuppressBid | TriggerCampaign):
            names |= {ENTERED, LEFT}
    return frozenset(names)


def needs_time_zone(definition: JourneyDefinition) -> bool:
    return any(isinstance(step, WaitUntil) for step in definition.steps.values())
