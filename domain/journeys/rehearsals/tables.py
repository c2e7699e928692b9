"""Rows of dry runs. They hold counts and a few ids to look at, nothing of what anybody would be sent."""

from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class RehearsalRow(TenantOwned, table=True):
    """One dry run: what is rehearsed, how far it is, and what was counted so far."""

    __tablename__ = "journey_rehearsals"
    __table_args__: Any = (
        Index("ix_journey_rehearsals_journey", "tenant_id", "journey_id", "id"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(max_length=64)
    id: str = Field(primary_key=True, max_length=40)
    journey_id: str = Field(max_length=40)
    version: int
    """0 for a draft as it was then."""
    definition: str = Field(sa_type=Text)
    request: str = Field(sa_type=Text)
    stage: str = Field(max_length=12)
    starts_at_ms: int = Big()
    audience: int = 0
    """As it was estimated before anybody was looked at."""
    people: int = 0
    """Of the audience, met so far."""
    looked_at: int = 0
    """Of those, drawn and taken through the journey."""
    after: str = Field(default="", max_length=128)
    """Beyond whom it goes on; empty once it is over."""
    tally: str = Field(default="", sa_type=Text)
    problems: str = Field(default="", sa_type=Text)
    failure: str = Field(default="", max_length=500)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
    ended_at_ms: int | None = Big(default=None, nullable=True)
