"""Rehearsals and activations. After 0007."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "activation_plans",
    "activations",
    "journey_rehearsals",
)


def upgrade() -> None:
    op.create_table(
        "activation_plans",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_activation_plans")),
        info={"store": "journeys"},
    )
    op.create_table(
        "activations",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("cause_id", sa.String(length=128), nullable=False),
        sa.Column("activation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("message_key", sa.String(length=200), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "cause_id", name=op.f("pk_activations")),
        info={"store": "journeys"},
    )
    with op.batch_alter_table("activations", schema=None) as batch_op:
        batch_op.create_index("ix_activations_person", ["tenant_id", "person_id", "at_ms"], unique=False)

    op.create_table(
        "journey_rehearsals",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("journey_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("starts_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("after", sa.String(length=128), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_rehearsals")),
        info={"store": "journeys"},
    )
    with op.batch_alter_table("journey_rehearsals", schema=None) as batch_op:
        batch_op.create_index("ix_journey_rehearsals_journey", ["tenant_id", "journey_id", "id"], unique=False)

    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in reversed(TENANT_OWNED):
        op.drop_table(table)
