"""Activations: one message to somebody at a moment that matters, on the first channel that can reach them."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr

from domain.behaviour.values import ActivationKind
from domain.campaigns.values import Channel

PRESENT_MS: Final = 30 * 60_000
"""How long somebody who was seen in a store is taken to be there."""
IN_STORE_EVENTS: Final = frozenset({"store_visit", "loyalty_swipe", "check_in", "checkin"})
TemplateId = Annotated[StrictStr, Field(pattern=r"^tpl_[0-9a-z]{26}$")]


class Step(StrEnum):
    """The eight steps, in the order in which they are tried."""

    IN_STORE = "in_store"
    PREFERRED = "preferred"
    PUSH = "push"
    IN_APP = "in_app"
    SMS = "sms"
    EMAIL = "email"
    WEB = "web"
    PAID_MEDIA = "paid_media"


CHANNEL_OF: Final = {
    Step.IN_STORE: Channel.IN_STORE,
    Step.PUSH: Channel.PUSH,
    Step.IN_APP: Channel.IN_APP,
    Step.SMS: Channel.SMS,
    Step.EMAIL: Channel.EMAIL,
    Step.WEB: Channel.WEB,
    Step.PAID_MEDIA: Channel.PAID_MEDIA,
}
"""The preferred channel is whichever the person prefers."""


class ActivationPlan(BaseModel):
    """What a tenant says on one occasion: a template for each channel it may be said on. Channels without one are passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    templates: Annotated[dict[Channel, TemplateId], Field(min_length=1, max_length=11)]
    enabled: StrictBool = True
    live_minutes: Annotated[StrictInt, Field(ge=1, le=60 * 24 * 7)] = 60
    """How long it is worth saying."""


class Wanted(Struct, frozen=True, kw_only=True):
    """That somebody is to be activated, and why; of one kind, ``cause_id`` does it once to each person."""

    person_id: str
    kind: ActivationKind
    cause_id: str
    at_ms: int
    event: dict[str, JsonValue] = {}
    """What led to it, as the message may read it."""


class Standing(StrEnum):
    """What stands between a person and a channel."""

    OPEN = "open"
    WAITS = "waits"
    """A gate would hold the message back for a while."""
    CLOSED = "closed"


class Reach(Struct, frozen=True, kw_only=True):
    """Whether a message could reach somebody on a channel right now, and what says so."""

    standing: Standing
    reason: str
    until_ms: int = 0


class Tried(Struct, frozen=True, kw_only=True):
    """One of the eight steps as it was tried. The last one is the one that was taken, where one was."""

    step: Step
    channel: str
    taken: bool
    reason: str


class Chosen(Struct, frozen=True, kw_only=True):
    """The channel, and how it was come by; None where nothing can reach them."""

    channel: Channel | None
    tried: tuple[Tried, ...]
    not_before_ms: int = 0


class Activated(Struct, frozen=True, kw_only=True):
    """What became of an activation."""

    activation_id: str
    person_id: str
    kind: str
    cause_id: str
    channel: str
    """Empty where nothing could reach them."""
    message_key: str
    tried: tuple[Tried, ...]
    at_ms: int
