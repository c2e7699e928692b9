"""A launch: what was said so far, and where its steps stand."""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StrictInt, StrictStr, model_validator

from domain.campaigns.values import (
    Action,
    Audience,
    Budget,
    CampaignContent,
    Caps,
    Categories,
    Channel,
    Content,
    Host,
    Instant,
    Name,
    PricingTerms,
    Stage,
)
from domain.creatives.values import CreativeContent
from domain.pacing.values import Pacing

Objective = Annotated[StrictStr, Field(max_length=4_000, pattern=r"^[^\x00]*$")]
"""What a campaign is for, in words: for those who read it."""


class Draft(Content):
    """What a campaign is going to be; everything may still be missing."""

    objective: Objective = ""
    name: Name | None = None
    channel: Channel = Channel.PAID_MEDIA
    advertiser_domain: Host | None = None
    categories: Categories = ()
    targeting: Audience | None = None
    caps: Caps | None = None
    currency: Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")] | None = None
    budget_micros: Budget | None = None
    daily_budget_micros: Budget | None = None
    time_zone: StrictStr = "UTC"
    pacing: Pacing = Pacing.ASAP
    pricing: PricingTerms | None = None
    starts_at_ms: Instant | None = None
    ends_at_ms: Instant | None = None

    @model_validator(mode="after")
    def _what_was_said_fits_together(self) -> Self:
        if self.starts_at_ms is not None and self.ends_at_ms is not None and self.ends_at_ms <= self.starts_at_ms:
            raise ValueError("ends_at is not after starts_at; move one of them")
        total, daily = self.budget_micros, self.daily_budget_micros
        if total is not None and daily is not None and daily > total:
            raise ValueError("daily is above total; lower it, leave it out, or raise total")
        return self

    @classmethod
    def of(cls, content: CampaignContent, objective: str) -> Self:
        """What a campaign says, as a draft."""
        return cls(objective=objective, **dict(content))

    def content(self) -> CampaignContent:
        """The campaign it is. Raises pydantic's ``ValidationError`` while something is missing, or contradicts itself."""
        said = self.model_dump(exclude={"objective"})
        return CampaignContent.model_validate({name: value for name, value in said.items() if value is not None})

    @property
    def countries(self) -> tuple[str, ...]:
        """Those it is shown in; none for everywhere."""
        return self.targeting.countries if self.targeting else ()

    @property
    def revision(self) -> str:
        """A digest of what it says: another one means that somebody has said something else."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:32]


class Wish(Content):
    """A creative to be; with an asset, whose approved version it will show."""

    content: CreativeContent
    asset_id: str = ""

    @property
    def id(self) -> str:
        """Its name while it waits: a digest of what it says."""
        return f"wsh_{sha256(self.model_dump_json().encode()).hexdigest()[:32]}"


class Step(StrEnum):
    """The way from a brief to the air, in order."""

    BRIEF = "brief"
    AUDIENCE = "audience"
    BUDGET = "budget"
    SCHEDULE = "schedule"
    CREATIVES = "creatives"
    REVIEW = "review"
    AIR = "air"


class StepState(StrEnum):
    DONE = "done"
    MISSING = "missing"
    OPTIONAL = "optional"
    """Nothing was said, and nothing has to be."""
    WAITING = "waiting"
    """On other people, on the calendar, or on the steps before."""


class Standing(Content):
    """Where one step stands, and what it lacks."""

    step: Step
    state: StepState
    missing: tuple[str, ...] = ()
    text: str = ""


class Progress(Content):
    """What decides where a launch stands. ``waiting`` are the assets whose approval creatives wait for.

    ``hindrances`` say what keeps others from joining the campaign, until somebody mends it or takes them out.
    """

    stage: Stage | None = None
    """None before there is a campaign."""
    creatives: StrictInt = 0
    waiting: tuple[str, ...] = ()
    hindrances: tuple[str, ...] = ()
    review: str = ""
    """How far the review under way has come; empty where there is none."""
    is_edited: bool = False
    """It says something newer than the revision that was approved."""
    note: str = ""


class Move(Content):
    """What may be done next: an action of the campaign's workflow, or None where the launch itself is to be filled in.

    ``by_hand`` says that ``advance`` does not do it: a decision is its approver's.
    """

    action: Action | None
    text: str
    by_hand: bool = False

    @model_validator(mode="after")
    def _decisions_are_made_by_hand(self) -> Self:
        if self.action in {Action.APPROVE, Action.REJECT, Action.REQUEST_CHANGES} and not self.by_hand:
            raise ValueError("a decision is its approver's")
        return self
