"""Forecasts, and every rate table there was. After 0004."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect, reserve

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecasts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("to_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("touched_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.String(length=400), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecasts")),
    )
    op.create_index(op.f("ix_forecasts_tenant_id"), "forecasts", ["tenant_id"], unique=False)
    op.create_index("ix_forecasts_campaign", "forecasts", ["tenant_id", "campaign_id", "asked_at_ms"], unique=False)
    op.create_table(
        "rate_tables",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("per_usd_e9", sa.JSON(), nullable=False),
        sa.Column("put_by", sa.String(length=64), nullable=False),
        sa.Column("put_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_rate_tables")),
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in (*protect("forecasts"), *reserve("rate_tables")):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("rate_tables")
    op.drop_table("forecasts")
