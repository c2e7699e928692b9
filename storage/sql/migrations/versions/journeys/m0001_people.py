"""People, who they are known as, and what they did."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "behaviour_events",
    "behaviour_schemas",
    "behaviour_set_aside",
    "behaviour_sources",
    "contact_attributes",
    "contact_consents",
    "contact_identities",
    "contact_imports",
    "contact_mappings",
    "contact_merges",
    "contacts",
    "websites",
)


def upgrade() -> None:
    op.create_table(
        "behaviour_events",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=160), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("recorded_for", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("properties", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", name=op.f("pk_behaviour_events")),
        info={"store": "journeys"},
    )
    op.create_index("ix_behaviour_events_person", "behaviour_events", ["tenant_id", "person_id", "at_ms"], unique=False)
    op.create_index("ix_behaviour_events_received", "behaviour_events", ["received_at_ms"], unique=False)
    op.create_table(
        "behaviour_schemas",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_behaviour_schemas")),
        info={"store": "journeys"},
    )
    op.create_table(
        "behaviour_set_aside",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_behaviour_set_aside")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_behaviour_set_aside_at_ms"), "behaviour_set_aside", ["at_ms"], unique=False)
    op.create_table(
        "behaviour_sources",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "source", name=op.f("pk_behaviour_sources")),
        info={"store": "journeys"},
    )
    op.create_table(
        "contact_attributes",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_contact_attributes")),
        info={"store": "journeys"},
    )
    op.create_table(
        "contact_consents",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("recorded_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "person_id", "channel", "purpose", "at_ms", "state", name=op.f("pk_contact_consents")
        ),
        info={"store": "journeys"},
    )
    op.create_table(
        "contact_identities",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "value", name=op.f("pk_contact_identities")),
        info={"store": "journeys"},
    )
    op.create_index("ix_contact_identities_person", "contact_identities", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "contact_imports",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("mapping", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact_imports")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_contact_imports_digest"), "contact_imports", ["digest"], unique=False)
    op.create_table(
        "contact_mappings",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_contact_mappings")),
        info={"store": "journeys"},
    )
    op.create_table(
        "contact_merges",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("absorbed_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("identity", sa.String(length=345), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "absorbed_id", name=op.f("pk_contact_merges")),
        info={"store": "journeys"},
    )
    op.create_index("ix_contact_merges_survivor", "contact_merges", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("merged_into", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_contacts")),
        info={"store": "journeys"},
    )
    op.create_table(
        "websites",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("write_key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("consent", sa.String(length=20), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_websites")),
        sa.UniqueConstraint("write_key", name=op.f("uq_websites_write_key")),
        info={"store": "journeys"},
    )
    op.create_index(op.f("ix_websites_tenant_id"), "websites", ["tenant_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (
        "websites",
        "contacts",
        "contact_merges",
        "contact_mappings",
        "contact_imports",
        "contact_identities",
        "contact_consents",
        "contact_attributes",
        "behaviour_sources",
        "behaviour_set_aside",
        "behaviour_schemas",
        "behaviour_events",
    ):
        op.drop_table(table)
