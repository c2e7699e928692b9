"""Campaigns: their stages, actions and content, as everybody else may import them.

Content is validated when it is built; what breaks a rule raises pydantic's ``ValidationError``, whose messages name the
rule and the remedy. Money is micros of the campaign's currency, instants are Unix milliseconds.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import combinations
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr, model_validator

from domain.campaigns.sections.values import Section
from domain.money import MICROS
from domain.pacing.values import Pacing
from domain.serving.values import Goal
from domain.shown import is_shown, without_joiners
from domain.targeting.rules import MOST_SEGMENT
from domain.targeting.values import (
    Around,
    City,
    HourOfWeek,
    Metro,
    Named,
    OperatingSystem,
    PageCategory,
    PostalCode,
    Region,
    Segments,
    Version,
)


class Stage(StrEnum):
    """The nine stages of a campaign's life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class Action(StrEnum):
    """The ten things one can do to it."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"
    SCHEDULE = "schedule"
    GO_LIVE = "go_live"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    ARCHIVE = "archive"


class Channel(StrEnum):
    """Where a campaign reaches people; approval rules look at it."""

    PAID_MEDIA = "paid_media"
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PUSH = "push"
    WEB_PUSH = "web_push"
    IN_APP = "in_app"
    CONTENT_CARD = "content_card"
    WEBHOOK = "webhook"
    IN_STORE = "in_store"
    WEB = "web"


MAX_BUDGET_MICROS: Final = 1_000_000_000 * MICROS
MAX_CPM_MICROS: Final = 10_000 * MICROS
MAX_GOAL_VALUE_MICROS: Final = 100_000 * MICROS
LONGEST_NAME: Final = 200
MAX_CREATIVES: Final = 100
MAX_LIST: Final = 5_000

_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_APP = re.compile(r"[0-9]{1,20}|([A-Za-z0-9_-]{1,100}\.)+[A-Za-z0-9_-]{1,100}")
_CATEGORY = re.compile(r"IAB[0-9]{1,2}(-[0-9]{1,2})?|(content[23]|product[12])/[0-9A-Za-z]{1,8}|[a-z][a-z_]{1,39}")


def host(name: str) -> str:
    """A host name in lower case, without scheme, port or path."""
    lowered = name.lower()
    if not _HOST.fullmatch(lowered):
        raise ValueError("is not a host name; send one like shop.example.com (international names in their xn-- form)")
    return lowered


def printable(text: str) -> str:
    """One line of visible text, without spaces around it."""
    if text != text.strip():
        raise ValueError("begins or ends with a space; remove it")
    if not is_shown(text):
        raise ValueError("contains control characters; send one line of printable text")
    if text and not without_joiners(text).strip():
        raise ValueError("shows nothing; send text that can be seen")
    return text


def _site_or_app(name: str) -> str:
    if _HOST.fullmatch(name.lower()):
        return name.lower()
    if not _APP.fullmatch(name):
        raise ValueError(
            f"{name!r} is neither a site's domain nor an app's bundle; send news.example or com.example.app"
        )
    return name


def category(code: str) -> str:
    """An IAB category (``IAB7-12``, or of a later taxonomy ``content2/211``), or a topic in a word (``alcohol``)."""
    if not _CATEGORY.fullmatch(code):
        raise ValueError(
            f"{code!r} is no category; send an IAB content category like IAB7-12, one of a later taxonomy like "
            "content2/211, content3/211 or product2/1002, or a topic like alcohol"
        )
    return code


def _sites(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_site_or_app(name) for name in names))


def _categories(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(category(code) for code in codes))


Name = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(printable)]
Host = Annotated[StrictStr, AfterValidator(host)]
Token = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
Categories = Annotated[tuple[StrictStr, ...], Field(max_length=20), AfterValidator(_categories)]
Sites = Annotated[tuple[StrictStr, ...], Field(max_length=MAX_LIST), AfterValidator(_sites)]
Segment = Annotated[StrictInt, Field(ge=0, le=MOST_SEGMENT)]
Instant = Annotated[StrictInt, Field(ge=0, le=4_102_444_800_000)]
"""Unix milliseconds until the year 2100."""


def _amount(most_micros: int, *, least_micros: int = 0) -> Any:
    """An amount within its limits, which a refusal names as people write them."""

    def checked(micros: int) -> int:
        if micros < least_micros:
            least = "an amount above 0" if least_micros else "0 or more"
            raise ValueError(f"is {'below 0' if micros else '0'}; write {least}")
        if micros > most_micros:
            most = f"{most_micros // MICROS:,}.00"
            raise ValueError(f"is above {most}, the most there can be; send {most} or less")
        return micros

    return AfterValidator(checked)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(name: str) -> str:
    if name not in _time_zones():
        raise ValueError(f"{name!r} is no time zone; send one of the IANA database, like Europe/Berlin or UTC")
    return name


Budget = Annotated[StrictInt, _amount(MAX_BUDGET_MICROS, least_micros=1)]


class Content(BaseModel):
    """Base of everything a revision keeps: immutable, and without room for fields we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PricingTerms(Content):
    """How a campaign bids. A ``reach`` campaign bids ``base_cpm_micros``; the others what a goal is expected to be worth.

    ``max_cpm_micros`` bounds every bid, loyalty boosts included.
    """

    goal: Goal = Goal.REACH
    base_cpm_micros: Annotated[StrictInt, _amount(MAX_CPM_MICROS)]
    max_cpm_micros: Annotated[StrictInt, _amount(MAX_CPM_MICROS, least_micros=1)]
    goal_value_micros: Annotated[StrictInt, _amount(MAX_GOAL_VALUE_MICROS)] = 0

    @model_validator(mode="after")
    def _terms_fit_together(self) -> Self:
        if self.base_cpm_micros > self.max_cpm_micros:
            raise ValueError("base_cpm is above max_cpm; lower it or raise max_cpm")
        if self.goal is Goal.REACH and not self.base_cpm_micros:
            raise ValueError("a reach campaign bids base_cpm, which is 0; set it")
        if self.goal is not Goal.REACH and not self.goal_value_micros:
            raise ValueError(f"a campaign for {self.goal} bids what one of them is worth; set goal_value")
        return self


class Audience(Content):
    """Whom and where, in the words of ``domain.serving.values.Targeting``; an empty list restricts nothing."""

    countries: tuple[Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")], ...] = Field(default=(), max_length=250)
    regions: tuple[Region, ...] = Field(default=(), max_length=MAX_LIST)
    metros: tuple[Metro, ...] = Field(default=(), max_length=500)
    cities: tuple[City, ...] = Field(default=(), max_length=MAX_LIST)
    postal_codes: tuple[PostalCode, ...] = Field(default=(), max_length=MAX_LIST)
    circles: tuple[Around, ...] = Field(default=(), max_length=1_000)
    device_types: tuple[Annotated[StrictInt, Field(ge=1, le=8)], ...] = Field(default=(), max_length=8)
    operating_systems: tuple[OperatingSystem, ...] = Field(default=(), max_length=40)
    os_versions: dict[OperatingSystem, Version] = Field(default={}, max_length=40)
    device_makes: tuple[Named, ...] = Field(default=(), max_length=500)
    device_models: tuple[Named, ...] = Field(default=(), max_length=MAX_LIST)
    carriers: tuple[Named, ...] = Field(default=(), max_length=500)
    connection_types: tuple[Annotated[StrictInt, Field(ge=1, le=7)], ...] = Field(default=(), max_length=7)
    languages: tuple[Annotated[StrictStr, Field(pattern="^[a-z]{2}$")], ...] = Field(default=(), max_length=100)
    inventory: tuple[Literal["site", "app", "dooh"], ...] = Field(default=(), max_length=3)
    exchanges: tuple[Token, ...] = Field(default=(), max_length=100)
    deals: tuple[Token, ...] = Field(default=(), max_length=500)
    domains: Sites = ()
    blocked_domains: Sites = ()
    page_categories: tuple[PageCategory, ...] = Field(default=(), max_length=500)
    blocked_page_categories: tuple[PageCategory, ...] = Field(default=(), max_length=500)
    segments_any: tuple[Segment, ...] = Field(default=(), max_length=500)
    segments_none: tuple[Segment, ...] = Field(default=(), max_length=500)
    segments: Segments | None = None
    """On top of those two."""
    hours_utc: tuple[HourOfWeek, ...] = Field(default=(), max_length=168)
    hours_viewer: tuple[HourOfWeek, ...] = Field(default=(), max_length=168)
    """By the viewer's clock, by the campaign's ``time_zone`` where a request does not tell it."""
    hours_zone: tuple[HourOfWeek, ...] = Field(default=(), max_length=168)
    """By the campaign's ``time_zone``."""

    @model_validator(mode="after")
    def _nothing_is_both_wanted_and_excluded(self) -> Self:
        if both := set(self.domains) & set(self.blocked_domains):
            raise ValueError(f"{min(both)} is in domains and in blocked_domains; remove it from one of them")
        if contradicting := set(self.segments_any) & set(self.segments_none):
            raise ValueError(f"segment {min(contradicting)} is in segments_any and in segments_none; choose one")
        if both := set(self.page_categories) & set(self.blocked_page_categories):
            raise ValueError(f"{min(both)} is in page_categories and in blocked_page_categories; choose one")
        return self


class Caps(Content):
    """Billed impressions one person may get; 0 means uncapped. Hours, days and weeks (from Monday) are of UTC.

    ``tenant_per_...`` count the adverts of all the tenant's campaigns: this one waits once the person has seen so many.
    """

    per_hour: StrictInt = Field(default=0, ge=0, le=1_000)
    per_day: StrictInt = Field(default=0, ge=0, le=10_000)
    per_week: StrictInt = Field(default=0, ge=0, le=50_000)
    lifetime: StrictInt = Field(default=0, ge=0, le=1_000_000)
    tenant_per_hour: StrictInt = Field(default=0, ge=0, le=1_000)
    tenant_per_day: StrictInt = Field(default=0, ge=0, le=10_000)
    tenant_per_week: StrictInt = Field(default=0, ge=0, le=50_000)

    @model_validator(mode="after")
    def _every_cap_can_be_reached(self) -> Self:
        own = ("per_hour", "per_day", "per_week", "lifetime")
        together = ("tenant_per_hour", "tenant_per_day", "tenant_per_week")
        for names in (own, together):
            for short, long in combinations(names, 2):
                if 0 < getattr(self, long) < getattr(self, short):
                    raise ValueError(f"{short} is above {long} and could never be reached; lower it")
        return self


class CampaignContent(Content):
    """What people write and approvers read. Open ends are None: it then starts when it goes live, or runs until ended."""

    name: Name
    channel: Channel = Channel.PAID_MEDIA
    advertiser_domain: Host
    categories: Categories = ()
    currency: Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")]
    budget_micros: Budget
    daily_budget_micros: Budget | None = None
    """The most a day may cost, from midnight to midnight in ``time_zone``."""
    time_zone: Annotated[StrictStr, AfterValidator(_time_zone)] = "UTC"
    pacing: Pacing = Pacing.ASAP
    starts_at_ms: Instant | None = None
    ends_at_ms: Instant | None = None
    pricing: PricingTerms
    targeting: Audience = Audience()
    caps: Caps = Caps()

    @model_validator(mode="after")
    def _it_ends_after_it_starts(self) -> Self:
        if self.starts_at_ms is not None and self.ends_at_ms is not None and self.ends_at_ms <= self.starts_at_ms:
            raise ValueError("ends_at is not after starts_at; move one of them")
        return self

    @model_validator(mode="after")
    def _a_day_costs_no_more_than_the_whole(self) -> Self:
        if self.daily_budget_micros is not None and self.daily_budget_micros > self.budget_micros:
            raise ValueError("daily_budget is above budget; lower it, leave it out, or raise budget")
        return self


UNREVIEWED: Final = ("budget_micros", "daily_budget_micros", "time_zone", "pacing", "starts_at_ms", "ends_at_ms")
"""What may change inside the limits that were approved without anybody reading it again."""


class FlightDates(Content):
    """When a campaign runs, once it was scheduled; an open start or end is None."""

    starts_at_ms: int | None = None
    ends_at_ms: int | None = None


class CampaignFacts(Content):
    """What the workflow and the approval rules look at in one revision.

    ``categories`` are the campaign's and its creatives'. ``content_hash`` covers everything but budget and dates: equal
    hashes mean that nobody needs to read it again.
    ``author_ids`` are the people who wrote any revision since the last one that a review approved. ``sections`` are the
    hashes of all that it says, by section; ``reviewed`` those of the revision that a review approved last, if any did.
    """

    revision: int
    budget_micros: int
    currency: str
    channel: Channel
    categories: tuple[str, ...]
    starts_at_ms: int | None
    ends_at_ms: int | None
    content_hash: str
    author_ids: tuple[str, ...]
    sections: dict[Section, str] = {}
    reviewed: dict[Section, str] = {}
