"""Whether people whom an identity provider knows come by it alone. After 0020."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "identity_providers", sa.Column("only_way_in", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    op.drop_column("identity_providers", "only_way_in")
