"""Corrections of settlements, and the day that each settlement moved. After 0003."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_corrections",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("settlement", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("before_nanos", sa.BigInteger(), nullable=False),
        sa.Column("after_nanos", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_budget_corrections")),
        sa.UniqueConstraint(
            "tenant_id", "campaign_id", "number", name=op.f("uq_budget_corrections_tenant_id_campaign_id_number")
        ),
    )
    op.create_index(
        "budget_corrections_by_entry", "budget_corrections", ["tenant_id", "settlement", "number"], unique=False
    )
    op.create_index(op.f("ix_budget_corrections_tenant_id"), "budget_corrections", ["tenant_id"], unique=False)

    with op.batch_alter_table("budget_accounts") as batch_op:
        batch_op.add_column(sa.Column("corrected_sequence", sa.BigInteger(), nullable=False, server_default="0"))

    with op.batch_alter_table("budget_settlements") as batch_op:
        batch_op.add_column(sa.Column("day", sa.Integer(), nullable=False, server_default="0"))
    if op.get_context().dialect.name == "postgresql":
        for table in ("budget_corrections",):
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("budget_settlements") as batch_op:
        batch_op.drop_column("day")

    with op.batch_alter_table("budget_accounts") as batch_op:
        batch_op.drop_column("corrected_sequence")

    op.drop_table("budget_corrections")
