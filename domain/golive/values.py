"""What is asked of a campaign before it may go live, what is found, and what may be done about it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, NamedTuple, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, model_validator

from domain.brand.values import Finding as BrandFinding
from domain.campaigns.sections.values import Section
from domain.campaigns.values import CampaignContent, Channel, Content, FlightDates, Instant, Stage, printable
from domain.serving.rules import Piece


class Check(StrEnum):
    """Everything that is asked. The part before the dot is its family, by which rules may name all of it."""

    NOT_APPROVED = "approval.missing"
    EDITED = "approval.edited"
    NOT_AS_APPROVED = "approval.differs"
    APPROVAL_LAPSED = "approval.lapsed"
    LINK_INSECURE = "link.insecure"
    LINK_MALFORMED = "link.malformed"
    LINK_ELSEWHERE = "link.elsewhere"
    TRACKER_INSECURE = "tracking.insecure"
    TRACKER_MACRO = "tracking.macro"
    NO_CAMPAIGN_TAG = "tracking.untagged"
    NO_CREATIVES = "creative.none"
    SIZE = "creative.size"
    MEDIUM = "creative.medium"
    REFUSED = "creative.refused"
    REFUSED_EVERYWHERE = "creative.refused_everywhere"
    ENDED = "schedule.ended"
    STARTED = "schedule.started"
    ENDS_BEFORE_START = "schedule.order"
    DAY_ABOVE_WHOLE = "budget.day"
    NO_RATE = "budget.rate"
    NOBODY_MATCHES = "audience.nobody"
    OUTSIDE_COUNTRIES = "audience.outside"
    UNUSUAL_LANGUAGE = "audience.language"
    MERGE_TAG = "message.merge_tag"
    NO_FALLBACK = "message.fallback"
    NO_UNSUBSCRIBE = "message.unsubscribe"
    NO_TRAFFIC = "forecast.no_traffic"
    OFF_BRAND = "brand.off"
    NOT_JUDGED = "brand.unjudged"
    BRAND_UNSEEN = "brand.unseen"
    CHANNEL = "policy.channel"
    REGULATED = "policy.regulated"
    NO_CAP = "policy.frequency"
    TASK_OPEN = "task.open"


class Severity(StrEnum):
    BLOCKER = "blocker"
    """Keeps the campaign from going live."""
    WARNING = "warning"
    """Is shown, and keeps nobody from anything."""


class Enforcement(StrEnum):
    """What a tenant makes of a check."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


WARNED_OF: Final = frozenset(
    {
        Check.TRACKER_MACRO,
        Check.NO_CAMPAIGN_TAG,
        Check.SIZE,
        Check.REFUSED,
        Check.STARTED,
        Check.NO_RATE,
        Check.OUTSIDE_COUNTRIES,
        Check.UNUSUAL_LANGUAGE,
        Check.NO_TRAFFIC,
        Check.BRAND_UNSEEN,
        Check.NO_CAP,
        Check.REGULATED,
    }
)
"""What is a warning unless a rule says otherwise. Channels are not asked about at all; everything else blocks."""
NOT_ASKED: Final = frozenset({Check.CHANNEL})

NEVER_RELAXED: Final = frozenset(
    {
        Check.NOT_APPROVED,
        Check.EDITED,
        Check.NOT_AS_APPROVED,
        Check.APPROVAL_LAPSED,
        Check.OFF_BRAND,
        Check.NOT_JUDGED,
    }
)
"""No rule makes these less than blockers."""
NEVER_OVERRIDDEN: Final = frozenset({Check.NOT_APPROVED, Check.EDITED, Check.NOT_AS_APPROVED, Check.NOT_JUDGED})
"""Nor does anybody's grant let these through: what runs is what was approved, and nobody answers for what nobody has seen."""

SECTION_OF: Final[Mapping[str, Section]] = MappingProxyType(
    {
        "link": Section.CREATIVES,
        "tracking": Section.CREATIVES,
        "creative": Section.CREATIVES,
        "message": Section.CREATIVES,
        "brand": Section.CREATIVES,
        "schedule": Section.SCHEDULE,
        "budget": Section.BUDGET,
        "audience": Section.AUDIENCE,
        "forecast": Section.AUDIENCE,
    }
)
"""By family; what is of no section concerns the campaign as a whole."""

FAMILIES: Final = frozenset(check.value.partition(".")[0] for check in Check)


class Found(NamedTuple):
    """What a check found, before rules and grants weigh it."""

    check: Check
    what: str
    where: str
    """``creatives.crt_1.landing_url``, ``schedule.ends_at``, ``tasks.tsk_1``."""
    remedy: str
    section: Section | None = None
    details: str = ""
    """All of it, where ``what`` says only some."""


class Finding(Content):
    """What keeps a campaign from going live, or is worth knowing before it does."""

    code: Check
    section: Section | None
    severity: Severity
    what: str
    where: str
    remedy: str
    digest: str = ""
    """Of all that was found there."""
    override_id: str | None = None
    """The grant that lets it through."""

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKER and self.override_id is None

    @property
    def name(self) -> str:
        """What a grant calls it: another one as soon as something else is found there."""
        return f"{self.code}@{self.where}#{self.digest}"


class Report(Content):
    """What the gate says of one revision. It is open when nothing blocks."""

    campaign_id: str
    revision: int
    revision_hash: str
    findings: tuple[Finding, ...]

    @property
    def blockers(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.blocks)

    @property
    def passes(self) -> bool:
        return not self.blockers


def _code(name: str) -> str:
    if name not in FAMILIES and name not in set(Check):
        raise ValueError(f"{name[:60]!r} is neither a check nor a family of checks; send one like link or brand.unseen")
    return name


class GateRule(Content):
    """What a tenant makes of a check, or of a family of checks, on some channels and from some budget.

    Of several that apply the most particular counts: a check before its family, then channels named, then the larger budget;
    of equals the strictest. ``budget_from_micros`` is US dollars.
    """

    name: Annotated[StrictStr, Field(min_length=1, max_length=80), AfterValidator(printable)]
    check: Annotated[StrictStr, AfterValidator(_code)]
    enforcement: Enforcement
    channels: Annotated[tuple[Channel, ...], Field(max_length=len(Channel))] = ()
    budget_from_micros: Annotated[StrictInt, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _it_relaxes_nothing_that_must_hold(self) -> Self:
        if self.enforcement is not Enforcement.BLOCK and self.check in NEVER_RELAXED:
            raise ValueError(f"{self.check} always blocks; leave it out, or let somebody override one finding")
        return self


Line = Annotated[StrictStr, Field(min_length=1, max_length=200), AfterValidator(printable)]


class NewTask(Content):
    """Something that is to be done before a campaign goes live, or besides it."""

    title: Line
    assignee_id: Annotated[StrictStr, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    due_at_ms: Instant | None = None
    required: StrictBool = True


class NewOverride(Content):
    """A wish to let a revision through in spite of what was found."""

    revision_hash: Annotated[StrictStr, Field(pattern="^[0-9a-f]{64}$")]
    findings: Annotated[tuple[Annotated[StrictStr, Field(max_length=400)], ...], Field(min_length=1, max_length=100)]
    """By their names, as preflight says them: ``brand.off@creatives.crt_1#0f3a9c8b21d4``."""
    reason: Annotated[StrictStr, Field(min_length=10, max_length=2_000, pattern=r"^[^\x00]*$")]
    expires_at_ms: Instant


LONGEST_OVERRIDE_MS: Final = 30 * 86_400_000


class Override(NamedTuple):
    """A grant as the gate reads it."""

    id: str
    revision_hash: str
    findings: frozenset[str]
    expires_at_ms: int


class OpenTask(NamedTuple):
    """A required task that is not done."""

    id: str
    title: str
    assignee_id: str


class Looked(NamedTuple):
    """What a brand has against one version of a creative, and by which version of which kit."""

    creative_id: str
    findings: tuple[BrandFinding, ...]


class Subject(NamedTuple):
    """A revision that is to go live, and all that the checks look at besides: pure, so that one look can be repeated."""

    campaign_id: str
    now_ms: int
    stage: Stage
    revision: int
    revision_hash: str
    content: CampaignContent
    flight: FlightDates
    pieces: tuple[Piece, ...]
    sections: frozenset[Section]
    """Those asked about; of an edit that needs no review, what it changes."""
    approval: tuple[Found, ...]
    """What is wrong with its approval."""
    categories: tuple[str, ...]
    has_rate: bool
    budget_usd_micros: int | None
    is_matched: bool | None
    """Whether its newest forecast found any traffic; None without a forecast of this revision."""
    tasks: tuple[OpenTask, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is asked about, tasks included."""
        return len(self.sections) == len(Section)


class Wish(StrEnum):
    """On which way to live a revision asks."""

    GO_LIVE = "go_live"
    """What was approved goes on air: at once, at its date, or again after a pause."""
    REPLACE = "replace"
    """A revision that a review approved takes the place of the one on air."""
    ADJUST = "adjust"
    """One that needs no review does."""
    PREVIEW = "preview"
    """The newest revision only wants to know."""
