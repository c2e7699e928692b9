"""What the control plane hands the bid plane: one self-contained snapshot per live campaign.

A snapshot is compiled by ``rules.compile_snapshot`` when a campaign goes live, travels as JSON through the
``live-campaigns`` bucket and is everything a bidder ever learns about a campaign. ``revision`` only grows; a bidder
ignores an older one. Prices are CPM micros of ``currency``.
"""

from enum import StrEnum

from msgspec import Struct

from domain.pacing.values import Pacing


class CreativeFormat(StrEnum):
    """The four kinds of OpenRTB 2.6 markup; ``mtype`` (section 7.x of the response) follows from it."""

    BANNER = "banner"
    VIDEO = "video"
    AUDIO = "audio"
    NATIVE = "native"


class Goal(StrEnum):
    """What a campaign pays for: impressions as such, or the clicks or conversions the model expects of them."""

    REACH = "reach"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"


class Picture(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An image beside the main one: a companion banner or an icon."""

    url: str
    width: int
    height: int
    mime: str = ""


class Clip(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A video that a native creative brings along."""

    url: str
    mime: str
    duration_s: int
    width: int = 0
    height: int = 0


class NativeAssets(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a native creative has besides title, body and main image. Texts are shown as they are; empty means none."""

    sponsored: str = ""
    """Who pays for it; the advertiser's domain where empty."""
    display_url: str = ""
    cta: str = ""
    rating: str = ""
    likes: str = ""
    downloads: str = ""
    price: str = ""
    sale_price: str = ""
    phone: str = ""
    address: str = ""
    body_2: str = ""
    icon: Picture | None = None
    video: Clip | None = None


class ServedCreative(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One creative as a bidder serves it. Sizes are pixels; 0 means not applicable."""

    creative_id: str
    format: CreativeFormat
    landing_url: str
    width: int = 0
    height: int = 0
    duration_s: int = 0
    mime: str = ""
    media_url: str = ""
    title: str = ""
    body: str = ""
    attributes: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    embedding: tuple[float, ...] = ()
    """What the creative is about, 32 numbers in [-1, 1]; empty means unknown."""
    approved_on: tuple[str, ...] = ()
    """Exchanges, by id, that have approved this very creative."""
    refused_on: tuple[str, ...] = ()
    """Exchanges that have rejected it."""
    html: str = ""
    """A banner's own markup, with ``${CLICK_URL}`` where a click goes; empty shows the image."""
    expand_directions: tuple[int, ...] = ()
    """Directions in which the banner may expand (AdCOM list Expandable Directions)."""
    apis: tuple[int, ...] = ()
    """Frameworks that the markup cannot do without (AdCOM list API Frameworks)."""
    skip_after_s: int = 0
    """Seconds after which the video may be skipped where the player decides nothing about it; 0 means never."""
    companion: Picture | None = None
    """The banner beside a video or an audio spot."""
    vast_url: str = ""
    """Where another ad server's VAST is; it is wrapped, and its medium not named."""
    impression_trackers: tuple[str, ...] = ()
    """Others' pixels to load with the impression."""
    playback_trackers: dict[str, str] = {}
    """Others' addresses by VAST tracking event (``start``, ``complete`` ...)."""
    error_tracker: str = ""
    """Another's address for VAST errors; ``[ERRORCODE]`` in it is the player's to fill in."""
    native: NativeAssets | None = None


class Circle(Struct, frozen=True):
    """A place on the map, in degrees (WGS 84), and how far around it counts."""

    latitude: float
    longitude: float
    metres: int


class SegmentClause(Struct, frozen=True, omit_defaults=True):
    """Holds for people who are in one of the segments of ``inside``, or are not in one of those of ``outside``."""

    inside: tuple[int, ...] = ()
    outside: tuple[int, ...] = ()


class Targeting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom and where. An empty list restricts nothing; lists of one field are alternatives, fields add up.

    What a request does not say fulfils no wish: a campaign that lists cities does not bid where the city is unknown.
    """

    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3, as OpenRTB sends them."""
    regions: tuple[str, ...] = ()
    """ISO 3166-2: ``US-CA``, ``DE-BY``."""
    metros: tuple[str, ...] = ()
    """Codes as exchanges send them: Nielsen DMA in the United States."""
    cities: tuple[str, ...] = ()
    """With the country or region they are in: ``DEU/Berlin``, ``US-IL/Springfield``."""
    postal_codes: tuple[str, ...] = ()
    """With the country: ``USA/94103``; those that begin alike, ``GBR/SW1*``. Without spaces and hyphens."""
    circles: tuple[Circle, ...] = ()
    device_types: tuple[int, ...] = ()
    """OpenRTB ``devicetype`` codes (AdCOM list Device Types)."""
    operating_systems: tuple[str, ...] = ()
    """Lower case: ``ios``, ``android``, ``windows`` ..."""
    os_versions: dict[str, str] = {}
    """The oldest version of an operating system that will do; others are not restricted by it."""
    device_makes: tuple[str, ...] = ()
    device_models: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    """Names or MCC-MNC codes (``310-410``), as exchanges send them."""
    connection_types: tuple[int, ...] = ()
    """AdCOM list Connection Types."""
    languages: tuple[str, ...] = ()
    """Of the device, ISO 639-1."""
    inventory: tuple[str, ...] = ()
    """``site``, ``app``, ``dooh``."""
    exchanges: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()
    """With deals a campaign answers those deals only, never the open auction."""
    domains: tuple[str, ...] = ()
    blocked_domains: tuple[str, ...] = ()
    """Site domains or app bundles; a domain covers its subdomains."""
    page_categories: tuple[str, ...] = ()
    blocked_page_categories: tuple[str, ...] = ()
    """What the site, page, app or content is about: IAB content categories 1.0; ``IAB7`` covers ``IAB7-39``."""
    segments_any: tuple[int, ...] = ()
    segments_none: tuple[int, ...] = ()
    segment_clauses: tuple[SegmentClause, ...] = ()
    """All of them must hold."""
    hours_utc: tuple[int, ...] = ()
    """Hours of the week, 0 = Monday 00:00 UTC ... 167."""
    hours_viewer: tuple[int, ...] = ()
    """Hours of the week by the viewer's clock; by that of ``time_zone`` where the request does not tell it."""
    hours_zone: tuple[int, ...] = ()
    """Hours of the week by the clock of ``time_zone``."""
    time_zone: str = ""
    """IANA; UTC where empty."""


class FrequencyCaps(Struct, frozen=True, omit_defaults=True):
    """Billed impressions one person may get, in clock hours, days and weeks (from Monday) of UTC; 0 means uncapped.

    The first four are of this campaign alone. The others hold it back once the person has seen so many adverts of all the
    tenant's campaigns together, capped or not.
    """

    per_hour: int = 0
    per_day: int = 0
    per_week: int = 0
    lifetime: int = 0
    tenant_per_hour: int = 0
    tenant_per_day: int = 0
    tenant_per_week: int = 0

    @property
    def limits(self) -> bool:
        return self.limits_campaign or self.limits_tenant

    @property
    def limits_campaign(self) -> bool:
        return bool(self.per_hour or self.per_day or self.per_week or self.lifetime)

    @property
    def limits_tenant(self) -> bool:
        return bool(self.tenant_per_hour or self.tenant_per_day or self.tenant_per_week)


class Pricing(Struct, frozen=True, kw_only=True):
    """How a campaign bids. ``max_cpm_micros`` bounds every bid, boosts included.

    ``base_cpm_micros`` is the bid of a ``reach`` campaign; ``goal_value_micros`` what one click or conversion is worth.
    """

    currency: str
    base_cpm_micros: int
    max_cpm_micros: int
    goal: Goal = Goal.REACH
    goal_value_micros: int = 0


class Spending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How fast the budget may go; the banker sees to it. A daily budget of 0 is none."""

    daily_budget_micros: int = 0
    time_zone: str = "UTC"
    """IANA; its midnight begins the campaign's day."""
    pacing: Pacing = Pacing.ASAP


class CampaignSnapshot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything a bidder needs to serve one campaign, or to stop serving it (``tombstone``)."""

    tenant_id: str
    campaign_id: str
    revision: int
    tombstone: bool = False
    name: str = ""
    seat: str = ""
    advertiser_domain: str = ""
    categories: tuple[str, ...] = ()
    """Of the advertiser: IAB content categories 1.0 (``IAB8-5``), or ``content2/``, ``content3/`` and ``product2/`` ids."""
    starts_at_ms: int = 0
    ends_at_ms: int = 0
    """0 means open-ended."""
    pricing: Pricing | None = None
    """Present on every snapshot but a tombstone."""
    spending: Spending = Spending()
    targeting: Targeting = Targeting()
    caps: FrequencyCaps = FrequencyCaps()
    tier_boosts_pct: dict[str, int] = {}
    """Bid multiplier per loyalty tier of the tenant's ladder, in per cent; a tier not named is 100."""
    creatives: tuple[ServedCreative, ...] = ()
