"""The asset library. After 0009."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("asset_files", "asset_folders", "assets", "asset_tags", "asset_uses", "asset_versions")
"""Those that others refer to first."""


def upgrade() -> None:
    op.create_table(
        "asset_files",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_bytes", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("removing_since_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "sha256", name=op.f("pk_asset_files")),
    )
    op.create_index("ix_asset_files_uploaded", "asset_files", ["tenant_id", "uploaded_at_ms"], unique=False)
    op.create_table(
        "asset_folders",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("lineage", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_folders")),
        sa.UniqueConstraint("tenant_id", "parent_id", "name", name=op.f("uq_asset_folders_tenant_id_parent_id_name")),
    )
    op.create_index("ix_asset_folders_lineage", "asset_folders", ["tenant_id", "lineage"], unique=False)
    op.create_index(op.f("ix_asset_folders_tenant_id"), "asset_folders", ["tenant_id"], unique=False)
    op.create_table(
        "assets",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("folder_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_note", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rights_holder", sa.String(length=500), nullable=False),
        sa.Column("licence", sa.String(length=500), nullable=False),
        sa.Column("usable_from_ms", sa.BigInteger(), nullable=True),
        sa.Column("usable_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("creation_key", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_assets_tenant_id_creation_key")),
    )
    op.create_index("ix_assets_folder", "assets", ["tenant_id", "folder_id", "id"], unique=False)
    op.create_index("ix_assets_status", "assets", ["tenant_id", "status", "id"], unique=False)
    op.create_index(op.f("ix_assets_tenant_id"), "assets", ["tenant_id"], unique=False)
    op.create_index("ix_assets_usable_until", "assets", ["tenant_id", "usable_until_ms"], unique=False)
    op.create_table(
        "asset_tags",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=40), nullable=False),
        sa.Column("tag", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_tags_asset_id")),
        sa.PrimaryKeyConstraint("asset_id", "tag", name=op.f("pk_asset_tags")),
    )
    op.create_index("ix_asset_tags_tag", "asset_tags", ["tenant_id", "tag", "asset_id"], unique=False)
    op.create_index(op.f("ix_asset_tags_tenant_id"), "asset_tags", ["tenant_id"], unique=False)
    op.create_table(
        "asset_uses",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.String(length=64), nullable=False),
        sa.Column("noted_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_uses_asset_id")),
        sa.PrimaryKeyConstraint("asset_id", "kind", "subject_id", name=op.f("pk_asset_uses")),
    )
    op.create_index(op.f("ix_asset_uses_tenant_id"), "asset_uses", ["tenant_id"], unique=False)
    op.create_table(
        "asset_versions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_versions_asset_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sha256"],
            ["asset_files.tenant_id", "asset_files.sha256"],
            name=op.f("fk_asset_versions_tenant_id_sha256"),
        ),
        sa.PrimaryKeyConstraint("asset_id", "version", name=op.f("pk_asset_versions")),
    )
    op.create_index("ix_asset_versions_file", "asset_versions", ["tenant_id", "sha256"], unique=False)
    op.create_index(op.f("ix_asset_versions_tenant_id"), "asset_versions", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TABLES:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
