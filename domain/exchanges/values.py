"""Exchanges that may ask us for bids, and what each may reach."""

from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from domain.identity.values import TenantId


class PriceEncryption(StrEnum):
    """How an exchange hides prices in its notices. The keys are a setting of the bidders."""

    NONE = ""
    GOOGLE = "google"


class Exchange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A credential: who asks, and which tenants' campaigns may answer.

    ``secret_sha256`` is the hex digest of the secret that the exchange sends; secrets themselves are never stored. An
    empty digest accepts requests without a secret and is honoured in demo mode only. ``currencies`` is what the exchange
    settles in, first one by default. ``qps_limit`` 0 means unlimited.
    """

    exchange_id: str
    name: str
    tenants: tuple[str, ...]
    secret_sha256: str = ""
    seats: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ("USD",)
    qps_limit: int = 0
    revision: int = 0
    revoked: bool = False
    require_schain: bool = False
    """Bid only on requests whose supply chain is complete."""
    match_users: bool = False
    """Its ``user.id`` is its own: looked up in the table that user syncs fill, and never taken for an id of ours."""
    sync_url: str = ""
    """Where a user sync sends the browser on, with ``${USER_ID}`` for our id; empty ends it with a pixel."""
    price_encryption: PriceEncryption = PriceEncryption.NONE


ExchangeId = Annotated[StrictStr, Field(pattern="^[a-z][a-z0-9_-]{1,39}$")]
"""Also part of keys and paths, hence no dots."""
CurrencyCode = Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")]
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


class ExchangeChange(BaseModel):
    """What to change of an exchange; what is left out stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenants: Annotated[tuple[TenantId, ...], Field(min_length=1, max_length=1_000)] | None = None
    seats: Annotated[tuple[Seat, ...], Field(max_length=100)] | None = None
    currencies: Annotated[tuple[CurrencyCode, ...], Field(min_length=1, max_length=20)] | None = None
    qps_limit: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
