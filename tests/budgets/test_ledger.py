"""The escrow in SQL, use case by use case, on both databases."""

import pytest

from domain.budgets import service
from domain.budgets.rules import LeaseTerms
from domain.budgets.service import Release
from domain.budgets.values import LeaseAsk, LeaseRefusal, LeaseReply, LeaseRequest, LeaseReturn, Superseded, Verdict
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events.values import Event
from domain.pacing.rules import local_day
from domain.pacing.values import Pacing, PacingStatus, SpendPlan
from storage.sql.database import Database
from tests.budgets.books import TENANT, USD, bill, check_books, check_days, settlements_of

CAMPAIGN = "cmp_1"
TERMS = LeaseTerms()
NOW_MS = 1_700_000_000_000
PRICE = 1_000


class Ledger:
    def __init__(self, money: Database) -> None:
        self.money = money
        self.epoch = 0
        self.requests = 0

    async def open(
        self,
        budget_micros: int = 1_000,
        *,
        currency: str = USD,
        campaign_id: str = CAMPAIGN,
        plan: SpendPlan = SpendPlan(),  # noqa: B008 - frozen
    ) -> None:
        async with self.money.tenant(TENANT) as session:
            await service.open_account(session, TENANT, campaign_id, currency, budget_micros, now_ms=NOW_MS, plan=plan)

    async def take_over(self) -> None:
        async with self.money.platform() as session:
            self.epoch = await service.take_epoch(session, holder="test", now_ms=NOW_MS)

    async def say(
        self,
        *asks: LeaseAsk,
        returns: tuple[LeaseReturn, ...] = (),
        bidder_id: str = "bdr_1",
        request_id: str | None = None,
        leaving: bool = False,
        now_ms: int = NOW_MS,
        release: Release = lambda *_: None,
    ) -> LeaseReply:
        self.requests += 1
        request = LeaseRequest(
            bidder_id=bidder_id,
            request_id=request_id or f"{bidder_id}:{self.requests}",
            asks=asks,
            returns=returns,
            leaving=leaving,
        )
        async with self.money.platform() as session:
            return await service.answer_bidder(
                session, request, epoch=self.epoch, terms=TERMS, now_ms=now_ms, release=release
            )

    async def lease(self, want_nanos: int = 100_000) -> str:
        (grant,) = (await self.say(ask(want_nanos))).grants
        assert grant.refusal is None
        return grant.lease_id

    async def settle(self, *bills: Event) -> list[Verdict]:
        async with self.money.platform() as session:
            return await service.settle_batch(session, bills, epoch=self.epoch, terms=TERMS, now_ms=NOW_MS)

    async def view(self):
        async with self.money.reading(TENANT) as session:
            return await service.budget_of(session, CAMPAIGN, now_ms=NOW_MS)


def ask(want_nanos: int, *, least_nanos: int = PRICE, campaign_id: str = CAMPAIGN) -> LeaseAsk:
    return LeaseAsk(tenant_id=TENANT, campaign_id=campaign_id, want_nanos=want_nanos, least_nanos=least_nanos)


def a_bill(bid_id: str, lease_id: str, price_nanos: int = PRICE, **changes: object) -> Event:
    said = {
        "lease_id": lease_id,
        "price_nanos": price_nanos,
        "max_price_nanos": price_nanos,
        "at_ms": NOW_MS,
        "expires_at_ms": NOW_MS,
        "campaign_id": CAMPAIGN,
    }
    return bill(bid_id, **(said | changes))


@pytest.fixture
async def ledger(money: Database) -> Ledger:
    ledger = Ledger(money)
    await ledger.take_over()
    return ledger


async def test_opening_an_account_twice_changes_nothing_and_a_new_budget_replaces_the_old(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.open(1_000)
    assert (await ledger.view()).budget_nanos == 1_000_000
    await ledger.open(3_000)
    assert (await ledger.view()).budget_nanos == 3_000_000


@pytest.mark.parametrize("budget_micros", [-1, 10**15 + 1])
async def test_an_impossible_budget_is_refused(ledger: Ledger, budget_micros: int):
    with pytest.raises(InvalidInput) as refusal:
        await ledger.open(budget_micros)
    assert refusal.value.field == "budget"


async def test_a_currency_cannot_change_once_money_has_moved(ledger: Ledger):
    await ledger.open(currency="EUR")
    await ledger.open(currency=USD)
    await ledger.lease()
    with pytest.raises(Conflict):
        await ledger.open(currency="EUR")


async def test_another_tenants_budget_is_not_found(ledger: Ledger):
    await ledger.open()
    async with ledger.money.reading("ten_2") as session:
        with pytest.raises(NotFound):
            await service.budget_of(session, CAMPAIGN, now_ms=NOW_MS)


async def test_a_repeated_request_gets_the_same_lease(ledger: Ledger):
    await ledger.open()
    first = await ledger.say(ask(100_000), request_id="r")
    await ledger.take_over()
    again = await ledger.say(ask(100_000), request_id="r")
    assert again.grants == first.grants
    assert (await ledger.view()).in_flight_nanos == first.grants[0].granted_nanos


async def test_a_campaign_without_account_a_closed_and_an_empty_one_are_refused_each_with_its_reason(ledger: Ledger):
    await ledger.open()
    await ledger.open(0, campaign_id="cmp_empty")
    async with ledger.money.tenant(TENANT) as session:
        await service.close_account(session, TENANT, CAMPAIGN)
        await service.close_account(session, TENANT, "cmp_unknown")
    reply = await ledger.say(ask(1), ask(1, campaign_id="cmp_empty"), ask(1, campaign_id="cmp_unknown"))
    assert {grant.campaign_id: grant.refusal for grant in reply.grants} == {
        CAMPAIGN: LeaseRefusal.CLOSED_ACCOUNT,
        "cmp_empty": LeaseRefusal.EXHAUSTED,
        "cmp_unknown": LeaseRefusal.UNKNOWN_CAMPAIGN,
    }


async def test_a_bill_counts_once_in_one_batch_and_over_batches(ledger: Ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    assert await ledger.settle(a_bill("b1", lease_id), a_bill("b1", lease_id, 999)) == [Verdict.CONFIRMED]
    assert await ledger.settle(a_bill("b1", lease_id, 998), a_bill("b2", lease_id)) == [Verdict.CONFIRMED]
    assert (await ledger.view()).confirmed_nanos == 2 * PRICE
    await check_books(ledger.money, [CAMPAIGN])


async def test_a_disputed_bill_has_a_row_a_reason_and_no_part_of_the_spend(ledger: Ledger):
    await ledger.open()
    lease_id = await ledger.lease(5_000)
    bills = {
        "late": a_bill("late", lease_id, at_ms=NOW_MS + TERMS.grace_ms + 1),
        "dear": a_bill("dear", lease_id, max_price_nanos=PRICE - 1),
        "huge": a_bill("huge", lease_id, 10**30),
        "unknown": a_bill("unknown", "lse_nobody"),
        "euro": a_bill("euro", lease_id, currency="EUR"),
        "refund": a_bill("refund", lease_id, -5),
        "elsewhere": a_bill("elsewhere", lease_id, campaign_id="cmp_2"),
        "foreign": a_bill("foreign", lease_id, tenant_id="ten_2"),
        "test": a_bill("test", lease_id, is_test=True),
    }
    verdicts = dict(zip(bills, await ledger.settle(*bills.values()), strict=True))
    assert verdicts == {
        "late": Verdict.DISPUTED_LATE,
        "dear": Verdict.DISPUTED_OVER_BID,
        "huge": Verdict.DISPUTED_OVER_LEASE,
        "unknown": Verdict.DISPUTED_UNKNOWN_LEASE,
        "euro": Verdict.DISPUTED_INVALID,
        "refund": Verdict.DISPUTED_INVALID,
        "elsewhere": Verdict.DISPUTED_UNKNOWN_LEASE,
        "foreign": Verdict.DISPUTED_UNKNOWN_LEASE,
        "test": Verdict.NOT_BILLABLE,
    }
    recorded = await settlements_of(ledger.money, CAMPAIGN)
    assert {bid_id: row.verdict for bid_id, row in recorded.items()}.items() <= verdicts.items()
    assert (await ledger.view()).confirmed_nanos == 0
    await check_books(ledger.money, [CAMPAIGN])


@pytest.mark.parametrize("elsewhere", [{"campaign_id": "cmp_2"}, {"tenant_id": "ten_2"}])
async def test_a_bill_takes_nothing_from_the_lease_of_another_campaign_or_tenant(ledger: Ledger, elsewhere: dict):
    await ledger.open()
    await ledger.open(campaign_id="cmp_2")
    lease_id = await ledger.lease()
    await ledger.say(ask(100_000, campaign_id="cmp_2"))
    assert await ledger.settle(a_bill("bid_1", lease_id, **elsewhere)) == [Verdict.DISPUTED_UNKNOWN_LEASE]
    view = await ledger.view()
    assert (view.confirmed_nanos, view.disputed_nanos) == (0, 0)
    await check_books(ledger.money, [CAMPAIGN, "cmp_2"])


async def test_an_exchanges_odd_ids_do_not_stop_the_ledger(ledger: Ledger):
    await ledger.open()
    odd = a_bill("odd", await ledger.lease())
    odd.request_id, odd.impression_id = "a\0b", "i" * 100_000
    assert await ledger.settle(odd) == [Verdict.CONFIRMED]
    assert (await settlements_of(ledger.money, CAMPAIGN))["odd"].request_id == "ab"


async def test_a_bidder_given_up_is_told_so_even_if_the_answer_is_lost(ledger: Ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    later_ms = NOW_MS + TERMS.silent_after_ms + 1
    async with ledger.money.platform() as session:
        assert await service.quarantine_silent(session, epoch=ledger.epoch, terms=TERMS, now_ms=later_ms) == 1
    for _ in range(2):
        assert (await ledger.say(request_id="again", now_ms=later_ms)).unknown_bidder
    assert not (await ledger.say(now_ms=later_ms)).unknown_bidder
    assert await ledger.settle(a_bill("b1", lease_id)) == [Verdict.CONFIRMED]


async def test_a_lease_that_ended_waits_for_its_bills_in_the_stream(ledger: Ledger):
    await ledger.open()
    (grant,) = (await ledger.say(ask(100_000))).grants
    returned = LeaseReturn(lease_id=grant.lease_id, returned_nanos=grant.granted_nanos - PRICE, final=True)
    await ledger.say(returns=(returned,))
    assert await ledger.settle(a_bill("b1", grant.lease_id)) == [Verdict.CONFIRMED]
    async with ledger.money.platform() as session:
        assert await service.close_due(session, epoch=ledger.epoch, drained_to_ms=NOW_MS) == 1
    assert await ledger.settle(a_bill("b2", grant.lease_id, 0)) == [Verdict.DISPUTED_LATE]


async def test_nobody_returns_anothers_lease(ledger: Ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    before = await ledger.view()
    await ledger.say(returns=(LeaseReturn(lease_id=lease_id, returned_nanos=10**9, final=True),), bidder_id="bdr_2")
    assert await ledger.view() == before


async def test_an_overtaken_banker_writes_nothing(ledger: Ledger):
    await ledger.open()
    old = Ledger(ledger.money)
    old.epoch = ledger.epoch
    lease_id = await ledger.lease()
    await ledger.take_over()
    with pytest.raises(Superseded):
        await old.settle(a_bill("b1", lease_id))
    with pytest.raises(Superseded):
        await old.lease()
    assert await ledger.settle(a_bill("b1", lease_id)) == [Verdict.CONFIRMED]


async def test_a_budget_runs_out_once_and_again_only_after_it_was_given_anew(ledger: Ledger):
    await ledger.open(4)
    lease_id = await ledger.lease()
    await ledger.settle(*[a_bill(f"b{number}", lease_id) for number in range(3)])
    assert (await ledger.view()).exhausted_at_ms is None
    refused = (await ledger.say(ask(5_000, least_nanos=1_500))).grants[0]
    assert refused.refusal is LeaseRefusal.EXHAUSTED
    assert (await ledger.view()).exhausted_at_ms == NOW_MS
    for _ in range(2):
        await tell(ledger)
    await ledger.say(ask(5_000, least_nanos=1_500))
    assert await untold(ledger) == []
    await ledger.open(4)
    await ledger.say(ask(5_000, least_nanos=1_500))
    assert await untold(ledger) == [CAMPAIGN]


async def tell(ledger: Ledger) -> None:
    async with ledger.money.platform() as session:
        for account in await service.exhaustions_untold(session, limit=10):
            await service.mark_exhaustion_told(session, account, epoch=ledger.epoch, now_ms=NOW_MS)


async def untold(ledger: Ledger) -> list[str]:
    async with ledger.money.platform_reading() as session:
        return [account.campaign_id for account in await service.exhaustions_untold(session, limit=10)]


async def test_a_budget_lowered_to_what_is_spent_is_exhausted_without_any_bidder_asking(ledger: Ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    await ledger.settle(a_bill("b1", lease_id))
    await ledger.open(PRICE // 1_000)
    assert (await ledger.view()).exhausted_at_ms is None
    async with ledger.money.platform() as session:
        assert await service.note_exhaustion(session, epoch=ledger.epoch, now_ms=NOW_MS) == 1
    assert (await ledger.view()).exhausted_at_ms == NOW_MS
    async with ledger.money.platform() as session:
        assert [row.campaign_id for row in await service.exhaustions_untold(session, limit=9)] == [CAMPAIGN]
        assert await service.note_exhaustion(session, epoch=ledger.epoch, now_ms=NOW_MS + 1) == 0


async def test_a_day_costs_no_more_than_its_budget_and_the_next_one_has_its_own(ledger: Ledger):
    day_ms = 86_400_000
    plan = SpendPlan(daily_budget_nanos=3 * PRICE)
    await ledger.open(plan=plan)
    first = await ledger.say(ask(10 * PRICE), request_id="r1")
    assert first.grants[0].granted_nanos == 3 * PRICE
    assert first.grants[0].day_ends_at_ms == local_day(NOW_MS, "UTC").ends_at_ms
    second = await ledger.say(ask(10 * PRICE), request_id="r2")
    assert second.grants[0].refusal is LeaseRefusal.DAY_SPENT
    assert (await ledger.view()).exhausted_at_ms is None
    tomorrow = await ledger.say(ask(10 * PRICE), request_id="r3", now_ms=NOW_MS + day_ms)
    assert tomorrow.grants[0].granted_nanos == 3 * PRICE
    view = await ledger.view()
    assert (view.today.budget_nanos, view.today.in_flight_nanos, view.in_flight_nanos) == (
        3 * PRICE,
        3 * PRICE,
        6 * PRICE,
    )
    await check_days(ledger.money, [CAMPAIGN], 3 * PRICE)


async def test_a_bill_that_comes_tomorrow_belongs_to_the_day_of_its_bid(ledger: Ledger):
    await ledger.open(plan=SpendPlan(daily_budget_nanos=100 * PRICE))
    lease_id = await ledger.lease()
    async with ledger.money.platform() as session:
        late = NOW_MS + 86_400_000
        await service.settle_batch(session, [a_bill("b1", lease_id)], epoch=ledger.epoch, terms=TERMS, now_ms=late)
    async with ledger.money.reading(TENANT) as session:
        today = (await service.budget_of(session, CAMPAIGN, now_ms=NOW_MS)).today
        tomorrow = (await service.budget_of(session, CAMPAIGN, now_ms=late)).today
    assert (today.confirmed_nanos, tomorrow.confirmed_nanos) == (PRICE, 0)


async def test_plan_and_spend_of_the_day_are_told(ledger: Ledger):
    plan = SpendPlan(daily_budget_nanos=24 * PRICE, pacing=Pacing.EVEN)
    await ledger.open(plan=plan)
    lease_id = await ledger.lease()
    await ledger.settle(a_bill("b1", lease_id))
    pace = (await ledger.view()).pace
    assert (pace.mode, pace.amount_nanos, pace.confirmed_nanos) == (Pacing.EVEN, 24 * PRICE, PRICE)
    assert pace.status is PacingStatus.AHEAD
    assert pace.starts_at_ms == NOW_MS


async def test_what_pacing_does_not_release_is_not_leased(ledger: Ledger):
    await ledger.open()
    refused = await ledger.say(ask(PRICE), request_id="r1", release=lambda *_: 0)
    assert refused.grants[0].refusal is LeaseRefusal.PACED
    granted = await ledger.say(ask(10 * PRICE), request_id="r2", release=lambda *_: 2 * PRICE)
    assert granted.grants[0].granted_nanos == 2 * PRICE
