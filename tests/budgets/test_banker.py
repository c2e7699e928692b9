"""The banker with the real stream, real Redis and both databases, killed when it hurts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import nats
import pytest

from domain.budgets.values import Verdict
from domain.events.values import EventType
from domain.ids import new_id
from storage.nats.streams import ensure_streams
from storage.redis.spend import SpendView
from storage.sql.database import Database
from tests.budgets.bank import Bank, Bidder, clock_ms, confirmed_by_campaign, until
from tests.budgets.banker_process import TERMS
from tests.budgets.books import TENANT, check_books, settlements_of
from tests.patience import PATIENCE_S
from tests.servers import free_port

PRICE = 2_000_000


@pytest.fixture
async def bank(
    money_url: str, money: Database, empty_nats_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[Bank]:
    """Everything but Temporal, which nobody answers for."""
    connection = await nats.connect(empty_nats_url)
    await ensure_streams(connection.jetstream())
    environment = {
        "CAMPAIGN_EXPRESS__SQL__MONEY_URL": money_url,
        "CAMPAIGN_EXPRESS__NATS__URL": empty_nats_url,
        "CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL": redis_url,
        "CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS": f"127.0.0.1:{free_port()}",
    }
    yield Bank(connection, money, environment, tmp_path / "banker.log")
    await connection.close()


@pytest.fixture
async def bidder(bank: Bank) -> AsyncIterator[Bidder]:
    bidder = Bidder(bank.connection, bid_life_ms=60_000)
    await bidder.keeper.start()
    yield bidder
    await bidder.die()


async def test_figures_agree_after_the_banker_was_killed_in_the_middle_again_and_again(
    bank: Bank, bidder: Bidder, redis_url: str
):
    campaigns = [new_id("cmp") for _ in range(3)]
    for campaign_id in campaigns:
        await bank.open(campaign_id, budget_micros=10_000_000)
    billed: Counter[str] = Counter()
    bids = 0
    for _ in range(3):
        async with bank.banker() as process:
            async with asyncio.TaskGroup() as publishing:
                for number in range(60):
                    bid = await bidder.bid(campaigns[number % 3], PRICE)
                    price_nanos = PRICE - number
                    bids += 1
                    billed[bid.campaign_id] += price_nanos
                    for copy in range(1 + number % 2):
                        publishing.create_task(bank.publish(bid.notice(EventType.BILL, price_nanos), copy))
            await until(partial(_more_settled_than, bank, campaigns, bids - 60), "the banker settles")
            process.kill()
    async with bank.banker():
        published = await bank.published(bids)
        async with SpendView(redis_url) as spend:

            async def redis_agrees() -> bool:
                shown = await spend.get_many((TENANT, campaign_id) for campaign_id in campaigns)
                return {campaign: view.spent_nanos for (_, campaign), view in shown.items()} == billed

            await until(redis_agrees, "Redis shows the ledger's spend")
    await check_books(bank.money, campaigns)
    assert len(published) == bids
    assert len({event.event_id for event in published}) == bids
    assert confirmed_by_campaign(published) == billed
    for campaign_id in campaigns:
        assert (await bank.view(campaign_id)).confirmed_nanos == billed[campaign_id]


async def _more_settled_than(bank: Bank, campaigns: list[str], count: int) -> bool:
    return sum([len(await settlements_of(bank.money, campaign_id)) for campaign_id in campaigns]) > count


async def test_a_killed_bidders_bids_still_settle_and_the_rest_of_its_money_comes_back(bank: Bank):
    campaign_id = new_id("cmp")
    await bank.open(campaign_id, budget_micros=1_000_000)
    async with bank.banker():
        bidder = Bidder(bank.connection)
        await bidder.keeper.start()
        first = await bidder.bid(campaign_id, PRICE)
        second = await bidder.bid(campaign_id, PRICE)
        await bidder.die()
        await bank.publish(first.notice(EventType.BILL, PRICE))

        async def all_back() -> bool:
            return (await bank.view(campaign_id)).in_flight_nanos == 0

        await until(all_back, "the quarantine ends")
        await bank.publish(second.notice(EventType.BILL, PRICE))
        await bank.published(2)
    settlements = await settlements_of(bank.money, campaign_id)
    assert settlements[first.bid_id].verdict == Verdict.CONFIRMED
    assert settlements[second.bid_id].verdict == Verdict.DISPUTED_LATE
    view = await bank.view(campaign_id)
    assert (view.confirmed_nanos, view.disputed_nanos) == (PRICE, PRICE)
    await check_books(bank.money, [campaign_id])


async def test_a_bidder_that_leaves_returns_what_it_did_not_bid(bank: Bank):
    campaign_id = new_id("cmp")
    await bank.open(campaign_id, budget_micros=1_000_000)
    async with bank.banker():
        bidder = Bidder(bank.connection)
        await bidder.keeper.start()
        await bidder.bid(campaign_id, PRICE)
        await bidder.keeper.close()
        assert (await bank.view(campaign_id)).in_flight_nanos == PRICE


async def test_two_bidders_spend_a_small_budget_to_the_last_bid_and_never_more(bank: Bank):
    campaign_id, affordable = new_id("cmp"), 40
    await bank.open(campaign_id, budget_micros=affordable * PRICE // 1_000 + 1)
    bidders = [Bidder(bank.connection) for _ in range(2)]
    won: Counter[str] = Counter()
    async with bank.banker():
        for bidder in bidders:
            await bidder.keeper.start()

        async def spend_on() -> bool:
            for bidder in bidders:
                bid = bidder.try_bid(campaign_id, PRICE)
                if bid is not None:
                    won[bid.bidder_id] += 1
                    await bank.publish(bid.notice(EventType.BILL, PRICE))
            return (await bank.view(campaign_id)).exhausted_at_ms is not None

        await until(spend_on, "the budget is exhausted")
        for bidder in bidders:
            await bidder.keeper.close()
    assert won.total() == affordable
    assert min(won.values()) >= affordable // 5
    view = await bank.view(campaign_id)
    assert view.confirmed_nanos == affordable * PRICE
    await check_books(bank.money, [campaign_id])


async def ended(process: ForkServerProcess) -> int | None:
    await asyncio.to_thread(process.join, PATIENCE_S)
    return process.exitcode


async def test_a_banker_that_is_overtaken_stops_by_itself_and_the_next_one_carries_on(bank: Bank, bidder: Bidder):
    campaign_id = new_id("cmp")
    await bank.open(campaign_id, budget_micros=1_000_000)
    async with bank.banker() as first:
        await bidder.bid(campaign_id, PRICE)
        async with bank.banker():
            assert await ended(first) == 0
            bid = await bidder.bid(campaign_id, PRICE)
            await bank.publish(bid.notice(EventType.BILL, PRICE))
            assert [event.reason for event in await bank.published(1)] == [Verdict.CONFIRMED]


async def test_a_banker_asked_to_stop_ends_cleanly(bank: Bank):
    async with bank.banker() as process:
        process.terminate()
        assert await ended(process) == 0


async def test_a_message_that_is_no_bill_does_not_stop_the_banker(bank: Bank, bidder: Bidder):
    campaign_id = new_id("cmp")
    await bank.open(campaign_id, budget_micros=1_000_000)
    js = bank.connection.jetstream()
    for payload in (b"", b"{", b'[{"event_id": 1}]', b'[{"event_id": "x", "type": "win", "at_ms": 1}]'):
        await js.publish("bids.events.ten_1.bill.bdr_x", payload)
    await bank.connection.publish("banker.leases", b"not json")
    async with bank.banker():
        bid = await bidder.bid(campaign_id, PRICE)
        await bank.publish(bid.notice(EventType.BILL, PRICE, at_ms=clock_ms() + TERMS.grace_ms))
        assert [event.bid_id for event in await bank.published(1)] == [bid.bid_id]
