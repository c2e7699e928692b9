"""Real wallets and the real ledger under a network, a clock and deaths that hypothesis decides.

The stream is a list; the banker and each wallet read it at their own pace, and read parts of it again after a crash.
Honest bills (of a bid that was made, not lost before, within its maximum and in time) must all be confirmed, once, and
the budget must hold, whatever happens in between.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from bidding.budget.wallet import Wallet
from domain.budgets import service
from domain.budgets.rules import LeaseTerms
from domain.budgets.values import LeaseReply, LeaseRequest, Superseded, Verdict
from domain.events.values import Event, EventType
from domain.ids import new_id
from domain.money import micros_to_nanos
from domain.pacing.rules import local_day
from domain.pacing.values import Pacing, SpendPlan
from domain.records import MONEY_STORE
from storage.sql.database import Database
from tests.budgets.books import TENANT, USD, bill, check_books, check_days, settlements_of
from workers.banking.pacing import PaceBook

TERMS = LeaseTerms(lease_life_ms=6_000, silent_after_ms=3_000, grace_ms=3_000, publish_lag_ms=1_000)
BID_LIFE_MS = 10_000
BUDGET_MICROS = 400
CPM = 20_000
START_MS = 1_799_625_600_000
"""Midnight, UTC."""
DAY_MS = 86_400_000
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu")
DAILY_MICROS = 200
"""A day is worth ten bids."""


@dataclass
class Bid:
    bid_id: str
    bidder_id: str
    campaign_id: str
    lease_id: str
    max_price_nanos: int
    expires_at_ms: int
    ended: bool = False


@dataclass
class Bidder:
    wallet: Wallet
    read: int = 0
    """How far in the stream its wallet has come."""
    said: list[LeaseRequest] = field(default_factory=list)


class Town(RuleBasedStateMachine):
    """One banker, some bidders, one campaign with money for twenty bids, one stream."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.run = runner.run
        self.database = database
        self.now_ms = START_MS + DAY_MS - 20_000
        self.daily_micros = 0
        self.plan = SpendPlan()
        self.book = PaceBook()
        self.stream: list[Event] = []
        self.settled = 0
        self.bids: list[Bid] = []
        self.bidders: list[Bidder] = []
        self.honest: dict[str, Event] = {}
        self.day_of_lease: dict[str, set[int]] = {}
        """Days in which bids were made on each lease."""
        self.raised = [0]
        self.lowered = False
        """Whether days may hold more than the daily budget allows now."""
        self.epoch = 0

    def clock_ms(self) -> int:
        return self.now_ms

    @initialize(
        bidders=st.integers(1, 2), daily=st.booleans(), pacing=st.sampled_from(Pacing), zone=st.sampled_from(ZONES)
    )
    def open(self, bidders: int, daily: bool, pacing: Pacing, zone: str) -> None:
        self.now_ms = local_day(START_MS, zone).ends_at_ms - 20_000
        self.campaigns = [new_id("cmp")]
        self.daily_micros = DAILY_MICROS if daily else 0
        self.plan = SpendPlan(time_zone=zone, pacing=pacing, ends_at_ms=START_MS + 2 * DAY_MS)
        self.bidders = [self._bidder() for _ in range(bidders)]
        self.run(self._open())
        for which in range(bidders):
            self.a_moment_of_trade(which, campaign=0, price=1, life_ms=3_000)

    async def _open(self) -> None:
        for campaign_id in self.campaigns:
            await self._fund(campaign_id, BUDGET_MICROS)
        await self._take_over()

    async def _fund(self, campaign_id: str, budget_micros: int) -> None:
        async with self.database.platform() as session:
            plan = replace(self.plan, daily_budget_nanos=micros_to_nanos(self.daily_micros))
            await service.open_account(session, TENANT, campaign_id, USD, budget_micros, now_ms=self.now_ms, plan=plan)

    async def _take_over(self) -> None:
        async with self.database.platform() as session:
            self.epoch = await service.take_epoch(session, holder="test", now_ms=self.now_ms)

    def _bidder(self) -> Bidder:
        wallet = Wallet(new_id("bdr"), clock_ms=self.clock_ms, terms=TERMS, bid_life_ms=BID_LIFE_MS, jitter=lambda: 0.5)
        return Bidder(wallet)

    # What bidders and exchanges do

    @rule(ms=st.sampled_from([1, 50, 300, 1_000, 2_500, 7_000]))
    def time_passes(self, ms: int) -> None:
        self.now_ms += ms

    @rule()
    def midnight_comes(self) -> None:
        """To the last moment of the campaign's day, where the next rule may cross into the next one."""
        day = local_day(self.now_ms, self.plan.time_zone)
        if day.ends_at_ms - self.now_ms < 60_000:
            self.now_ms = day.ends_at_ms - 1

    @rule(
        which=st.integers(0, 1),
        campaign=st.just(0),
        price=st.integers(1, 2),
        life_ms=st.sampled_from([200, 3_000, BID_LIFE_MS]),
        times=st.sampled_from([1, 3, 30]),
    )
    def bid(self, which: int, campaign: int, price: int, life_ms: int, times: int) -> None:
        wallet = self._pick(which).wallet
        for _ in range(times):
            bid_id, expires_at_ms = new_id("bid"), self.now_ms + life_ms
            free_nanos = wallet.free_nanos(TENANT, self.campaigns[campaign])
            lease_id = wallet.reserve(TENANT, self.campaigns[campaign], price * CPM, self.now_ms, expires_at_ms)
            if lease_id is not None:
                assert free_nanos >= price * CPM
                self.bids.append(
                    Bid(bid_id, wallet.bidder_id, self.campaigns[campaign], lease_id, price * CPM, expires_at_ms)
                )
                self.day_of_lease.setdefault(lease_id, set()).add(local_day(self.now_ms, self.plan.time_zone).number)

    @rule(
        which=st.integers(0, 1),
        campaign=st.just(0),
        price=st.integers(1, 2),
        life_ms=st.sampled_from([200, 3_000, BID_LIFE_MS]),
    )
    def a_moment_of_trade(self, which: int, campaign: int, price: int, life_ms: int) -> None:
        for _ in range(2):
            self.bid(which, campaign, price, life_ms, times=6)
            self.now_ms += 100
            self.bidder_speaks(which, "answered")

    @rule(
        which=st.integers(0, 1),
        spells=st.sampled_from([1, 7]),
        step_ms=st.sampled_from([2_500, 3_500]),
        listens=st.booleans(),
        speaks=st.sampled_from(["always", "at last", "never"]),
        times=st.sampled_from([0, 1, 30]),
        won=st.booleans(),
    )
    def a_while_passes(
        self, which: int, spells: int, step_ms: int, listens: bool, speaks: str, times: int, won: bool
    ) -> None:
        """A bidder bids on, hearing or not hearing its notices and the banker, while the banker does its rounds."""
        for spell in range(spells):
            self.now_ms += step_ms
            self.run(self._settle(len(self.stream), "acknowledged"))
            self.run(self._sweep())
            if listens:
                self._read(self._pick(which), len(self.stream), again=False)
            if speaks == "always" or (speaks == "at last" and spell == spells - 1):
                self.bidder_speaks(which, "answered")
            self.bid(which, 0, 1, BID_LIFE_MS, times)
        if won:
            self.all_in_flight_are_won()

    @precondition(lambda self: self.bids)
    @rule(
        which=st.integers(0, 500),
        part=st.sampled_from([0, 1, 50, 100, 101]),
        late=st.booleans(),
        copies=st.integers(1, 2),
    )
    def billed(self, which: int, part: int, late: bool, copies: int) -> None:
        bid = self.bids[which % len(self.bids)]
        in_time = bid.expires_at_ms + TERMS.grace_ms
        at_ms = max(self.now_ms, in_time + 1) if late else self.now_ms
        price_nanos = bid.max_price_nanos * part // 100
        event = self._notice(bid, EventType.BILL, at_ms=at_ms, price_nanos=price_nanos)
        if not bid.ended and at_ms <= in_time and price_nanos <= bid.max_price_nanos:
            self.honest[bid.bid_id] = event
        bid.ended = True
        self.stream += [event] * copies

    @precondition(lambda self: self.bids)
    @rule(which=st.integers(0, 500))
    def lost(self, which: int) -> None:
        bid = self.bids[which % len(self.bids)]
        if not bid.ended:
            bid.ended = True
            self.stream.append(self._notice(bid, EventType.LOSS, at_ms=self.now_ms, price_nanos=0))

    @rule()
    def all_in_flight_are_won(self) -> None:
        for bid in self.bids:
            if not bid.ended and self.now_ms <= bid.expires_at_ms + TERMS.grace_ms:
                bid.ended = True
                event = self._notice(bid, EventType.BILL, at_ms=self.now_ms, price_nanos=bid.max_price_nanos)
                self.honest[bid.bid_id] = event
                self.stream.append(event)

    def _notice(self, bid: Bid, kind: EventType, *, at_ms: int, price_nanos: int) -> Event:
        return bill(
            bid.bid_id,
            kind=kind,
            lease_id=bid.lease_id,
            price_nanos=price_nanos,
            max_price_nanos=bid.max_price_nanos,
            at_ms=at_ms,
            expires_at_ms=bid.expires_at_ms,
            campaign_id=bid.campaign_id,
            bidder_id=bid.bidder_id,
        )

    @rule(which=st.integers(0, 1), count=st.integers(1, 30), again=st.booleans())
    def wallet_reads(self, which: int, count: int, again: bool) -> None:
        self._read(self._pick(which), count, again=again)

    def _read(self, bidder: Bidder, count: int, *, again: bool) -> None:
        until = min(len(self.stream), bidder.read + count)
        for event in self.stream[bidder.read : until]:
            if event.bidder_id == bidder.wallet.bidder_id:
                bidder.wallet.note(event)
        if not again:
            bidder.read = until
        if bidder.read == len(self.stream):
            bidder.wallet.drained_to(self.now_ms)

    # What passes between bidders and the banker

    @rule(
        which=st.integers(0, 1),
        fate=st.sampled_from(["answered", "answered", "answered", "request lost", "reply lost", "twice"]),
    )
    def bidder_speaks(self, which: int, fate: str) -> None:
        bidder = self._pick(which)
        request = bidder.wallet.next_request()
        if request is None or fate == "request lost":
            return
        reply = self.run(self._answer(request))
        if fate == "twice":
            assert self.run(self._answer(request)).grants == reply.grants
        if fate != "reply lost":
            bidder.wallet.accept(reply)

    async def _answer(self, request: LeaseRequest) -> LeaseReply:
        async with self.database.platform() as session:
            self.book.hear(request, self.now_ms)
            return await service.answer_bidder(
                session, request, epoch=self.epoch, terms=TERMS, now_ms=self.now_ms, release=self.book.release
            )

    @rule(which=st.integers(0, 1))
    def bidder_dies(self, which: int) -> None:
        self._replace(self._pick(which))

    @rule(which=st.integers(0, 1))
    def bidder_leaves(self, which: int) -> None:
        self._leave(self._pick(which))

    def _leave(self, bidder: Bidder) -> None:
        left = False
        while not left:
            request = bidder.wallet.next_request(leaving=True)
            assert request is not None
            bidder.wallet.accept(self.run(self._answer(request)))
            left = request.leaving
        self._replace(bidder)

    def _replace(self, bidder: Bidder) -> None:
        self.bidders[self.bidders.index(bidder)] = self._bidder()

    def _pick(self, which: int) -> Bidder:
        return self.bidders[which % len(self.bidders)]

    # What the banker does

    @rule(
        count=st.integers(1, 40), end=st.sampled_from(["acknowledged", "acknowledged", "killed after", "killed before"])
    )
    def banker_settles(self, count: int, end: str) -> None:
        self.run(self._settle(count, end))

    async def _settle(self, count: int, end: str) -> None:
        until = min(len(self.stream), self.settled + count)
        bills = [event for event in self.stream[self.settled : until] if event.type is EventType.BILL]
        with contextlib.suppress(_Killed):
            async with self.database.platform() as session:
                await service.settle_batch(session, bills, epoch=self.epoch, terms=TERMS, now_ms=self.now_ms)
                _die_if(end == "killed before")
        if end != "acknowledged":
            await self._take_over()
        if end == "acknowledged":
            self.settled = until

    @rule()
    def banker_sweeps(self) -> None:
        self.run(self._sweep())

    async def _sweep(self) -> None:
        async with self.database.platform() as session:
            await service.quarantine_silent(session, epoch=self.epoch, terms=TERMS, now_ms=self.now_ms)
        if self.settled == len(self.stream):
            async with self.database.platform() as session:
                await service.close_due(session, epoch=self.epoch, drained_to_ms=self.now_ms)

    @rule()
    def a_second_banker_takes_over(self) -> None:
        before = self.epoch
        self.run(self._take_over())
        with pytest.raises(Superseded):
            self.run(self._settle_as(before))

    async def _settle_as(self, epoch: int) -> None:
        async with self.database.platform() as session:
            await service.settle_batch(session, self.stream, epoch=epoch, terms=TERMS, now_ms=self.now_ms)

    @rule(campaign=st.just(0), more=st.integers(0, 60))
    def budget_is_raised(self, campaign: int, more: int) -> None:
        self.raised[campaign] += more
        self.run(self._fund(self.campaigns[campaign], BUDGET_MICROS + self.raised[campaign]))

    @rule(daily=st.sampled_from([0, DAILY_MICROS // 2, DAILY_MICROS]))
    def daily_budget_is_changed(self, daily: int) -> None:
        self.daily_micros = daily
        self.lowered = True
        self.run(self._fund(self.campaigns[0], BUDGET_MICROS + self.raised[0]))

    # What must hold

    @invariant()
    def the_books_balance(self) -> None:
        if self.epoch:
            self.run(check_books(self.database, self.campaigns))
            daily_nanos = 0 if self.lowered else micros_to_nanos(self.daily_micros)
            self.run(check_days(self.database, self.campaigns, daily_nanos))

    @invariant()
    def every_bid_is_made_in_the_day_of_its_lease(self) -> None:
        assert all(len(days) == 1 for days in self.day_of_lease.values())

    def teardown(self) -> None:
        """Everybody leaves, the stream is drained: every honest bill was confirmed at its price, all else came back."""
        for bidder in list(self.bidders):
            self._read(bidder, len(self.stream), again=False)
            self._leave(bidder)
        self.run(self._settle(len(self.stream), "acknowledged"))
        self.now_ms += TERMS.lease_life_ms + BID_LIFE_MS + TERMS.settling_ms + TERMS.silent_after_ms + 1
        self.run(self._sweep())
        self.now_ms += TERMS.lease_life_ms + BID_LIFE_MS + TERMS.settling_ms
        self.run(self._sweep())
        self.run(self._check_the_end())

    async def _check_the_end(self) -> None:
        await check_books(self.database, self.campaigns)
        confirmed = 0
        for campaign_id in self.campaigns:
            settlements = await settlements_of(self.database, campaign_id)
            honest = {bid_id: event for bid_id, event in self.honest.items() if event.campaign_id == campaign_id}
            billed = {e.bid_id for e in self.stream if e.type is EventType.BILL and e.campaign_id == campaign_id}
            assert settlements.keys() == billed
            for bid_id, event in honest.items():
                assert settlements[bid_id].verdict == Verdict.CONFIRMED, (settlements[bid_id], event)
                assert settlements[bid_id].price_nanos == event.price_nanos
            async with self.database.platform_reading() as session:
                account = next(
                    a for a in await service.spend_after(session, -1, limit=10**6) if a.campaign_id == campaign_id
                )
            assert account.outstanding_nanos == 0
            assert account.spent_nanos == sum(event.price_nanos for event in honest.values()) + sum(
                s.price_nanos for b, s in settlements.items() if b not in honest and s.verdict == Verdict.CONFIRMED
            )
            confirmed += account.spent_nanos
        assert confirmed <= micros_to_nanos(BUDGET_MICROS + sum(self.raised))


class _Killed(Exception):
    pass


def _die_if(killed: bool) -> None:
    if killed:
        raise _Killed


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.timeout(600)  # shrinking a failure takes its time
def test_no_interleaving_overspends_or_loses_an_honest_bill(runner: asyncio.Runner, tmp_path: Path):
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/money.db", store=MONEY_STORE)
    runner.run(database.create_all())
    try:
        run_state_machine_as_test(
            lambda: Town(runner, database),
            settings=settings(
                max_examples=20,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        runner.run(database.close())
