"""The algebra of escrow, move by move and in any order of moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from domain.budgets import rules
from domain.budgets.rules import Account, Bill, Lease, LeaseTerms
from domain.budgets.values import BID_LIFE_MS, LeaseRefusal, LeaseState, Verdict

GRACE_MS = 5_000
ACCOUNT = Account(currency="USD", budget_nanos=1_000, spent_nanos=100, outstanding_nanos=50)
LEASE = Lease(granted_nanos=50)
BILL = Bill(price_nanos=20, max_price_nanos=30, currency="USD", received_at_ms=10_000, expires_at_ms=10_000)


@pytest.mark.parametrize(
    ("bill", "lease", "verdict"),
    [
        (BILL, LEASE, Verdict.CONFIRMED),
        (replace(BILL, price_nanos=0), LEASE, Verdict.CONFIRMED),
        (replace(BILL, price_nanos=30), LEASE, Verdict.CONFIRMED),
        (replace(BILL, price_nanos=31), LEASE, Verdict.DISPUTED_OVER_BID),
        (replace(BILL, price_nanos=60, max_price_nanos=60), LEASE, Verdict.DISPUTED_OVER_LEASE),
        (replace(BILL, received_at_ms=10_000 + GRACE_MS), LEASE, Verdict.CONFIRMED),
        (replace(BILL, received_at_ms=10_001 + GRACE_MS), LEASE, Verdict.DISPUTED_LATE),
        (BILL, replace(LEASE, state=LeaseState.QUARANTINED), Verdict.CONFIRMED),
        (BILL, replace(LEASE, state=LeaseState.CLOSED, returned_nanos=50), Verdict.DISPUTED_LATE),
        (BILL, replace(LEASE, returned_nanos=31), Verdict.DISPUTED_OVER_LEASE),
        (BILL, None, Verdict.DISPUTED_UNKNOWN_LEASE),
        (replace(BILL, price_nanos=-1), LEASE, Verdict.DISPUTED_INVALID),
        (replace(BILL, currency="EUR"), LEASE, Verdict.DISPUTED_INVALID),
        (replace(BILL, is_test=True), LEASE, Verdict.NOT_BILLABLE),
        (replace(BILL, is_test=True), None, Verdict.NOT_BILLABLE),
    ],
)
def test_a_bill_is_confirmed_only_when_everything_about_it_holds(bill: Bill, lease: Lease | None, verdict: Verdict):
    assert rules.judge(ACCOUNT, lease, bill, grace_ms=GRACE_MS) is verdict


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.CONFIRMED])
def test_a_bill_that_is_not_confirmed_spends_nothing(verdict: Verdict):
    account, lease = rules.settle(ACCOUNT, LEASE, BILL, verdict)
    assert (account.spent_nanos, account.outstanding_nanos, lease) == (100, 50, LEASE)
    assert account.disputed_nanos == (0 if verdict is Verdict.NOT_BILLABLE else BILL.price_nanos)


def test_two_bidders_asking_for_everything_share_a_small_budget():
    account, first = rules.grant(
        replace(ACCOUNT, spent_nanos=0, outstanding_nanos=0), want_nanos=9_999, least_nanos=1, bidders=2
    )
    _, second = rules.grant(account, want_nanos=9_999, least_nanos=1, bidders=2)
    assert (first, second) == (333, 222)


@pytest.mark.parametrize(
    ("account", "least_nanos", "refusal"),
    [
        (replace(ACCOUNT, closed=True), 1, LeaseRefusal.CLOSED_ACCOUNT),
        (replace(ACCOUNT, spent_nanos=950), 1, LeaseRefusal.EXHAUSTED),
        (ACCOUNT, 851, LeaseRefusal.EXHAUSTED),
        (replace(ACCOUNT, budget_nanos=10), 1, LeaseRefusal.EXHAUSTED),
    ],
)
def test_nothing_is_leased_that_could_not_fund_a_bid(account: Account, least_nanos: int, refusal: LeaseRefusal):
    assert rules.grant(account, want_nanos=100, least_nanos=least_nanos, bidders=1) is refusal


def test_a_lowered_budget_stops_leasing_and_takes_back_nothing_promised():
    lowered = replace(ACCOUNT, budget_nanos=120)
    assert rules.grant(lowered, want_nanos=1, least_nanos=1, bidders=1) is LeaseRefusal.EXHAUSTED
    account, lease = rules.settle(lowered, LEASE, BILL, rules.judge(lowered, LEASE, BILL, grace_ms=GRACE_MS))
    assert account.spent_nanos == 120
    account, _ = rules.close(account, lease)
    assert (account.outstanding_nanos, account.available_nanos) == (0, 0)


@pytest.mark.parametrize(
    ("spent_nanos", "unfunded_nanos", "exhausted"),
    [(1_000, 0, True), (999, 0, False), (990, 11, True), (990, 10, False)],
)
def test_a_budget_is_exhausted_when_nothing_that_could_come_back_would_fund_a_bid(
    spent_nanos, unfunded_nanos, exhausted
):
    account = replace(ACCOUNT, spent_nanos=spent_nanos, outstanding_nanos=0)
    assert rules.is_exhausted(account, unfunded_nanos=unfunded_nanos) is exhausted


@pytest.mark.parametrize(("elsewhere_nanos", "exhausted"), [(400, False), (500, True)])
def test_what_is_promised_elsewhere_is_not_left_for_bidders(elsewhere_nanos, exhausted):
    account = replace(ACCOUNT, spent_nanos=500, outstanding_nanos=0, elsewhere_nanos=elsewhere_nanos)
    assert rules.is_exhausted(account, unfunded_nanos=1) is exhausted


@given(promised_ms=st.integers(-1, 10 * BID_LIFE_MS))
def test_a_quarantine_outlasts_every_bill_that_counts(promised_ms: int):
    terms = LeaseTerms()
    closes_at_ms = rules.lease_closes_at_ms(last_bid_at_ms=1_000, bid_life_ms=promised_ms, terms=terms)
    last_expiry_ms = 1_000 + min(max(promised_ms, 0), BID_LIFE_MS)
    assert closes_at_ms == last_expiry_ms + terms.grace_ms + terms.publish_lag_ms


class Escrow(RuleBasedStateMachine):
    """Any moves, honest or not, on one account and its leases."""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(currency="USD", budget_nanos=10_000)
        self.leases: list[Lease] = []

    @rule(want=st.integers(-5, 20_000), least=st.integers(-5, 500), bidders=st.integers(0, 4))
    def grant(self, want: int, least: int, bidders: int) -> None:
        granted = rules.grant(self.account, want_nanos=want, least_nanos=least, bidders=bidders)
        if not isinstance(granted, LeaseRefusal):
            self.account, nanos = granted
            self.leases.append(Lease(granted_nanos=nanos))

    @rule(
        which=st.integers(0, 20),
        price=st.integers(-10, 6_000),
        most=st.integers(0, 6_000),
        age_ms=st.integers(0, 9_000),
    )
    def bill(self, which: int, price: int, most: int, age_ms: int) -> None:
        lease = self.leases[which] if which < len(self.leases) else None
        bill = Bill(price_nanos=price, max_price_nanos=most, currency="USD", received_at_ms=age_ms, expires_at_ms=0)
        verdict = rules.judge(self.account, lease, bill, grace_ms=GRACE_MS)
        self.account, settled = rules.settle(self.account, lease, bill, verdict)
        if settled is not None:
            self.leases[which] = settled

    @rule(which=st.integers(0, 20), total=st.integers(-10, 20_000))
    def give_back(self, which: int, total: int) -> None:
        if which < len(self.leases) and self.leases[which].state is not LeaseState.CLOSED:
            self.account, self.leases[which] = rules.give_back(self.account, self.leases[which], returned_nanos=total)

    @rule(which=st.integers(0, 20))
    def quarantine(self, which: int) -> None:
        if which < len(self.leases):
            self.leases[which] = rules.quarantine(self.leases[which], closes_at_ms=1)

    @rule(which=st.integers(0, 20))
    def close(self, which: int) -> None:
        if which < len(self.leases):
            self.account, self.leases[which] = rules.close(self.account, self.leases[which])

    @invariant()
    def never_over_budget_and_always_adding_up(self) -> None:
        account = self.account
        assert account.spent_nanos + account.outstanding_nanos <= account.budget_nanos
        assert account.outstanding_nanos == sum(lease.outstanding_nanos for lease in self.leases)
        assert account.spent_nanos == sum(lease.settled_nanos for lease in self.leases)
        assert all(lease.outstanding_nanos >= 0 and lease.returned_nanos >= 0 for lease in self.leases)


TestEscrow = Escrow.TestCase
