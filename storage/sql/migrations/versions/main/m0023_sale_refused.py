"""Who has opted out of the sale and sharing of their data, as bidders and platforms are told. After 0022."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenant_people", sa.Column("sale_refused", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("tenant_people", "sale_refused")
