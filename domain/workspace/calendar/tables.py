"""Rows of blackout days."""

from sqlalchemy import JSON, Index
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class Blackout(TenantOwned, table=True):
    """Days on which nothing is to go out: both ends are days, ``2027-12-24``, in ``time_zone``. No channels are all of them."""

    __tablename__ = "blackouts"
    __table_args__ = (Index("ix_blackouts_days", "tenant_id", "first_day", "last_day"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    first_day: str = Field(max_length=10)
    last_day: str = Field(max_length=10)
    time_zone: str = Field(default="UTC", max_length=64)
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
