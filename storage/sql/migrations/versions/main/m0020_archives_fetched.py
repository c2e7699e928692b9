"""How often the archive of a data request was fetched, and when last. After 0019."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("privacy_requests", sa.Column("archive_fetches", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("privacy_requests", sa.Column("archive_fetched_at_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("privacy_requests", "archive_fetched_at_ms")
    op.drop_column("privacy_requests", "archive_fetches")
