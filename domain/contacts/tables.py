"""Rows of contacts: the people, what they are known by, whom they were before, and what they consented to."""

from sqlalchemy import Index, LargeBinary, String, Text, column
from sqlmodel import Field

from domain.contacts.names.rules import LONGEST
from domain.records import JOURNEYS_STORE, Big, TenantOwned, store

_BY_ITS_BEGINNING = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")
"""Compared letter by letter by its number, so that an index finds what begins with a text, whatever the database's language."""


def _of_names(name: str) -> Index:
    """Of a tenant's people who have a name: most visitors have none."""
    has_one = column(name).is_not(None)
    return Index(f"ix_contacts_{name}", "tenant_id", name, sqlite_where=has_one, postgresql_where=has_one)


class ContactRow(TenantOwned, table=True):
    """One person. ``document`` is a ``Contact`` as MessagePack: people are read whole, by the thousand.

    A row with ``merged_into`` was a person of their own once, and is found by no name. The names are what ``names.rules`` make of
    the document.
    """

    __tablename__ = "contacts"
    __table_args__ = (_of_names("by_first_name"), _of_names("by_last_name"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=64)
    document: bytes = Field(sa_type=LargeBinary)
    merged_into: str = Field(default="", max_length=64)
    by_first_name: str | None = Field(default=None, sa_type=_BY_ITS_BEGINNING)
    by_last_name: str | None = Field(default=None, sa_type=_BY_ITS_BEGINNING)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class ContactIdentity(TenantOwned, table=True):
    """Whose an identity is: one person's at any time."""

    __tablename__ = "contact_identities"
    __table_args__ = (Index("ix_contact_identities_person", "tenant_id", "person_id"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=320)
    person_id: str = Field(max_length=64)
    since_ms: int = Big()


class ContactMerge(TenantOwned, table=True):
    """One record that became part of another, with all that was known of it until then."""

    __tablename__ = "contact_merges"
    __table_args__ = (Index("ix_contact_merges_survivor", "tenant_id", "person_id"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    absorbed_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(max_length=64)
    cause: str = Field(max_length=20)
    identity: str = Field(default="", max_length=345)
    document: bytes = Field(sa_type=LargeBinary)
    at_ms: int = Big()


class ConsentRecord(TenantOwned, table=True):
    """What somebody said about a channel and a purpose, once, and how that can be shown: an ``Evidence``, and words.

    Rows are added and never changed; they go when the person is erased.
    """

    __tablename__ = "contact_consents"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=64)
    channel: str = Field(primary_key=True, max_length=20)
    purpose: str = Field(primary_key=True, max_length=20)
    at_ms: int = Big(primary_key=True)
    state: str = Field(primary_key=True, max_length=10)
    proof: str = Field(default="", sa_type=Text)
    how: str = Field(default="untold", max_length=24)
    source: str = Field(default="", sa_type=Text)
    text_version: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", sa_type=Text)
    recorded_by: str = Field(default="", max_length=64)
    recorded_at_ms: int = Big()


class AttributeDefinitionRow(TenantOwned, table=True):
    """What a tenant says of one of its attributes."""

    __tablename__ = "contact_attributes"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=64)
    type: str = Field(max_length=10)
    description: str = Field(default="", sa_type=Text)
    is_personal: bool = False
