"""Rows of catalogues and their items."""

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class CatalogueRow(TenantOwned, table=True):
    __tablename__ = "catalogues"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=40)
    description: str = Field(default="", sa_type=Text)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class CatalogueItem(TenantOwned, table=True):
    """One item; ``document`` is its fields as MessagePack."""

    __tablename__ = "catalogue_items"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    catalogue: str = Field(primary_key=True, max_length=40)
    id: str = Field(primary_key=True, max_length=100)
    document: bytes = Field(sa_type=LargeBinary)
    updated_at_ms: int = Big()
