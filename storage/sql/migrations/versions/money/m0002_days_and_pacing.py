"""Days of campaigns, their pacing, and what the banker learns of supply."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_OWNED = ("budget_days", "budget_paces")


def upgrade() -> None:
    for column in (
        sa.Column("daily_budget_nanos", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("time_zone", sa.String(length=64), nullable=False, server_default="UTC"),
        sa.Column("pacing", sa.String(length=16), nullable=False, server_default="asap"),
        sa.Column("starts_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=True),
    ):
        op.add_column("budget_accounts", column)
    op.add_column("budget_leases", sa.Column("day", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "budget_days",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("spent_nanos", sa.BigInteger(), nullable=False),
        sa.Column("outstanding_nanos", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("spent_nanos >= 0 AND outstanding_nanos >= 0", name="budget_days_never_negative"),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "day", name=op.f("pk_budget_days")),
    )
    op.create_table(
        "budget_paces",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("throttle", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", name=op.f("pk_budget_paces")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("budget_paces")
    op.drop_table("budget_days")
    op.drop_column("budget_leases", "day")
    for column in ("ends_at_ms", "starts_at_ms", "pacing", "time_zone", "daily_budget_nanos"):
        op.drop_column("budget_accounts", column)
