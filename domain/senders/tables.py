"""Rows of channels: accounts at vendors, and who a tenant writes as."""

from pydantic import JsonValue
from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class ChannelAccountRow(TenantOwned, table=True):
    """An account at a vendor; its credentials are sealed under its own id."""

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(JOURNEYS_STORE))

    id: str = Field(primary_key=True, max_length=40)
    vendor: str = Field(max_length=40)
    name: str = Field(max_length=120)
    enabled: bool = True
    is_default: bool = True
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    """What its vendor carries, as it was said when the account was made."""
    platforms: list[str] = Field(default_factory=list, sa_type=JSON)
    parameters: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    credentials: str = Field(default="", sa_type=Text)
    revision: int = 1
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
    tested_at_ms: int | None = Big(default=None, nullable=True)
    works: bool | None = None
    """What the last test came to."""
    tested: str = Field(default="", sa_type=Text)


class SenderRow(TenantOwned, table=True):
    """Somebody to write as; ``domain_check`` is a ``DomainCheck`` as JSON, empty before the first look."""

    __tablename__ = "senders"
    __table_args__ = (UniqueConstraint("tenant_id", "channel", "address"), store(JOURNEYS_STORE))

    id: str = Field(primary_key=True, max_length=40)
    channel: str = Field(max_length=20)
    name: str = Field(max_length=120)
    address: str = Field(max_length=254)
    reply_to: str = Field(default="", max_length=254)
    postal_address: str = Field(default="", sa_type=Text)
    dkim_selectors: list[str] = Field(default_factory=list, sa_type=JSON)
    is_default: bool = True
    domain_check: dict[str, JsonValue] = Field(default_factory=dict, sa_type=JSON)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
