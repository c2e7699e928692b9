"""Rows of notifications."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from domain.notifications.values import MOST_TEXT, MOST_TITLE
from domain.records import MAIN_STORE, Big, TenantOwned, store


class Notification(TenantOwned, table=True):
    """One person's copy of one piece of news. Ids follow time."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id", "key"),
        Index("ix_notifications_user", "tenant_id", "user_id", "id"),
        Index("ix_notifications_age", "at_ms"),
        Index("ix_notifications_subject", "tenant_id", "subject_id", "kind"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    tenant_id: str = Field(max_length=64)
    user_id: str = Field(max_length=40)
    key: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    """A ``NewsKind``."""
    subject_id: str = Field(max_length=64)
    title: str = Field(max_length=MOST_TITLE)
    text: str = Field(max_length=MOST_TEXT)
    at_ms: int = Big()
    read_at_ms: int | None = Big(default=None, nullable=True)
