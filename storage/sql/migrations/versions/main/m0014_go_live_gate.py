"""The go-live gate: rules, tasks, grants and passages; hashes of what reviews read. After 0013."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import TENANT_SETTING, protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("campaign_tasks", "gate_overrides", "gate_passages", "gate_rules")


def upgrade() -> None:
    op.create_table(
        "campaign_tasks",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("assignee_id", sa.String(length=64), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("done_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_tasks")),
    )
    op.create_index("ix_campaign_tasks_campaign", "campaign_tasks", ["tenant_id", "campaign_id", "id"], unique=False)
    op.create_index(op.f("ix_campaign_tasks_tenant_id"), "campaign_tasks", ["tenant_id"], unique=False)
    op.create_table(
        "gate_overrides",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revision_hash", sa.String(length=64), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("granted_by", sa.String(length=64), nullable=False),
        sa.Column("granted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_overrides")),
    )
    op.create_index("ix_gate_overrides_campaign", "gate_overrides", ["tenant_id", "campaign_id", "id"], unique=False)
    op.create_index(op.f("ix_gate_overrides_tenant_id"), "gate_overrides", ["tenant_id"], unique=False)
    op.create_table(
        "gate_passages",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revision_hash", sa.String(length=64), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("passed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "revision", name=op.f("pk_gate_passages")),
    )
    op.create_index(op.f("ix_gate_passages_tenant_id"), "gate_passages", ["tenant_id"], unique=False)
    op.create_table(
        "gate_rules",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=False),
        sa.Column("enforcement", sa.String(length=10), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("budget_from_micros", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_rules")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_gate_rules_tenant_id_name")),
    )
    op.create_index(op.f("ix_gate_rules_tenant_id"), "gate_rules", ["tenant_id"], unique=False)
    with op.batch_alter_table("approval_decisions") as table:
        table.add_column(sa.Column("revision_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("remarks", sa.JSON(), nullable=True))
    with op.batch_alter_table("approval_rules") as table:
        table.add_column(sa.Column("creative_review", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("legal_review", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("approvals") as table:
        table.add_column(sa.Column("sections", sa.JSON(), nullable=True))
        table.add_column(sa.Column("open_sections", sa.JSON(), nullable=True))
        table.add_column(sa.Column("standing", sa.JSON(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"SELECT set_config('{TENANT_SETTING}', '*', true)")
        for statement in (statement for table in TABLES for statement in protect(table)):
            op.execute(statement)
    op.execute(
        "INSERT INTO gate_passages (tenant_id, campaign_id, revision, revision_hash, wish, passed_at_ms, findings) "
        "SELECT tenant_id, id, approved_revision, '', 'go_live', updated_at_ms, '[]' FROM campaigns "
        "WHERE stage = 'live' AND approved_revision IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("approvals") as table:
        table.drop_column("standing")
        table.drop_column("open_sections")
        table.drop_column("sections")
    with op.batch_alter_table("approval_rules") as table:
        table.drop_column("legal_review")
        table.drop_column("creative_review")
    with op.batch_alter_table("approval_decisions") as table:
        table.drop_column("remarks")
        table.drop_column("revision_hash")
    for name in reversed(TABLES):
        op.drop_table(name)
