"""People a tenant may write to: what is known of them, by which ids, on which devices, and what they consented to."""

from enum import StrEnum
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from domain.campaigns.values import Channel
from domain.delivery.values import ConsentState, Purpose

MAX_ATTRIBUTES: Final = 300
MAX_ATTRIBUTE_BYTES: Final = 16_384
"""Of one value, as JSON."""
MAX_IDENTITIES_A_KIND: Final = 50
MAX_DEVICES: Final = 50
LONGEST_SOURCE: Final = 2_000
LONGEST_TEXT_VERSION: Final = 200
"""In characters, of what shows a consent."""
CLOCK_AHEAD_MS: Final = 5 * 60_000
"""A caller's clock may run ahead by so much: what it says of consent was said when we heard of it."""


class IdentityKind(StrEnum):
    """What a person may be known by, from what tells them best to what may change hands."""

    EXTERNAL_ID = "external_id"
    """The tenant's own id of the person, such as a customer number."""
    LOYALTY_ID = "loyalty_id"
    EMAIL = "email"
    PHONE = "phone"
    EXCHANGE_ID = "exchange_id"
    """What the bid plane knows them by: a ``person_id`` of ``domain.profiles``."""
    ANONYMOUS_ID = "anonymous_id"
    """A browser's or an installation's; whoever uses it last."""


JsonObject = dict[str, Any]
"""A JSON object: its values are what JSON can say."""

Identity = tuple[str, str]
"""(kind, value), the value in its normal form."""


class AttributeType(StrEnum):
    """What an attribute's values may be. Instants are ISO 8601 with an offset, dates ``2027-03-01``."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    LIST = "list"
    OBJECT = "object"


class AttributeDefinition(Struct, frozen=True, kw_only=True):
    """What a tenant says of one of its attributes; values that do not fit are refused."""

    name: str
    type: AttributeType
    description: str = ""
    is_personal: bool = False
    """Says something about a person that erasure and exports must treat as such."""


class DevicePlatform(StrEnum):
    IOS = "ios"
    ANDROID = "android"
    WEB = "web"


class Device(Struct, frozen=True, omit_defaults=True):
    """An installation that can be pushed to. A web push token is the subscription's JSON."""

    platform: DevicePlatform
    token: str
    app: str = ""
    is_valid: bool = True
    """False once a push service said that nobody is there."""
    seen_at_ms: int = 0


class Everywhere(StrEnum):
    """In place of a channel, where something is said of none in particular."""

    ANY = "any"


class PrivacyPurpose(StrEnum):
    """What is done with data about people, beside writing to them."""

    SALE_OR_SHARING = "sale_or_sharing"
    """Selling it, or sharing it for advertising across contexts, as the CCPA has it."""


class How(StrEnum):
    """By which way somebody said what they said."""

    FORM = "form"
    DOUBLE_OPT_IN = "double_opt_in"
    """Said, and then confirmed from the address itself."""
    PREFERENCE_PAGE = "preference_page"
    CALL = "call"
    IN_PERSON = "in_person"
    OPT_OUT_LINK = "opt_out_link"
    """The page behind "Do not sell or share my personal information"."""
    GLOBAL_PRIVACY_CONTROL = "global_privacy_control"
    """A browser's signal."""
    UNSUBSCRIBE = "unsubscribe"
    """A button, one click, or STOP."""
    RESUBSCRIBE = "resubscribe"
    COMPLAINT = "complaint"
    API = "api"
    """Another system said so, and nothing about how it knows."""
    IMPORT = "import"
    """A file said so, and nothing about how it knows."""
    UNTOLD = "untold"


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it can be shown that somebody said something."""

    how: How = How.UNTOLD
    source: str = ""
    """The form, document or call: an address, a name, a number."""
    text_version: str = ""
    """Of what they read and agreed to."""
    ip: str = ""
    user_agent: str = ""
    by: str = ""
    """Who put it on record: an account, a website, or the person."""


class Consent(Struct, frozen=True, omit_defaults=True):
    """What somebody said, for a channel and a purpose, when, and how that can be shown."""

    channel: Channel | Everywhere
    purpose: Purpose | PrivacyPurpose
    state: ConsentState
    at_ms: int
    proof: str = ""
    """Whatever else shows it, in words."""
    evidence: Evidence = Evidence()


class Contact(Struct, kw_only=True, omit_defaults=True):
    """One person, whole."""

    person_id: str
    attributes: JsonObject = {}
    identities: dict[str, tuple[str, ...]] = {}
    """Kind to values, the newest first: the first e-mail address is the one that is written to."""
    devices: tuple[Device, ...] = ()
    consents: dict[str, ConsentState] = {}
    """``email/marketing`` to what holds."""
    consented_at_ms: dict[str, int] = {}
    """Likewise, since when."""
    time_zone: str = ""
    locale: str = ""
    preferred_channel: str = ""
    """A ``Channel``, or empty."""
    created_at_ms: int = 0
    updated_at_ms: int = 0


class ContactChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to make of a person. Everything left out stays as it is."""

    attributes: JsonObject = {}
    """Set these; null removes one."""
    identities: tuple[Identity, ...] = ()
    """Known by these too. One that is somebody else's brings both together, as ``rules`` allow."""
    devices: tuple[Device, ...] = ()
    """Seen on these, replacing what was known by the same token."""
    consents: tuple[Consent, ...] = ()
    time_zone: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    preferred_channel: str | UnsetType = UNSET
    only_if_unknown: bool = False
    """The change is older than what may be known by now: attributes that have a value keep it."""


class MergeCause(StrEnum):
    """Why two records turned out to be one person."""

    SHARED_IDENTITY = "shared_identity"
    ALIAS = "alias"
    """Their system said that one id became the other."""
    REQUESTED = "requested"
    IMPORTED = "imported"


class Merge(Struct, frozen=True, kw_only=True):
    """``absorbed_id`` is ``person_id`` from now on; whoever asks for it is given the survivor."""

    person_id: str
    absorbed_id: str
    cause: MergeCause
    identity: str = ""
    """``kind:value`` that both were known by, where it was one."""
    at_ms: int = 0


class ClaimRefused(Struct, frozen=True, kw_only=True):
    """An identity that stayed with whom it belongs to."""

    identity: Identity
    owner_id: str
    reason: str


class Changed(Struct, frozen=True, kw_only=True):
    """What a change of some people amounted to."""

    person_of: dict[str, str] = {}
    """By the id asked about, who it is now: another one for who was merged away."""
    told: dict[str, frozenset[str]] = {}
    """What of whom is another now: attributes by name, and ``consent``, ``sale_or_sharing``, ``locale``, ``time_zone`` and the like."""
    created: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    """Whoever is written anew, those created among them."""
    merges: tuple[Merge, ...] = ()
    refused: tuple[ClaimRefused, ...] = ()


def consent_key(channel: Channel | str, purpose: Purpose | str) -> str:
    """``email/marketing``."""
    return f"{channel}/{purpose}"


SALE: Final = consent_key(Everywhere.ANY, PrivacyPurpose.SALE_OR_SHARING)
"""What somebody said about their data being sold or shared."""
ASK_AGAIN_AFTER_MONTHS: Final = 12
"""Whoever opted out of that is not asked to opt in for so long: California Civil Code 1798.135 (c) (4)."""
