"""Identity providers, whom they know, and what must not come twice. After 0012."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_providers",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("protocol", sa.String(length=20), nullable=False),
        sa.Column("described", sa.JSON(), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column("vouches_for_addresses", sa.Boolean(), nullable=False),
        sa.Column("joining", sa.String(length=20), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("roles_of_groups", sa.JSON(), nullable=False),
        sa.Column("default_role", sa.String(length=20), nullable=False),
        sa.Column("session_hours", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_providers")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_identity_providers_tenant_id_name")),
    )
    op.create_index(op.f("ix_identity_providers_tenant_id"), "identity_providers", ["tenant_id"], unique=False)
    op.create_table(
        "sign_on_links",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("subject_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("linked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["identity_providers.id"], name=op.f("fk_sign_on_links_provider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_on_links_user_id")),
        sa.PrimaryKeyConstraint("provider_id", "subject_sha256", name=op.f("pk_sign_on_links")),
        sa.UniqueConstraint("provider_id", "user_id", name=op.f("uq_sign_on_links_provider_id_user_id")),
    )
    op.create_index(op.f("ix_sign_on_links_tenant_id"), "sign_on_links", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_sign_on_links_user_id"), "sign_on_links", ["user_id"], unique=False)
    op.create_table(
        "sign_on_spent",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("forget_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "sha256", name=op.f("pk_sign_on_spent")),
    )
    op.create_index(op.f("ix_sign_on_spent_forget_at_ms"), "sign_on_spent", ["forget_at_ms"], unique=False)
    op.create_index(op.f("ix_sign_on_spent_tenant_id"), "sign_on_spent", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in ("identity_providers", "sign_on_links", "sign_on_spent"):
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("sign_on_spent")
    op.drop_table("sign_on_links")
    op.drop_table("identity_providers")
