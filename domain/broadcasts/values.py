"""Broadcasts as everybody else may import them: what is sent to whom and how, and where one stands."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from msgspec import Struct
from pydantic import Field, JsonValue, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from domain.campaigns.values import Channel
from domain.delivery.values import Purpose, TimeOfDay
from domain.messages.values import Priority
from domain.predicates.values import Happening, Node, Predicate, SegmentId

TemplateId = Annotated[StrictStr, Field(min_length=1, max_length=40)]
MOST_VARIANTS: Final = 8


class Stage(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


OVER: Final = frozenset({Stage.CANCELLED, Stage.DONE})


class Action(StrEnum):
    """What happens to a broadcast; ``rules.STAGES`` says when. The last two happen by themselves."""

    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PAUSE = "pause"
    RESUME = "resume"
    CHOOSE = "choose"
    CANCEL = "cancel"
    BEGIN = "begin"
    FINISH = "finish"


BY_ITSELF: Final = frozenset({Action.BEGIN, Action.FINISH})
EFFECT_OF: Final[dict[Action, str]] = {
    Action.SCHEDULE: "It starts at the time named, or at once. Who is in the audience then gets it, whoever joins later does not.",
    Action.UNSCHEDULE: "It is a draft again, and starts when it is scheduled anew.",
    Action.PAUSE: "Nobody is handed over any more; what is at the vendor stays there. Whoever is left waits.",
    Action.RESUME: "It goes on with whoever is left. Hours that went by meanwhile are made up for at once.",
    Action.CHOOSE: "Everybody who is still waiting gets the variant named.",
    Action.CANCEL: "Whoever has not got it does not get it; each is on record as cancelled.",
    Action.BEGIN: "The audience is written down, range by range, and sending begins.",
    Action.FINISH: "Everybody has got it, or a reason why not.",
}


# Who


class SegmentAudience(Node):
    """The members of a segment."""

    kind: Literal["segment"] = "segment"
    segment: SegmentId


class RuleAudience(Node):
    """Everybody whom a predicate means."""

    kind: Literal["rule"] = "rule"
    where: Predicate


class EverybodyAudience(Node):
    """All contacts."""

    kind: Literal["everybody"] = "everybody"


Audience = Annotated[SegmentAudience | RuleAudience | EverybodyAudience, Field(discriminator="kind")]


# What


class Variant(Node):
    """One way of saying it. Shares are weights: 1 and 1 are halves."""

    name: Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,19}$")]
    template: TemplateId
    template_version: Annotated[StrictInt, Field(ge=0)] = 0
    """0 is the newest that is published when the broadcast begins."""
    share: Annotated[StrictInt, Field(ge=1, le=100)] = 1


class Measure(StrEnum):
    """What a variant is judged by, of those it was sent to. Machines that open or click do not count."""

    OPENS = "opens"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"


class WhenUnclear(StrEnum):
    """What the rest gets when no variant is ahead by more than chance."""

    FIRST = "first"
    """The variant named first: what would have been sent without a test."""
    SPLIT = "split"
    """All variants, by their shares."""
    LEADER = "leader"
    """The one that is ahead, though that may be chance."""
    ASK = "ask"
    """Nothing, until somebody chooses."""


class ContentTest(Node):
    """A share of the audience gets the variants first; the rest gets the winner."""

    percent: Annotated[StrictInt, Field(ge=1, le=90)] = 20
    measure: Measure = Measure.OPENS
    event: Happening | None = None
    """What a conversion is: the person did this after the message was sent, and before the decision."""
    decide_after_minutes: Annotated[StrictInt, Field(ge=1, le=60 * 24 * 14)] = 240
    """After the last of the test was handed over."""
    when_unclear: WhenUnclear = WhenUnclear.FIRST

    @model_validator(mode="after")
    def _a_conversion_is_something(self) -> Self:
        if (self.measure is Measure.CONVERSIONS) is not (self.event is not None):
            raise ValueError("an event belongs to measuring conversions, and only to that; change one of the two")
        return self


# When


class PastZones(StrEnum):
    """What becomes of people for whom the hour is over when the broadcast begins."""

    NEXT_DAY = "next_day"
    AT_ONCE = "at_once"
    SKIP = "skip"


class LocalTime(Node):
    """Everybody gets it at this time of their own day."""

    at: TimeOfDay
    on: date | None = None
    """Left out, the day that it is where each person is when it begins."""
    past: PastZones = PastZones.NEXT_DAY


class ErrorGuard(Node):
    """Pauses the broadcast when too much goes wrong: hard bounces and refusals by the vendor, of what was handed over."""

    percent: Annotated[StrictFloat | StrictInt, Field(gt=0, le=100)] = 5
    window_minutes: Annotated[StrictInt, Field(ge=1, le=24 * 60)] = 10
    at_least: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 500
    """Handed over within the window, before anything is made of it."""


class BroadcastDefinition(Node):
    """One message to many."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
    channel: Channel
    purpose: Purpose = Purpose.MARKETING
    audience: Audience
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=MOST_VARIANTS)]
    test: ContentTest | None = None
    local_time: LocalTime | None = None
    best_time: StrictBool = False
    """Each person at the hour that suits them, within a day: what the send-time gate says."""
    per_minute: Annotated[StrictInt, Field(ge=1, le=10_000_000)] | None = None
    """At most so many a minute. Left out, as fast as the tenant's throttles allow."""
    guard: ErrorGuard | None = ErrorGuard()
    holdout_percent: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    priority: Priority = Priority.NORMAL
    variables: dict[StrictStr, JsonValue] = Field(default_factory=dict, max_length=100)

    @model_validator(mode="after")
    def _it_can_be_sent(self) -> Self:
        if len({variant.name for variant in self.variants}) < len(self.variants):
            raise ValueError("two variants have one name; rename one of them")
        if self.test is not None and len(self.variants) < 2:
            raise ValueError("a test needs two variants at least; add one, or leave the test out")
        if self.best_time and self.local_time is not None:
            raise ValueError("everybody's best hour and one hour for everybody exclude each other; leave one out")
        return self


# Where it stands


class Handling(Struct, frozen=True, kw_only=True):
    """What those who send it have to know."""

    broadcast_id: str
    stage: Stage
    definition: BroadcastDefinition
    began_at_ms: int
    winner: str
    """The variant of whoever is left: empty before it is known, ``*`` for all of them by their shares."""
    versions: dict[str, int]
    """By variant: its template's version when the broadcast began."""


ALL_VARIANTS: Final = "*"


class Sample(Struct, frozen=True, array_like=True):
    """How much had been handed over, and how much of it had gone wrong, at one moment."""

    at_ms: int
    handed: int
    wrong: int


class Part(StrEnum):
    """Of the audience."""

    ALL = "all"
    TEST = "test"
    REST = "rest"
    SKIPPED = "skipped"
    """The hour is over where they are, and they are to be left out."""


class Go(Struct, frozen=True, kw_only=True):
    """How many may be handed over now; with none, when to ask again. ``stage`` may have come to be another."""

    stage: Stage
    granted: int
    wait_ms: int = 0


def source_of(broadcast_id: str) -> str:
    """What the ledger knows it by."""
    return f"broadcast:{broadcast_id}"


def message_key(broadcast_id: str, person_id: str) -> str:
    """One message a person, whatever happens."""
    return f"{broadcast_id}/{person_id}"


def step_of(variant: str, part: Part | str) -> str:
    """The step a message is tallied under: what was sent in a test is told apart from what followed."""
    return f"{variant}/test" if part == Part.TEST else variant
