"""What a bidder may spend, as its wallet sees it; the banker's part is played by hand."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.budget.wallet import HEARTBEAT_MS, Wallet
from domain.budgets.rules import LeaseTerms
from domain.budgets.values import LeaseGrant, LeaseRefusal, LeaseReply, LeaseRequest
from domain.events.values import Event, EventType
from tests.budgets.books import TENANT, bill

CAMPAIGN = "cmp_1"
TERMS = LeaseTerms()
LIFE_MS = 60_000
PRICE = 1_000_000


@dataclass
class Clock:
    now_ms: int = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now_ms


class Counter:
    """A bidder and its wallet at the banker's counter."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.wallet = Wallet("bdr_1", clock_ms=self.clock, terms=TERMS, jitter=lambda: 0.5)
        self.leases = 0

    def reserve(self, price_nanos: int = PRICE, *, life_ms: int = LIFE_MS) -> str | None:
        now_ms = self.clock.now_ms
        return self.wallet.reserve(TENANT, CAMPAIGN, price_nanos, now_ms, now_ms + life_ms)

    def request(self, *, leaving: bool = False) -> LeaseRequest:
        self.clock.now_ms += HEARTBEAT_MS
        request = self.wallet.next_request(leaving=leaving)
        assert request is not None
        return request

    def answer(self, request: LeaseRequest, *granted_nanos: int, unknown: bool = False) -> None:
        grants = [self._grant(ask.campaign_id, nanos) for ask, nanos in zip(request.asks, granted_nanos, strict=False)]
        self.wallet.accept(
            LeaseReply(
                banker_epoch=1,
                request_id=request.request_id,
                grants=tuple(grants),
                renewed_until_ms=self.clock.now_ms + TERMS.lease_life_ms,
                unknown_bidder=unknown,
            )
        )

    def refuse(self, request: LeaseRequest) -> None:
        grants = [
            LeaseGrant(tenant_id=TENANT, campaign_id=ask.campaign_id, refusal=LeaseRefusal.EXHAUSTED)
            for ask in request.asks
        ]
        renewed_until_ms = self.clock.now_ms + TERMS.lease_life_ms
        self.wallet.accept(
            LeaseReply(
                banker_epoch=1, request_id=request.request_id, grants=tuple(grants), renewed_until_ms=renewed_until_ms
            )
        )

    def _grant(self, campaign_id: str, nanos: int) -> LeaseGrant:
        self.leases += 1
        return LeaseGrant(tenant_id=TENANT, campaign_id=campaign_id, lease_id=f"lse_{self.leases}", granted_nanos=nanos)

    def fund(self, nanos: int) -> None:
        """Ask by bidding in vain, and be granted ``nanos``."""
        assert self.reserve(nanos + 1) is None
        self.answer(self.request(), nanos)
        assert self.free == nanos

    def notice(self, kind: EventType, *, price_nanos: int = 0, bid_id: str = "bid_1", is_test: bool = False) -> Event:
        return bill(
            bid_id,
            kind=kind,
            lease_id="lse_1",
            price_nanos=price_nanos,
            max_price_nanos=PRICE,
            at_ms=self.clock.now_ms,
            expires_at_ms=self.clock.now_ms + LIFE_MS,
            campaign_id=CAMPAIGN,
            is_test=is_test,
        )

    @property
    def free(self) -> int:
        return self.wallet.free_nanos(TENANT, CAMPAIGN)

    @property
    def held(self) -> int:
        return self.wallet.held_nanos(TENANT, CAMPAIGN)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_an_empty_wallet_does_not_bid_but_asks_at_once(counter: Counter):
    thirsty = []
    counter.wallet.on_thirst = lambda: thirsty.append(True)
    assert counter.reserve() is None
    assert thirsty
    request = counter.request()
    assert [(ask.campaign_id, ask.least_nanos) for ask in request.asks] == [(CAMPAIGN, PRICE)]
    assert request.asks[0].want_nanos >= PRICE


def test_a_bid_holds_its_maximum_price(counter: Counter):
    counter.fund(10 * PRICE)
    assert counter.reserve() == "lse_1"
    assert (counter.free, counter.held) == (9 * PRICE, PRICE)


def test_a_bid_that_was_never_sent_holds_nothing(counter: Counter):
    counter.fund(10 * PRICE)
    counter.reserve()
    counter.wallet.cancel("lse_1", PRICE, counter.clock.now_ms + LIFE_MS)
    assert (counter.free, counter.held) == (10 * PRICE, 0)


@pytest.mark.parametrize(
    ("notices", "free"),
    [
        ([(EventType.BILL, 400_000)], 9_600_000),
        ([(EventType.BILL, 400_000), (EventType.BILL, 400_000)], 9_600_000),
        ([(EventType.BILL, 400_000), (EventType.LOSS, 0)], 9_600_000),
        ([(EventType.LOSS, 0)], 10_000_000),
        ([(EventType.LOSS, 0), (EventType.LOSS, 0)], 10_000_000),
        ([(EventType.LOSS, 0), (EventType.BILL, 400_000)], 9_600_000),
        ([(EventType.BILL, PRICE + 1)], 10_000_000),
        ([(EventType.BILL, -1)], 10_000_000),
    ],
)
def test_a_notice_frees_what_its_bid_did_not_cost_once(
    counter: Counter, notices: list[tuple[EventType, int]], free: int
):
    counter.fund(10 * PRICE)
    counter.reserve()
    for kind, price_nanos in notices:
        counter.wallet.note(counter.notice(kind, price_nanos=price_nanos))
    assert (counter.free, counter.held) == (free, 0)


def test_a_test_bid_costs_nothing(counter: Counter):
    counter.fund(10 * PRICE)
    counter.wallet.note(counter.notice(EventType.BILL, price_nanos=PRICE, is_test=True))
    assert counter.free == 10 * PRICE


def test_an_expired_bid_keeps_its_money_until_its_notices_are_read(counter: Counter):
    counter.fund(10 * PRICE)
    counter.reserve()
    expires_at_ms = counter.clock.now_ms + LIFE_MS
    counter.wallet.drained_to(expires_at_ms + TERMS.settling_ms - 1)
    assert counter.held == PRICE
    counter.wallet.drained_to(expires_at_ms + TERMS.settling_ms + 4_000)
    assert counter.held == 0


def test_leases_past_their_expiry_are_not_spent_until_they_are_renewed(counter: Counter):
    counter.fund(10 * PRICE)
    counter.clock.now_ms += TERMS.lease_life_ms
    assert (counter.reserve(), counter.free) == (None, 0)
    counter.answer(counter.request())
    assert counter.reserve() == "lse_1"


def test_a_bid_that_would_outlive_the_promise_to_the_banker_is_not_made(counter: Counter):
    counter.fund(10 * PRICE)
    assert counter.reserve(life_ms=TERMS.lease_life_ms + counter.wallet.bid_life_ms) is not None
    assert counter.reserve(life_ms=TERMS.lease_life_ms + counter.wallet.bid_life_ms + 1) is None


def test_a_bidder_taken_for_dead_stops_spending_and_hands_back(counter: Counter):
    counter.fund(10 * PRICE)
    counter.reserve()
    counter.answer(counter.request(), unknown=True)
    assert counter.reserve() is None
    returned = counter.request().returns
    assert [(r.lease_id, r.returned_nanos, r.final) for r in returned] == [("lse_1", 9 * PRICE, False)]


def test_money_granted_together_with_the_bad_news_may_be_spent(counter: Counter):
    counter.fund(PRICE)
    counter.reserve()
    assert counter.reserve() is None
    counter.answer(counter.request(), 5 * PRICE, unknown=True)
    assert counter.reserve() == "lse_2"


def test_an_unanswered_request_is_repeated_word_for_word_and_its_answer_counts_once(counter: Counter):
    counter.reserve()
    request = counter.request()
    assert counter.request() is request
    counter.answer(request, 10 * PRICE)
    counter.answer(request, 10 * PRICE)
    assert counter.free == 10 * PRICE


def test_a_refusal_is_remembered_with_growing_pauses(counter: Counter):
    asked_at_ms = []
    for _ in range(200):
        counter.clock.now_ms += 250
        counter.reserve()
        request = counter.wallet.next_request()
        if request is not None:
            asked_at_ms += [counter.clock.now_ms] * len(request.asks)
            counter.refuse(request)
    pauses = [later - earlier for earlier, later in pairwise(asked_at_ms)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 1_000 < 5_000 < pauses[-1] < 10_000


def test_money_nobody_bids_with_goes_back_whole(counter: Counter):
    counter.fund(10 * PRICE)
    returns = []
    for _ in range(60):
        request = counter.request()
        returns += request.returns
        counter.answer(request)
    assert sum(r.returned_nanos for r in returns) == 10 * PRICE
    assert returns[-1].final
    assert counter.free == 0


def test_remnants_go_back_once_the_budget_is_refused(counter: Counter):
    counter.reserve()
    counter.answer(counter.request(), 2 * PRICE + 7)
    counter.reserve()
    counter.reserve()
    request = counter.request()
    assert request.asks
    counter.refuse(request)
    counter.reserve()
    assert [(r.returned_nanos, r.final) for r in counter.request().returns] == [(7, False)]


def test_leaving_returns_everything_that_is_not_held(counter: Counter):
    counter.fund(10 * PRICE)
    counter.reserve()
    request = counter.request(leaving=True)
    assert request.leaving
    assert [(r.returned_nanos, r.final) for r in request.returns] == [(9 * PRICE, False)]
    assert counter.free == 0


def test_a_tenant_cannot_spend_anothers_lease(counter: Counter):
    counter.fund(10 * PRICE)
    assert counter.wallet.reserve("ten_2", CAMPAIGN, 1, counter.clock.now_ms, counter.clock.now_ms + 1) is None


@given(
    granted=st.integers(1, 50),
    bids=st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sampled_from(["held", "lost", "billed", "billed twice", "cancelled"]),
            st.integers(0, 100),
        ),
        max_size=60,
    ),
)
def test_what_was_granted_is_free_held_or_spent_whatever_comes(granted: int, bids: list[tuple[int, str, int]]):
    counter = Counter()
    counter.fund(granted)
    spent = 0
    for number, (price_nanos, fate, percent) in enumerate(bids):
        bid_id, expires_at_ms = f"bid_{number}", counter.clock.now_ms + LIFE_MS
        free = counter.free
        lease_id = counter.reserve(price_nanos)
        assert (lease_id is not None) == (price_nanos <= free)
        if lease_id is None:
            continue
        cost_nanos = price_nanos * percent // 100
        event = bill(
            bid_id,
            kind=EventType.LOSS if fate == "lost" else EventType.BILL,
            lease_id=lease_id,
            price_nanos=cost_nanos,
            max_price_nanos=price_nanos,
            at_ms=counter.clock.now_ms,
            expires_at_ms=expires_at_ms,
            campaign_id=CAMPAIGN,
        )
        if fate == "cancelled":
            counter.wallet.cancel(lease_id, price_nanos, expires_at_ms)
        for _ in range({"billed": 1, "billed twice": 2, "lost": 1}.get(fate, 0)):
            counter.wallet.note(event)
        spent += cost_nanos if fate.startswith("billed") else 0
        assert counter.free >= 0
        assert counter.free + counter.held + spent == granted


def granted_for_a_day(counter: Counter, *, ends_in_ms: int) -> str:
    """A lease whose day is over soon; its id."""
    counter.reserve()
    request = counter.request()
    [ask] = request.asks
    lease_id = f"lse_{counter.clock.now_ms}"
    grant = LeaseGrant(
        tenant_id=TENANT,
        campaign_id=ask.campaign_id,
        lease_id=lease_id,
        granted_nanos=100 * PRICE,
        day_ends_at_ms=counter.clock.now_ms + ends_in_ms,
    )
    counter.wallet.accept(
        LeaseReply(
            banker_epoch=1,
            request_id=request.request_id,
            grants=(grant,),
            renewed_until_ms=counter.clock.now_ms + TERMS.lease_life_ms,
        )
    )
    return lease_id


def test_no_bid_is_made_on_a_lease_whose_day_is_over():
    counter = Counter()
    lease_id = granted_for_a_day(counter, ends_in_ms=500)
    counter.clock.now_ms += 499
    assert counter.reserve() == lease_id
    counter.clock.now_ms += 1
    assert counter.reserve() is None
    assert counter.wallet.free_nanos(TENANT, CAMPAIGN) == 0


def test_at_midnight_what_is_free_goes_back_and_what_bids_hold_stays():
    counter = Counter()
    lease_id = granted_for_a_day(counter, ends_in_ms=500)
    counter.reserve()
    counter.clock.now_ms += 500
    counter.reserve()
    request = counter.request()
    [returned] = request.returns
    assert (returned.lease_id, returned.returned_nanos, returned.final) == (lease_id, 99 * PRICE, False)
    assert [ask.campaign_id for ask in request.asks] == [CAMPAIGN]
    assert counter.wallet.held_nanos(TENANT, CAMPAIGN) == PRICE


def test_a_new_day_s_lease_serves_while_yesterday_s_bids_are_in_flight():
    counter = Counter()
    granted_for_a_day(counter, ends_in_ms=500)
    counter.reserve()
    counter.clock.now_ms += 500
    today = granted_for_a_day(counter, ends_in_ms=86_400_000)
    assert counter.reserve() == today
