"""Keeping paced campaigns to their plans: what bidders report goes in, shares and releases come out.

``PaceBook`` is the memory and the arithmetic, on ``domain.pacing.rules``; it does no I/O and takes the time as an
argument. ``Pacing`` is the occupation around it: it reads the accounts, lets the book take its step, and writes down what
was learned, so that a banker started anew goes on with at most ``SAVE_EVERY_MS`` forgotten.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec
from prometheus_client import Counter

from domain.budgets import repository
from domain.budgets.service import hold_epoch
from domain.budgets.tables import BudgetAccount, BudgetDay, BudgetPace
from domain.budgets.values import LeaseRequest
from domain.events.values import NO_TENANT
from domain.pacing import rules
from domain.pacing.rules import HOUR_MS, Money, Period, Reading, Shape, Throttle, local_day
from domain.pacing.values import Pacing as Mode
from domain.pacing.values import Participation
from storage.sql.database import Database

PACE_S: Final = 5.0
SAVE_EVERY_MS: Final = 30_000
REMEMBERED_MS: Final = 3_600_000
"""How long a bidder that is heard of no more may repeat its last report."""
MOST_PACED: Final = 20_000
_PLATFORM: Final = (NO_TENANT, NO_TENANT)

Key = tuple[str, str]

_turns = Counter("campaign_express_pacing_turns", "Times a campaign's share was set anew.")


class Supply:
    """What one campaign, or the platform, was offered: by hour of the week, and in the hour under way."""

    __slots__ = ("_count", "_hour", "_whole", "profile")

    def __init__(self, profile: tuple[float, ...] = ()) -> None:
        self.profile = profile
        self._hour = 0
        self._count = 0.0
        self._whole = False
        """Whether the hour under way was watched from its beginning."""

    def note(self, seen: int, now_ms: int) -> None:
        hour = now_ms // HOUR_MS
        if hour != self._hour:
            if self._whole and hour == self._hour + 1:
                self.profile = rules.learn_hour(self.profile, rules.hour_of_week(self._hour * HOUR_MS), self._count)
            self._whole = hour == self._hour + 1
            self._hour, self._count = hour, 0.0
        self._count += seen


class Pace:
    """One paced campaign between two turns."""

    __slots__ = (
        "confirmed_nanos",
        "kept",
        "reserved_nanos",
        "seen",
        "supply",
        "throttle",
        "turned_at_ms",
        "wanted_nanos",
    )

    def __init__(self, throttle: Throttle, supply: Supply) -> None:
        self.throttle = throttle
        self.supply = supply
        self.turned_at_ms = 0
        self.confirmed_nanos = -1
        """What was spent at the last turn; below 0 before the first."""
        self.seen = self.kept = self.wanted_nanos = self.reserved_nanos = 0

    def reading(self, confirmed_nanos: int, now_ms: int) -> Reading:
        """What happened since the last turn; from here on the next one."""
        since_ms = self.turned_at_ms or now_ms
        reading = Reading(
            elapsed_s=(now_ms - since_ms) / 1_000,
            seen=self.seen,
            kept=self.kept,
            wanted_nanos=self.wanted_nanos,
            reserved_nanos=self.reserved_nanos,
            confirmed_nanos=max(0, confirmed_nanos - self.confirmed_nanos) if self.confirmed_nanos >= 0 else 0,
        )
        self.turned_at_ms, self.confirmed_nanos = now_ms, confirmed_nanos
        self.seen = self.kept = self.wanted_nanos = self.reserved_nanos = 0
        return reading


class PaceBook:
    """Every paced campaign the banker knows of."""

    def __init__(self, learned: Iterable[BudgetPace] = ()) -> None:
        self._paces: dict[Key, Pace] = {}
        self.platform = Supply()
        self._heard: dict[str, tuple[str, int]] = {}
        """Per bidder, the last request whose report was taken in, and when; forgotten ``REMEMBERED_MS`` later."""
        for row in learned:
            supply = Supply(tuple(row.profile))
            if (row.tenant_id, row.campaign_id) == _PLATFORM:
                self.platform = supply
            elif row.throttle:
                throttle = msgspec.convert(row.throttle | {"share": row.share}, Throttle)
                self._paces[row.tenant_id, row.campaign_id] = Pace(throttle, supply)

    def hear(self, request: LeaseRequest, now_ms: int) -> None:
        """Take in a bidder's report, once however often it is sent."""
        heard = self._heard.get(request.bidder_id)
        if heard is None:
            self._heard = {one: said for one, said in self._heard.items() if now_ms - said[1] < REMEMBERED_MS}
        elif heard[0] == request.request_id:
            return
        self._heard[request.bidder_id] = request.request_id, now_ms
        self.platform.note(request.requests, now_ms)
        for report in request.supply:
            pace = self._pace((report.tenant_id, report.campaign_id))
            pace.seen += report.seen
            pace.kept += report.kept
            pace.wanted_nanos += report.wanted_nanos
            pace.reserved_nanos += report.reserved_nanos
            pace.supply.note(report.seen, now_ms)

    def answer(self, request: LeaseRequest) -> tuple[Participation, ...]:
        """The shares of the campaigns a bidder asks for or reports on."""
        keys = {(seen.tenant_id, seen.campaign_id) for seen in request.supply}
        keys.update((ask.tenant_id, ask.campaign_id) for ask in request.asks)
        return tuple(
            Participation(tenant_id=key[0], campaign_id=key[1], share=pace.throttle.share)
            for key in sorted(keys)
            if (pace := self._paces.get(key)) is not None and pace.throttle.settled_in
        )

    def release(self, account: BudgetAccount, day: BudgetDay, least_nanos: int, now_ms: int) -> int | None:
        """``domain.budgets.service.Release``."""
        period = period_under_way(account, day, now_ms)
        if period is None:
            return None
        pace = self._pace((account.tenant_id, account.campaign_id))
        money, shape = money_of(account, day), self.shape(account)
        return rules.release(pace.throttle, period, money, least_nanos=least_nanos, now_ms=now_ms, shape=shape)

    def turn(self, account: BudgetAccount, day: BudgetDay, now_ms: int) -> None:
        """Set one campaign's share anew by what happened since its last turn."""
        key = (account.tenant_id, account.campaign_id)
        period = period_under_way(account, day, now_ms)
        if period is None:
            self._paces.pop(key, None)
            return
        pace = self._pace(key)
        reading = pace.reading(account.spent_nanos, now_ms)
        if reading.elapsed_s > 0:
            throttle = rules.observe(pace.throttle, reading)
            money, shape = money_of(account, day), self.shape(account)
            pace.throttle = rules.steer(throttle, period, money, now_ms=now_ms, shape=shape)
            _turns.inc()

    def keep_only(self, keys: Iterable[Key]) -> None:
        """Forget campaigns that are over or no longer paced."""
        paced = set(keys)
        self._paces = {key: pace for key, pace in self._paces.items() if key in paced}

    def shape(self, account: BudgetAccount) -> Shape:
        """What the campaign's plan follows."""
        if account.pacing != Mode.FORECAST:
            return rules.EVEN
        pace = self._paces.get((account.tenant_id, account.campaign_id))
        return rules.shape_of(pace.supply.profile if pace else (), self.platform.profile)

    def share(self, account: BudgetAccount) -> float:
        pace = self._paces.get((account.tenant_id, account.campaign_id))
        return pace.throttle.share if pace else 1.0

    def written(self, accounts: Mapping[Key, BudgetAccount], now_ms: int) -> list[BudgetPace]:
        """What is to be kept, a row for each campaign among ``accounts`` and one for the platform."""
        tenant_id, campaign_id = _PLATFORM
        rows = [
            BudgetPace(
                tenant_id=tenant_id,
                campaign_id=campaign_id,
                profile=list(self.platform.profile),
                updated_at_ms=now_ms,
            )
        ]
        for key, pace in self._paces.items():
            if (account := accounts.get(key)) is not None:
                rows.append(
                    BudgetPace(
                        tenant_id=account.tenant_id,
                        campaign_id=account.campaign_id,
                        share=pace.throttle.share,
                        throttle=msgspec.to_builtins(pace.throttle),
                        profile=list(pace.supply.profile),
                        shape=list(self.shape(account).weights) if account.pacing == Mode.FORECAST else [],
                        updated_at_ms=now_ms,
                    )
                )
        return rows

    def _pace(self, key: Key) -> Pace:
        pace = self._paces.get(key)
        if pace is None:
            pace = self._paces[key] = Pace(Throttle(), Supply())
        return pace


def period_under_way(account: BudgetAccount, day: BudgetDay, now_ms: int) -> Period | None:
    """What the account is to spend by when; ``day`` is the one that contains ``now_ms``."""
    return rules.period_of(
        account.plan,
        now_ms=now_ms,
        opened_at_ms=account.opened_at_ms,
        budget_nanos=account.budget_nanos,
        spent_before_today_nanos=account.spent_nanos - day.spent_nanos,
    )


def money_of(account: BudgetAccount, day: BudgetDay) -> Money:
    """Of the period under way."""
    of = day if account.daily_budget_nanos else account
    return Money(of.spent_nanos, of.outstanding_nanos)


class Pacing:
    """The occupation: a turn for every paced campaign, every few seconds."""

    def __init__(self, book: PaceBook, database: Database, *, epoch: int, clock_ms: Callable[[], int]) -> None:
        self._book = book
        self._database = database
        self._epoch = epoch
        self._clock_ms = clock_ms
        self._saved_at_ms = clock_ms()

    async def step(self) -> bool:
        now_ms = self._clock_ms()
        async with self._database.platform_reading() as session:
            accounts = await repository.paced_accounts(session, MOST_PACED)
            keys = {(row.tenant_id, row.campaign_id): local_day(now_ms, row.time_zone).number for row in accounts}
            days = await repository.days(session, [(*key, number) for key, number in keys.items()])
        self._book.keep_only(keys)
        for account in accounts:
            key = (account.tenant_id, account.campaign_id, keys[account.tenant_id, account.campaign_id])
            day = days.get(key) or BudgetDay(tenant_id=key[0], campaign_id=key[1], day=key[2])
            self._book.turn(account, day, now_ms)
        if now_ms - self._saved_at_ms >= SAVE_EVERY_MS:
            await self.save({(row.tenant_id, row.campaign_id): row for row in accounts})
        return False

    async def save(self, accounts: Mapping[Key, BudgetAccount]) -> None:
        """Write down what was learned."""
        self._saved_at_ms = now_ms = self._clock_ms()
        async with self._database.platform() as session:
            await hold_epoch(session, self._epoch)
            for row in self._book.written(accounts, now_ms):
                await session.merge(row)
