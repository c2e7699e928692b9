"""Counts of messages, and events about them that wait to be published."""

from sqlalchemy import LargeBinary
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class MessageTally(TenantOwned, table=True):
    """How many messages of a step on a channel came to an outcome (``domain.messages.rules.outcome``), or had feedback of a kind."""

    __tablename__ = "message_tallies"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=100)
    step: str = Field(primary_key=True, max_length=40)
    channel: str = Field(primary_key=True, max_length=20)
    what: str = Field(primary_key=True, max_length=60)
    count: int = Big()


class MessageEvents(TenantOwned, table=True):
    """Events of one transaction, waiting to be published; gone once JetStream has them."""

    __tablename__ = "message_events"
    __table_args__ = (store(JOURNEYS_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    payload: bytes = Field(sa_type=LargeBinary)
    """A JSON array of ``domain.events.values.Event``."""
