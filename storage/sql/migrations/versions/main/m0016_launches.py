"""From brief to live in one resource. After 0015."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launches",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("creation_key", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launches")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_launches_tenant_id_creation_key")),
    )
    op.create_index("ix_launches_listed", "launches", ["tenant_id", "id"], unique=False)
    op.create_index(op.f("ix_launches_tenant_id"), "launches", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in ("launches",):
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:

    op.drop_table("launches")
