"""The escrow's rows, in the money store. Only the banker writes them, budgets of accounts and corrections apart."""

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.budgets.rules import Account, Day, Lease, recordable
from domain.budgets.values import LeaseState, Verdict
from domain.events.rules import recorded_id
from domain.events.values import Event
from domain.pacing.values import Pacing, SpendPlan
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
    elsewhere_nanos: int = Big(default=0)
    """The sum of the campaign's ``BudgetElsewhere``."""
    sequence: int = Big(default=0, index=True)
    corrected_sequence: int = Big(default=0)
    """The last correction that left a threshold of alerts."""
    closed: bool = False
    daily_budget_nanos: int = Big(default=0)
    """0 is none."""
    time_zone: str = Field(default="UTC", max_length=64)
    pacing: str = Field(default=Pacing.ASAP.value, max_length=16)
    """A ``Pacing``."""
    starts_at_ms: int | None = Big(default=None, nullable=True)
    ends_at_ms: int | None = Big(default=None, nullable=True)
    unfunded_nanos: int = Big(default=0)
    """The cheapest bid of the bidder last refused for want of money."""
    exhausted_at_ms: int | None = Big(default=None, nullable=True)
    exhaustion_told_at_ms: int | None = Big(default=None, nullable=True)
    """When the campaign's workflow had the signal. Kept when money comes back by a correction, until it has heard of that too."""
    opened_at_ms: int = Big()

    @property
    def books(self) -> Account:
        return Account(
            currency=self.currency,
            budget_nanos=self.budget_nanos,
            spent_nanos=self.spent_nanos,
            outstanding_nanos=self.outstanding_nanos,
            disputed_nanos=self.disputed_nanos,
            closed=self.closed,
            elsewhere_nanos=self.elsewhere_nanos,
        )

    @property
    def plan(self) -> SpendPlan:
        return SpendPlan(
            daily_budget_nanos=self.daily_budget_nanos,
            time_zone=self.time_zone,
            pacing=Pacing(self.pacing),
            starts_at_ms=self.starts_at_ms,
            ends_at_ms=self.ends_at_ms,
        )

    def carry(self, books: Account) -> None:
        """What the rules decided; a budget is not theirs to change."""
        self.spent_nanos = books.spent_nanos
        self.outstanding_nanos = books.outstanding_nanos
        self.disputed_nanos = books.disputed_nanos


class BudgetElsewhere(TenantOwned, table=True):
    """What a platform that buys on its own was promised of a campaign's budget; ``holder`` is our account there."""

    __tablename__ = "budgets_elsewhere"
    __table_args__ = (store(MONEY_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    campaign_id: str = Field(primary_key=True, max_length=64)
    holder: str = Field(primary_key=True, max_length=64)
    promised_nanos: int = Big()


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
    day: int = Field(default=0)
    """Ordinal of the campaign's day all of its bids are made in; 0 is none."""

    @property
    def books(self) -> Lease:
        return Lease(
            granted_nanos=self.granted_nanos,
            settled_nanos=self.settled_nanos,
            returned_nanos=self.returned_nanos,
            state=LeaseState(self.state),
            closes_at_ms=self.closes_at_ms,
        )

    def carry(self, books: Lease) -> None:
        """What the rules decided."""
        self.settled_nanos = books.settled_nanos
        self.returned_nanos = books.returned_nanos
        self.state = books.state.value
        self.closes_at_ms = books.closes_at_ms


class BudgetDay(TenantOwned, table=True):
    """One calendar day of one campaign: the sum over the leases granted for it. Kept for good."""

    __tablename__ = "budget_days"
    __table_args__ = (
        CheckConstraint("spent_nanos >= 0 AND outstanding_nanos >= 0", name="budget_days_never_negative"),
        store(MONEY_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    campaign_id: str = Field(primary_key=True, max_length=64)
    day: int = Field(primary_key=True)
    """Proleptic ordinal of the date in the campaign's time zone."""
    spent_nanos: int = Big(default=0)
    outstanding_nanos: int = Big(default=0)

    def books(self, budget_nanos: int) -> Day:
        """With the daily budget in force, 0 for none."""
        return Day(budget_nanos=budget_nanos, spent_nanos=self.spent_nanos, outstanding_nanos=self.outstanding_nanos)

    def carry(self, books: Day) -> None:
        """What the rules decided."""
        self.spent_nanos = books.spent_nanos
        self.outstanding_nanos = books.outstanding_nanos


class BudgetPace(TenantOwned, table=True):
    """What the banker has learned of one campaign's supply, written now and then; the platform's own has no tenant."""

    __tablename__ = "budget_paces"
    __table_args__ = (store(MONEY_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    campaign_id: str = Field(primary_key=True, max_length=64)
    share: float = 1.0
    throttle: dict[str, float] = Field(default_factory=dict, sa_type=JSON)
    """Fields of a ``domain.pacing.rules.Throttle``."""
    profile: list[float] = Field(default_factory=list, sa_type=JSON)
    """Supply by hour of the week, UTC; 0 is never seen."""
    shape: list[float] = Field(default_factory=list, sa_type=JSON)
    """The weights a forecast plan follows; empty is even."""
    updated_at_ms: int = Big(default=0)


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
    day: int = 0
    """Ordinal of the campaign's day whose books it moved; 0 is none, or from before it was written down."""

    @classmethod
    def of(
        cls, bill: Event, verdict: Verdict, *, sequence: int, batch: int, day: int, now_ms: int
    ) -> "BudgetSettlement":
        """The record of one bill and what was made of it."""
        return cls(
            sequence=sequence,
            batch=batch,
            tenant_id=bill.tenant_id,
            bid_id=bill.bid_id,
            campaign_id=bill.campaign_id,
            creative_id=bill.creative_id,
            exchange_id=bill.exchange_id,
            request_id=recorded_id(bill.request_id),
            impression_id=recorded_id(bill.impression_id),
            bidder_id=bill.bidder_id,
            lease_id=bill.lease_id,
            verdict=verdict.value,
            price_nanos=recordable(bill.price_nanos),
            max_price_nanos=recordable(bill.max_price_nanos),
            currency=bill.currency,
            received_at_ms=bill.at_ms,
            expires_at_ms=bill.expires_at_ms,
            settled_at_ms=now_ms,
            is_test=bill.is_test,
            day=day,
        )


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
