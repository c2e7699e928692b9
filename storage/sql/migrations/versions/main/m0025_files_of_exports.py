"""Which files exports are being made of. After 0024."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_files",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["privacy_requests.id"], name=op.f("fk_privacy_files_request_id")),
        sa.PrimaryKeyConstraint("request_id", "sha256", name=op.f("pk_privacy_files")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("privacy_files"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("privacy_files")
