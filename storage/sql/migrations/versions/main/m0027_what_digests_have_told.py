"""Until when a digest tells of what happened. After 0026."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("digests", sa.Column("told_until_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE digests SET told_until_ms = at_ms")


def downgrade() -> None:
    op.drop_column("digests", "told_until_ms")
