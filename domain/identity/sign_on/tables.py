"""Rows of single sign-on: providers, whom they know by which subject, and what must not come twice."""

from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class IdentityProviderRow(TenantOwned, table=True):
    """Whom a tenant believes. The client secret is sealed under the row's id."""

    __tablename__ = "identity_providers"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    protocol: str = Field(max_length=20)
    """``openid`` or ``saml``: what ``described`` is of."""
    described: dict[str, Any] = Field(sa_type=JSON)
    client_secret: str = Field(default="", sa_type=Text)
    enabled: bool = True
    email_domains: list[str] = Field(sa_type=JSON)
    vouches_for_addresses: bool = False
    only_way_in: bool = True
    joining: str = Field(max_length=20)
    claims: dict[str, str] = Field(sa_type=JSON)
    roles_of_groups: dict[str, str] = Field(sa_type=JSON)
    default_role: str = Field(default="", max_length=20)
    session_hours: int
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class SignOnLinkRow(TenantOwned, table=True):
    """That a subject of a provider is one of our people; of the subject we keep the digest, with its issuer's."""

    __tablename__ = "sign_on_links"
    __table_args__ = (UniqueConstraint("provider_id", "user_id"), store(MAIN_STORE))

    provider_id: str = Field(primary_key=True, foreign_key="identity_providers.id", max_length=40)
    subject_sha256: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="users.id", max_length=40, index=True)
    linked_at_ms: int = Big()
    last_used_at_ms: int = Big()


class SignOnSpentRow(TenantOwned, table=True):
    """A state, an assertion or a ticket that has come; kept until it would be refused for its age."""

    __tablename__ = "sign_on_spent"
    __table_args__ = (store(MAIN_STORE),)

    provider_id: str = Field(primary_key=True, max_length=40)
    sha256: str = Field(primary_key=True, max_length=64)
    forget_at_ms: int = Big(index=True)
