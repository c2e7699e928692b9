"""Rows of sessions, and of the keys that sign access tokens."""

from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from domain.records import MAIN_STORE, Big, TenantOwned, store


class SessionRow(TenantOwned, table=True):
    """Somebody signed in somewhere.

    A refresh token has two halves: the first names the session and never changes, the second is good once. We keep the
    digests of both, and of the second half before this one with what made this one of it.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_family", "family_sha256", unique=True),
        Index("ix_sessions_changed", "changed_at_ms"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    user_id: str = Field(foreign_key="users.id", max_length=40, index=True)
    family_sha256: str = Field(max_length=64)
    refresh_sha256: str = Field(max_length=64)
    before_sha256: str = Field(default="", max_length=64)
    made_with: str = Field(default="", max_length=64)
    """The second half is this, keyed with the one before: known to nobody who has only one of the two."""
    scopes: list[str] | None = Field(default=None, sa_type=JSON, nullable=True)
    revision: int = 1
    """Access tokens of an earlier one open nothing."""
    provider_id: str = Field(default="", max_length=40, index=True)
    """The identity provider it came by; none for a password."""
    user_agent: str = Field(default="", max_length=300)
    created_at_ms: int = Big()
    refreshed_at_ms: int = Big()
    changed_at_ms: int = Big()
    """When the revision moved on."""
    idle_until_ms: int = Big()
    ends_at_ms: int = Big()
    ended_at_ms: int | None = Big(default=None, nullable=True)
    ended_because: str = Field(default="", max_length=20)


class SigningKeyRow(SQLModel, table=True):
    """A key that signs access tokens; its private half is sealed."""

    __tablename__ = "signing_keys"
    __table_args__ = (store(MAIN_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    public: dict[str, Any] = Field(sa_type=JSON)
    sealed: str = Field(max_length=2_000)
    created_at_ms: int = Big()
