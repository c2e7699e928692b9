"""Segments, their versions and members. After 0001."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "computed_properties",
    "segment_bidding_changes",
    "segment_members",
    "segment_models",
    "segment_people",
    "segment_refreshes",
    "segment_versions",
    "segments",
)


def upgrade() -> None:
    op.create_table(
        "computed_properties",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_computed_properties")),
        info={"store": "journeys"},
    )
    op.create_table(
        "segment_bidding_changes",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_segment_bidding_changes")),
        info={"store": "journeys"},
    )
    op.create_table(
        "segment_members",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "segment_id", "person_id", "since_ms", name=op.f("pk_segment_members")),
        info={"store": "journeys"},
    )
    op.create_index(
        "ix_segment_members_person",
        "segment_members",
        ["tenant_id", "person_id"],
        unique=False,
        postgresql_where=sa.text("until_ms IS NULL"),
        sqlite_where=sa.text("until_ms IS NULL"),
    )
    op.create_table(
        "segment_models",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("fitted_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_segment_models")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_segment_models_tenant_id"), "segment_models", ["tenant_id"], unique=False)
    op.create_table(
        "segment_people",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_segment_people")),
        info={"store": "journeys"},
    )
    op.create_index("ix_segment_people_bucket", "segment_people", ["tenant_id", "bucket", "person_id"], unique=False)
    op.create_index("ix_segment_people_due", "segment_people", ["tenant_id", "due_at_ms"], unique=False)
    op.create_table(
        "segment_refreshes",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("after", sa.String(length=128), nullable=False),
        sa.Column("is_through", sa.Boolean(), nullable=False),
        sa.Column("people_total", sa.Integer(), nullable=False),
        sa.Column("people_done", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("finished_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_refreshes")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_segment_refreshes_tenant_id"), "segment_refreshes", ["tenant_id"], unique=False)
    op.create_table(
        "segment_versions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", "version", name=op.f("pk_segment_versions")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_segment_versions_tenant_id"), "segment_versions", ["tenant_id"], unique=False)
    op.create_table(
        "segments",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=True),
        sa.Column("wanted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("refreshed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_segments_tenant_id_name")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_segments_tenant_id_number")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_segments_tenant_id"), "segments", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "segments",
        "segment_versions",
        "segment_refreshes",
        "segment_people",
        "segment_models",
        "segment_members",
        "segment_bidding_changes",
        "computed_properties",
    ):
        op.drop_table(table)
