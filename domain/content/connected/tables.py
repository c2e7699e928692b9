"""Rows of the hosts that templates may fetch from."""

from sqlalchemy import Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class ContentSourceRow(TenantOwned, table=True):
    """One host. ``sealed`` holds the headers sent to it, under the process's keys; empty where there are none."""

    __tablename__ = "content_sources"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    host: str = Field(primary_key=True, max_length=253)
    path_prefix: str = Field(default="/", max_length=400)
    description: str = Field(default="", max_length=400)
    header_names: str = Field(default="", max_length=400)
    sealed: str = Field(default="", sa_type=Text)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()
