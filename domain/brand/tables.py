"""Rows of brands: a kit with its draft, and its versions, which never change."""

from typing import Any

from sqlalchemy import JSON, Index, column
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class BrandKitRow(TenantOwned, table=True):
    """One kit. ``draft`` is a ``Kit``; None when nothing is being written."""

    __tablename__ = "brand_kits"
    __table_args__ = (
        Index("ix_brand_kits_listed", "tenant_id", "is_archived", "id"),
        Index(
            "uq_brand_kits_default",
            "tenant_id",
            unique=True,
            sqlite_where=column("is_default"),
            postgresql_where=column("is_default"),
        ),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    live_version: int = 0
    """The newest that is published; 0 before the first."""
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON, nullable=True)
    draft_revision: int = 1
    is_default: bool = False
    """Creatives are held against it where no kit is named. At most one of a tenant's."""
    is_archived: bool = False
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class BrandKitVersionRow(TenantOwned, table=True):
    """What a kit asked for from one publication to the next."""

    __tablename__ = "brand_kit_versions"
    __table_args__ = (store(MAIN_STORE),)

    kit_id: str = Field(primary_key=True, foreign_key="brand_kits.id", max_length=40)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    comment: str = Field(default="", max_length=500)
    published_by: str = Field(max_length=64)
    published_at_ms: int = Big()
