"""Rows of exports: what left the house, for which placements, and in whose name."""

from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class CreativeExport(TenantOwned, table=True):
    """One package. Its bytes are made of the files and the manifest whenever somebody fetches it."""

    __tablename__ = "creative_exports"
    __table_args__ = (
        UniqueConstraint("tenant_id", "creation_key"),
        Index("ix_creative_exports_creative", "tenant_id", "creative_id", "id"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    creative_id: str = Field(default="", max_length=40)
    """Empty for a package of assets alone."""
    campaign_id: str = Field(default="", max_length=40)
    assets: list[list[Any]] = Field(sa_type=JSON)
    """Pairs of asset id and version."""
    placements: list[list[Any]] = Field(sa_type=JSON)
    """Pairs of a contract's id and version."""
    manifest: str = Field(sa_type=Text)
    manifest_sha256: str = Field(max_length=64)
    members: list[list[Any]] = Field(sa_type=JSON)
    size_bytes: int = Big()
    creation_key: str | None = Field(default=None, max_length=200)
    exported_by: str = Field(max_length=64)
    exported_at_ms: int = Big()
    fetches: int = 0
    fetched_by: str = Field(default="", max_length=64)
    fetched_at_ms: int | None = Big(default=None, nullable=True)
