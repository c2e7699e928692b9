"""A campaign's days under a virtual clock: real wallets, pacers and pace book, the ledger's own rules, invented traffic.

Only what costs time is left out: SQL and NATS. The bank below keeps the rows the banker keeps, moves them by
``domain.budgets.rules`` alone, and is held against the budget after every grant and bill.
"""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from math import cos, exp, pi
from random import Random
from typing import Final

import numpy as np

from bidding.budget.pacer import PACED, Pacer
from bidding.budget.wallet import Wallet
from domain.budgets import rules
from domain.budgets.rules import Bill, Lease, LeaseTerms
from domain.budgets.tables import BudgetAccount, BudgetDay
from domain.budgets.values import LeaseGrant, LeaseRefusal, LeaseReply, LeaseRequest, Verdict
from domain.events.values import Event, EventType
from domain.pacing.rules import HOUR_MS, local_day, planned
from domain.pacing.values import Pacing
from domain.serving.values import CampaignSnapshot, Goal, Pricing, Spending
from workers.banking.pacing import PACE_S, PaceBook, period_under_way

TENANT: Final = "ten_1"
CAMPAIGN: Final = "cmp_1"
KEY: Final = (TENANT, CAMPAIGN)
TERMS: Final = LeaseTerms()
HOLD_MS: Final = 60_000
TICK_MS: Final = 5_000
DAY_MS: Final = 24 * HOUR_MS
MONDAY_MS: Final = 1_799_625_600_000
"""Monday, 11 January 2027, 00:00 UTC."""
TYPICAL_CHANCE: Final = 0.01


def diurnal(hour: float) -> float:
    """Traffic around a day: a fifth of the average at five in the morning, nearly twice that at five in the afternoon."""
    return 1.0 + 0.8 * cos((hour - 17.0) / 12.0 * pi)


@dataclass(frozen=True, kw_only=True)
class Market:
    """What is offered, and what becomes of bids. Curves take hours since the start."""

    requests_a_day: float
    curve: Callable[[float], float] = diurnal
    price_nanos: Callable[[float], float] = lambda _: 2_000_000.0
    win_rate: float = 0.3
    noticed_losses: float = 0.7


@dataclass(kw_only=True)
class Outcome:
    """A simulation's figures. Spend and plan are nanos by the end of each hour, cumulative over all days."""

    plan: list[int] = field(default_factory=list)
    spend: list[int] = field(default_factory=list)
    offered: list[int] = field(default_factory=list)
    """Requests in each hour."""
    shares: list[float] = field(default_factory=list)
    days: dict[int, BudgetDay] = field(default_factory=dict)
    bought: list[float] = field(default_factory=list)
    """Chances of a click of what was billed."""
    seen: list[float] = field(default_factory=list)
    bids: int = 0


class Bank:
    """The banker's rows and moves for one campaign, in memory."""

    def __init__(self, account: BudgetAccount, book: PaceBook) -> None:
        self.account = account
        self.book = book
        self.days: dict[int, BudgetDay] = {}
        self.leases: dict[str, tuple[Lease, int]] = {}
        self.bidders: set[str] = set()

    def day(self, number: int) -> BudgetDay:
        if number not in self.days:
            self.days[number] = BudgetDay(
                tenant_id=TENANT, campaign_id=CAMPAIGN, day=number, spent_nanos=0, outstanding_nanos=0
            )
        return self.days[number]

    def today(self, now_ms: int) -> BudgetDay:
        return self.day(local_day(now_ms, self.account.time_zone).number)

    def _move(self, after: rules.Account, number: int) -> None:
        day = self.day(number)
        day.carry(day.books(0).moved(self.account.books, after))
        self.account.carry(after)
        assert self.account.spent_nanos + self.account.outstanding_nanos <= self.account.budget_nanos
        if self.account.daily_budget_nanos:
            assert day.spent_nanos + day.outstanding_nanos <= self.account.daily_budget_nanos

    def answer(self, request: LeaseRequest, now_ms: int) -> LeaseReply:
        self.book.hear(request, now_ms)
        self.bidders.add(request.bidder_id)
        for returned in request.returns:
            lease, number = self.leases[returned.lease_id]
            after, lease = rules.give_back(self.account.books, lease, returned_nanos=returned.returned_nanos)
            self._move(after, number)
            self.leases[returned.lease_id] = (lease, number)
        grants = []
        today = local_day(now_ms, self.account.time_zone)
        for ask in request.asks:
            day = self.day(today.number)
            decided = rules.grant(
                self.account.books,
                want_nanos=ask.want_nanos,
                least_nanos=ask.least_nanos,
                bidders=len(self.bidders),
                day=day.books(self.account.daily_budget_nanos),
                release_nanos=self.book.release(self.account, day, max(1, ask.least_nanos), now_ms),
            )
            if isinstance(decided, LeaseRefusal):
                grants.append(LeaseGrant(tenant_id=TENANT, campaign_id=CAMPAIGN, refusal=decided))
                continue
            after, granted = decided
            lease_id = f"lse_{len(self.leases)}"
            self.leases[lease_id] = (Lease(granted_nanos=granted), today.number)
            self._move(after, today.number)
            grants.append(
                LeaseGrant(
                    tenant_id=TENANT,
                    campaign_id=CAMPAIGN,
                    lease_id=lease_id,
                    granted_nanos=granted,
                    day_ends_at_ms=today.ends_at_ms,
                )
            )
        return LeaseReply(
            banker_epoch=1,
            request_id=request.request_id,
            grants=tuple(grants),
            renewed_until_ms=now_ms + TERMS.lease_life_ms,
            participation=self.book.answer(request),
        )

    def settle(self, event: Event) -> None:
        lease, number = self.leases[event.lease_id]
        bill = Bill(
            price_nanos=event.price_nanos,
            max_price_nanos=event.max_price_nanos,
            currency="USD",
            received_at_ms=event.at_ms,
            expires_at_ms=event.expires_at_ms,
        )
        verdict = rules.judge(self.account.books, lease, bill, grace_ms=TERMS.grace_ms)
        assert verdict is Verdict.CONFIRMED
        after, held = rules.settle(self.account.books, lease, bill, verdict)
        assert held is not None
        self._move(after, number)
        self.leases[event.lease_id] = (held, number)


class Simulation:
    """One campaign, some bidders, one bank, some days."""

    def __init__(
        self,
        market: Market,
        *,
        pacing: Pacing = Pacing.EVEN,
        daily_nanos: int = 0,
        budget_nanos: int = 10**15,
        time_zone: str = "UTC",
        days: float = 1.0,
        from_ms: int = MONDAY_MS,
        bidders: int = 1,
        book: PaceBook | None = None,
        seed: int = 1,
    ) -> None:
        self.market = market
        self.now_ms = self.from_ms = from_ms
        self.until_ms = from_ms + int(days * DAY_MS)
        account = BudgetAccount(
            tenant_id=TENANT,
            campaign_id=CAMPAIGN,
            currency="USD",
            budget_nanos=budget_nanos,
            spent_nanos=0,
            outstanding_nanos=0,
            disputed_nanos=0,
            daily_budget_nanos=daily_nanos,
            time_zone=time_zone,
            pacing=pacing.value,
            ends_at_ms=None if daily_nanos else self.until_ms,
            opened_at_ms=from_ms,
        )
        self.bank = Bank(account, book or PaceBook())
        self.outcome = Outcome(days=self.bank.days)
        self._chance = Random(seed)
        self._ids = count()
        self._notices: list[tuple[int, int, Event]] = []
        self._waiting: list[tuple[Wallet, int, float]] = []
        self._bidders = [self._bidder(number) for number in range(bidders)]

    def _bidder(self, number: int) -> tuple[Wallet, Pacer]:
        pacer = Pacer()
        pricing = Pricing(currency="USD", base_cpm_micros=1, max_cpm_micros=1, goal=Goal.CLICKS)
        spending = Spending(pacing=Pacing(self.bank.account.pacing))
        pacer.seat(
            range(1),
            CampaignSnapshot(tenant_id=TENANT, campaign_id=CAMPAIGN, revision=1, pricing=pricing, spending=spending),
        )
        wallet = Wallet(f"bdr_{number}", clock_ms=lambda: self.now_ms, terms=TERMS, jitter=lambda: 0.5, pacer=pacer)
        return wallet, pacer

    def run(self) -> Outcome:
        """To the end of the last day, and until its last bill."""
        return asyncio.run(self._run())

    async def _run(self) -> Outcome:
        turned_ms = self.now_ms
        carried = 0.0
        while self.now_ms < self.until_ms:
            self.now_ms += TICK_MS
            hours = (self.now_ms - self.from_ms) / HOUR_MS
            carried += self.market.requests_a_day * self.market.curve(hours) * TICK_MS / DAY_MS
            whole = int(carried)
            carried -= whole
            requests = max(0, whole + (self._chance.randint(-whole // 3, whole // 3) if whole > 2 else 0))
            self._trade(requests, hours)
            self._bank()
            if self.now_ms - turned_ms >= PACE_S * 1_000:
                turned_ms = self.now_ms
                self.bank.book.turn(self.bank.account, self.bank.today(self.now_ms), self.now_ms)
            if (self.now_ms - self.from_ms) % HOUR_MS == 0:
                self._note_hour()
        self.now_ms += HOLD_MS
        self._deliver()
        self.outcome.spend[-1] = self.bank.account.spent_nanos
        return self.outcome

    def _note_hour(self) -> None:
        """The plan as it is drawn from here, with everything before today as spent."""
        outcome, account = self.outcome, self.bank.account
        last_ms = self.now_ms - 1
        day = self.bank.today(last_ms)
        period = period_under_way(account, day, last_ms)
        before = account.spent_nanos - day.spent_nanos if account.daily_budget_nanos else 0
        plan = planned(period, self.now_ms, self.bank.book.shape(account)) if period else 0
        outcome.plan.append(before + plan)
        outcome.spend.append(account.spent_nanos)
        outcome.shares.append(self.bank.book.share(account))
        outcome.offered.append(len(outcome.seen) - sum(outcome.offered))

    def _trade(self, requests: int, hours: float) -> None:
        price = self.market.price_nanos(hours)
        for _ in range(requests):
            wallet, pacer = self._bidders[next(self._ids) % len(self._bidders)]
            chance = min(1.0, TYPICAL_CHANCE * exp(self._chance.gauss(0.0, 0.7)))
            self.outcome.seen.append(chance)
            score = np.ones(1)
            likely = np.array([chance], np.float32)
            pacer.screen(np.zeros(1, np.int32), likely, likely, np.ones(1), score)
            if score[0] == PACED:
                continue
            self._bid(wallet, int(price * (0.75 + 0.25 * min(4.0, chance / TYPICAL_CHANCE))), chance)

    def _bid(self, wallet: Wallet, max_price_nanos: int, chance: float, *, has_waited: bool = False) -> None:
        """A bid, if there is money; as in the bidder, a request waits for a first lease once."""
        expires_at_ms = self.now_ms + HOLD_MS
        bid_id = f"bid_{next(self._ids)}"
        lease_id = wallet.reserve(TENANT, CAMPAIGN, max_price_nanos, self.now_ms, expires_at_ms)
        if lease_id is None and not has_waited and wallet.first_money() is not None:
            self._waiting.append((wallet, max_price_nanos, chance))
        if lease_id is None:
            return
        self.outcome.bids += 1
        if self._chance.random() < self.market.win_rate:
            self.outcome.bought.append(chance)
            kind, price, after_s = EventType.BILL, int(max_price_nanos * 0.9), self._chance.expovariate(1 / 6)
        elif self._chance.random() < self.market.noticed_losses:
            kind, price, after_s = EventType.LOSS, 0, 2.0
        else:
            return
        event = Event(
            event_id=f"{bid_id}:{kind}",
            type=kind,
            at_ms=min(self.now_ms + int(after_s * 1_000), expires_at_ms),
            tenant_id=TENANT,
            campaign_id=CAMPAIGN,
            bid_id=bid_id,
            bidder_id=wallet.bidder_id,
            lease_id=lease_id,
            price_nanos=price,
            max_price_nanos=max_price_nanos,
            expires_at_ms=expires_at_ms,
            currency="USD",
        )
        heapq.heappush(self._notices, (event.at_ms, next(self._ids), event))

    def _bank(self) -> None:
        self._deliver()
        for wallet, _ in self._bidders:
            wallet.drained_to(self.now_ms)
            request = wallet.next_request()
            if request is not None:
                wallet.accept(self.bank.answer(request, self.now_ms))
        waiting, self._waiting = self._waiting, []
        for wallet, max_price_nanos, chance in waiting:
            self._bid(wallet, max_price_nanos, chance, has_waited=True)

    def _deliver(self) -> None:
        wallets = {wallet.bidder_id: wallet for wallet, _ in self._bidders}
        while self._notices and self._notices[0][0] <= self.now_ms:
            event = heapq.heappop(self._notices)[2]
            wallets[event.bidder_id].note(event)
            if event.type is EventType.BILL:
                self.bank.settle(event)
