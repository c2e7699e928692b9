"""Days, plans, releases and shares, by their rules alone."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.pacing.rules import (
    EVEN,
    HOUR_MS,
    LEAD_MS,
    MAX_STEP,
    Money,
    Period,
    Reading,
    Shape,
    Throttle,
    hour_of_week,
    learn_hour,
    local_day,
    observe,
    period_of,
    planned,
    release,
    shape_of,
    standing,
    steer,
)
from domain.pacing.values import HOURS_OF_WEEK, Pacing, PacingStatus, SpendPlan

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
)
MONDAY_MS = 1_799_625_600_000
DAY = Period(MONDAY_MS, MONDAY_MS + 24 * HOUR_MS, 24_000)


@pytest.mark.parametrize(
    ("zone", "date", "hours"),
    [
        ("Europe/Berlin", (2027, 3, 28), 23),
        ("Europe/Berlin", (2027, 10, 31), 25),
        ("Europe/Berlin", (2027, 6, 1), 24),
        ("America/New_York", (2027, 3, 14), 23),
        ("Africa/Cairo", (2026, 4, 24), 23),
        ("Australia/Lord_Howe", (2027, 4, 4), 24.5),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, date: tuple[int, int, int], hours: float):
    noon = datetime(*date, 12, tzinfo=ZoneInfo(zone))
    day = local_day(int(noon.timestamp() * 1_000), zone)
    assert (day.ends_at_ms - day.starts_at_ms) / HOUR_MS == hours
    assert day.number == noon.toordinal()


@given(st.integers(1_700_000_000_000, 2_000_000_000_000), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_gap(at_ms: int, zone: str):
    day = local_day(at_ms, zone)
    assert day.starts_at_ms <= at_ms < day.ends_at_ms
    following = local_day(day.ends_at_ms, zone)
    assert (following.number, following.starts_at_ms) == (day.number + 1, day.ends_at_ms)


def test_a_plan_runs_to_the_day_s_end_with_a_daily_budget_else_to_the_flight_s():
    daily = SpendPlan(daily_budget_nanos=100, pacing=Pacing.EVEN, time_zone="Europe/Berlin")
    flight = SpendPlan(pacing=Pacing.EVEN, starts_at_ms=MONDAY_MS, ends_at_ms=MONDAY_MS + 10 * HOUR_MS)
    noon = MONDAY_MS + 12 * HOUR_MS
    known = {"now_ms": noon, "opened_at_ms": 0, "budget_nanos": 1_000, "spent_before_today_nanos": 950}
    assert period_of(daily, **known) == Period(MONDAY_MS - HOUR_MS, MONDAY_MS + 23 * HOUR_MS, 50)
    assert period_of(flight, **known) == Period(MONDAY_MS, MONDAY_MS + 10 * HOUR_MS, 1_000)
    assert period_of(replace(flight, ends_at_ms=None), **known) is None
    assert period_of(replace(daily, pacing=Pacing.ASAP), **known) is None
    assert period_of(daily, **(known | {"opened_at_ms": noon})) == Period(noon, MONDAY_MS + 23 * HOUR_MS, 50)


def test_a_plan_follows_the_supply_expected_of_each_hour():
    evenings = Shape(tuple(3.0 if hour % 24 >= 12 else 1.0 for hour in range(HOURS_OF_WEEK)))
    noon = MONDAY_MS + 12 * HOUR_MS
    assert planned(DAY, noon, EVEN) == 12_000
    assert planned(DAY, noon, evenings) == 6_000
    assert planned(DAY, DAY.starts_at_ms - 1, evenings) == 0
    assert planned(DAY, DAY.ends_at_ms, evenings) == DAY.amount_nanos


@given(st.lists(st.floats(0.0, 10.0), min_size=HOURS_OF_WEEK, max_size=HOURS_OF_WEEK), st.integers(1, 1_000))
def test_no_plan_ever_goes_back(weights: list[float], hours: int):
    period = Period(MONDAY_MS + 7, MONDAY_MS + hours * HOUR_MS, 10**9)
    shape = Shape(tuple(weights))
    drawn = [planned(period, MONDAY_MS + step * hours * HOUR_MS // 50, shape) for step in range(52)]
    assert all(before <= after for before, after in pairwise(drawn))
    assert drawn[-1] == period.amount_nanos


@pytest.mark.parametrize(
    ("spent", "status"),
    [
        (11_000, PacingStatus.BEHIND),
        (11_500, PacingStatus.ON_PLAN),
        (12_500, PacingStatus.ON_PLAN),
        (13_000, PacingStatus.AHEAD),
    ],
)
def test_spend_is_behind_or_ahead_beyond_five_per_cent(spent: int, status: PacingStatus):
    assert standing(DAY, spent, now_ms=MONDAY_MS + 12 * HOUR_MS, shape=EVEN) is status


def test_no_money_is_released_far_ahead_of_the_plan():
    known = Throttle(reserved_nanos=1e6, spent_nanos=1e6, kept=1.0, wanted_nanos=1.0)
    noon = MONDAY_MS + 12 * HOUR_MS
    lead = planned(DAY, noon + LEAD_MS, EVEN)
    for spent in (11_000, 12_000, lead):
        let_go = release(known, DAY, Money(spent, 0), least_nanos=1, now_ms=noon, shape=EVEN)
        assert spent + let_go <= lead + 1


def test_a_small_budget_is_let_go_one_bid_at_a_time():
    two = Period(MONDAY_MS, MONDAY_MS + 24 * HOUR_MS, 2_000)
    let_go = {
        hour: release(Throttle(), two, Money(0, 0), least_nanos=1_000, now_ms=MONDAY_MS + hour * HOUR_MS, shape=EVEN)
        for hour in (1, 5, 7)
    }
    assert let_go[1] == let_go[5] == 0
    assert 1_000 <= let_go[7] < 2_000
    noon = MONDAY_MS + 12 * HOUR_MS
    assert release(Throttle(), two, Money(1_000, 0), least_nanos=1_000, now_ms=noon, shape=EVEN) == 0


@given(st.floats(1e-5, 1.0), st.integers(0, 24_000), st.integers(0, 24_000), st.integers(0, 24 * 60))
def test_the_share_moves_by_bounded_steps_towards_the_plan(share: float, spent: int, outstanding: int, minute: int):
    known = observe(
        replace(Throttle(), share=share, settled_in=True),
        Reading(elapsed_s=10.0, seen=1_000, kept=100, wanted_nanos=500, reserved_nanos=500, confirmed_nanos=100),
    )
    now_ms = MONDAY_MS + minute * 60_000
    steered = steer(known, DAY, Money(spent, outstanding), now_ms=now_ms, shape=EVEN)
    assert share / MAX_STEP * 0.999 <= steered.share <= min(1.0, share * MAX_STEP * 1.001)
    poorer = steer(known, DAY, Money(max(0, spent - 1_000), outstanding), now_ms=now_ms, shape=EVEN)
    left = DAY.amount_nanos - spent - outstanding
    if left > 10:
        assert poorer.share >= steered.share


def test_a_profile_of_the_week_is_learned_hour_by_hour_and_forgets_by_half():
    profile: tuple[float, ...] = ()
    for hour in range(24):
        profile = learn_hour(profile, hour, 10.0 * (hour + 1))
    assert shape_of(()) is EVEN
    assert shape_of((), profile).weights[24 + 5] == profile[5] == 60.0
    assert learn_hour(profile, 5, 0.0)[5] == 30.0
    assert hour_of_week(MONDAY_MS + 5 * HOUR_MS) == 5
