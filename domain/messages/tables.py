"""The ledger's rows."""

from sqlalchemy import Index, LargeBinary, SmallInteger, UniqueConstraint, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class Message(TenantOwned, table=True):
    """A message from plan to outcome. One row per (tenant, key), for ever.

    ``turn`` orders what is due (``rules.turn``); with ``due_at_ms`` it is None once nothing is left to do. ``counted_at_ms``
    is when caps count it: from its claim on, unless it is certain that it never went out, or transactional.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index(
            "ix_messages_due",
            "tenant_id",
            "source",
            "turn",
            "due_at_ms",
            sqlite_where=column("turn").is_not(None),
            postgresql_where=column("turn").is_not(None),
        ),
        Index("ix_messages_person", "tenant_id", "person_id", "counted_at_ms"),
        Index(
            "ix_messages_provider",
            "tenant_id",
            "provider_message_id",
            sqlite_where=column("provider_message_id") != "",
            postgresql_where=column("provider_message_id") != "",
        ),
        store(JOURNEYS_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    tenant_id: str = Field(max_length=64)
    key: str = Field(max_length=200)
    person_id: str = Field(max_length=128)
    channel: str = Field(max_length=20)
    source: str = Field(max_length=100)
    step: str = Field(default="", max_length=40)
    template_id: str = Field(max_length=40)
    template_version: int = 0
    intent: bytes = Field(default=b"", sa_type=LargeBinary)
    """``rules.Detail``: what only rendering and gates ask for."""
    status: str = Field(max_length=10)
    turn: int | None = Field(default=None, sa_type=SmallInteger)
    due_at_ms: int | None = Big(default=None, nullable=True)
    expires_at_ms: int = Big()
    planned_at_ms: int = Big()
    counted_at_ms: int | None = Big(default=None, nullable=True)
    settled_at_ms: int | None = Big(default=None, nullable=True)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    """Handovers begun."""
    looked_up: int = Field(default=0, sa_type=SmallInteger)
    """Times the vendor was asked what became of it."""
    claimed_by: str = Field(default="", max_length=64)
    account_id: str = Field(default="", max_length=40)
    """The tenant's account at the vendor that it was handed to."""
    provider: str = Field(default="", max_length=40)
    provider_message_id: str = Field(default="", max_length=200)
    """Where it is not our own id."""
    segments: int = Field(default=0, sa_type=SmallInteger)
    cost_nanos: int = Big(default=0)
    currency: str = Field(default="", max_length=3)
    reason: str = Field(default="", max_length=40)
    """The gate or ``Cause`` that refused it, or what it waits for."""
    trace: bytes = Field(default=b"", sa_type=LargeBinary)
    """``rules.read_trace``."""
    delivered_at_ms: int | None = Big(default=None, nullable=True)
    opened_at_ms: int | None = Big(default=None, nullable=True)
    """By a human being, as far as one can tell."""
    clicked_at_ms: int | None = Big(default=None, nullable=True)


class MessagePerson(TenantOwned, table=True):
    """What transactions that claim messages for a person at once wait for, on PostgreSQL; SQLite has one writer anyway."""

    __tablename__ = "message_people"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
