"""Content as everybody else may import it: templates, their parts by locale, and what they become for a person."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr, model_validator

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.predicates.values import AttributeName, Facts, Predicate

MAX_LOCALES: Final = 60
MAX_BINDINGS: Final = 20
MAX_BLOCK_DEPTH: Final = 5

Locale = Annotated[StrictStr, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
Name = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Source = Annotated[StrictStr, Field(max_length=400_000)]
Line = Annotated[StrictStr, Field(max_length=4_000)]

ROOTS: Final = {
    "person": "attributes of the profile, and id, email, phone, locale, time_zone",
    "computed": "computed properties",
    "event": "properties of the event that led here, and name",
    "variables": "what the journey's step, the broadcast or the caller sends along",
    "items": "catalogue items that the template looks up, by the lookup's name",
    "fetched": "what connected content answered, by the fetch's name",
    "links": "unsubscribe, preferences",
    "sender": "name, address, reply_to, postal_address",
    "message": "id, locale, time_zone, now",
}
"""Everything a template may read, and what is found there."""


class Part(BaseModel):
    """Base of everything authors write: immutable, and without room for fields we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Button(Part):
    """What can be tapped beside a push, in-app message or card."""

    label: Line
    url: Line = ""
    action: Annotated[StrictStr, Field(max_length=80)] = ""
    """Of an app, where the button opens no address."""


class Wording(Part):
    """A template in one language: the fields its channel has a place for, each of them Liquid.

    What is None is taken from the language it falls back to.
    """

    subject: Line | None = None
    preheader: Line | None = None
    """What inboxes show beside the subject."""
    html: Source | None = None
    text: Source | None = None
    title: Line | None = None
    body: Source | None = None
    url: Line | None = None
    """What a tap opens."""
    image_url: Line | None = None
    buttons: Annotated[tuple[Button, ...], Field(max_length=5)] | None = None
    media_urls: Annotated[tuple[Line, ...], Field(max_length=10)] | None = None
    data: dict[str, JsonValue] | None = None
    """Whatever else its channel or receiver understands; texts in it are Liquid too."""
    headers: Annotated[dict[str, Line], Field(max_length=20)] | None = None


class Lookup(Part):
    """An item of a catalogue, found before rendering: ``items.<name>``. ``many`` takes several ids between commas."""

    name: Name
    catalogue: Name
    item: Line
    """Liquid that says which: ``{{ event.sku }}``."""
    many: StrictBool = False


class Fetch(Part):
    """Connected content, fetched before rendering: ``fetched.<name>``. Its host is on the tenant's list."""

    name: Name
    url: Line
    """Liquid: ``https://api.example.com/weather?city={{ person.city | url_encode }}``."""
    kind: Literal["json", "text"] = "json"
    cache_s: Annotated[StrictInt, Field(ge=0, le=86_400)] = 300
    timeout_ms: Annotated[StrictInt, Field(ge=50, le=5_000)] = 2_000
    if_unavailable: Literal["leave_empty", "do_not_send"] = "leave_empty"


class Utm(Part):
    """What is added to every link to our own or anybody's pages; Liquid is not read here. Links that name their own keep them."""

    source: Annotated[StrictStr, Field(max_length=120)] = ""
    medium: Annotated[StrictStr, Field(max_length=120)] = ""
    campaign: Annotated[StrictStr, Field(max_length=120)] = ""
    term: Annotated[StrictStr, Field(max_length=120)] = ""
    content: Annotated[StrictStr, Field(max_length=120)] = ""
    hosts: Annotated[tuple[Annotated[StrictStr, Field(max_length=253)], ...], Field(max_length=50)] = ()
    """Only links to these hosts and those below them; empty means all."""


class Tracking(Part):
    opens: StrictBool = True
    clicks: StrictBool = True
    utm: Utm = Utm()


class TemplateContent(Part):
    """What an author writes."""

    markup: Literal["html", "mjml"] = "html"
    default_locale: Locale = "en"
    wordings: Annotated[dict[Locale, Wording], Field(min_length=1, max_length=MAX_LOCALES)]
    defaults: Annotated[dict[AttributeName, JsonValue], Field(max_length=200)] = Field(default_factory=dict)
    """What is read where a value is missing or empty: ``{"person.first_name": "friend"}``."""
    required: Annotated[tuple[AttributeName, ...], Field(max_length=100)] = ()
    """Without these nothing is sent."""
    lookups: Annotated[tuple[Lookup, ...], Field(max_length=MAX_BINDINGS)] = ()
    fetches: Annotated[tuple[Fetch, ...], Field(max_length=MAX_BINDINGS)] = ()
    tracking: Tracking = Tracking()

    @model_validator(mode="after")
    def _the_default_is_written(self) -> Self:
        if self.default_locale not in self.wordings:
            raise ValueError(f"has no wording in its default locale {self.default_locale}; write one")
        for names in ([one.name for one in self.lookups], [one.name for one in self.fetches]):
            if len(set(names)) < len(names):
                raise ValueError("two lookups or two fetches have one name; rename one of them")
        return self


class Variant(Part):
    """A block for whom ``when`` is true of; the first that fits is shown. Without ``when`` it fits everybody."""

    when: Predicate | None = None
    wordings: Annotated[dict[Locale, Source], Field(min_length=1, max_length=MAX_LOCALES)]


class BlockContent(Part):
    """A piece that many templates share: ``{% block 'footer' %}``. Nothing is shown to whom no variant fits."""

    markup: Literal["html", "mjml", "text"] = "html"
    default_locale: Locale = "en"
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _the_default_is_written(self) -> Self:
        if any(self.default_locale not in variant.wordings for variant in self.variants):
            raise ValueError(f"has a variant without a wording in its default locale {self.default_locale}; write one")
        return self


class CompiledWording(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One language, ready to be read as Liquid: blocks are in it, MJML is HTML, styles are inline, the text part is there."""

    locale: str
    fields: dict[str, str] = {}
    """By name: ``subject``, ``html``, ``text``, ``title``, ``body``, ``url``, ``image_url``."""
    buttons: tuple[dict[str, str], ...] = ()
    media_urls: tuple[str, ...] = ()
    data: dict[str, Any] = {}
    headers: dict[str, str] = {}


class TemplateVersion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable version as it was published; version 0 is a draft."""

    tenant_id: str
    template_id: str
    version: int
    channel: Channel
    default_locale: str
    wordings: dict[str, CompiledWording]
    conditions: dict[str, dict[str, Any]] = {}
    """Predicates of its blocks' variants, by the names that the compiled Liquid uses."""
    defaults: dict[str, Any] = {}
    required: tuple[str, ...] = ()
    lookups: tuple[dict[str, Any], ...] = ()
    fetches: tuple[dict[str, Any], ...] = ()
    tracking: dict[str, Any] = {}
    blocks: dict[str, int] = {}
    """Which version of each block is in it."""


class RenderInputs(Struct, frozen=True, kw_only=True):
    """Everything a template may read of one person, loaded beforehand. Rendering does no I/O and asks no clock."""

    contact: Contact
    now_ms: int
    message_id: str = ""
    """The ledger's. Empty, as in a preview: links lead nowhere of ours, and nothing is counted."""
    computed: dict[str, JsonValue] = {}
    event: dict[str, JsonValue] = {}
    """Its properties, or ``{"name", "at_ms", "properties"}``."""
    variables: dict[str, JsonValue] = {}
    items: dict[str, JsonValue] = {}
    """By the lookup's name: an item, or a list of them."""
    fetched: dict[str, JsonValue] = {}
    sender: dict[str, JsonValue] = {}
    is_transactional: bool = False
    """A receipt offers no way to unsubscribe from receipts."""
    facts: Facts | None = None
    """For blocks whose variants look at segments or behaviour; without it they see the attributes alone."""


class Wanted(NamedTuple):
    """What has to be there before a message is rendered."""

    items: dict[str, tuple[str, tuple[str, ...]]]
    """By the lookup's name: catalogue and item ids."""
    fetches: dict[str, str]
    """By the fetch's name: the address."""


class Rendered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a channel hands over; empty where it has no place for it."""

    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    data: dict[str, JsonValue] = {}
    media_urls: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    locale: str = ""
    """The language it was written in."""
    unsubscribe_url: str = ""
    missing: tuple[str, ...] = ()
    """What the template showed and nobody had a value or default for."""


class Severity(StrEnum):
    ERROR = "error"
    """It would not be delivered, or must not be."""
    WARNING = "warning"
    NOTE = "note"


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a check found: where, what, and what to do about it."""

    severity: Severity
    rule: str
    field: str
    locale: str
    message: str
    remedy: str
    line: int = 0
    excerpt: str = ""


class Standing(StrEnum):
    """Where a template is between its draft and what is sent."""

    UNPUBLISHED = "unpublished"
    """Nobody was ever sent it."""
    CHANGED = "changed"
    """Something is live, and a draft says something else."""
    PUBLISHED = "published"
    """What is live is all there is."""
