"""Segments, the properties computed for them, and who came and went, as everybody else may import them."""

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Final, Literal, Self

from msgspec import Struct
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from domain.predicates.values import AttributeName, EventName, Happening, Node, Predicate, SegmentId

ENTERED: Final = "segment_entered"
LEFT: Final = "segment_left"
MEMBERSHIP_EVENTS: Final = frozenset({ENTERED, LEFT})
"""What a change of membership is recorded as; its property ``segment`` is the segment's id."""
PROFILE_CHANGED: Final = "profile_changed"
"""An event that says which attributes changed, in its property ``attributes``."""
FIRST_BIDDING_NUMBER: Final = 1_000_000_000
"""Segments of ours have numbers from here on; those that tenants import with people are smaller."""
FIRST_KEPT_NUMBER: Final = 2**52
"""Lists that we keep for bidders have numbers from here on, up to what JSON carries exactly everywhere."""
DAY_MINUTES: Final = 24 * 60


def kept_number(name: str) -> int:
    """The number of the list that we keep for bidders under ``name``: whoever knows the name need not look it up.

    That holds before there is such a list, too: nobody is in it then.
    """
    return FIRST_KEPT_NUMBER + (int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) >> 12)


class SegmentType(StrEnum):
    """The six kinds a marketer chooses from; they differ in what they usually look at, not in how they are evaluated."""

    BEHAVIORAL = "behavioral"
    DEMOGRAPHIC = "demographic"
    PREDICTIVE = "predictive"
    LIFECYCLE = "lifecycle"
    CUSTOM = "custom"
    LOOKALIKE = "lookalike"


class Aggregate(StrEnum):
    """How a computed property is worked out of the events it looks at."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    FIRST = "first"
    LAST = "last"
    MOST_FREQUENT = "most_frequent"
    DAYS_SINCE_LAST = "days_since_last"


class ComputedProperty(Node):
    """A property derived from what people did: ``orders_90d`` is the COUNT of ``purchase`` within 90 days."""

    name: EventName
    """One word without dots, as ``orders_90d``."""
    aggregate: Aggregate
    of: Happening
    property: AttributeName | None = None
    """Whose values are aggregated; counts and days need none."""
    within_minutes: Annotated[StrictInt, Field(ge=1, le=60 * 24 * 365)] = 60 * 24 * 90

    @model_validator(mode="after")
    def _values_come_from_somewhere(self) -> Self:
        if self.property is None and self.aggregate not in {Aggregate.COUNT, Aggregate.DAYS_SINCE_LAST}:
            raise ValueError(f"{self.aggregate} looks at a property of the event; name it")
        return self


# What makes somebody a member


class Ruled(Node):
    """Everybody who is meant by the predicate; kept up to date by every event and by the clock."""

    kind: Literal["rule"] = "rule"
    where: Predicate


class Listed(Node):
    """Whoever was put in: by hand, by the API, by a journey."""

    kind: Literal["list"] = "list"


class Lookalike(Node):
    """People like the members of ``seed``: worked out at each refresh, see ``domain.segments.likeness``. The seed itself is not in it."""

    kind: Literal["lookalike"] = "lookalike"
    seed: SegmentId
    similarity: Annotated[StrictFloat | StrictInt, Field(ge=0.05, le=1)] = 0.5
    """From 0 (nothing in common) to 1 (the seed's own average)."""
    within_days: Annotated[StrictInt, Field(ge=1, le=365)] = 90
    """How far back behaviour is compared."""
    events: Annotated[tuple[EventName, ...], Field(max_length=20)] = ()
    """The behaviour that is compared: how often and how lately."""
    attributes: Annotated[tuple[AttributeName, ...], Field(max_length=20)] = ()
    """The attributes that are."""

    @model_validator(mode="after")
    def _something_is_compared(self) -> Self:
        if not self.events and not self.attributes:
            raise ValueError("nothing is compared; name events, attributes or both")
        return self


class Predictive(Node):
    """People likely to do ``outcome`` soon: a model of what this tenant's people did before, fitted at each refresh."""

    kind: Literal["predictive"] = "predictive"
    outcome: Happening
    within_days: Annotated[StrictInt, Field(ge=1, le=60)] = 14
    """How soon."""
    probability: Annotated[StrictFloat | StrictInt, Field(gt=0, lt=1)] = 0.5
    """Members are at least this likely to."""
    events: Annotated[tuple[EventName, ...], Field(min_length=1, max_length=20)]
    """The behaviour of 90 days that the model looks at; the outcome's own event may be among it."""
    attributes: Annotated[tuple[AttributeName, ...], Field(max_length=20)] = ()
    """Those the model looks at as they are today: name none that the outcome changes."""


Membership = Annotated[Ruled | Listed | Lookalike | Predictive, Field(discriminator="kind")]


class SegmentDefinition(Node):
    """What a version of a segment says."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
    description: Annotated[StrictStr, Field(max_length=2_000)] = ""
    type: SegmentType = SegmentType.CUSTOM
    members: Membership
    refresh_minutes: Annotated[StrictInt, Field(ge=5, le=7 * DAY_MINUTES)] = 60
    """How often everybody is looked at again; a rule's members change in between, with events and with time."""
    for_bidding: StrictBool = False
    """Whether bidders learn who is a member; campaigns then target the segment's number."""

    @model_validator(mode="after")
    def _the_type_is_what_it_says(self) -> Self:
        said: dict[SegmentType, type[Node]] = {SegmentType.LOOKALIKE: Lookalike, SegmentType.PREDICTIVE: Predictive}
        if isinstance(self.members, Lookalike | Predictive) or self.type in said:
            if not isinstance(self.members, said.get(self.type, ())):
                raise ValueError(
                    f"a {self.type} segment cannot be made by '{self.members.kind}'; change one of the two"
                )
        elif isinstance(self.members, Listed) and self.type is not SegmentType.CUSTOM:
            raise ValueError(f"a list is of type {SegmentType.CUSTOM}; change the type")
        return self


# What evaluation asks for, and what comes of it


class Need(Struct, frozen=True, kw_only=True):
    """What has to be known of people for some predicates; nothing else is loaded."""

    events: frozenset[str] = frozenset()
    since_ms: int = 0
    """Events before this instant make no difference; without events it says nothing."""
    computed: frozenset[str] = frozenset()
    segments: bool = False
    """Whether they look at memberships."""
    profile: bool = False
    """Whether they look at what every contact has besides attributes: see ``facts_of``."""

    def plus(self, other: "Need") -> "Need":
        """What both need together."""
        bounds = [need.since_ms for need in (self, other) if need.events]
        return Need(
            events=self.events | other.events,
            since_ms=min(bounds, default=0),
            computed=self.computed | other.computed,
            segments=self.segments or other.segments,
            profile=self.profile or other.profile,
        )


class Change(Struct, frozen=True):
    """Somebody came or went."""

    segment_id: str
    person_id: str
    entered: bool


class Estimate(Struct, frozen=True, kw_only=True):
    """How many a predicate means: counted where there are few people, else extrapolated from a sample."""

    matched: int
    reachable: dict[str, int]
    """Of those, by channel: who has an address and has not refused."""
    people: int
    looked_at: int
    margin: int
    """``matched`` is right to within this many, 19 times of 20; 0 for a count."""
