"""Journeys as everybody else may import them: definitions, the people inside, and what moves them.

A definition is a graph of named steps. It is validated when it is built; ``rules.check`` says which step breaks which rule.
Durations are minutes, instants Unix milliseconds, times of day are the person's own.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple, Self

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr, model_validator

from domain.predicates.values import AttributeName, Happening, Predicate, SegmentId

MAX_STEPS: Final = 500
YEAR_MINUTES: Final = 60 * 24 * 366

StepId = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Minutes = Annotated[StrictInt, Field(ge=1, le=YEAR_MINUTES)]
TimeOfDay = Annotated[StrictStr, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Label = Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
TemplateId = Annotated[StrictStr, Field(pattern=r"^tpl_[0-9a-z]{26}$")]
CampaignId = Annotated[StrictStr, Field(pattern=r"^cmp_[0-9a-z]{26}$")]


class JourneyStage(StrEnum):
    """A journey's life. Draft and live exist side by side: the draft is the next version."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class Mode(StrEnum):
    """How the engine carries people: a workflow each, or rows that shards of workflows advance. The path is the same."""

    INDIVIDUAL = "individual"
    COHORT = "cohort"


class Part(BaseModel):
    """Base of everything in a definition: immutable, and without room for fields we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# What lets people in


class EventTrigger(Part):
    kind: Literal["event"] = "event"
    event: Happening


class SegmentTrigger(Part):
    """Whoever enters the segment while the journey is active; with ``existing``, its members at publication too."""

    kind: Literal["segment_entry"] = "segment_entry"
    segment: SegmentId
    existing: StrictBool = False


class ScheduleTrigger(Part):
    """Members of a segment, at fixed times: a cron line of five fields in a time zone."""

    kind: Literal["schedule"] = "schedule"
    cron: Annotated[StrictStr, Field(pattern=r"^\S+( \S+){4}$", max_length=100)]
    time_zone: StrictStr = "UTC"
    segment: SegmentId | None = None


class ApiTrigger(Part):
    """Whom a caller names."""

    kind: Literal["api"] = "api"


class BidContextTrigger(Part):
    """Who was bid for, or saw, one of our campaigns: the bid plane's own events."""

    kind: Literal["bid_context"] = "bid_context"
    on: Literal["bid", "impression", "click", "conversion"] = "impression"
    campaigns: Annotated[tuple[CampaignId, ...], Field(max_length=100)] = ()


Trigger = Annotated[
    EventTrigger | SegmentTrigger | ScheduleTrigger | ApiTrigger | BidContextTrigger, Field(discriminator="kind")
]


class ReEntry(Part):
    """Whether, and how soon, somebody who was here may come again. Nobody is ever inside twice at once."""

    allowed: StrictBool = False
    after_minutes: Annotated[StrictInt, Field(ge=0, le=YEAR_MINUTES)] = 0
    """Counted from when they left."""
    most_times: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None


class ExitRule(Part):
    """Who leaves wherever they are, as soon as it is true of them."""

    name: Label
    when: Predicate


class Goal(Part):
    """What the journey is for: an event within a time of entry. ``leaves`` ends the journey for whoever reaches it."""

    name: Label
    event: Happening
    within_minutes: Minutes = 60 * 24 * 30
    leaves: StrictBool = False


# What people go through


class Step(Part):
    note: Annotated[StrictStr, Field(max_length=2_000)] = ""
    """What the author wants colleagues to know; shown on the canvas."""


class Message(Step):
    """Base of the actions that send: rendered from a template, through every gate."""

    template: TemplateId
    transactional: StrictBool = False
    """Wanted by its receiver, such as a receipt: quiet hours and caps do not hold it back, suppression does."""
    at_best_time: StrictBool = False
    """Hold it back until the hour at which its receiver opens messages."""
    variables: dict[AttributeName, JsonValue] = Field(default_factory=dict, max_length=50)
    next: StepId


class SendEmail(Message):
    kind: Literal["send_email"] = "send_email"


class SendSms(Message):
    kind: Literal["send_sms"] = "send_sms"


class SendPush(Message):
    kind: Literal["send_push"] = "send_push"


class SendInApp(Message):
    kind: Literal["send_in_app"] = "send_in_app"


class SendWebhook(Message):
    kind: Literal["send_webhook"] = "send_webhook"


class SuppressBid(Step):
    """Keep our campaigns from bidding for this person: all of them, or those named."""

    kind: Literal["suppress_bid"] = "suppress_bid"
    campaigns: Annotated[tuple[CampaignId, ...], Field(max_length=100)] = ()
    for_minutes: Minutes
    next: StepId


class UpdateProfile(Step):
    """Set attributes; null removes one."""

    kind: Literal["update_profile"] = "update_profile"
    set: Annotated[dict[AttributeName, JsonValue], Field(min_length=1, max_length=50)]
    next: StepId


class AddToSegment(Step):
    kind: Literal["add_to_segment"] = "add_to_segment"
    segment: SegmentId
    next: StepId


class RemoveFromSegment(Step):
    kind: Literal["remove_from_segment"] = "remove_from_segment"
    segment: SegmentId
    next: StepId


class TriggerCampaign(Step):
    """Put the person among those a campaign bids for."""

    kind: Literal["trigger_campaign"] = "trigger_campaign"
    campaign: CampaignId
    next: StepId


class WaitFor(Step):
    """Wait for a while."""

    kind: Literal["wait"] = "wait"
    minutes: Minutes
    next: StepId


class WaitUntil(Step):
    """Wait until a time of day in the person's zone, on one of these weekdays (Monday is 1); the next one that comes."""

    kind: Literal["wait_until"] = "wait_until"
    at: TimeOfDay
    weekdays: Annotated[tuple[Annotated[StrictInt, Field(ge=1, le=7)], ...], Field(max_length=7)] = ()
    next: StepId


class WaitForEvent(Step):
    """Wait until something happens, but no longer than ``timeout_minutes``."""

    kind: Literal["wait_for_event"] = "wait_for_event"
    event: Happening
    timeout_minutes: Minutes
    next: StepId
    on_timeout: StepId


class Branch(Part):
    name: Label
    when: Predicate
    next: StepId


class Decision(Step):
    """The first branch that is true of the person; ``otherwise`` for everybody else."""

    kind: Literal["decision"] = "decision"
    branches: Annotated[tuple[Branch, ...], Field(min_length=1, max_length=20)]
    otherwise: StepId


class Arm(Part):
    name: Label
    weight: Annotated[StrictInt, Field(ge=1, le=10_000)]
    next: StepId


class Split(Step):
    """Chance, decided for good by who the person is: ``random`` for volume, ``experiment`` to be measured against goals."""

    kind: Literal["split"] = "split"
    purpose: Literal["random", "experiment"] = "random"
    arms: Annotated[tuple[Arm, ...], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _arms_can_be_told_apart(self) -> Self:
        if len({arm.name for arm in self.arms}) < len(self.arms):
            raise ValueError("two arms have one name; rename one of them")
        return self


class Jump(Step):
    """Go on at another step, an earlier one perhaps; a way back must pass a wait."""

    kind: Literal["jump"] = "jump"
    next: StepId


class Exit(Step):
    kind: Literal["exit"] = "exit"
    reason: Label = "finished"


AnyStep = Annotated[
    SendEmail
    | SendSms
    | SendPush
    | SendInApp
    | SendWebhook
    | SuppressBid
    | UpdateProfile
    | AddToSegment
    | RemoveFromSegment
    | TriggerCampaign
    | WaitFor
    | WaitUntil
    | WaitForEvent
    | Decision
    | Split
    | Jump
    | Exit,
    Field(discriminator="kind"),
]
SENDS: Final = (SendEmail, SendSms, SendPush, SendInApp, SendWebhook)
WAITS: Final = (WaitFor, WaitUntil, WaitForEvent)


class JourneyDefinition(Part):
    """What a version of a journey consists of."""

    name: Label
    description: Annotated[StrictStr, Field(max_length=4_000)] = ""
    trigger: Trigger
    entry: Predicate | None = None
    """Who of those may come in; None lets everybody."""
    re_entry: ReEntry = ReEntry()
    exits: Annotated[tuple[ExitRule, ...], Field(max_length=20)] = ()
    goals: Annotated[tuple[Goal, ...], Field(max_length=10)] = ()
    holdout_percent: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    """Of those who would come in, how many do not and are measured beside the others."""
    start: StepId
    steps: Annotated[dict[StepId, AnyStep], Field(min_length=1, max_length=MAX_STEPS)]


# Who is inside


class Status(StrEnum):
    """Where somebody stands. Waiting people have a time, an event, or both to wait for."""

    ACTIVE = "active"
    WAITING = "waiting"
    PAUSED = "paused"
    COMPLETED = "completed"
    EXITED = "exited"


class Traveller(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person's run through one version of a journey. ``run_id`` is theirs alone; ``visit`` counts their steps."""

    tenant_id: str
    journey_id: str
    version: int
    person_id: str
    run_id: str
    entered_at_ms: int
    step: str
    visit: int = 0
    status: Status = Status.ACTIVE
    due_at_ms: int | None = None
    since_ms: int = 0
    """The instant of what led here, an event or the end of a wait: only what happens later is waited for."""
    reason: str = ""
    goals: tuple[str, ...] = ()
    """Reached so far."""


class Poke(NamedTuple):
    """Who is to look for work at once: a shard of a journey, or the workflow of one run (then ``shard`` is -1)."""

    journey_id: str
    shard: int
    run_id: str = ""


class Advanced(NamedTuple):
    """What one look at a shard came to."""

    people: int
    """Looked at."""
    steps: int
    """That they passed."""
    planned: tuple[str, ...]
    """Messages, by their keys."""
    next_due_at_ms: int | None
    """When somebody is due next; None when nobody is."""
    pokes: frozenset[Poke] = frozenset()
    """Who is to look for work because of what was done."""


class Effect(Struct, frozen=True, kw_only=True):
    """Something to be done for a person, once: ``key`` names run, step and visit and never changes."""

    key: str
    step: str
    kind: str
    """The action's kind; what it says is in the definition."""


class Passed(Struct, frozen=True, kw_only=True):
    """One step of a path, for people to read: where, what was found, and which way it led."""

    visit: int
    step: str
    kind: str
    outcome: str
    at_ms: int


class Move(Struct, frozen=True, kw_only=True):
    """What one advance amounts to: where the person stands now, what is to be done, and how they came there."""

    traveller: Traveller
    effects: tuple[Effect, ...] = ()
    path: tuple[Passed, ...] = ()


class Fault(Struct, frozen=True, kw_only=True):
    """Why a definition cannot run: at which step, which rule, and what to do. ``step`` is empty for the whole."""

    step: str
    rule: str
    remedy: str


class StepChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"
