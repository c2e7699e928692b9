"""Journeys, their versions and everybody inside. After 0002."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "journey_counts",
    "journey_effects",
    "journey_inbox",
    "journey_paths",
    "journey_shards",
    "journey_transitions",
    "journey_travellers",
    "journey_versions",
    "journeys",
)


def upgrade() -> None:
    op.create_table(
        "journey_counts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=160), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "journey_id", "version", "shard", "what", "step", "outcome", name=op.f("pk_journey_counts")
        ),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journey_effects",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("planned_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_journey_effects")),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_journey_effects_open",
        "journey_effects",
        ["due_at_ms"],
        unique=False,
        postgresql_where=sa.text("done_at_ms IS NULL"),
        sqlite_where=sa.text("done_at_ms IS NULL"),
    )
    op.create_table(
        "journey_inbox",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=128), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "event_id", name=op.f("pk_journey_inbox")),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journey_paths",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("passed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "visit", name=op.f("pk_journey_paths")),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journey_shards",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("awake_until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journey_id", "shard", name=op.f("pk_journey_shards")),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journey_transitions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("to_stage", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journey_id", "sequence", name=op.f("pk_journey_transitions")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_journey_transitions_tenant_id"), "journey_transitions", ["tenant_id"], unique=False)
    op.create_table(
        "journey_travellers",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("look_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("entered_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=160), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_journey_travellers")),
        sa.UniqueConstraint(
            "tenant_id",
            "person_id",
            "journey_id",
            "entry",
            name=op.f("uq_journey_travellers_tenant_id_person_id_journey_id_entry"),
        ),
        info={"store": "journeys"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_journey_travellers_due",
        "journey_travellers",
        ["journey_id", "shard", "look_at_ms"],
        unique=False,
        postgresql_where=sa.text("look_at_ms IS NOT NULL"),
        sqlite_where=sa.text("look_at_ms IS NOT NULL"),
    )
    op.create_table(
        "journey_versions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journey_id", "version", name=op.f("pk_journey_versions")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_journey_versions_tenant_id"), "journey_versions", ["tenant_id"], unique=False)
    op.create_table(
        "journeys",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("shards", sa.Integer(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=False),
        sa.Column("trigger_kind", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("estimated_people", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_journeys_tenant_id"), "journeys", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "journeys",
        "journey_versions",
        "journey_travellers",
        "journey_transitions",
        "journey_shards",
        "journey_paths",
        "journey_inbox",
        "journey_effects",
        "journey_counts",
    ):
        op.drop_table(table)
