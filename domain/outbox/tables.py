"""Rows of what ends with us: letters, feed items, calls to webhooks."""

from sqlalchemy import JSON, Index, LargeBinary, SmallInteger, Text, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class LetterRow(TenantOwned, table=True):
    """A message the local outbox keeps; ``content`` is a ``Letter`` as MessagePack."""

    __tablename__ = "outbox_letters"
    __table_args__ = (
        Index("ix_outbox_letters_newest", "tenant_id", "at_ms", "message_id"),
        Index("ix_outbox_letters_person", "tenant_id", "person_id", "at_ms"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    message_id: str = Field(primary_key=True, max_length=200)
    person_id: str = Field(max_length=128)
    channel: str = Field(max_length=20)
    source: str = Field(default="", max_length=100)
    at_ms: int = Big()
    content: bytes = Field(sa_type=LargeBinary)


class FeedItemRow(TenantOwned, table=True):
    """Something to be shown; ``content`` is a ``FeedItem`` as MessagePack."""

    __tablename__ = "feed_items"
    __table_args__ = (
        Index("ix_feed_items_person", "tenant_id", "person_id", "channel", "until_ms"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    message_id: str = Field(primary_key=True, max_length=200)
    person_id: str = Field(max_length=128)
    channel: str = Field(max_length=20)
    at_ms: int = Big()
    until_ms: int = Big()
    content: bytes = Field(sa_type=LargeBinary)
    shown: int = Field(default=0, sa_type=SmallInteger)
    clicked: int = Field(default=0, sa_type=SmallInteger)
    first_shown_at_ms: int | None = Big(default=None, nullable=True)
    dismissed_at_ms: int | None = Big(default=None, nullable=True)


class WebhookCallRow(TenantOwned, table=True):
    """A call to a webhook, from waiting to answered or given up. ``due_at_ms`` is None once nothing is left to do."""

    __tablename__ = "webhook_calls"
    __table_args__ = (
        Index(
            "ix_webhook_calls_due",
            "due_at_ms",
            sqlite_where=column("due_at_ms").is_not(None),
            postgresql_where=column("due_at_ms").is_not(None),
        ),
        Index("ix_webhook_calls_state", "tenant_id", "state", "at_ms"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    message_id: str = Field(primary_key=True, max_length=200)
    account_id: str = Field(max_length=40)
    person_id: str = Field(max_length=128)
    source: str = Field(default="", max_length=100)
    url: str = Field(sa_type=Text)
    headers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    body: bytes = Field(sa_type=LargeBinary)
    state: str = Field(max_length=10)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    replays: int = Field(default=0, sa_type=SmallInteger)
    """Times it was taken from among the dead letters."""
    due_at_ms: int | None = Big(default=None, nullable=True)
    at_ms: int = Big()
    tried_at_ms: int | None = Big(default=None, nullable=True)
    last_status: int = Field(default=0, sa_type=SmallInteger)
    last_error: str = Field(default="", sa_type=Text)
