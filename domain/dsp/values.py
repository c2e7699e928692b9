"""Demand-side platforms as everybody else may import them: accounts, fanned-out bids, audiences and what they report.

A platform is named by a key (``connectors.dsp.registry`` knows which there are). Money is micros or nanos of the named
currency, instants are Unix milliseconds.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final, Protocol

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt, StrictStr

from domain.profiles.values import MatchKey

TIMEOUT_MS: Final = 200
MOST_CONCURRENT: Final = 1_000

PlatformKey = Annotated[StrictStr, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
AccountName = Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
HttpsUrl = Annotated[StrictStr, Field(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f\\@]+$")]
Parameter = Annotated[StrictStr, Field(min_length=1, max_length=500)]


class NewDspAccount(BaseModel):
    """An account at a platform to be. ``parameters`` and ``credentials`` are those its platform asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    platform: PlatformKey
    name: AccountName
    enabled: StrictBool = True
    bid_url: HttpsUrl | None = None
    """Where its bidder takes OpenRTB requests; without one no bids are routed there."""
    parameters: dict[str, Parameter] = Field(default_factory=dict, max_length=20)
    credentials: dict[str, SecretStr] = Field(default_factory=dict, max_length=20)
    timeout_ms: Annotated[StrictInt, Field(ge=10, le=TIMEOUT_MS)] = TIMEOUT_MS
    max_concurrent: Annotated[StrictInt, Field(ge=1, le=MOST_CONCURRENT)] = MOST_CONCURRENT


class DspAccountChange(BaseModel):
    """What to change of an account; what is left out stays. Credentials are replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: AccountName | None = None
    enabled: StrictBool | None = None
    bid_url: HttpsUrl | None = None
    parameters: dict[str, Parameter] | None = Field(default=None, max_length=20)
    credentials: dict[str, SecretStr] | None = Field(default=None, max_length=20)
    timeout_ms: Annotated[StrictInt, Field(ge=10, le=TIMEOUT_MS)] | None = None
    max_concurrent: Annotated[StrictInt, Field(ge=1, le=MOST_CONCURRENT)] | None = None


class DspAccount(Struct, frozen=True, kw_only=True):
    """An account with its credentials opened; made for connectors, never shown or stored."""

    tenant_id: str
    account_id: str
    platform: str
    name: str
    enabled: bool
    bid_url: str
    parameters: Mapping[str, str]
    credentials: Mapping[str, str]
    timeout_ms: int = TIMEOUT_MS
    max_concurrent: int = MOST_CONCURRENT
    revision: int = 1

    def __repr__(self) -> str:
        return f"DspAccount({self.platform}, {self.account_id})"


class Answered(StrEnum):
    """What became of one platform's turn in a fan-out."""

    BID = "bid"
    NO_BID = "no_bid"
    TIMEOUT = "timeout"
    ERROR = "error"
    """It answered with something that is no OpenRTB response, or the connection failed."""
    BUSY = "busy"
    """As many requests as it is allowed were under way."""
    BREAKER_OPEN = "breaker_open"
    """It failed too often of late and is left alone for a while."""


class PlatformBid(Struct, frozen=True, kw_only=True):
    """One bid of a platform. ``receipt`` is what ``win`` takes: sealed, it cannot be made up or altered."""

    impression_id: str
    bid_id: str
    price_micros: int
    currency: str
    receipt: str
    markup: str = ""
    creative_id: str = ""
    deal_id: str = ""
    advertiser_domains: tuple[str, ...] = ()
    seat: str = ""


class PlatformAnswer(Struct, frozen=True, kw_only=True):
    """One platform's turn: what became of it, how long it took, and its bids."""

    platform: str
    account_id: str
    answered: Answered
    latency_ms: float
    reason: str = ""
    bids: tuple[PlatformBid, ...] = ()


class PlatformWin(Struct, frozen=True, kw_only=True):
    """A receipt opened: which bid was won, and whom to tell."""

    tenant_id: str
    platform: str
    account_id: str
    request_id: str
    impression_id: str
    bid_id: str
    price_micros: int
    currency: str
    expires_at_ms: int
    win_url: str = ""
    billing_url: str = ""
    seat: str = ""


class PlatformCounters(Struct, kw_only=True):
    """What one process has seen of one account since its start. Latencies are milliseconds of answered requests."""

    platform: str
    account_id: str
    requests: int = 0
    bids: int = 0
    no_bids: int = 0
    timeouts: int = 0
    errors: int = 0
    busy: int = 0
    breaker_open: int = 0
    under_way: int = 0
    latency_p50_ms: float = 0.0
    latency_p99_ms: float = 0.0


class PlatformSpend(Struct, frozen=True, kw_only=True):
    """What wins at an account have cost so far, in one currency."""

    account_id: str
    currency: str
    wins: int
    spend_nanos: int


class Member(Struct, frozen=True):
    """One person of an audience with every key we may pass on."""

    person_id: str
    keys: Mapping[str, str]


class AudienceChange(Struct, frozen=True, kw_only=True):
    """Who joins and who leaves an audience, in one batch."""

    joining: tuple[Member, ...] = ()
    leaving: tuple[Member, ...] = ()


class AudienceReceipt(Struct, frozen=True, kw_only=True):
    """What a platform took of a batch. ``job_id`` names work it does later, where it says so."""

    received: int
    refused: int = 0
    job_id: str = ""


class AudienceSize(Struct, frozen=True, kw_only=True):
    """How many members the platform recognises; None where it will not say."""

    matched: int | None


class CampaignPlan(Struct, frozen=True, kw_only=True):
    """A campaign as a platform is told about it; ``daily_budget_micros`` is today's allowance."""

    campaign_id: str
    name: str
    currency: str
    budget_micros: int
    daily_budget_micros: int
    starts_at_ms: int
    ends_at_ms: int
    paused: bool = False
    platform_campaign_id: str = ""
    """Known once the platform has it."""


class PerformanceRow(Struct, frozen=True, kw_only=True):
    """What a platform reports of one campaign on one UTC day."""

    day: str
    platform_campaign_id: str
    impressions: int
    clicks: int
    conversions: int
    spend_micros: int
    currency: str


class Capabilities(Struct, frozen=True, kw_only=True):
    """A platform as data: what it takes, its limits, and what could not be checked against a public document."""

    platform: str
    label: str
    parameters: tuple[str, ...]
    credentials: tuple[str, ...]
    match_keys: tuple[MatchKey, ...]
    audience_batch: int
    match_rates: Mapping[MatchKey, float]
    """Our estimate of the share recognised by each key, until the platform reports a size."""
    documented: Mapping[str, str]
    """Per ability (``bids``, ``audiences``, ``campaigns``, ``performance``): the public document it follows."""
    unverified: tuple[str, ...] = ()
    """What no public document confirms."""
    destination: tuple[str, ...] = ()
    """Of the parameters, those that say where credentials are sent."""


class AudienceState(StrEnum):
    PENDING = "pending"
    SYNCING = "syncing"
    SYNCED = "synced"
    FAILED = "failed"


class NewAudience(BaseModel):
    """A segment of ours that an account is to have as an audience."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_id: Annotated[StrictStr, Field(max_length=40)]
    segment: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
    name: AccountName
    every_minutes: Annotated[StrictInt, Field(ge=0, le=10_080)] = 60
    """How often changes are sent; 0 means only when asked, and whoever opts out of sale and sharing is there until then."""


class FanOut(Protocol):
    """The router, as the API uses it."""

    async def bid(self, accounts: Sequence[DspAccount], request: bytes) -> Sequence[PlatformAnswer]:
        """Ask every account at once. Never raises for a platform's fault. Raises ``InvalidInput`` for no bid request."""
        ...

    async def tell_win(self, win: PlatformWin, account: DspAccount, *, price_micros: int) -> bool:
        """Tell the platform it won; whether it took note."""
        ...

    def open_receipt(self, tenant_id: str, receipt: str) -> PlatformWin:
        """Raises ``InvalidInput`` for one that is not ours."""
        ...

    def counters(self, tenant_id: str) -> Sequence[PlatformCounters]: ...

    def platforms(self) -> Sequence[Capabilities]: ...

    async def test_connection(self, account: DspAccount) -> Mapping[str, Any]: ...
