"""The audience of a broadcast as it was when it began, page by page."""

from typing import Final

from sqlalchemy import Index, LargeBinary, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store

_IS_OPEN: Final = column("handed_at_ms").is_(None)


class BroadcastPage(TenantOwned, table=True):
    """Some people of an audience who get it together. Their ids lie between the first and the last."""

    __tablename__ = "broadcast_pages"
    __table_args__ = (
        Index(
            "ix_broadcast_pages_open",
            "tenant_id",
            "broadcast_id",
            "due_at_ms",
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    broadcast_id: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    part: str = Field(max_length=10)
    zone: str = Field(default="", max_length=64)
    """Of all of them, where the hour of their own day matters."""
    due_at_ms: int | None = Big(default=None, nullable=True)
    """None while it waits for a test."""
    people: int
    first_person: str = Field(max_length=128)
    last_person: str = Field(max_length=128)
    ids: bytes = Field(sa_type=LargeBinary)
    """A message pack of person ids, in order."""
    planned_at_ms: int | None = Big(default=None, nullable=True)
    """Since then they are in the ledger."""
    merged: int = 0
    """Of them, who turned out to be somebody else in the audience."""
    handed_at_ms: int | None = Big(default=None, nullable=True)
    """Since then every one of them has been looked at."""
