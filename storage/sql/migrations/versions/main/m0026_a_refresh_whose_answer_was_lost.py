"""The refresh token before the newest, which is answered again for some seconds. After 0025."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("before_sha256", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("made_with", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sessions", "made_with")
    op.drop_column("sessions", "before_sha256")
