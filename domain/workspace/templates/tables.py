"""Rows of campaign templates."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class CampaignTemplate(TenantOwned, table=True):
    """A campaign to begin others from: its content without dates, and its creatives."""

    __tablename__ = "campaign_templates"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=2_000)
    content: dict[str, Any] = Field(sa_type=JSON)
    creatives: list[dict[str, Any]] = Field(sa_type=JSON)
    made_from: str = Field(max_length=40)
    """The campaign it was saved of."""
    revision: int
    """And the revision of that."""
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
