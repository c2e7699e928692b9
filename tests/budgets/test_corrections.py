"""Corrections: entries against entries, after which every sum still agrees."""

import contextlib
import random

import pytest
from msgspec.structs import replace
from sqlmodel import select

from domain.budgets import service
from domain.budgets.alerts.rules import due
from domain.budgets.alerts.values import AlertKind
from domain.budgets.corrections import service as corrections
from domain.budgets.corrections.service import Entry
from domain.budgets.service import exhaustions_untold, mark_exhaustion_told
from domain.budgets.tables import BudgetAccount, BudgetDay, BudgetSettlement
from domain.budgets.values import Verdict
from domain.errors import Conflict, InvalidInput, NotFound
from domain.pacing.values import SpendPlan
from domain.records import MONEY_STORE
from domain.workspace.explaining.values import Traffic
from storage.clickhouse.queries import Period, campaign_performance
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS
from storage.nats.events import encode_events
from storage.nats.following import Record
from storage.sql.database import Database
from tests.budgets.bank import clock_ms
from tests.budgets.books import TENANT, bill
from tests.budgets.test_ledger import CAMPAIGN, NOW_MS, Ledger, ask

LATE_MS = NOW_MS + 10_000_000


@pytest.fixture
async def ledger(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path}/money.db", store=MONEY_STORE)
    await database.create_all()
    ledger = Ledger(database)
    await ledger.take_over()
    yield ledger
    await database.close()


async def correct(
    ledger: Ledger, sequence: int, nanos: int, *, tenant: str = TENANT, counted: int | None = None, now_ms: int = NOW_MS
) -> Entry:
    async with ledger.money.platform() as session:
        return await corrections.correct(
            session,
            tenant,
            CAMPAIGN,
            sequence,
            amount_nanos=nanos,
            counted_nanos=counted,
            reason="the exchange's invoice says so",
            actor_id="usr_1",
            now_ms=now_ms,
        )


def billed(number: int, lease_id: str, price: int, *, at_ms: int = NOW_MS):
    return bill(
        f"bid_{number}",
        lease_id=lease_id,
        price_nanos=price,
        max_price_nanos=price,
        at_ms=at_ms,
        expires_at_ms=NOW_MS + 60_000,
        campaign_id=CAMPAIGN,
    )


async def sums(ledger: Ledger) -> tuple[int, int, int, int]:
    """Spend by account, by days, by entries as they count now, and by what the stream is told."""
    async with ledger.money.platform_reading() as session:
        account = (await session.exec(select(BudgetAccount))).one()
        days = (await session.exec(select(BudgetDay))).all()
        told = (await session.exec(select(BudgetSettlement))).all()
        entries = await corrections.list_entries(session, TENANT, CAMPAIGN, before=None, limit=200)
        events = [service.settlement_event(row) for row in told]
    assert account.spent_nanos + account.outstanding_nanos <= account.budget_nanos
    disputed = sum(
        entry.settlement.price_nanos
        for entry in entries
        if entry.settlement.verdict != Verdict.CONFIRMED and not entry.counts_nanos
    )
    assert account.disputed_nanos == disputed
    return (
        account.spent_nanos,
        sum(day.spent_nanos for day in days),
        sum(entry.counts_nanos for entry in entries),
        sum(event.price_nanos for event in events if event.reason in (Verdict.CONFIRMED, Verdict.CORRECTION)),
    )


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_is_billed_and_corrected_all_sums_agree(ledger, seed):
    chance = random.Random(seed)
    await ledger.open(1_000, plan=SpendPlan(daily_budget_nanos=900_000))
    lease_id = await ledger.lease(600_000)
    for number in range(12):
        at_ms = chance.choice([NOW_MS, LATE_MS])  # the late ones are disputed
        await ledger.settle(billed(number, lease_id, chance.randrange(1, 20_000), at_ms=at_ms))
        async with ledger.money.platform_reading() as session:
            entry = chance.choice(await corrections.list_entries(session, TENANT, CAMPAIGN, before=None, limit=200))
        with contextlib.suppress(InvalidInput):  # more than the budget allows
            await correct(ledger, entry.settlement.sequence, chance.choice([0, 5_000, 250_000, entry.counts_nanos]))
        assert len(set(await sums(ledger))) == 1


async def test_a_correction_is_an_entry_of_its_own_and_the_same_again_is_none(ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    await ledger.settle(billed(1, lease_id, 1_000))
    first = await correct(ledger, 1, 400)
    again = await correct(ledger, 1, 400)
    back = await correct(ledger, 1, 1_000)
    assert (first.settlement.price_nanos, first.settlement.verdict) == (1_000, Verdict.CONFIRMED)
    assert len(again.corrections) == 1
    assert [(one.number, one.before_nanos, one.after_nanos) for one in back.corrections] == [
        (1, 1_000, 400),
        (2, 400, 1_000),
    ]
    assert {one.made_by for one in back.corrections} == {"usr_1"}
    with pytest.raises(NotFound):
        await correct(ledger, 1, 0, tenant="somebody_else")
    with pytest.raises(InvalidInput, match="correction cannot be corrected"):
        await correct(ledger, back.corrections[-1].sequence, 0)
    with pytest.raises(InvalidInput, match="not in the budget"):
        await correct(ledger, 1, 2_000_000)
    await ledger.settle(billed(2, lease_id, 1_000))
    assert (await ledger.view()).confirmed_nanos == 2_000


async def test_alerts_are_judged_anew_and_money_that_came_back_ends_an_exhaustion(ledger):
    await ledger.open(1)
    lease_id = await ledger.lease(1_000)
    await ledger.settle(billed(1, lease_id, 1_000))
    spent = await ledger.view()
    await correct(ledger, 1, 850)
    nearing = await ledger.view()
    await correct(ledger, 1, 100)
    quiet = await ledger.view()
    assert [one.kind for one in due(spent)] == [AlertKind.BUDGET_EXHAUSTED]
    assert [one.kind for one in due(nearing)] == [AlertKind.NEARING_LIMIT]
    assert due(nearing)[0].occasion != due(spent)[0].occasion
    assert (due(quiet), quiet.exhausted_at_ms) == ([], None)


async def test_a_campaigns_workflow_is_told_that_money_came_back_whatever_it_was_being_told(ledger):
    await ledger.open(1)
    await ledger.settle(billed(1, await ledger.lease(1_000), 1_000))

    async def untold():
        async with ledger.money.platform_reading() as session:
            return await exhaustions_untold(session, limit=9)

    async def told(account):
        async with ledger.money.platform() as session:
            await mark_exhaustion_told(session, account, epoch=ledger.epoch, now_ms=NOW_MS)

    [used_up] = await untold()
    await correct(ledger, 1, 100)  # while its workflow is being told that it is used up
    await told(used_up)
    await ledger.open(1)  # and its budget is said again before anybody tells it
    [back] = await untold()
    assert back.exhausted_at_ms is None
    await correct(ledger, 1, 1_000)  # and used up again, while it is being told that money came back
    await told(back)
    [again] = await untold()
    assert again.exhausted_at_ms is not None
    await told(again)
    assert await untold() == []
    await correct(ledger, 1, 100)
    [back] = await untold()
    await told(back)
    assert await untold() == []


async def test_putting_many_entries_right_on_one_side_of_a_threshold_tells_nobody_anything_again(ledger):
    await ledger.open(1)
    lease_id = await ledger.lease(1_000)
    await ledger.settle(billed(1, lease_id, 900), billed(2, lease_id, 50))
    [told] = due(await ledger.view())
    for nanos in (850, 890, 860):
        await correct(ledger, 1, nanos)
    [same] = due(await ledger.view())
    await correct(ledger, 1, 100)
    await correct(ledger, 1, 850)
    [again] = due(await ledger.view())
    assert (told.occasion == same.occasion, told.occasion == again.occasion) == (True, False)


async def test_a_day_that_came_back_under_its_budget_is_told_of_again_when_it_is_over_another(ledger):
    await ledger.open()
    await ledger.settle(billed(1, await ledger.lease(), 1_000))
    await ledger.open(plan=SpendPlan(daily_budget_nanos=500))
    [told] = due(await ledger.view())
    await correct(ledger, 1, 400)
    assert due(await ledger.view()) == []
    await ledger.open(plan=SpendPlan(daily_budget_nanos=300))
    [again] = due(await ledger.view())
    assert told.kind == again.kind == AlertKind.OVER_DAILY_BUDGET
    assert told.occasion != again.occasion


async def test_an_exhaustion_that_a_correction_ended_is_told_of_again_on_the_same_side_of_every_threshold(ledger):
    await ledger.open(1)
    await ledger.settle(billed(1, await ledger.lease(1_000), 900))
    await ledger.say(ask(400, least_nanos=120))
    [told] = due(await ledger.view())
    await correct(ledger, 1, 870)
    [nearing] = due(await ledger.view())
    await correct(ledger, 1, 900)
    [again] = due(await ledger.view())
    kinds = [one.kind for one in (told, nearing, again)]
    assert kinds == [AlertKind.BUDGET_EXHAUSTED, AlertKind.NEARING_LIMIT, AlertKind.BUDGET_EXHAUSTED]
    assert told.occasion != again.occasion


async def test_a_correction_of_what_somebody_else_corrected_meanwhile_is_refused(ledger):
    await ledger.open()
    await ledger.settle(billed(1, await ledger.lease(), 1_000))
    await correct(ledger, 1, 400, counted=1_000)
    with pytest.raises(Conflict):
        await correct(ledger, 1, 700, counted=1_000)
    assert (await ledger.view()).confirmed_nanos == 400


async def test_a_disputed_bill_that_was_made_owed_is_no_longer_explained_as_disputed(ledger):
    await ledger.open()
    lease_id = await ledger.lease()
    late = (billed(number, lease_id, 1_000, at_ms=LATE_MS) for number in (1, 2, 3))
    await ledger.settle(*late, billed(4, lease_id, 1_000))
    async with ledger.money.platform_reading() as session:
        entries = await corrections.list_entries(session, TENANT, CAMPAIGN, before=None, limit=10)
    verdict = entries[-1].settlement.verdict
    await correct(ledger, 4, 500)
    await correct(ledger, 1, 600)
    await correct(ledger, 2, 600)
    await correct(ledger, 2, 0)
    async with ledger.money.platform_reading() as session:
        owed = await corrections.made_owed(session, TENANT, CAMPAIGN, from_ms=0, to_ms=2 * LATE_MS)
    left = Traffic(disputes={verdict: 3}, disputed_nanos=3_000).with_owed(owed)
    assert owed == {verdict: (1, 1_000)}
    assert (left.disputes, left.disputed_nanos, left.billed) == ({verdict: 2}, 2_000, 1)


async def test_reports_count_what_was_corrected_and_no_impression_twice(ledger, analytics):
    await ledger.open()
    lease_id = await ledger.lease()
    await ledger.settle(billed(1, lease_id, 1_000), billed(2, lease_id, 1_000))
    await correct(ledger, 1, 250)
    async with ledger.money.platform_reading() as session:
        rows = await service.settlements_to_publish(session, limit=10)
        events = [service.settlement_event(row) for row in rows]
    now_ms = clock_ms()
    lately = [replace(event, at_ms=now_ms) for event in events]  # analytics keeps ninety days
    read = rows_of(Record("bids.events.x", 1, now_ms, encode_events(lately), 0))
    assert not read.rejected
    await analytics.insert_once(EVENTS, EVENT_COLUMNS, read.events, "once")
    [report] = await campaign_performance(analytics, TENANT, Period.covering(now_ms - 1, now_ms + 1))
    assert (report.spend_nanos, report.billed_impressions) == (1_250, 2)
