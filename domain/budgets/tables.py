"""The escrow's rows, in the money store. Only the banker writes them, budgets of accounts apart."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.budgets.values import LeaseState
from domain.records import MONEY_STORE, Big, TenantOwned, store


class BudgetAccount(TenantOwned, table=True):
    """One campaign's escrow. ``sequence`` is the settlement its ``spent_nanos`` includes last."""

    __tablename__ = "budget_accounts"
    __table_args__ = (
        CheckConstraint(
            "budget_nanos >= 0 AND spent_nanos >= 0 AND outstanding_nanos >= 0 AND disputed_nanos >= 0",
            name="budget_accounts_never_negative",
        ),
        store(MONEY_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    campaign_id: str = Field(primary_key=True, max_length=64)
    currency: str = Field(max_length=3)
    budget_nanos: int = Big()
    spent_nanos: int = Big(default=0)
    outstanding_nanos: int = Big(default=0)
    disputed_nanos: int = Big(default=0)
    sequence: int = Big(default=0, index=True)
    closed: bool = False
    unfunded_nanos: int = Big(default=0)
    """The cheapest bid of the bidder last refused for want of money."""
    exhausted_at_ms: int | None = Big(default=None, nullable=True)
    exhaustion_told_at_ms: int | None = Big(default=None, nullable=True)
    """When the campaign's workflow had the signal."""
    opened_at_ms: int = Big()


class BudgetLease(TenantOwned, table=True):
    """Money set aside for one bidder. A request of a bidder gets at most one lease a campaign, however often sent."""

    __tablename__ = "budget_leases"
    __table_args__ = (
        CheckConstraint(
            "settled_nanos >= 0 AND returned_nanos >= 0 AND settled_nanos + returned_nanos <= granted_nanos",
            name="budget_leases_never_overdrawn",
        ),
        UniqueConstraint("bidder_id", "request_id", "tenant_id", "campaign_id", name="budget_leases_once_a_request"),
        Index("budget_leases_by_end", "state", "closes_at_ms"),
        store(MONEY_STORE),
    )

    lease_id: str = Field(primary_key=True, max_length=64)
    tenant_id: str = Field(max_length=64)
    campaign_id: str = Field(max_length=64)
    bidder_id: str = Field(max_length=64)
    request_id: str = Field(max_length=128)
    granted_nanos: int = Big()
    settled_nanos: int = Big(default=0)
    returned_nanos: int = Big(default=0)
    state: str = Field(default=LeaseState.OPEN.value, max_length=16)
    """A ``LeaseState``."""
    closes_at_ms: int = Big(default=0)
    granted_at_ms: int = Big()


class BudgetSettlement(TenantOwned, table=True):
    """What became of one bill: recorded once by (tenant, bid), never changed. ``batch`` went to the stream together."""

    __tablename__ = "budget_settlements"
    __table_args__ = (
        UniqueConstraint("bid_id", "tenant_id", name="budget_settlements_once_a_bid"),
        Index("budget_settlements_by_campaign", "tenant_id", "campaign_id", "sequence"),
        store(MONEY_STORE),
    )

    sequence: int = Big(primary_key=True)
    batch: int = Big(index=True)
    tenant_id: str = Field(max_length=64)
    bid_id: str = Field(max_length=128)
    campaign_id: str = Field(max_length=64)
    creative_id: str = Field(max_length=64)
    exchange_id: str = Field(max_length=64)
    request_id: str
    impression_id: str
    """Both are the exchange's words, of any length."""
    bidder_id: str = Field(max_length=64)
    lease_id: str = Field(max_length=64)
    verdict: str = Field(max_length=32)
    """A ``Verdict``."""
    price_nanos: int = Big()
    max_price_nanos: int = Big()
    currency: str = Field(max_length=3)
    received_at_ms: int = Big()
    expires_at_ms: int = Big()
    settled_at_ms: int = Big()
    is_test: bool = False


class BudgetBidder(SQLModel, table=True):
    """A bidder process the banker has heard. Its open leases all end together, ``leases_end_at_ms``."""

    __tablename__ = "budget_bidders"
    __table_args__ = (Index("budget_bidders_by_silence", "silent", "last_seen_at_ms"), store(MONEY_STORE))

    bidder_id: str = Field(primary_key=True, max_length=64)
    last_seen_at_ms: int = Big()
    leases_end_at_ms: int = Big()
    bid_life_ms: int = Big()
    silent: bool = False
    """Taken for dead or left: its leases were quarantined."""
    unknown_in_request: str = Field(default="", max_length=128)
    """The request whose answer said ``unknown_bidder``, so that its repetition hears the same."""


class BudgetBanker(SQLModel, table=True):
    """One row: who may write, and how far settlements have been counted and published."""

    __tablename__ = "budget_banker"
    __table_args__ = (store(MONEY_STORE),)

    id: int = Field(default=1, primary_key=True)
    epoch: int = Big(default=0)
    holder: str = Field(default="", max_length=128)
    taken_at_ms: int = Big(default=0)
    settled_sequence: int = Big(default=0)
    published_sequence: int = Big(default=0)
