"""Rehearsals as everybody else may import them: what is asked, and what was found."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr

from domain.campaigns.values import Channel
from domain.contacts.values import ContactChange, Device
from domain.delivery.values import ConsentState
from domain.journeys.values import JourneyDefinition
from domain.journeys.walks.values import Happens, Moment
from domain.predicates.values import SegmentId

LONGEST_DAYS: Final = 366
SAMPLE: Final = 5_000
INVENTED: Final = "per_invented"


class Stage(StrEnum):
    """Where a dry run stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DryRun(Part):
    """A whole audience, or a part drawn from it by chance, through a journey at once. Nothing leaves."""

    segment: SegmentId | None = None
    """Its members instead of those whom the trigger means, who are its segment's members, or everybody."""
    sample: Annotated[StrictInt, Field(ge=100, le=1_000_000)] | None = SAMPLE
    """About so many people, drawn by chance, for counts with intervals; None takes all of them."""
    starts_at_ms: Annotated[StrictInt, Field(ge=0)] | None = None
    """When all of them come to the door; now where it is left out."""
    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_DAYS)] = 30
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=100)
    """Properties of the event that brings them in, as messages may read them."""
    as_if_new: StrictBool = False
    """Nobody was in this journey before."""
    prices: dict[Channel, Annotated[StrictStr, Field(max_length=2_000)]] = Field(default_factory=dict, max_length=11)
    """``USD *=0.0004`` by channel, for whatever the accounts' own prices say nothing of."""


class Problem(Struct, frozen=True, kw_only=True):
    """What keeps a step from doing what it is for, whoever comes to it. ``step`` is empty for the whole."""

    step: str
    problem: str
    remedy: str
    kind: Literal["template", "channel", "sender", "segment", "property", "trigger"] = "template"


class Estimate(Struct, frozen=True, kw_only=True):
    """A count of everybody; between ``low`` and ``high`` 19 times of 20 where only some were looked at."""

    value: int
    low: int
    high: int


class Line(Struct, frozen=True, kw_only=True):
    """One count of a dry run: ``what`` was counted, and by which ``of``."""

    what: str
    of: tuple[str, ...]
    people: Estimate
    examples: tuple[str, ...] = ()
    """People of whom it is true, for the simulator."""


class Simulation(Struct, frozen=True, kw_only=True):
    """One person, real or invented, through a definition. What is said of them holds instead of what is known."""

    journey_id: str
    version: int
    """0 for the draft."""
    definition: JourneyDefinition
    starts_at_ms: int
    until_ms: int
    person_id: str = ""
    """Empty for somebody invented."""
    change: ContactChange = ContactChange()
    """From the start: attributes, time zone, locale, preferred channel, further devices."""
    identities: dict[str, tuple[str, ...]] | None = None
    devices: tuple[Device, ...] | None = None
    consents: dict[str, ConsentState] = {}
    segments: frozenset[str] = frozenset()
    """In these as well."""
    enters: bool = True
    """At the start; otherwise when something happens that the trigger names."""
    event: dict[str, JsonValue] = {}
    """What brought them in, as messages may read it."""
    happening: tuple[Happens, ...] = ()
    as_if_new: bool = False
    prices: dict[Channel, str] = {}

    @property
    def is_changed(self) -> bool:
        """Whether they are another than whoever is on record."""
        said = (self.identities is not None, self.devices is not None, bool(self.consents), bool(self.segments))
        return not self.person_id or self.change != ContactChange() or any(said)


class Simulated(Struct, frozen=True, kw_only=True):
    """What would happen, in order, and where the person stands at the end."""

    moments: tuple[Moment, ...]
    problems: tuple[Problem, ...]
    step: str
    status: str
    """Empty for whoever never came in."""
    run_id: str = ""
