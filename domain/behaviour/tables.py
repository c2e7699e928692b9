"""Rows of behaviour: events, what is expected of them, and what could not be taken in."""

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class EventRow(TenantOwned, table=True):
    """One event. ``properties`` is a JSON object; ``recorded_for`` the person before any merge, where there was one."""

    __tablename__ = "behaviour_events"
    __table_args__ = (
        Index("ix_behaviour_events_person", "tenant_id", "person_id", "at_ms"),
        Index("ix_behaviour_events_received", "received_at_ms"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    event_id: str = Field(primary_key=True, max_length=160)
    person_id: str = Field(max_length=64)
    recorded_for: str = Field(default="", max_length=64)
    name: str = Field(max_length=64)
    at_ms: int = Big()
    received_at_ms: int = Big()
    source: str = Field(max_length=20)
    properties: bytes = Field(sa_type=LargeBinary)


class EventSchemaRow(TenantOwned, table=True):
    """What a tenant expects of an event name; ``document`` is an ``EventSchema`` as JSON."""

    __tablename__ = "behaviour_schemas"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=64)
    document: bytes = Field(sa_type=LargeBinary)
    revision: int = 1
    updated_at_ms: int = Big()


class SetAside(TenantOwned, table=True):
    """Something that came in and could not be taken in, kept for somebody to look at and send again."""

    __tablename__ = "behaviour_set_aside"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    subject: str = Field(max_length=300)
    field: str = Field(default="", max_length=200)
    message: str = Field(sa_type=Text)
    payload: bytes = Field(sa_type=LargeBinary)
    is_read: bool = False
    at_ms: int = Big(index=True)


class SourceSetting(TenantOwned, table=True):
    """A source that a tenant has closed; one without a row is open."""

    __tablename__ = "behaviour_sources"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=20)
    enabled: bool = True
    updated_at_ms: int = Big()
