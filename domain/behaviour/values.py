"""What people did, in one shape, whichever way it came in."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.contacts.values import Device, JsonObject

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
AHEAD_MS: Final = 5 * MINUTE_MS
"""A clock may run ahead by so much: what it reports happened when we heard of it. Beyond that it is refused."""
LATE_AFTER_MS: Final = DAY_MS
"""Later than that an event still counts in segments and computed properties, but starts and wakes nobody."""
KEEP_DAYS: Final = 400
"""A year of predicates, and a month to look back at it. What is older when it arrives is refused."""
MAX_ITEMS: Final = 500
"""Of one batch."""
MAX_EVENT_BYTES: Final = 32_768
MAX_EVENT_ID: Final = 128


class Source(StrEnum):
    """The seven doors by which behaviour comes in; each is one token of its subject."""

    MOBILE_APP = "mobile_app"
    POS = "pos"
    KIOSK = "kiosk"
    WEB = "web"
    CALL_CENTER = "call_center"
    PARTNER_API = "partner_api"
    IOT = "iot"


INTERNAL: Final = "internal"
"""Source of events that we derive ourselves: memberships, activations, merges."""


class CustomerEvent(Struct, kw_only=True, omit_defaults=True):
    """Something a person did, once: ``event_id`` is unique within the tenant."""

    event_id: str
    person_id: str
    name: str
    at_ms: int
    received_at_ms: int
    source: str = INTERNAL
    properties: JsonObject = {}


class Observed(Struct, kw_only=True, omit_defaults=True):
    """One item as it came in, before it is known whose it is. This is what a message on ``ingest.{source}.{tenant}`` lists."""

    event_id: str
    name: str
    at_ms: int
    received_at_ms: int
    source: str = Source.WEB
    person_id: str = ""
    identities: tuple[tuple[str, str], ...] = ()
    """(kind, value) in normal form, the best known first."""
    was: tuple[tuple[str, str], ...] = ()
    """An alias: who was known by this is the same person."""
    attributes: JsonObject = {}
    """What it says about the person; null removes."""
    devices: tuple[Device, ...] = ()
    time_zone: str = ""
    locale: str = ""
    properties: JsonObject = {}


class Refusal(Struct, kw_only=True, omit_defaults=True):
    """Why one item of a batch was not taken in. ``index`` counts from 0."""

    index: int
    field: str
    message: str
    remedy: str = ""
    event_id: str = ""


class Aside(Struct, frozen=True, kw_only=True):
    """What came in on ``subject`` and could not be taken in, and why. ``key`` is the same whenever it comes again."""

    key: str
    subject: str
    payload: bytes
    field: str
    message: str
    is_read: bool = False
    """The payload is a list of ``Observed``, not a body as somebody sent it."""


class PropertyType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    LIST = "list"
    OBJECT = "object"


class PropertyRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one property of an event must be. Texts may be held to a list, numbers to a range (both ends included)."""

    type: PropertyType
    required: bool = False
    one_of: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    description: str = ""


class EventSchema(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a tenant expects of an event name. ``others`` is whether properties not named here are let through."""

    name: str
    properties: dict[str, PropertyRule] = {}
    others: bool = True
    description: str = ""
    enforced: bool = True
    """False: it only says what is expected, and refuses nothing."""


class ActivationKind(StrEnum):
    """What an event with high intent asks for at once."""

    RETARGETING = "retargeting"
    UPSELL = "upsell"
    IN_STORE_OFFER = "in_store_offer"
    SESSION_OFFER = "session_offer"
