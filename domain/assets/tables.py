"""Rows of the library: files as they were uploaded, assets and their versions, folders, tags, and who uses what."""

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class AssetFile(TenantOwned, table=True):
    """A file somebody uploaded, as it is kept: its bytes lie in the store of files at ``sha256``."""

    __tablename__ = "asset_files"
    __table_args__ = (Index("ix_asset_files_uploaded", "tenant_id", "uploaded_at_ms"), store(MAIN_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    sha256: str = Field(primary_key=True, max_length=64)
    size_bytes: int = Big()
    media_type: str = Field(max_length=100)
    width: int = 0
    height: int = 0
    frames: int = 1
    duration_ms: int | None = Big(default=None, nullable=True)
    video_codec: str = Field(default="", max_length=20)
    audio_codec: str = Field(default="", max_length=20)
    purpose: str = Field(default="", max_length=20)
    removed: list[str] = Field(default_factory=list, sa_type=JSON)
    sent_sha256: str = Field(default="", max_length=64)
    """Of the file as somebody sent it, where this one was made of it."""
    thumbnail_sha256: str = Field(default="", max_length=64)
    thumbnail_bytes: int = 0
    uploaded_by: str = Field(max_length=64)
    uploaded_at_ms: int = Big()
    removing_since_ms: int | None = Big(default=None, nullable=True)
    """Nobody needs it, and its bytes are being removed: it cannot be used, nor uploaded again before they are gone."""


class AssetFolder(TenantOwned, table=True):
    """A folder. ``lineage`` names all folders above it and itself, from the top: ``/fld_a/fld_b/``."""

    __tablename__ = "asset_folders"
    __table_args__ = (
        UniqueConstraint("tenant_id", "parent_id", "name"),
        Index("ix_asset_folders_lineage", "tenant_id", "lineage"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    parent_id: str = Field(default="", max_length=40)
    name: str = Field(max_length=100)
    lineage: str = Field(max_length=500)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()


class Asset(TenantOwned, table=True):
    """One asset. ``approved_version`` is the newest version a review let through: what may be used."""

    __tablename__ = "assets"
    __table_args__ = (
        UniqueConstraint("tenant_id", "creation_key"),
        Index("ix_assets_folder", "tenant_id", "folder_id", "id"),
        Index("ix_assets_status", "tenant_id", "status", "id"),
        Index("ix_assets_usable_until", "tenant_id", "usable_until_ms"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    type: str = Field(max_length=20)
    description: str = Field(max_length=2_000)
    folder_id: str = Field(default="", max_length=40)
    status: str = Field(max_length=20)
    status_note: str = Field(default="", max_length=2_000)
    version: int = 1
    approved_version: int | None = Field(default=None, nullable=True)
    approved_by: str = Field(default="", max_length=64)
    approved_at_ms: int | None = Big(default=None, nullable=True)
    """With ``approved_by``: of the approved version. Empty for none, and for what was approved before it was kept."""
    revision: int = 1
    rights_holder: str = Field(default="", max_length=500)
    licence: str = Field(default="", max_length=500)
    usable_from_ms: int | None = Big(default=None, nullable=True)
    usable_until_ms: int | None = Big(default=None, nullable=True)
    creation_key: str | None = Field(default=None, max_length=200)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class AssetVersion(TenantOwned, table=True):
    """What an asset was at one time; never changes."""

    __tablename__ = "asset_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "sha256"], ["asset_files.tenant_id", "asset_files.sha256"]),
        Index("ix_asset_versions_file", "tenant_id", "sha256"),
        store(MAIN_STORE),
    )

    asset_id: str = Field(primary_key=True, foreign_key="assets.id", max_length=40)
    version: int = Field(primary_key=True)
    sha256: str = Field(max_length=64)
    note: str = Field(default="", max_length=2_000)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()


class AssetTag(TenantOwned, table=True):
    __tablename__ = "asset_tags"
    __table_args__ = (Index("ix_asset_tags_tag", "tenant_id", "tag", "asset_id"), store(MAIN_STORE))

    asset_id: str = Field(primary_key=True, foreign_key="assets.id", max_length=40)
    tag: str = Field(primary_key=True, max_length=50)


class AssetUse(TenantOwned, table=True):
    """Something that uses a version of an asset, as whoever uses it has said."""

    __tablename__ = "asset_uses"
    __table_args__ = (store(MAIN_STORE),)

    asset_id: str = Field(primary_key=True, foreign_key="assets.id", max_length=40)
    kind: str = Field(primary_key=True, max_length=20)
    subject_id: str = Field(primary_key=True, max_length=64)
    version: int
    noted_by: str = Field(max_length=64)
    noted_at_ms: int = Big()
