"""Days, plans and the throttle: pure, with the time passed in.

A *period* is what a plan is made for: the campaign's day when it has a daily budget, else its flight. ``planned`` says how
much of the period's amount should be spent by an instant. Two things hold spend to it. ``release`` bounds what the banker
leases: never far ahead of plan, whatever bidders do. ``steer`` moves the share of its supply that a campaign takes part
in, so that the money released lasts, and goes to the best of it instead of to whoever comes first.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from math import exp, sqrt
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from domain.pacing.values import HOURS_OF_WEEK, Pacing, PacingStatus, SpendPlan

HOUR_MS: Final = 3_600_000
_EPOCH_HOUR_OF_WEEK: Final = 72
"""Unix time began on a Thursday; weeks here begin on Monday."""
LEAD_MS: Final = 120_000
"""Money is released this much ahead of the plan."""
MOST_RELEASED_AHEAD: Final = 10.0
"""When few bids win, this many times as much may be in flight as may become spend."""
SHORTEST_CATCH_UP_MS: Final = 900_000
LONGEST_CATCH_UP_MS: Final = 3 * HOUR_MS
"""What is missing is made up over a quarter of the time left, within these."""
SHORTEST_RUN_MS: Final = 60_000
MAX_STEP: Final = 1.5
"""One step changes the share by no more than this factor."""
LEAST_SHARE: Final = 1e-5
SUPPLY_MEMORY_S: Final = 120.0
RATIO_MEMORY_S: Final = 1_800.0
SAMPLE: Final = 50.0
"""Averages are not forgotten while they rest on fewer candidates than this."""
FIRST_RATIO: Final = 0.5
FIRST_RATIO_BIDS: Final = 10.0
LEAST_RATIO: Final = 0.01
ON_PLAN: Final = 0.05
ON_PLAN_OF_AMOUNT: Final = 0.01
PROFILE_MEMORY: Final = 0.5
"""Weight of the newest week in the supply expected of an hour."""
ENOUGH_HOURS: Final = 24
_NO_TRAFFIC: Final = 1e-6


class LocalDay(Struct, frozen=True):
    """A calendar day somewhere: ``number`` is its proleptic ordinal, its length 23 to 25 hours."""

    number: int
    starts_at_ms: int
    ends_at_ms: int


class Period(Struct, frozen=True):
    """What a plan covers: ``amount_nanos`` are to be spent from start to end."""

    starts_at_ms: int
    ends_at_ms: int
    amount_nanos: int


def local_day(at_ms: int, time_zone: str) -> LocalDay:
    """The day in ``time_zone`` that contains the instant. Raises ``zoneinfo.ZoneInfoNotFoundError``."""
    return _day_of_quarter(at_ms // 900_000, time_zone)  # every zone changes its date on a quarter of an hour


@lru_cache(maxsize=4_096)
def _day_of_quarter(quarter: int, time_zone: str) -> LocalDay:
    zone = ZoneInfo(time_zone)
    local = datetime.fromtimestamp(quarter * 900, zone)
    midnight = datetime(local.year, local.month, local.day, tzinfo=zone)
    tomorrow = local.date() + timedelta(days=1)
    next_midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    return LocalDay(local.toordinal(), round(midnight.timestamp() * 1_000), round(next_midnight.timestamp() * 1_000))


def hour_of_week(at_ms: int) -> int:
    """0 is Monday, 00:00 UTC."""
    return (at_ms // HOUR_MS + _EPOCH_HOUR_OF_WEEK) % HOURS_OF_WEEK


class Shape:
    """How supply is spread over the week: a weight for each hour, UTC."""

    __slots__ = ("_before", "weights")

    def __init__(self, weights: tuple[float, ...]) -> None:
        self.weights = weights
        self._before = (0.0, *accumulate(weights))

    def mass(self, from_ms: int, to_ms: int) -> float:
        """The supply expected between two instants."""
        return self._until(to_ms) - self._until(from_ms)

    def _until(self, at_ms: int) -> float:
        hours, rest_ms = divmod(at_ms, HOUR_MS)
        weeks, hour = divmod(hours + _EPOCH_HOUR_OF_WEEK, HOURS_OF_WEEK)
        return weeks * self._before[-1] + self._before[hour] + self.weights[hour] * rest_ms / HOUR_MS


EVEN: Final = Shape((1.0,) * HOURS_OF_WEEK)


def period_of(
    plan: SpendPlan, *, now_ms: int, opened_at_ms: int, budget_nanos: int, spent_before_today_nanos: int
) -> Period | None:
    """What is planned for now; None when the campaign is not paced, or has nothing to plan towards."""
    if plan.pacing is Pacing.ASAP:
        return None
    begins_ms = max(plan.starts_at_ms or 0, opened_at_ms)
    if plan.daily_budget_nanos:
        day = local_day(now_ms, plan.time_zone)
        starts_ms, ends_ms = max(day.starts_at_ms, begins_ms), min(day.ends_at_ms, plan.ends_at_ms or day.ends_at_ms)
        amount = min(plan.daily_budget_nanos, budget_nanos - spent_before_today_nanos)
    elif plan.ends_at_ms is not None:
        starts_ms, ends_ms, amount = begins_ms, plan.ends_at_ms, budget_nanos
    else:
        return None
    return Period(starts_ms, max(ends_ms, starts_ms + 1), max(0, amount))


def planned(period: Period, at_ms: int, shape: Shape) -> int:
    """What should be spent of the period's amount by then, in nanos."""
    if at_ms >= period.ends_at_ms:
        return period.amount_nanos
    if at_ms <= period.starts_at_ms:
        return 0
    whole = shape.mass(period.starts_at_ms, period.ends_at_ms)
    if whole <= 0.0:
        return planned(period, at_ms, EVEN)
    return int(period.amount_nanos * min(1.0, shape.mass(period.starts_at_ms, at_ms) / whole))


def standing(period: Period | None, spent_nanos: int, *, now_ms: int, shape: Shape) -> PacingStatus:
    """Spend against plan, within 5 % of it or 1 % of the whole."""
    if period is None:
        return PacingStatus.UNPACED
    if now_ms < period.starts_at_ms:
        return PacingStatus.NOT_STARTED
    plan = planned(period, now_ms, shape)
    tolerance = max(plan * ON_PLAN, period.amount_nanos * ON_PLAN_OF_AMOUNT)
    if spent_nanos < plan - tolerance:
        return PacingStatus.BEHIND
    return PacingStatus.AHEAD if spent_nanos > plan + tolerance else PacingStatus.ON_PLAN


class Money(Struct, frozen=True):
    """Of a period: what is spent, and what bidders hold, in nanos."""

    spent_nanos: int
    outstanding_nanos: int


class Throttle(Struct, frozen=True, kw_only=True):
    """What is known of one campaign's supply, and the share of it to take part in.

    Fading sums: ``seen`` and ``elapsed_s`` belong together, so do ``kept`` and ``wanted_nanos``, and ``reserved_nanos`` and
    the ``spent_nanos`` that came of them.
    """

    share: float = 1.0
    settled_in: bool = False
    seen: float = 0.0
    elapsed_s: float = 0.0
    kept: float = 0.0
    wanted_nanos: float = 0.0
    reserved_nanos: float = 0.0
    spent_nanos: float = 0.0

    @property
    def ratio(self) -> float:
        """Of what is bid at maximum prices, the part that is billed in the end."""
        prior = FIRST_RATIO_BIDS * (self.wanted_nanos / self.kept if self.kept else 1.0)
        ratio = (self.spent_nanos + FIRST_RATIO * prior) / (self.reserved_nanos + prior)
        return min(1.0, max(LEAST_RATIO, ratio))


class Reading(Struct, frozen=True, kw_only=True):
    """What happened since the last step: all bidders' reports added up, and what the ledger confirmed."""

    elapsed_s: float
    seen: int = 0
    kept: int = 0
    wanted_nanos: int = 0
    reserved_nanos: int = 0
    confirmed_nanos: int = 0


def observe(throttle: Throttle, reading: Reading) -> Throttle:
    """Fold a reading into what is known."""
    fade = exp(-reading.elapsed_s / SUPPLY_MEMORY_S)
    fade_kept = fade if throttle.kept > SAMPLE else 1.0
    bid = throttle.wanted_nanos / throttle.kept if throttle.kept else 0.0
    fade_ratio = exp(-reading.elapsed_s / RATIO_MEMORY_S) if throttle.reserved_nanos > 4 * SAMPLE * bid else 1.0
    return replace(
        throttle,
        seen=throttle.seen * fade + reading.seen,
        elapsed_s=throttle.elapsed_s * fade + reading.elapsed_s,
        kept=throttle.kept * fade_kept + reading.kept,
        wanted_nanos=throttle.wanted_nanos * fade_kept + reading.wanted_nanos,
        reserved_nanos=throttle.reserved_nanos * fade_ratio + reading.reserved_nanos,
        spent_nanos=throttle.spent_nanos * fade_ratio + reading.confirmed_nanos,
    )


def steer(throttle: Throttle, period: Period, money: Money, *, now_ms: int, shape: Shape) -> Throttle:
    """Move the share towards what makes spend meet the plan, at most by ``MAX_STEP``.

    The first step with something to go by goes all the way.
    """
    full_nanos_per_s = _full_rate(throttle)
    if full_nanos_per_s <= 0.0:
        return throttle
    catch_up_ms = min(max((period.ends_at_ms - now_ms) // 4, SHORTEST_CATCH_UP_MS), LONGEST_CATCH_UP_MS)
    meet_ms = min(now_ms + catch_up_ms, period.ends_at_ms)
    expected = money.spent_nanos + throttle.ratio * money.outstanding_nanos
    run_s = max(meet_ms - now_ms, SHORTEST_RUN_MS) / 1_000
    nanos_per_s = max(0.0, planned(period, meet_ms, shape) - expected) / run_s
    wished = nanos_per_s / (throttle.ratio * full_nanos_per_s)
    share = throttle.share
    left_nanos = period.amount_nanos - money.spent_nanos - money.outstanding_nanos
    typical_nanos = throttle.wanted_nanos / throttle.kept
    if typical_nanos / 4 < left_nanos < typical_nanos and not money.outstanding_nanos:
        wished = share * MAX_STEP  # what is left buys nothing as good as this: something less good, then
    bounded = min(max(wished, share / MAX_STEP), share * MAX_STEP) if throttle.settled_in else wished
    return replace(throttle, share=min(1.0, max(LEAST_SHARE, bounded)), settled_in=True)


def _full_rate(throttle: Throttle) -> float:
    """Nanos a second the campaign would bid if it took part in everything."""
    if not throttle.kept or not throttle.elapsed_s:
        return 0.0
    return throttle.seen / throttle.elapsed_s * throttle.wanted_nanos / throttle.kept


def release(throttle: Throttle, period: Period, money: Money, *, least_nanos: int, now_ms: int, shape: Shape) -> int:
    """How much more may be leased now, in nanos: nothing, or at least one bid of ``least_nanos``.

    What is in flight counts as it may well turn out, so of a few bids in flight most count in full. A bid is let go when
    the plan covers half of it: budgets of a few impressions come out in single bids, spread as planned.
    """
    least = max(1, least_nanos)
    ratio = throttle.ratio
    bids = money.outstanding_nanos / least
    in_flight = min(money.outstanding_nanos, least * (ratio * bids + sqrt(bids * ratio * (1.0 - ratio))))
    ahead = planned(period, now_ms + LEAD_MS, shape) - money.spent_nanos - in_flight
    if ahead < least / 2:
        return 0
    return max(least, int(ahead * min(MOST_RELEASED_AHEAD, 1.0 / ratio)))


def learn_hour(profile: tuple[float, ...], hour: int, seen: float) -> tuple[float, ...]:
    """A profile of the week (0 = never seen) after one more whole hour of it."""
    weights = list(profile) or [0.0] * HOURS_OF_WEEK
    known = weights[hour]
    weights[hour] = max(known + PROFILE_MEMORY * (seen - known) if known else seen, _NO_TRAFFIC)
    return tuple(weights)


def shape_of(*profiles: tuple[float, ...]) -> Shape:
    """The shape of the first profile that knows a day's worth of hours; even when none does.

    An hour never seen is taken to be like the same hour of other days, or like the average.
    """
    for profile in profiles:
        known = [weight for weight in profile if weight > 0.0]
        if len(known) < ENOUGH_HOURS:
            continue
        average = sum(known) / len(known)
        return Shape(tuple(weight or _like(profile, hour, average) for hour, weight in enumerate(profile)))
    return EVEN


def _like(profile: tuple[float, ...], hour: int, average: float) -> float:
    same = [weight for weight in profile[hour % 24 :: 24] if weight > 0.0]
    return sum(same) / len(same) if same else average
