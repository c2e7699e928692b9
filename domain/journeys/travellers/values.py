"""The people inside journeys, as everybody else may import them."""

from typing import Any, Final, NamedTuple

from msgspec import Struct

from domain.journeys.values import Status

HELD_OUT: Final = "held out"
NOT_MEANT: Final = "the entry condition is not true of them"
INDIVIDUAL_SHARD: Final = -1
"""Of people who are carried by a workflow of their own."""


class Run(Struct, kw_only=True):
    """One person's run as the engine holds it; ``tables.TravellerRow`` says what each field means."""

    run_id: str
    journey_id: str
    person_id: str
    entry: int
    version: int
    shard: int
    status: str
    step: str
    visit: int
    due_at_ms: int | None
    since_ms: int
    entered_at_ms: int
    goals: str
    context: str
    revision: int


class Inside(NamedTuple):
    """A run as whoever brings events sees it: of somebody inside, or gone, or held out."""

    run_id: str
    journey_id: str
    person_id: str
    entry: int
    version: int
    shard: int
    status: str
    entered_at_ms: int
    ended_at_ms: int | None
    reason: str
    held_out: bool
    goals: str
    cause: str

    @property
    def is_inside(self) -> bool:
        return self.ended_at_ms is None


class Heard(Struct, frozen=True, kw_only=True):
    """An event for somebody inside."""

    run_id: str
    event_id: str
    event: str
    at_ms: int
    properties: dict[str, Any]


class Entrant(Struct, frozen=True, kw_only=True):
    """Somebody who is to enter, and what brings them; the same cause brings nobody twice."""

    person_id: str
    cause: str
    at_ms: int
    context: dict[str, Any] = {}


class Admission(Struct, frozen=True, kw_only=True):
    """What became of somebody at the door: in, by ``run_id``, or not, for ``reason``."""

    person_id: str
    run_id: str = ""
    reason: str = ""


class StepCount(Struct, frozen=True, kw_only=True):
    """How many people passed a step, by what was found there, and how many stand at it."""

    step: str
    passed: dict[str, int]
    standing: int


class Conservation(Struct, frozen=True, kw_only=True):
    """Where everybody went who came in: ``entered`` is the rest together, to the person."""

    entered: int
    held_out: int
    left: dict[str, int]
    in_progress: int
    refused: dict[str, int]
    """At the door, by reason; these never entered."""
    goals: dict[str, int]
    held_out_goals: dict[str, int]
    steps: tuple[StepCount, ...]

    @property
    def is_whole(self) -> bool:
        return self.entered == self.held_out + sum(self.left.values()) + self.in_progress


class PersonRun(Struct, frozen=True, kw_only=True):
    """One run for people to read."""

    run_id: str
    person_id: str
    version: int
    entry: int
    status: Status
    step: str
    entered_at_ms: int
    due_at_ms: int | None
    ended_at_ms: int | None
    reason: str
    held_out: bool
    goals: tuple[str, ...]
    cause: str
