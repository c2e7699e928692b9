"""Rows of forecasts: asked for, being made, made."""

from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class ForecastRow(TenantOwned, table=True):
    """One forecast of one revision. ``result`` is a ``Forecast`` once ``state`` is ``done``."""

    __tablename__ = "forecasts"
    __table_args__ = (Index("ix_forecasts_campaign", "tenant_id", "campaign_id", "asked_at_ms"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(max_length=40)
    revision: int
    state: str = Field(max_length=10)
    progress: float = 0.0
    from_ms: int = Big()
    to_ms: int = Big()
    asked_by: str = Field(max_length=64)
    asked_at_ms: int = Big()
    touched_at_ms: int = Big()
    problem: str = Field(default="", max_length=400)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON)
