"""Segments, and the properties computed for them, as everybody else may import them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from domain.predicates.values import AttributeName, Happening, Node


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

    name: AttributeName
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
