"""Rows of the audit log: entries, where each chain ends, and the keys that personal fields are encrypted with.

Two stores have management actions on record, and each has a log of its own, written in the transaction that it tells of.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import Index, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, MAIN_STORE, Big, TenantOwned, store


class EntryRow(TenantOwned):
    """One entry of a tenant's chain; never changed afterwards."""

    tenant_id: str = Field(primary_key=True, max_length=64)
    sequence: int = Big(primary_key=True)
    id: str = Field(max_length=40)
    at_ms: int = Big()
    actor_id: str = Field(max_length=64)
    actor_tenant_id: str = Field(max_length=64)
    credential_id: str = Field(max_length=64)
    request_id: str = Field(max_length=128)
    action: str = Field(max_length=64)
    subject_id: str = Field(max_length=300)
    person_id: str = Field(max_length=128)
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class HeadRow(TenantOwned):
    """The last entry of a tenant's chain. Whoever adds to the chain holds this row until they commit."""

    tenant_id: str = Field(primary_key=True, max_length=64)
    sequence: int = Big()
    hash: str = Field(max_length=64)
    at_ms: int = Big()


class KeyRow(TenantOwned):
    """What one person's fields are encrypted with. Without it they are unreadable for good."""

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
    secret: str = Field(max_length=64)
    created_at_ms: int = Big()


def _entries(name: str, in_store: str) -> Any:
    return (
        Index(f"ix_{name}_id", "tenant_id", "id"),
        Index(f"ix_{name}_actor", "tenant_id", "actor_id", "id"),
        Index(f"ix_{name}_subject", "tenant_id", "subject_id", "id"),
        store(in_store),
    )


class AuditEntry(EntryRow, table=True):
    __tablename__ = "audit_entries"
    __table_args__ = _entries("audit_entries", MAIN_STORE)


class AuditHead(HeadRow, table=True):
    __tablename__ = "audit_heads"
    __table_args__ = (store(MAIN_STORE),)


class AuditKey(KeyRow, table=True):
    __tablename__ = "audit_keys"
    __table_args__ = (store(MAIN_STORE),)


class JourneysAuditEntry(EntryRow, table=True):
    __tablename__ = "journeys_audit_entries"
    __table_args__ = _entries("journeys_audit_entries", JOURNEYS_STORE)


class JourneysAuditHead(HeadRow, table=True):
    __tablename__ = "journeys_audit_heads"
    __table_args__ = (store(JOURNEYS_STORE),)


class JourneysAuditKey(KeyRow, table=True):
    __tablename__ = "journeys_audit_keys"
    __table_args__ = (store(JOURNEYS_STORE),)


class Chain(NamedTuple):
    """The tables of one store's log."""

    entries: Any
    heads: Any
    keys: Any


CHAINS: Final = {
    MAIN_STORE: Chain(AuditEntry, AuditHead, AuditKey),
    JOURNEYS_STORE: Chain(JourneysAuditEntry, JourneysAuditHead, JourneysAuditKey),
}
