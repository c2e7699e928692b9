"""Rows of clearances: an exchange's word on one version of a creative."""

from sqlalchemy import Index
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Clearance(TenantOwned, table=True):
    """What the exchange said last of this creative. ``is_told`` once the bidders know."""

    __tablename__ = "clearances"
    __table_args__ = (
        Index("ix_clearances_exchange", "exchange_id", "state", "creative_id"),
        Index("ix_clearances_untold", "is_told"),
        store(MAIN_STORE),
    )

    creative_id: str = Field(primary_key=True, max_length=40)
    exchange_id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(max_length=40)
    version: int
    state: str = Field(max_length=20)
    reason: str = Field(default="", max_length=500)
    exchange_creative_id: str = Field(default="", max_length=200)
    said_by: str = Field(max_length=64)
    updated_at_ms: int = Big()
    is_told: bool = False
