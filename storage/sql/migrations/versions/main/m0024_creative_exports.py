"""Creative exports, how long files last, who approved assets, and what creatives are copies of. After 0023."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creative_exports",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("creative_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("assets", sa.JSON(), nullable=False),
        sa.Column("placements", sa.JSON(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("creation_key", sa.String(length=200), nullable=True),
        sa.Column("exported_by", sa.String(length=64), nullable=False),
        sa.Column("exported_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("fetched_by", sa.String(length=64), nullable=False),
        sa.Column("fetched_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creative_exports")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_creative_exports_tenant_id_creation_key")),
    )
    op.create_index(
        "ix_creative_exports_creative", "creative_exports", ["tenant_id", "creative_id", "id"], unique=False
    )
    op.create_index(op.f("ix_creative_exports_tenant_id"), "creative_exports", ["tenant_id"], unique=False)
    op.add_column("asset_files", sa.Column("duration_ms", sa.BigInteger(), nullable=True))
    op.add_column("asset_files", sa.Column("video_codec", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("asset_files", sa.Column("audio_codec", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("asset_files", sa.Column("sent_sha256", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("assets", sa.Column("approved_by", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("assets", sa.Column("approved_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("creatives", sa.Column("copied_from_id", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("creatives", sa.Column("copied_from_version", sa.Integer(), nullable=False, server_default="0"))
    if op.get_context().dialect.name == "postgresql":
        for statement in protect("creative_exports"):
            op.execute(statement)


def downgrade() -> None:
    for table, column in (
        ("creatives", "copied_from_version"),
        ("creatives", "copied_from_id"),
        ("assets", "approved_at_ms"),
        ("assets", "approved_by"),
        ("asset_files", "sent_sha256"),
        ("asset_files", "audio_codec"),
        ("asset_files", "video_codec"),
        ("asset_files", "duration_ms"),
    ):
        op.drop_column(table, column)
    op.drop_table("creative_exports")
