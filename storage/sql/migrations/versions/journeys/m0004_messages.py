"""Messages' ledger, what came back of them, and what the gates go by. After 0003."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "delivery_policies",
    "message_events",
    "message_feedback",
    "message_people",
    "message_tallies",
    "messages",
    "send_time_habits",
    "suppressions",
)


def upgrade() -> None:
    op.create_table(
        "delivery_policies",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_delivery_policies")),
        info={"store": "journeys"},
    )
    op.create_table(
        "message_events",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_events")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_message_events_tenant_id"), "message_events", ["tenant_id"], unique=False)
    op.create_table(
        "message_feedback",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_permanent", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", name=op.f("pk_message_feedback")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_message_feedback_message", "message_feedback", ["tenant_id", "message_id", "at_ms"], unique=False
    )
    op.create_table(
        "message_people",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_message_people")),
        info={"store": "journeys"},
    )
    op.create_table(
        "message_tallies",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "source", "step", "channel", "what", name=op.f("pk_message_tallies")),
        info={"store": "journeys"},
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("template_id", sa.String(length=40), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("intent", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=True),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("planned_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("counted_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("looked_up", sa.SmallInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_message_id", sa.String(length=200), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=False),
        sa.Column("cost_nanos", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("trace", sa.LargeBinary(), nullable=False),
        sa.Column("delivered_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("clicked_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_messages_tenant_id_key")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_messages_due",
        "messages",
        ["tenant_id", "source", "turn", "due_at_ms"],
        unique=False,
        sqlite_where=sa.text("turn IS NOT NULL"),
        postgresql_where=sa.text("turn IS NOT NULL"),
    )
    op.create_index("ix_messages_person", "messages", ["tenant_id", "person_id", "counted_at_ms"], unique=False)
    op.create_index(
        "ix_messages_provider",
        "messages",
        ["tenant_id", "provider_message_id"],
        unique=False,
        sqlite_where=sa.text("provider_message_id != ''"),
        postgresql_where=sa.text("provider_message_id != ''"),
    )
    op.create_table(
        "send_time_habits",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=150), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "scope", "channel", "hour", name=op.f("pk_send_time_habits")),
        info={"store": "journeys"},
    )
    op.create_table(
        "suppressions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "identity", "channel", name=op.f("pk_suppressions")),
        info={"store": "journeys"},
    )
    op.create_index("ix_suppressions_until", "suppressions", ["tenant_id", "until_ms"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "suppressions",
        "send_time_habits",
        "messages",
        "message_tallies",
        "message_people",
        "message_feedback",
        "message_events",
        "delivery_policies",
    ):
        op.drop_table(table)
