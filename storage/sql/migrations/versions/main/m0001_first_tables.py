"""First tables."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect, reserve

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "api_tokens",
    "approval_decisions",
    "approval_requirements",
    "approval_rules",
    "approval_submitters",
    "approvals",
    "campaign_revisions",
    "campaign_transitions",
    "campaigns",
    "creative_versions",
    "creatives",
    "tenant_people",
    "users",
)
PLATFORM_ONLY = ("exchanges",)


def upgrade() -> None:
    op.create_table(
        "approval_rules",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("required_role", sa.String(length=20), nullable=False),
        sa.Column("min_approvals", sa.Integer(), nullable=False),
        sa.Column("auto_approve_below_micros", sa.BigInteger(), nullable=True),
        sa.Column("budget_from_micros", sa.BigInteger(), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rules")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_approval_rules_tenant_id_name")),
    )
    op.create_index(op.f("ix_approval_rules_tenant_id"), "approval_rules", ["tenant_id"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("tenant_id", "campaign_id", "round", name=op.f("uq_approvals_tenant_id_campaign_id_round")),
    )
    op.create_index("ix_approvals_pending", "approvals", ["tenant_id", "outcome", "opened_at_ms"], unique=False)
    op.create_index(op.f("ix_approvals_tenant_id"), "approvals", ["tenant_id"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approved_revision", sa.Integer(), nullable=True),
        sa.Column("reviewed_revision", sa.Integer(), nullable=True),
        sa.Column("locked_revision", sa.Integer(), nullable=True),
        sa.Column("creation_key", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("advertiser_domain", sa.String(length=253), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("budget_micros", sa.BigInteger(), nullable=False),
        sa.Column("starts_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_campaigns_tenant_id_creation_key")),
    )
    op.create_index("ix_campaigns_flight", "campaigns", ["tenant_id", "starts_at_ms", "ends_at_ms"], unique=False)
    op.create_index("ix_campaigns_stage", "campaigns", ["tenant_id", "stage", "id"], unique=False)
    op.create_index(op.f("ix_campaigns_tenant_id"), "campaigns", ["tenant_id"], unique=False)
    op.create_index("ix_campaigns_updated", "campaigns", ["tenant_id", "updated_at_ms", "id"], unique=False)
    op.create_table(
        "exchanges",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tenants", sa.JSON(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("currencies", sa.JSON(), nullable=False),
        sa.Column("qps_limit", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchanges")),
        sa.UniqueConstraint("name", name=op.f("uq_exchanges_name")),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("interests", sa.LargeBinary(), nullable=False),
        sa.Column("recency", sa.Float(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
    )
    op.create_table(
        "tenant_people",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("stars_balance", sa.BigInteger(), nullable=False),
        sa.Column("qualifying_stars", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_stars", sa.BigInteger(), nullable=False),
        sa.Column("days_since_redeem", sa.Integer(), nullable=False),
        sa.Column("birthday_month", sa.Integer(), nullable=False),
        sa.Column("preferred_channel", sa.String(length=20), nullable=False),
        sa.Column("personalised_ads", sa.Boolean(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_tenant_people")),
    )
    op.create_index("ix_tenant_people_person", "tenant_people", ["person_id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seat", sa.String(length=64), nullable=False),
        sa.Column("tier_ladder", sa.JSON(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
    )
    op.create_table(
        "users",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("disabled_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("tenant_id", "email", name=op.f("uq_users_tenant_id_email")),
    )
    op.create_index(op.f("ix_users_tenant_id"), "users", ["tenant_id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
    )
    op.create_index("ix_api_tokens_sha256", "api_tokens", ["sha256"], unique=True)
    op.create_index(op.f("ix_api_tokens_tenant_id"), "api_tokens", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_api_tokens_user_id"), "api_tokens", ["user_id"], unique=False)
    op.create_table(
        "approval_decisions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("approval_id", sa.String(length=40), nullable=False),
        sa.Column("approver_id", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_decisions_approval_id")),
        sa.PrimaryKeyConstraint("approval_id", "approver_id", name=op.f("pk_approval_decisions")),
    )
    op.create_index(op.f("ix_approval_decisions_tenant_id"), "approval_decisions", ["tenant_id"], unique=False)
    op.create_table(
        "approval_requirements",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("approval_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("min_approvals", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_requirements_approval_id")),
        sa.PrimaryKeyConstraint("approval_id", "role", name=op.f("pk_approval_requirements")),
    )
    op.create_index(op.f("ix_approval_requirements_tenant_id"), "approval_requirements", ["tenant_id"], unique=False)
    op.create_table(
        "approval_submitters",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("approval_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_submitters_approval_id")),
        sa.PrimaryKeyConstraint("approval_id", "user_id", name=op.f("pk_approval_submitters")),
    )
    op.create_index(op.f("ix_approval_submitters_tenant_id"), "approval_submitters", ["tenant_id"], unique=False)
    op.create_table(
        "campaign_revisions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("creatives", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_revisions_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_campaign_revisions")),
    )
    op.create_index(op.f("ix_campaign_revisions_tenant_id"), "campaign_revisions", ["tenant_id"], unique=False)
    op.create_table(
        "campaign_transitions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("to_stage", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_transitions_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "sequence", name=op.f("pk_campaign_transitions")),
    )
    op.create_index(op.f("ix_campaign_transitions_tenant_id"), "campaign_transitions", ["tenant_id"], unique=False)
    op.create_table(
        "creatives",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("creation_key", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("removed_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_creatives_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creatives")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_creatives_tenant_id_creation_key")),
    )
    op.create_index("ix_creatives_campaign", "creatives", ["tenant_id", "campaign_id", "id"], unique=False)
    op.create_index(op.f("ix_creatives_tenant_id"), "creatives", ["tenant_id"], unique=False)
    op.create_table(
        "creative_versions",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("creative_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["creative_id"], ["creatives.id"], name=op.f("fk_creative_versions_creative_id")),
        sa.PrimaryKeyConstraint("creative_id", "version", name=op.f("pk_creative_versions")),
    )
    op.create_index(op.f("ix_creative_versions_tenant_id"), "creative_versions", ["tenant_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)
        for table in PLATFORM_ONLY:
            for statement in reserve(table):
                op.execute(statement)
        for statement in protect("tenants", column="id"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_creative_versions_tenant_id"), table_name="creative_versions")
    op.drop_table("creative_versions")
    op.drop_index(op.f("ix_creatives_tenant_id"), table_name="creatives")
    op.drop_index("ix_creatives_campaign", table_name="creatives")
    op.drop_table("creatives")
    op.drop_index(op.f("ix_campaign_transitions_tenant_id"), table_name="campaign_transitions")
    op.drop_table("campaign_transitions")
    op.drop_index(op.f("ix_campaign_revisions_tenant_id"), table_name="campaign_revisions")
    op.drop_table("campaign_revisions")
    op.drop_index(op.f("ix_approval_submitters_tenant_id"), table_name="approval_submitters")
    op.drop_table("approval_submitters")
    op.drop_index(op.f("ix_approval_requirements_tenant_id"), table_name="approval_requirements")
    op.drop_table("approval_requirements")
    op.drop_index(op.f("ix_approval_decisions_tenant_id"), table_name="approval_decisions")
    op.drop_table("approval_decisions")
    op.drop_index(op.f("ix_api_tokens_user_id"), table_name="api_tokens")
    op.drop_index(op.f("ix_api_tokens_tenant_id"), table_name="api_tokens")
    op.drop_index("ix_api_tokens_sha256", table_name="api_tokens")
    op.drop_table("api_tokens")
    op.drop_index(op.f("ix_users_tenant_id"), table_name="users")
    op.drop_table("users")
    op.drop_table("tenants")
    op.drop_index("ix_tenant_people_person", table_name="tenant_people")
    op.drop_table("tenant_people")
    op.drop_table("people")
    op.drop_table("exchanges")
    op.drop_index("ix_campaigns_updated", table_name="campaigns")
    op.drop_index(op.f("ix_campaigns_tenant_id"), table_name="campaigns")
    op.drop_index("ix_campaigns_stage", table_name="campaigns")
    op.drop_index("ix_campaigns_flight", table_name="campaigns")
    op.drop_table("campaigns")
    op.drop_index(op.f("ix_approvals_tenant_id"), table_name="approvals")
    op.drop_index("ix_approvals_pending", table_name="approvals")
    op.drop_table("approvals")
    op.drop_index(op.f("ix_approval_rules_tenant_id"), table_name="approval_rules")
    op.drop_table("approval_rules")
