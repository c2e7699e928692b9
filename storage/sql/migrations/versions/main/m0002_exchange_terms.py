"""Exchanges' terms, two secrets while one is replaced, and what exchanges say of creatives."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("previous_secret_sha256", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("previous_until_ms", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("network_margin_ms", sa.Integer(), nullable=True))
        table.add_column(sa.Column("gzip_responses", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(
            sa.Column("requires_creative_approval", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("require_schain", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("match_users", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("sync_url", sa.String(length=2_000), nullable=False, server_default=""))
        table.add_column(sa.Column("price_encryption", sa.String(length=20), nullable=False, server_default=""))
    op.create_table(
        "clearances",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("creative_id", sa.String(length=40), nullable=False),
        sa.Column("exchange_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("exchange_creative_id", sa.String(length=200), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("creative_id", "exchange_id", name=op.f("pk_clearances")),
    )
    op.create_index(op.f("ix_clearances_tenant_id"), "clearances", ["tenant_id"], unique=False)
    op.create_index("ix_clearances_exchange", "clearances", ["exchange_id", "state", "creative_id"], unique=False)
    op.create_index("ix_clearances_untold", "clearances", ["is_told"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("clearances"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_clearances_untold", table_name="clearances")
    op.drop_index("ix_clearances_exchange", table_name="clearances")
    op.drop_index(op.f("ix_clearances_tenant_id"), table_name="clearances")
    op.drop_table("clearances")
    with op.batch_alter_table("exchanges") as table:
        for name in (
            "price_encryption",
            "sync_url",
            "match_users",
            "require_schain",
            "requires_creative_approval",
            "gzip_responses",
            "network_margin_ms",
            "previous_until_ms",
            "previous_secret_sha256",
        ):
            table.drop_column(name)
