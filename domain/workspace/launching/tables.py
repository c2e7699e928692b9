"""Rows of launches."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Launch(TenantOwned, table=True):
    """One way from a brief to the air. Once ``campaign_id`` is set the campaign says what ``draft`` said."""

    __tablename__ = "launches"
    __table_args__ = (
        UniqueConstraint("tenant_id", "creation_key"),
        Index("ix_launches_listed", "tenant_id", "id"),
        Index("ix_launches_by_campaign", "tenant_id", "campaign_id"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    draft: dict[str, Any] = Field(sa_type=JSON)
    """A ``Draft``."""
    wishes: list[dict[str, Any]] = Field(sa_type=JSON)
    """Every ``Wish`` that is no creative yet."""
    campaign_id: str = Field(default="", max_length=40)
    creation_key: str | None = Field(default=None, max_length=200)
    asked: str = Field(default="", max_length=64)
    """A digest of what was sent with that key."""
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
