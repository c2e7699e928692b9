"""Rows of comments."""

from sqlalchemy import JSON, Index
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Comment(TenantOwned, table=True):
    """One comment. ``thread_id`` is the id of the one that began the thread, its own for that; only that one is resolved."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_campaign", "tenant_id", "campaign_id", "thread_id", "id"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(foreign_key="campaigns.id", max_length=40)
    thread_id: str = Field(max_length=40)
    place: str = Field(max_length=20)
    """A ``Place`` of the campaign."""
    creative_id: str = Field(default="", max_length=40)
    """Where the place is a creative."""
    text: str = Field(max_length=4_000)
    mentions: list[str] = Field(sa_type=JSON)
    """Ids of people."""
    author_id: str = Field(max_length=40)
    created_at_ms: int = Big()
    edited_at_ms: int | None = Big(default=None, nullable=True)
    deleted_at_ms: int | None = Big(default=None, nullable=True)
    resolved_at_ms: int | None = Big(default=None, nullable=True)
    resolved_by: str = Field(default="", max_length=40)
