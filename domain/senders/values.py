"""Channels as everybody else may import them: what is handed over, what comes back, accounts at vendors and who writes.

A vendor is named by a key (``connectors.channels.registry`` knows which there are). Costs are nanos of the named currency,
instants are Unix milliseconds.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final, Protocol

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, StrictBool, StrictStr

from domain.campaigns.values import Channel
from domain.messages.values import Feedback

OUTBOX: Final = "outbox"
"""The vendor that keeps everything here, to be read: where nothing else is set up."""
FEED: Final = "feed"
"""The vendor of what apps, pages and shops fetch from us."""
BID_PLANE: Final = "bid_plane"
"""The vendor of paid media that we buy ourselves, and through the demand-side platforms our segments are kept at."""
FEED_CHANNELS: Final = (Channel.IN_APP, Channel.CONTENT_CARD, Channel.IN_STORE, Channel.WEB)

# What goes out


class Sender(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a message comes from. ``address`` is an e-mail address, a number in E.164, or a name the network shows."""

    sender_id: str = ""
    name: str = ""
    address: str = ""
    reply_to: str = ""
    postal_address: str = ""


class OutboundMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rendered message for one receiver. A channel uses the fields it has a place for.

    ``message_id`` is the ledger's, never changes, and is what a vendor that has such a thing gets as idempotency key.
    """

    message_id: str
    tenant_id: str
    person_id: str
    channel: Channel
    address: str = ""
    """An e-mail address, a number in E.164, a device's token, a web push subscription as JSON; empty for our own feeds."""
    platform: str = ""
    """Of a device: ``ios``, ``android`` or ``web``."""
    app: str = ""
    sender: Sender = Sender()
    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    data: dict[str, JsonValue] = {}
    media_urls: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    unsubscribe_url: str = ""
    """One click: RFC 8058. An e-mail's ``headers`` say it to mail programs."""
    source: str = ""
    """``journey:jrn_x``, ``broadcast:brd_x``, ``test:usr_x``."""
    is_transactional: bool = False
    expires_at_ms: int = 0
    """0: as long as the vendor keeps trying."""
    ids: dict[str, str] = {}
    """What vendors that carry custom values send back with every event, beside our message id."""


# What came of it


class RefusalClass(StrEnum):
    """Why a vendor will never take this message, as far as it matters to us."""

    BAD_ADDRESS = "bad_address"
    """There is nobody there any more, or never was."""
    UNSUBSCRIBED = "unsubscribed"
    """The receiver told the vendor to stop."""
    CONTENT = "content"
    """Too long, malformed, against the vendor's rules; or its sender is."""
    CREDENTIAL = "credential"
    """The account's, not the message's fault: every other message is refused as well until somebody repairs it."""


class Accepted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The vendor has it."""

    message_id: str
    provider_message_id: str = ""
    """Where it is not our own id."""
    segments: int = 0
    cost_nanos: int = 0
    """Our estimate, where the account says what a segment costs."""
    currency: str = ""


class Refused(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The vendor will not take it, now or later."""

    message_id: str
    why: RefusalClass
    code: str = ""
    """The vendor's own."""
    reason: str = ""
    """The vendor's own words."""


class Deferred(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Certainly nothing was sent; the same message may be handed over again after ``retry_after_s``."""

    message_id: str
    retry_after_s: int = 30
    reason: str = ""
    is_throttled: bool = False
    """The vendor works, and asks us to slow down."""


class Ambiguous(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It left us, and no answer came that says whether the vendor has it."""

    message_id: str
    reason: str = ""


Outcome = Accepted | Refused | Deferred | Ambiguous


class Unknown(Struct, frozen=True):
    """The vendor cannot be asked, or does not know yet."""

    reason: str = ""


class AccountCheck(Struct, frozen=True, kw_only=True):
    """What came of trying an account's credentials; nothing was sent to anybody."""

    works: bool
    account: str = ""
    """What the vendor calls it."""
    reason: str = ""
    checked: tuple[str, ...] = ()
    """What was tried."""


# What vendors can do


class Idempotency(StrEnum):
    """What a second handover of the same message does."""

    NONE = "none"
    """Perhaps a second message: an ambiguous one is looked up or left alone."""
    KEY = "key"
    """The receiver recognises our id, as the protocol tells it to."""
    NATIVE = "native"
    """Nothing: it is kept once by our id."""


class Capabilities(Struct, frozen=True, kw_only=True):
    """A vendor as data: what it carries, needs and promises, and what could not be checked against a public document."""

    vendor: str
    label: str
    channels: tuple[Channel, ...]
    platforms: tuple[str, ...] = ()
    """Of devices, for push."""
    parameters: tuple[str, ...] = ()
    optional_parameters: tuple[str, ...] = ()
    patterns: Mapping[str, str] = {}
    """What a parameter must look like, as a regular expression of the whole of it."""
    credentials: tuple[str, ...] = ()
    optional_credentials: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    """Of the parameters, those that say where credentials are sent, how and as whom."""
    needs_sender: bool = False
    batch: int = 1
    """Messages one ``send`` takes at most."""
    at_once: int = 1
    """Calls to the vendor that one ``send`` has under way at most."""
    rate_per_s: int = 0
    """Messages a second the vendor documents for an account; 0 where it depends or nothing is said."""
    max_bytes: int = 0
    """Of one message as it goes over the wire; 0 where nothing is said."""
    idempotency: Idempotency = Idempotency.NONE
    can_look_up: bool = False
    names_message: bool = False
    """What it tells us afterwards carries our message id: an ambiguous handover is settled by its first event."""
    receipts: tuple[str, ...] = ()
    """Kinds of feedback it gives (``domain.messages.values.FeedbackKind``)."""
    costs: bool = False
    documented: Mapping[str, str] = {}
    """Per ability: the public document it follows."""
    unverified: tuple[str, ...] = ()
    """What no public document confirms, or only a real account could."""


# Accounts

VendorKey = Annotated[StrictStr, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
Label = Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Parameter = Annotated[StrictStr, Field(min_length=1, max_length=2_000)]


class NewChannelAccount(BaseModel):
    """An account at a vendor to be. ``parameters`` and ``credentials`` are those its vendor asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vendor: VendorKey
    name: Label
    enabled: StrictBool = True
    is_default: StrictBool = True
    """Messages of its channels go out by it; the one before is no longer the default."""
    parameters: dict[str, Parameter] = Field(default_factory=dict, max_length=20)
    credentials: dict[str, SecretStr] = Field(default_factory=dict, max_length=20)


class ChannelAccountChange(BaseModel):
    """What to change of an account; what is left out stays. Parameters and credentials are replaced as a whole.

    Credentials are entered again where a parameter of the vendor's ``destination`` changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Label | None = None
    enabled: StrictBool | None = None
    is_default: StrictBool | None = None
    parameters: dict[str, Parameter] | None = Field(default=None, max_length=20)
    credentials: dict[str, SecretStr] | None = Field(default=None, max_length=20)


class ChannelAccount(Struct, frozen=True, kw_only=True):
    """An account with its credentials opened; made for connectors, never shown or stored."""

    tenant_id: str
    account_id: str
    vendor: str
    name: str = ""
    enabled: bool = True
    is_default: bool = True
    parameters: Mapping[str, str] = {}
    credentials: Mapping[str, str] = {}
    revision: int = 1

    def __repr__(self) -> str:
        return f"ChannelAccount({self.vendor}, {self.account_id})"


# Who writes

EmailAddress = Annotated[
    StrictStr, Field(pattern=r"^[^@\s\x00-\x1f<>,;\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,63}$")
]
PostalAddress = Annotated[StrictStr, Field(max_length=500, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class NewSender(BaseModel):
    """Somebody to write as. E-mail wants a postal address: marketing without one is unlawful in many places."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel
    name: Label
    address: Annotated[StrictStr, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
    reply_to: EmailAddress | None = None
    postal_address: PostalAddress = ""
    dkim_selectors: Annotated[
        tuple[Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9._-]{1,63}$")], ...], Field(max_length=10)
    ] = ()
    """Under which keys the vendor signs (``s1``, ``s2``); a domain check looks for them."""
    is_default: StrictBool = True


class SenderChange(BaseModel):
    """What to change of a sender; what is left out stays. A changed address is checked anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Label | None = None
    address: Annotated[StrictStr, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f\x7f<>]+$")] | None = None
    reply_to: EmailAddress | None = None
    postal_address: PostalAddress | None = None
    dkim_selectors: tuple[Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9._-]{1,63}$")], ...] | None = None
    is_default: StrictBool | None = None


class Finding(StrEnum):
    """What a look at one of a domain's records came to."""

    GOOD = "good"
    WEAK = "weak"
    """It is there, and does not do what it is for."""
    MISSING = "missing"
    NOT_CHECKED = "not_checked"
    """The domain name system did not answer: nothing is known."""


class RecordCheck(Struct, frozen=True, kw_only=True):
    """One of SPF, DKIM and DMARC: what was looked up, what was found, what to do."""

    record: str
    name: str
    finding: Finding
    found: str = ""
    remedy: str = ""


class DomainCheck(Struct, frozen=True, kw_only=True):
    """A domain as receivers of its mail see it, at one moment."""

    domain: str
    checked_at_ms: int
    records: tuple[RecordCheck, ...]

    @property
    def finding(self) -> Finding:
        """The worst of them; ``not_checked`` unless everything was."""
        findings = {record.finding for record in self.records}
        order = (Finding.MISSING, Finding.NOT_CHECKED, Finding.WEAK)
        return next((one for one in order if one in findings), Finding.GOOD)


# What vendors tell us


class VendorCall(Struct, frozen=True, kw_only=True):
    """A vendor's call as it came: nothing in it is believed before its signature."""

    account: ChannelAccount
    url: str
    """As the vendor was given it, with its query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    received_at_ms: int


class VendorTold(Struct, frozen=True, kw_only=True):
    """What a call amounts to: feedback for the ledger, and what to answer."""

    feedback: tuple[Feedback, ...] = ()
    answer: str = ""
    media_type: str = "text/plain"


class Channels(Protocol):
    """Connectors, as the API uses them."""

    def vendors(self) -> Sequence[Capabilities]: ...

    async def test(self, account: ChannelAccount, sender: Sender | None) -> AccountCheck:
        """Prove that the credentials work; nothing is sent to anybody. Never raises for a vendor's fault."""
        ...

    async def check_domain(self, domain: str, selectors: Sequence[str]) -> DomainCheck: ...

    def read(self, call: VendorCall) -> VendorTold:
        """Raises ``Unauthenticated`` for a call that is not the vendor's or too old, ``InvalidInput`` for one that cannot be read."""
        ...
