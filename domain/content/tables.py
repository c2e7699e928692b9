"""Rows of templates and blocks: the draft beside what is published, and versions, which never change."""

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class TemplateRow(TenantOwned, table=True):
    """One template. ``draft`` is a ``TemplateContent`` as JSON, perhaps with faults; None when nothing is being written."""

    __tablename__ = "templates"
    __table_args__ = (Index("ix_templates_channel", "tenant_id", "channel", "id"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    channel: str = Field(max_length=20)
    live_version: int = 0
    """The newest that is published; 0 before the first."""
    draft: str | None = Field(default=None, sa_type=Text)
    draft_revision: int = 0
    draft_by: str = Field(default="", max_length=64)
    """Whoever wrote the draft last; empty where that was not kept."""
    is_archived: bool = False
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class TemplateVersionRow(TenantOwned, table=True):
    """One version: what its author wrote, and what it was compiled to (a ``TemplateVersion`` as MessagePack)."""

    __tablename__ = "template_versions"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    template_id: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    content: str = Field(sa_type=Text)
    compiled: bytes = Field(sa_type=LargeBinary)
    comment: str = Field(default="", max_length=4_000)
    published_by: str = Field(max_length=64)
    published_at_ms: int = Big()


class BlockRow(TenantOwned, table=True):
    """One content block; ``draft`` is a ``BlockContent`` as JSON."""

    __tablename__ = "content_blocks"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=40)
    description: str = Field(default="", max_length=4_000)
    live_version: int = 0
    draft: str | None = Field(default=None, sa_type=Text)
    draft_revision: int = 0
    draft_by: str = Field(default="", max_length=64)
    """Whoever wrote the draft last; empty where that was not kept."""
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class BlockVersionRow(TenantOwned, table=True):
    __tablename__ = "content_block_versions"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    content: str = Field(sa_type=Text)
    published_by: str = Field(max_length=64)
    published_at_ms: int = Big()


class BlockUse(TenantOwned, table=True):
    """That the live version of a template has a block in it, and which version of the block."""

    __tablename__ = "content_block_uses"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=40)
    template_id: str = Field(primary_key=True, max_length=40)
    version: int
