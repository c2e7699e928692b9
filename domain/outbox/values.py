"""What ends with us instead of a vendor: letters to be read here, feeds that apps and pages fetch, calls to webhooks."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from domain.campaigns.values import Channel
from domain.predicates.values import Predicate
from domain.senders.values import Sender

FEED_LIFE_MS: Final = 30 * 86_400_000
"""How long an item without an end of its own is shown."""


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message as its receiver would see it, kept by the local outbox."""

    message_id: str
    person_id: str
    channel: Channel
    at_ms: int
    address: str = ""
    platform: str = ""
    app: str = ""
    sender: Sender = Sender()
    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    data: dict[str, Any] = {}
    media_urls: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    unsubscribe_url: str = ""
    source: str = ""
    ids: dict[str, str] = {}


class Kept(Struct, frozen=True, kw_only=True):
    """That a message lies with us, since when."""

    message_id: str
    at_ms: int


# Feeds


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Showing(Part):
    """When and where an item is shown: everything that is said must be true of the moment."""

    on_event: Annotated[StrictStr, Field(max_length=120)] = ""
    """The app or page has just seen this event; empty shows it at the next occasion."""
    screens: Annotated[tuple[Annotated[StrictStr, Field(min_length=1, max_length=200)], ...], Field(max_length=50)] = ()
    """Screens of the app or paths of the site; a trailing ``*`` matches whatever follows."""
    platforms: tuple[Literal["ios", "android", "web", "kiosk"], ...] = ()
    app_version_min: Annotated[StrictStr, Field(pattern=r"^([0-9]{1,6}(\.[0-9]{1,6}){0,3})?$")] = ""
    app_version_max: Annotated[StrictStr, Field(pattern=r"^([0-9]{1,6}(\.[0-9]{1,6}){0,3})?$")] = ""
    stores: Annotated[tuple[Annotated[StrictStr, Field(min_length=1, max_length=80)], ...], Field(max_length=500)] = ()
    """Shops, for what is shown in one."""
    slot: Annotated[StrictStr, Field(max_length=80)] = ""
    """The place on a page or display that asks."""
    when: Predicate | None = None
    """Of the person, as they are when they look."""
    from_ms: Annotated[StrictInt, Field(ge=0)] = 0
    until_ms: Annotated[StrictInt, Field(ge=0)] = 0
    most_times: Annotated[StrictInt, Field(ge=1, le=1_000)] = 1
    """In-app messages are shown so often; cards stay."""
    priority: Annotated[StrictInt, Field(ge=0, le=1_000)] = 100
    """The lowest number first."""
    pinned: StrictBool = False
    """Cards: above the others."""


class FeedItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to be shown to a person when their app, page or shop asks. ``showing`` is a ``Showing`` as JSON."""

    message_id: str
    person_id: str
    channel: Channel
    at_ms: int
    until_ms: int
    title: str = ""
    body: str = ""
    html: str = ""
    data: dict[str, Any] = {}
    media_urls: tuple[str, ...] = ()
    source: str = ""
    showing: dict[str, Any] = {}


class Occasion(Part):
    """Who asks a feed: what is true of this moment."""

    screen: Annotated[StrictStr, Field(max_length=200)] = ""
    platform: Literal["", "ios", "android", "web", "kiosk"] = ""
    app_version: Annotated[StrictStr, Field(pattern=r"^([0-9]{1,6}(\.[0-9]{1,6}){0,3})?$")] = ""
    event: Annotated[StrictStr, Field(max_length=120)] = ""
    store: Annotated[StrictStr, Field(max_length=80)] = ""
    slot: Annotated[StrictStr, Field(max_length=80)] = ""


class Seen(StrEnum):
    """What a person did with an item of a feed."""

    SHOWN = "shown"
    CLICKED = "clicked"
    DISMISSED = "dismissed"


# Webhooks


class CallState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; it can be sent again by hand."""


class WebhookCall(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A call to somebody's webhook, to be made until it is answered with 2xx or given up."""

    message_id: str
    account_id: str
    person_id: str
    at_ms: int
    url: str
    body: bytes
    headers: dict[str, str] = {}
    source: str = ""


class Attempt(Struct, frozen=True, kw_only=True):
    """What one attempt at a call came to. ``is_final`` for an answer that will never be another."""

    delivered: bool
    status: int = 0
    error: str = ""
    retry_after_s: int = 0
    is_final: bool = False
