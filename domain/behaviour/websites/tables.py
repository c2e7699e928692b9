"""Rows of websites."""

from sqlalchemy import JSON
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class WebsiteRow(TenantOwned, table=True):
    """A website, found by its write key before anybody knows whose it is."""

    __tablename__ = "websites"
    __table_args__ = (store(JOURNEYS_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    write_key: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    origins: list[str] = Field(default_factory=list, sa_type=JSON)
    consent: str = Field(max_length=20)
    enabled: bool = True
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
