"""Rows of who is in a segment: memberships, whom to look at again and when, and whom bidders have to be told of."""

from typing import Final

from sqlalchemy import Index, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store

_LASTS: Final = column("until_ms").is_(None)


class SegmentMember(TenantOwned, table=True):
    """A stay in a segment: from an instant, and until another unless it lasts."""

    __tablename__ = "segment_members"
    __table_args__ = (
        Index("ix_segment_members_person", "tenant_id", "person_id", postgresql_where=_LASTS, sqlite_where=_LASTS),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    segment_id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(primary_key=True, max_length=128)
    since_ms: int = Big(primary_key=True)
    until_ms: int | None = Big(default=None, nullable=True)


class SegmentPerson(TenantOwned, table=True):
    """Somebody who has been looked at, and when time alone may make them come or go."""

    __tablename__ = "segment_people"
    __table_args__ = (
        Index("ix_segment_people_due", "tenant_id", "due_at_ms"),
        Index("ix_segment_people_bucket", "tenant_id", "bucket", "person_id"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
    bucket: int
    """One of a thousand, by chance but for good: samples are whole buckets."""
    due_at_ms: int | None = Big(default=None, nullable=True)


class BiddingChange(TenantOwned, table=True):
    """Somebody whose segments bidders do not know yet; ``changes`` counts, so that a later change is not taken for told."""

    __tablename__ = "segment_bidding_changes"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
    changes: int = 1
