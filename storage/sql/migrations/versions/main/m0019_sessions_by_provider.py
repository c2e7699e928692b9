"""By which identity provider a session came. After 0018."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("provider_id", sa.String(length=40), nullable=False, server_default=""))
    op.create_index(op.f("ix_sessions_provider_id"), "sessions", ["provider_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_provider_id"), "sessions")
    op.drop_column("sessions", "provider_id")
