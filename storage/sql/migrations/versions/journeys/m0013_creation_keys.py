"""Keys under which journeys and broadcasts are made once. After 0012."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("broadcasts", "journeys"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("creation_key", sa.String(length=200), nullable=True))
            batch_op.create_unique_constraint(
                batch_op.f(f"uq_{table}_tenant_id_creation_key"), ["tenant_id", "creation_key"]
            )


def downgrade() -> None:
    for table in ("journeys", "broadcasts"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"uq_{table}_tenant_id_creation_key"), type_="unique")
            batch_op.drop_column("creation_key")
