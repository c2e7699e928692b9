"""What platforms that buy on their own were promised of a budget. After 0002."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("budget_accounts") as table:
        table.add_column(sa.Column("elsewhere_nanos", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "budgets_elsewhere",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("promised_nanos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "holder", name=op.f("pk_budgets_elsewhere")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("budgets_elsewhere"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("budgets_elsewhere")
    with op.batch_alter_table("budget_accounts") as table:
        table.drop_column("elsewhere_nanos")
