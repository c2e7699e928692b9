"""The launch that a campaign came of, by an index. After 0028."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_launches_by_campaign", "launches", ["tenant_id", "campaign_id"])


def downgrade() -> None:
    op.drop_index("ix_launches_by_campaign", table_name="launches")
