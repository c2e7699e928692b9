"""Rows of exchanges. They belong to the platform: one exchange may reach the campaigns of several tenants."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from domain.records import MAIN_STORE, Big, store


class ExchangeRow(SQLModel, table=True):
    """One exchange as ``domain.exchanges.values.Exchange`` describes it. A revoked one is kept."""

    __tablename__ = "exchanges"
    __table_args__ = (store(MAIN_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200, unique=True)
    tenants: list[str] = Field(sa_type=JSON)
    secret_sha256: str = Field(default="", max_length=64)
    seats: list[str] = Field(sa_type=JSON)
    currencies: list[str] = Field(sa_type=JSON)
    qps_limit: int = 0
    previous_secret_sha256: str = Field(default="", max_length=64)
    previous_until_ms: int = Big(default=0)
    network_margin_ms: int | None = None
    gzip_responses: bool = False
    requires_creative_approval: bool = False
    require_schain: bool = False
    match_users: bool = False
    sync_url: str = Field(default="", max_length=2_000)
    price_encryption: str = Field(default="", max_length=20)
    no_bid_body: bool = False
    revision: int = 1
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
    revoked_at_ms: int | None = Big(default=None, nullable=True)
