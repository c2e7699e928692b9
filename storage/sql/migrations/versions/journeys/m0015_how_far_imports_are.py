"""How far an import of people is, whom it made and changed, and the key under which it happens once. After 0014."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "contact_imports"
KEY = "uq_contact_imports_tenant_id_creation_key"


def upgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("creation_key", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="done"))
        batch_op.add_column(sa.Column("handled", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("heard_at_ms", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("made", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f(KEY), ["tenant_id", "creation_key"])


def downgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(KEY), type_="unique")
        for name in ("changed", "made", "heard_at_ms", "handled", "state", "creation_key"):
            batch_op.drop_column(name)
