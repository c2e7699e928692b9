"""First tables."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import protect, reserve

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "budget_accounts",
    "budget_leases",
    "budget_settlements",
)
PLATFORM_ONLY = ("budget_banker", "budget_bidders")


def upgrade() -> None:
    op.create_table(
        "budget_accounts",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("budget_nanos", sa.BigInteger(), nullable=False),
        sa.Column("spent_nanos", sa.BigInteger(), nullable=False),
        sa.Column("outstanding_nanos", sa.BigInteger(), nullable=False),
        sa.Column("disputed_nanos", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("unfunded_nanos", sa.BigInteger(), nullable=False),
        sa.Column("exhausted_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("exhaustion_told_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "budget_nanos >= 0 AND spent_nanos >= 0 AND outstanding_nanos >= 0 AND disputed_nanos >= 0",
            name="budget_accounts_never_negative",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", name=op.f("pk_budget_accounts")),
    )
    op.create_index(op.f("ix_budget_accounts_sequence"), "budget_accounts", ["sequence"], unique=False)
    op.create_table(
        "budget_banker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("taken_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_sequence", sa.BigInteger(), nullable=False),
        sa.Column("published_sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_banker")),
    )
    op.create_table(
        "budget_bidders",
        sa.Column("bidder_id", sa.String(length=64), nullable=False),
        sa.Column("last_seen_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("leases_end_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("bid_life_ms", sa.BigInteger(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("unknown_in_request", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("bidder_id", name=op.f("pk_budget_bidders")),
    )
    op.create_index("budget_bidders_by_silence", "budget_bidders", ["silent", "last_seen_at_ms"], unique=False)
    op.create_table(
        "budget_leases",
        sa.Column("lease_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("bidder_id", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=128), nullable=False),
        sa.Column("granted_nanos", sa.BigInteger(), nullable=False),
        sa.Column("settled_nanos", sa.BigInteger(), nullable=False),
        sa.Column("returned_nanos", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("closes_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("granted_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "settled_nanos >= 0 AND returned_nanos >= 0 AND settled_nanos + returned_nanos <= granted_nanos",
            name="budget_leases_never_overdrawn",
        ),
        sa.PrimaryKeyConstraint("lease_id", name=op.f("pk_budget_leases")),
        sa.UniqueConstraint("bidder_id", "request_id", "tenant_id", "campaign_id", name="budget_leases_once_a_request"),
    )
    op.create_index("budget_leases_by_end", "budget_leases", ["state", "closes_at_ms"], unique=False)
    op.create_table(
        "budget_settlements",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("bid_id", sa.String(length=128), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("creative_id", sa.String(length=64), nullable=False),
        sa.Column("exchange_id", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("impression_id", sa.String(), nullable=False),
        sa.Column("bidder_id", sa.String(length=64), nullable=False),
        sa.Column("lease_id", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("price_nanos", sa.BigInteger(), nullable=False),
        sa.Column("max_price_nanos", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_budget_settlements")),
        sa.UniqueConstraint("bid_id", "tenant_id", name="budget_settlements_once_a_bid"),
    )
    op.create_index(
        "budget_settlements_by_campaign", "budget_settlements", ["tenant_id", "campaign_id", "sequence"], unique=False
    )
    op.create_index(op.f("ix_budget_settlements_batch"), "budget_settlements", ["batch"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_OWNED:
            for statement in protect(table):
                op.execute(statement)
        for table in PLATFORM_ONLY:
            for statement in reserve(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_budget_settlements_batch"), table_name="budget_settlements")
    op.drop_index("budget_settlements_by_campaign", table_name="budget_settlements")
    op.drop_table("budget_settlements")
    op.drop_index("budget_leases_by_end", table_name="budget_leases")
    op.drop_table("budget_leases")
    op.drop_index("budget_bidders_by_silence", table_name="budget_bidders")
    op.drop_table("budget_bidders")
    op.drop_table("budget_banker")
    op.drop_index(op.f("ix_budget_accounts_sequence"), table_name="budget_accounts")
    op.drop_table("budget_accounts")
