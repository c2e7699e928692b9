"""Rows of identity: tenants, their people, and the digests of the tokens they carry."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Tenant(SQLModel, table=True):
    """A customer of the product. ``tier_ladder`` None means the default ladder of ``domain.loyalty``."""

    __tablename__ = "tenants"
    __table_args__ = (store(MAIN_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    seat: str = Field(max_length=64)
    tier_ladder: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, nullable=True)
    requests_per_minute: int | None = None
    """What all its people and keys together may ask of the API; None for as much as they like."""
    created_at_ms: int = Big()


class User(TenantOwned, table=True):
    """A person of one tenant, with roles and the approver grants on top."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("tenant_id", "email"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    email: str = Field(max_length=255)
    name: str = Field(max_length=200)
    roles: list[str] = Field(sa_type=JSON)
    grants: list[str] = Field(sa_type=JSON)
    disabled_at_ms: int | None = Big(default=None, nullable=True)
    created_at_ms: int = Big()


class ApiToken(TenantOwned, table=True):
    """A bearer token, of which we keep the SHA-256 digest alone. ``demo`` ones work in demo mode only.

    ``scopes`` narrow what its user may do; None narrows nothing.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (Index("ix_api_tokens_sha256", "sha256", unique=True), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    user_id: str = Field(foreign_key="users.id", max_length=40, index=True)
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    demo: bool = False
    scopes: list[str] | None = Field(default=None, sa_type=JSON, nullable=True)
    requests_per_minute: int | None = None
    last_used_at_ms: int | None = Big(default=None, nullable=True)
    """To the minute."""
    created_at_ms: int = Big()
    expires_at_ms: int | None = Big(default=None, nullable=True)
    revoked_at_ms: int | None = Big(default=None, nullable=True)
