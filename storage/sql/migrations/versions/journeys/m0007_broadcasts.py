"""Broadcasts and how far they have come. After 0006."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "broadcast_pages",
    "broadcast_transitions",
    "broadcasts",
    "message_holds",
)


def upgrade() -> None:
    op.create_table(
        "broadcast_pages",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("first_person", sa.String(length=128), nullable=False),
        sa.Column("last_person", sa.String(length=128), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("planned_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("handed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "broadcast_id", "number", name=op.f("pk_broadcast_pages")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_broadcast_pages_open",
        "broadcast_pages",
        ["tenant_id", "broadcast_id", "due_at_ms"],
        unique=False,
        sqlite_where=sa.text("handed_at_ms IS NULL"),
        postgresql_where=sa.text("handed_at_ms IS NULL"),
    )
    op.create_table(
        "broadcast_transitions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=120), nullable=False),
        sa.Column("from_stage", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("to_stage", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "sequence", name=op.f("pk_broadcast_transitions")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_broadcast_transitions_tenant_id"), "broadcast_transitions", ["tenant_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("starts_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("began_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("audience", sa.BigInteger(), nullable=False),
        sa.Column("audience_after", sa.String(length=128), nullable=False),
        sa.Column("is_written_down", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("decide_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("winner", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("samples", sa.Text(), nullable=False),
        sa.Column("allowance", sa.BigInteger(), nullable=False),
        sa.Column("allowance_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_broadcasts_tenant_id"), "broadcasts", ["tenant_id"], unique=False)
    op.create_table(
        "message_holds",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "source", name=op.f("pk_message_holds")),
        info={"store": "journeys"},
    )
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "message_holds",
        "broadcasts",
        "broadcast_transitions",
        "broadcast_pages",
    ):
        op.drop_table(table)
