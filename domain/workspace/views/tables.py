"""Rows of saved views."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class SavedView(TenantOwned, table=True):
    """One list as somebody wants to see it again; shared ones are everybody's to read."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("tenant_id", "owner_id", "subject", "name"),
        Index("ix_saved_views_listed", "tenant_id", "subject", "is_shared", "id"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    owner_id: str = Field(max_length=40)
    subject: str = Field(max_length=20)
    name: str = Field(max_length=100)
    filters: dict[str, Any] = Field(sa_type=JSON)
    sort: str = Field(max_length=40)
    columns: list[str] = Field(sa_type=JSON)
    is_shared: bool = False
    revision: int = 1
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
