"""Rows of requests of people, and of what was found of them."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class PrivacyRequest(TenantOwned, table=True):
    """One request. ``subject`` is a ``Subject`` as JSON, emptied once an erasure is done."""

    __tablename__ = "privacy_requests"
    __table_args__ = (Index("ix_privacy_requests_listed", "tenant_id", "state", "id"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    tenant_id: str = Field(max_length=64)
    kind: str = Field(max_length=20)
    law: str = Field(max_length=20)
    state: str = Field(max_length=20)
    subject: str = Field(sa_type=Text)
    claim_kind: str = Field(max_length=20)
    claim_sha256: str = Field(max_length=64)
    """``digest_of_claim`` of what they were asked for by."""
    is_gathered: bool = False
    """Whether everything that tells of them is in ``subject``; no more once it is emptied."""
    rounds: int = 0
    """Of erasing and looking again."""
    trouble: str = Field(default="", max_length=500)
    reminders: int = 0
    checked_how: str = Field(default="", max_length=20)
    checked_by: str = Field(default="", max_length=64)
    refusal: str = Field(default="", max_length=500)
    created_by: str = Field(max_length=64)
    received_at_ms: int = Big()
    due_at_ms: int = Big()
    checked_at_ms: int | None = Big(default=None, nullable=True)
    ended_at_ms: int | None = Big(default=None, nullable=True)
    certificate: str = Field(default="", sa_type=Text)
    certificate_sha256: str = Field(default="", max_length=64)
    archive_sha256: str = Field(default="", max_length=64)
    archive_bytes: int = Big(default=0)
    archive_until_ms: int | None = Big(default=None, nullable=True)
    archive_fetches: int = 0
    archive_fetched_at_ms: int | None = Big(default=None, nullable=True)
    """When it was fetched last; the audit log says by whom each time."""


class PrivacyFinding(TenantOwned, table=True):
    """What one place held, in numbers."""

    __tablename__ = "privacy_findings"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(max_length=64)
    request_id: str = Field(primary_key=True, foreign_key="privacy_requests.id", max_length=40)
    place: str = Field(primary_key=True, max_length=20)
    kind: str = Field(primary_key=True, max_length=60)
    found: int = Big()
    left: int | None = Big(default=None, nullable=True)
    kept: str = Field(default="", max_length=300)
    found_at_ms: int = Big()
    looked_again_at_ms: int | None = Big(default=None, nullable=True)


class PrivacyFile(TenantOwned, table=True):
    """A file that lies in the store of files, or is about to, for an export that is being made. An archive that is done is the request's own."""

    __tablename__ = "privacy_files"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(max_length=64)
    request_id: str = Field(primary_key=True, foreign_key="privacy_requests.id", max_length=40)
    sha256: str = Field(primary_key=True, max_length=64)
