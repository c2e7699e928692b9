"""Exchanges that may ask us for bids, and what each may reach."""

from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from domain.identity.values import TenantId


class PriceEncryption(StrEnum):
    """How an exchange hides prices in its notices. The keys are a setting of the bidders."""

    NONE = ""
    GOOGLE = "google"


class Exchange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A credential: who asks, and which tenants' campaigns may answer.

    ``secret_sha256`` is the hex digest of the secret that the exchange sends; secrets themselves are never stored. While
    a secret is being replaced the one before is good as well, until ``previous_until_ms``. An empty digest accepts
    requests without a secret and is honoured in demo mode only. ``currencies`` is what the exchange settles in, first one
    by default. ``qps_limit`` 0 means unlimited.
    """

    exchange_id: str
    name: str
    tenants: tuple[str, ...]
    secret_sha256: str = ""
    seats: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ("USD",)
    qps_limit: int = 0
    """Requests a second that are looked at, over all bidders; the rest gets no bid at the door."""
    revision: int = 0
    revoked: bool = False
    previous_secret_sha256: str = ""
    previous_until_ms: int = 0
    network_margin_ms: int | None = None
    """What of ``tmax`` is left to the network; None for what the bidders measure."""
    gzip_responses: bool = False
    """Bids are compressed for a request that accepts gzip."""
    requires_creative_approval: bool = False
    """Only creatives it has approved are bid with; else every one that it has not refused."""
    require_schain: bool = False
    """Bid only on requests whose supply chain is complete."""
    match_users: bool = False
    """Its ``user.id`` is its own: looked up in the table that user syncs fill, and never taken for an id of ours."""
    sync_url: str = ""
    """Where a user sync sends the browser on, with ``${USER_ID}`` for our id; empty ends it with a pixel."""
    price_encryption: PriceEncryption = PriceEncryption.NONE
    no_bid_body: bool = False
    """Where there is no bid it is told why in a response (200 with ``nbr``); else the answer is empty (204)."""


ExchangeId = Annotated[StrictStr, Field(pattern="^[a-z][a-z0-9_-]{1,39}$")]
"""Also part of keys and paths, hence no dots."""
CurrencyCode = Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")]
SyncUrl = Annotated[StrictStr, Field(max_length=2_000, pattern=r"^(https?://[\x21-\x7e]+)?$")]
NetworkMarginMs = Annotated[StrictInt, Field(ge=0, le=1_000)]
Seat = Annotated[StrictStr, Field(pattern="^[A-Za-z0-9._-]{1,64}$")]


class NewExchange(BaseModel):
    """An exchange to be; its id is made up unless one is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ExchangeId | None = None
    name: Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    tenants: Annotated[tuple[TenantId, ...], Field(min_length=1, max_length=1_000)]
    """Whose campaigns may answer it."""
    seats: Annotated[tuple[Seat, ...], Field(max_length=100)] = ()
    currencies: Annotated[tuple[CurrencyCode, ...], Field(min_length=1, max_length=20)] = ("USD",)
    """What it settles in, the default first."""
    qps_limit: Annotated[StrictInt, Field(ge=0, le=1_000_000)] = 0
    open: bool = False
    """Takes requests without a secret. Doors honour that in demo mode alone."""
    network_margin_ms: NetworkMarginMs | None = None
    """Milliseconds of ``tmax`` left to the network; without it the bidders measure."""
    gzip_responses: StrictBool = False
    requires_creative_approval: StrictBool = False
    require_schain: StrictBool = False
    match_users: StrictBool = False
    sync_url: SyncUrl = ""
    price_encryption: PriceEncryption = PriceEncryption.NONE
    no_bid_body: StrictBool = False


class ExchangeChange(BaseModel):
    """What to change of an exchange; what is left out stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenants: Annotated[tuple[TenantId, ...], Field(min_length=1, max_length=1_000)] | None = None
    seats: Annotated[tuple[Seat, ...], Field(max_length=100)] | None = None
    currencies: Annotated[tuple[CurrencyCode, ...], Field(min_length=1, max_length=20)] | None = None
    qps_limit: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    network_margin_ms: NetworkMarginMs | None = None
    """Null lets the bidders measure again."""
    gzip_responses: StrictBool | None = None
    requires_creative_approval: StrictBool | None = None
    require_schain: StrictBool | None = None
    match_users: StrictBool | None = None
    sync_url: SyncUrl | None = None
    price_encryption: PriceEncryption | None = None
    no_bid_body: StrictBool | None = None


class SecretRotation(BaseModel):
    """How a secret is replaced: the old one stays good for ``keep_old_s`` seconds beside the new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_old_s: Annotated[StrictInt, Field(ge=0, le=30 * 24 * 3_600)] = 24 * 3_600
    """0 ends the old one as soon as the doors are told."""
