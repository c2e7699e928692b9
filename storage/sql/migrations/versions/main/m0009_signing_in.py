"""Signing in: passwords, second factors, sessions and what keys may do. After 0008."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect, reserve

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OF_TENANTS = ("passwords", "second_factors", "sessions", "sign_in_attempts", "vouchers")


def upgrade() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("forget_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "device", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts") as table:
        table.create_index("ix_sign_in_attempts_forget", ["forget_at_ms"], unique=False)
        table.create_index(table.f("ix_sign_in_attempts_tenant_id"), ["tenant_id"], unique=False)
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.String(length=2000), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "passwords",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("argon2id", sa.String(length=200), nullable=False),
        sa.Column("set_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passwords_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_passwords")),
    )
    with op.batch_alter_table("passwords") as table:
        table.create_index(table.f("ix_passwords_tenant_id"), ["tenant_id"], unique=False)
    op.create_table(
        "second_factors",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.String(length=300), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_sha256", sa.JSON(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    with op.batch_alter_table("second_factors") as table:
        table.create_index(table.f("ix_second_factors_tenant_id"), ["tenant_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("family_sha256", sa.String(length=64), nullable=False),
        sa.Column("refresh_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("refreshed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("idle_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_because", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions") as table:
        table.create_index("ix_sessions_changed", ["changed_at_ms"], unique=False)
        table.create_index("ix_sessions_family", ["family_sha256"], unique=True)
        table.create_index(table.f("ix_sessions_tenant_id"), ["tenant_id"], unique=False)
        table.create_index(table.f("ix_sessions_user_id"), ["user_id"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_vouchers_user_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_vouchers")),
    )
    with op.batch_alter_table("vouchers") as table:
        table.create_index(table.f("ix_vouchers_tenant_id"), ["tenant_id"], unique=False)
        table.create_index(table.f("ix_vouchers_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("api_tokens") as table:
        table.add_column(sa.Column("scopes", sa.JSON(), nullable=True))
        table.add_column(sa.Column("requests_per_minute", sa.Integer(), nullable=True))
        table.add_column(sa.Column("last_used_at_ms", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("tenants") as table:
        table.add_column(sa.Column("requests_per_minute", sa.Integer(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        for statement in (*(one for table in _OF_TENANTS for one in protect(table)), *reserve("signing_keys")):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("tenants") as table:
        table.drop_column("requests_per_minute")
    with op.batch_alter_table("api_tokens") as table:
        for column in ("last_used_at_ms", "requests_per_minute", "scopes"):
            table.drop_column(column)
    for name in ("signing_keys", *_OF_TENANTS):
        op.drop_table(name)
