"""Who wants a digest, and which have been sent. After 0021."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_preferences",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digest_preferences_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_preferences")),
    )
    op.create_index(op.f("ix_digest_preferences_tenant_id"), "digest_preferences", ["tenant_id"], unique=False)
    op.create_table(
        "digests",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id")),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_at_ms"), "digests", ["at_ms"], unique=False)
    op.create_index(op.f("ix_digests_tenant_id"), "digests", ["tenant_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("digest_preferences", "digests"):
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("digests")
    op.drop_table("digest_preferences")
