"""Rows of creatives: the creative as it stands, and its versions, which never change."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Creative(TenantOwned, table=True):
    """One creative. A removed one stays on record, since earlier revisions of its campaign name it."""

    __tablename__ = "creatives"
    __table_args__ = (
        UniqueConstraint("tenant_id", "creation_key"),
        Index("ix_creatives_campaign", "tenant_id", "campaign_id", "id"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(foreign_key="campaigns.id", max_length=40)
    version: int = 1
    name: str = Field(max_length=200)
    format: str = Field(max_length=20)
    creation_key: str | None = Field(default=None, max_length=200)
    copied_from_id: str = Field(default="", max_length=40)
    copied_from_version: int = 0
    """With ``copied_from_id``: the creative this one began as a copy of; empty for one that was written anew."""
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
    removed_at_ms: int | None = Big(default=None, nullable=True)


class CreativeVersion(TenantOwned, table=True):
    """What a creative consisted of at one time."""

    __tablename__ = "creative_versions"
    __table_args__ = (store(MAIN_STORE),)

    creative_id: str = Field(primary_key=True, foreign_key="creatives.id", max_length=40)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
