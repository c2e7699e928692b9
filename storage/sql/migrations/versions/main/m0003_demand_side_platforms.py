"""Demand-side platforms, and keys by which they recognise people. After 0002."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "dsp_accounts",
    "dsp_audience_members",
    "dsp_audiences",
    "dsp_campaigns",
    "dsp_performance",
    "dsp_wins",
)


def upgrade() -> None:
    op.create_table(
        "dsp_accounts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("bid_url", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("timeout_ms", sa.Integer(), nullable=False),
        sa.Column("max_concurrent", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dsp_accounts")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_dsp_accounts_tenant_id_name")),
    )
    with op.batch_alter_table("dsp_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dsp_accounts_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "dsp_audience_members",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("audience_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=24), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audience_id", "person_id", name=op.f("pk_dsp_audience_members")),
    )
    with op.batch_alter_table("dsp_audience_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dsp_audience_members_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "dsp_audiences",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("platform_audience_id", sa.String(length=200), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=True),
        sa.Column("expected_matches", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("synced_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dsp_audiences")),
        sa.UniqueConstraint(
            "tenant_id", "account_id", "segment", name=op.f("uq_dsp_audiences_tenant_id_account_id_segment")
        ),
    )
    with op.batch_alter_table("dsp_audiences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dsp_audiences_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "dsp_campaigns",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("share_micros", sa.BigInteger(), nullable=False),
        sa.Column("platform_campaign_id", sa.String(length=200), nullable=False),
        sa.Column("told", sa.String(length=24), nullable=False),
        sa.Column("daily_budget_micros", sa.BigInteger(), nullable=False),
        sa.Column("pace", sa.String(length=20), nullable=False),
        sa.Column("reported_day", sa.String(length=10), nullable=False),
        sa.Column("pushed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "campaign_id", name=op.f("pk_dsp_campaigns")),
    )
    op.create_table(
        "dsp_performance",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("platform_campaign_id", sa.String(length=200), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("conversions", sa.BigInteger(), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pulled_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "platform_campaign_id", "day", name=op.f("pk_dsp_performance")
        ),
    )
    op.create_table(
        "dsp_wins",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("bid_id", sa.String(length=200), nullable=False),
        sa.Column("price_nanos", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "request_id", "bid_id", name=op.f("pk_dsp_wins")),
    )
    with op.batch_alter_table("dsp_wins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dsp_wins_at_ms"), ["at_ms"], unique=False)

    with op.batch_alter_table("tenant_people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("match_keys", sa.JSON(), nullable=False, server_default="{}"))

    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("tenant_people", schema=None) as batch_op:
        batch_op.drop_column("match_keys")

    with op.batch_alter_table("dsp_wins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dsp_wins_at_ms"))

    op.drop_table("dsp_wins")
    op.drop_table("dsp_performance")
    op.drop_table("dsp_campaigns")
    with op.batch_alter_table("dsp_audiences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dsp_audiences_tenant_id"))

    op.drop_table("dsp_audiences")
    with op.batch_alter_table("dsp_audience_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dsp_audience_members_tenant_id"))

    op.drop_table("dsp_audience_members")
    with op.batch_alter_table("dsp_accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dsp_accounts_tenant_id"))

    op.drop_table("dsp_accounts")
