"""Channel accounts, senders, letters and feeds. After 0004."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "channel_accounts",
    "feed_items",
    "outbox_letters",
    "senders",
    "webhook_calls",
)


def upgrade() -> None:
    op.create_table(
        "channel_accounts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("vendor", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("platforms", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("tested_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("works", sa.Boolean(), nullable=True),
        sa.Column("tested", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_accounts")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_channel_accounts_tenant_id_name")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_channel_accounts_tenant_id"), "channel_accounts", ["tenant_id"], unique=False)
    op.create_table(
        "feed_items",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.SmallInteger(), nullable=False),
        sa.Column("clicked", sa.SmallInteger(), nullable=False),
        sa.Column("first_shown_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("dismissed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_feed_items")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_feed_items_person", "feed_items", ["tenant_id", "person_id", "channel", "until_ms"], unique=False
    )
    op.create_table(
        "outbox_letters",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_outbox_letters")),
        info={"store": "journeys"},
    )
    op.create_index("ix_outbox_letters_newest", "outbox_letters", ["tenant_id", "at_ms", "message_id"], unique=False)
    op.create_index("ix_outbox_letters_person", "outbox_letters", ["tenant_id", "person_id", "at_ms"], unique=False)
    op.create_table(
        "senders",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("dkim_selectors", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("domain_check", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senders")),
        sa.UniqueConstraint("tenant_id", "channel", "address", name=op.f("uq_senders_tenant_id_channel_address")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_senders_tenant_id"), "senders", ["tenant_id"], unique=False)
    op.create_table(
        "webhook_calls",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("replays", sa.SmallInteger(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("tried_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("last_status", sa.SmallInteger(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_webhook_calls")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_webhook_calls_due",
        "webhook_calls",
        ["due_at_ms"],
        unique=False,
        sqlite_where=sa.text("due_at_ms IS NOT NULL"),
        postgresql_where=sa.text("due_at_ms IS NOT NULL"),
    )
    op.create_index("ix_webhook_calls_state", "webhook_calls", ["tenant_id", "state", "at_ms"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "webhook_calls",
        "senders",
        "outbox_letters",
        "feed_items",
        "channel_accounts",
    ):
        op.drop_table(table)
