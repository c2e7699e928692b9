"""What was asked with the key of a launch. After 0017."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("launches", sa.Column("asked", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("launches", "asked")
