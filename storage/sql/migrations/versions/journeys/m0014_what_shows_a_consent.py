"""How consents can be shown, and opt-outs of the sale and sharing of data. After 0013."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SHOWN = {
    "how": (sa.String(length=24), "untold"),
    "source": (sa.Text(), ""),
    "text_version": (sa.String(length=200), ""),
    "ip": (sa.String(length=45), ""),
    "user_agent": (sa.Text(), ""),
    "recorded_by": (sa.String(length=64), ""),
}
COUNTED = ("consents", "consents_without_proof")


def upgrade() -> None:
    with op.batch_alter_table("contact_consents", schema=None) as batch_op:
        for name, (kind, before) in SHOWN.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=before))
    with op.batch_alter_table("contact_imports", schema=None) as batch_op:
        for name in COUNTED:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "sale_opt_outs",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_said", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "identity", name=op.f("pk_sale_opt_outs")),
    )
    op.create_table(
        "sale_tellings",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "value", name=op.f("pk_sale_tellings")),
    )
    if op.get_context().dialect.name == "postgresql":
        for table in ("sale_opt_outs", "sale_tellings"):
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("sale_tellings")
    op.drop_table("sale_opt_outs")
    with op.batch_alter_table("contact_imports", schema=None) as batch_op:
        for name in reversed(COUNTED):
            batch_op.drop_column(name)
    with op.batch_alter_table("contact_consents", schema=None) as batch_op:
        for name in reversed(SHOWN):
            batch_op.drop_column(name)
