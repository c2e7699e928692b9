"""Rows of campaigns: the campaign as it stands, its revisions, which never change, and every transition."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Campaign(TenantOwned, table=True):
    """One campaign. ``stage`` is the workflow's projection; the columns from ``name`` on repeat the newest revision.

    ``revision`` is the newest revision, ``approved_revision`` the one that runs, ``reviewed_revision`` the last one that
    a review approved (the running one may differ from it in budget and dates), ``locked_revision`` the last one put
    before a review.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("tenant_id", "creation_key"),
        Index("ix_campaigns_stage", "tenant_id", "stage", "id"),
        Index("ix_campaigns_updated", "tenant_id", "updated_at_ms", "id"),
        Index("ix_campaigns_flight", "tenant_id", "starts_at_ms", "ends_at_ms"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    stage: str = Field(max_length=20)
    last_sequence: int = 0
    """Number of the last transition on record."""
    note: str = Field(default="", max_length=4_000)
    """Why the campaign is in its stage: the comment of its last transition."""
    revision: int = 1
    approved_revision: int | None = None
    reviewed_revision: int | None = None
    locked_revision: int | None = None
    creation_key: str | None = Field(default=None, max_length=200)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()

    name: str = Field(max_length=200)
    channel: str = Field(max_length=20)
    advertiser_domain: str = Field(max_length=253)
    currency: str = Field(max_length=3)
    budget_micros: int = Big()
    starts_at_ms: int | None = Big(default=None, nullable=True)
    ends_at_ms: int | None = Big(default=None, nullable=True)
    """With ``starts_at_ms``: when it runs; a schedule set by the workflow replaces what the content asks for."""


class CampaignRevision(TenantOwned, table=True):
    """What a campaign consisted of at one time: its content, and which version of which creative."""

    __tablename__ = "campaign_revisions"
    __table_args__ = (store(MAIN_STORE),)

    campaign_id: str = Field(primary_key=True, foreign_key="campaigns.id", max_length=40)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    creatives: list[list[Any]] = Field(sa_type=JSON)
    """Pairs of creative id and version, in the order they were added."""
    content_hash: str = Field(max_length=64)
    author_id: str = Field(max_length=64)
    created_at_ms: int = Big()


class CampaignTransition(TenantOwned, table=True):
    """One action that happened: who, in which role, when and why."""

    __tablename__ = "campaign_transitions"
    __table_args__ = (store(MAIN_STORE),)

    campaign_id: str = Field(primary_key=True, foreign_key="campaigns.id", max_length=40)
    sequence: int = Field(primary_key=True)
    from_stage: str = Field(max_length=20)
    action: str = Field(max_length=20)
    to_stage: str = Field(max_length=20)
    actor_id: str = Field(max_length=64)
    actor_role: str = Field(max_length=20)
    comment: str = Field(default="", max_length=4_000)
    at_ms: int = Big()
