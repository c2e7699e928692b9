"""What people were told of a subject, by an index: it is taken back while somebody waits. After 0029."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notifications_subject", "notifications", ["tenant_id", "subject_id", "kind"])


def downgrade() -> None:
    op.drop_index("ix_notifications_subject", table_name="notifications")
