"""Predicates over people: trees of groups over conditions on attributes, on what they did, on segments and computed properties.

The same trees make segments, decide who enters a journey and which way a person takes in it, and whom an in-app message is
for.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

MAX_DEPTH: Final = 8
MAX_CONDITIONS: Final = 200
MAX_LIST: Final = 1_000

AttributeName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63}){0,3}$")]
EventName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
SegmentId = Annotated[StrictStr, Field(pattern=r"^seg_[0-9a-z]{26}$")]
Scalar = StrictBool | StrictInt | StrictFloat | StrictStr


class Comparison(StrEnum):
    """How an attribute is held against a value. Those of time read ISO 8601 or Unix milliseconds."""

    IS = "is"
    IS_NOT = "is_not"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"
    WITHIN_LAST = "within_last"
    """An instant in the last ``value`` minutes."""
    WITHIN_NEXT = "within_next"
    BEFORE = "before"
    AFTER = "after"
    ANNIVERSARY_TODAY = "anniversary_today"
    """A date whose month and day are today's in the person's time zone; 29 February counts as the 28th."""


WITHOUT_VALUE: Final = frozenset({Comparison.IS_SET, Comparison.IS_NOT_SET, Comparison.ANNIVERSARY_TODAY})
WITH_LIST: Final = frozenset({Comparison.ONE_OF, Comparison.NONE_OF})
WITH_NUMBER: Final = frozenset(
    {
        Comparison.ABOVE,
        Comparison.AT_LEAST,
        Comparison.BELOW,
        Comparison.AT_MOST,
        Comparison.WITHIN_LAST,
        Comparison.WITHIN_NEXT,
    }
)


class Node(BaseModel):
    """Base of every predicate: immutable, and without room for fields we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Node):
    """One value held against another; of an attribute, a computed property or an event's property."""

    is_: Comparison = Field(alias="is")
    value: Scalar | Annotated[tuple[Scalar, ...], Field(max_length=MAX_LIST)] | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _the_value_fits_the_comparison(self) -> Self:
        if self.is_ in WITHOUT_VALUE:
            if self.value is not None:
                raise ValueError(f"'{self.is_}' compares with nothing; leave value out")
        elif self.is_ in WITH_LIST:
            if not isinstance(self.value, tuple) or not self.value:
                raise ValueError(f"'{self.is_}' compares with a list; send value as one")
        elif self.value is None or isinstance(self.value, tuple):
            raise ValueError(f"'{self.is_}' compares with one value; send it as value")
        elif self.is_ in WITH_NUMBER and (isinstance(self.value, bool) or not isinstance(self.value, int | float)):
            raise ValueError(f"'{self.is_}' compares with a number; send one")
        return self


class Attribute(Condition):
    """On what we know of the person."""

    kind: Literal["attribute"] = "attribute"
    attribute: AttributeName


class Computed(Condition):
    """On a property worked out from events: see ``domain.segments``."""

    kind: Literal["computed"] = "computed"
    property: AttributeName


class Property(Condition):
    """On a property of an event."""

    property: AttributeName


class Happening(Node):
    """An event by its name and its properties."""

    event: EventName
    where: Annotated[tuple[Property, ...], Field(max_length=20)] = ()


class Did(Happening):
    """How often something happened in a window that ends now. ``at_most`` 0 means that it did not."""

    kind: Literal["did"] = "did"
    at_least: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    at_most: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    within_minutes: Annotated[StrictInt, Field(ge=1, le=60 * 24 * 365)] = 60 * 24 * 30

    @model_validator(mode="after")
    def _the_counts_can_be_met(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("says neither at_least nor at_most; set one of them")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most; swap them")
        return self


class InOrder(Node):
    """Things that happened one after the other, the first no longer ago than ``within_minutes``."""

    kind: Literal["in_order"] = "in_order"
    events: Annotated[tuple[Happening, ...], Field(min_length=2, max_length=10)]
    within_minutes: Annotated[StrictInt, Field(ge=1, le=60 * 24 * 365)]


class InSegment(Node):
    kind: Literal["in_segment"] = "in_segment"
    segment: SegmentId


class All(Node):
    kind: Literal["all"] = "all"
    of: Annotated[tuple["Predicate", ...], Field(min_length=1, max_length=50)]


class AnyOf(Node):
    kind: Literal["any"] = "any"
    of: Annotated[tuple["Predicate", ...], Field(min_length=1, max_length=50)]


class Not(Node):
    kind: Literal["not"] = "not"
    of: "Predicate"


Predicate = Annotated[All | AnyOf | Not | Attribute | Computed | Did | InOrder | InSegment, Field(discriminator="kind")]


class Occurrence(BaseModel):
    """An event as predicates see it."""

    model_config = ConfigDict(frozen=True)

    event: str
    at_ms: int
    properties: dict[str, JsonValue] = {}


class Facts(BaseModel):
    """Everything predicates may look at of one person, loaded beforehand. ``occurrences`` are in the order of time."""

    model_config = ConfigDict(frozen=True)

    attributes: dict[str, JsonValue] = {}
    computed: dict[str, JsonValue] = {}
    segments: frozenset[str] = frozenset()
    occurrences: tuple[Occurrence, ...] = ()
    time_zone: str = "UTC"


def walk(predicate: Predicate) -> "list[Predicate]":
    """The predicate and everything below it."""
    below: tuple[Predicate, ...] = ()
    if isinstance(predicate, All | AnyOf):
        below = predicate.of
    elif isinstance(predicate, Not):
        below = (predicate.of,)
    return [predicate, *(node for child in below for node in walk(child))]
