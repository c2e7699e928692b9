"""Brand kits and their versions. After 0010."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brand_kits",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_kits")),
    )
    op.create_index("ix_brand_kits_listed", "brand_kits", ["tenant_id", "is_archived", "id"], unique=False)
    op.create_index(op.f("ix_brand_kits_tenant_id"), "brand_kits", ["tenant_id"], unique=False)
    op.create_table(
        "brand_kit_versions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kit_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["brand_kits.id"], name=op.f("fk_brand_kit_versions_kit_id")),
        sa.PrimaryKeyConstraint("kit_id", "version", name=op.f("pk_brand_kit_versions")),
    )
    op.create_index(op.f("ix_brand_kit_versions_tenant_id"), "brand_kit_versions", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for statement in (*protect("brand_kits"), *protect("brand_kit_versions")):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("brand_kit_versions")
    op.drop_table("brand_kits")
