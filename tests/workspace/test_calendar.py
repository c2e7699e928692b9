"""What gets in each other's way, and when."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.campaigns.values import Channel, Stage
from domain.workspace.calendar.rules import MOST_CONFLICTS, MOST_SHARED, begins_ms, conflicts, days_ms
from domain.workspace.calendar.values import BlackoutDays, ConflictKind, Entry, EntryKind

FROM, TO = 1_000, 9_000
ONE = Entry(
    kind=EntryKind.CAMPAIGN,
    id="cmp_1",
    name="One",
    channels=frozenset({Channel.PAID_MEDIA}),
    stage="live",
    is_over=False,
    starts_at_ms=2_000,
    ends_at_ms=5_000,
    audiences=frozenset({"segment 7"}),
    inventory=frozenset({"deal d-1"}),
)
MAIL = replace(
    ONE,
    kind=EntryKind.BROADCAST,
    id="bct_1",
    channels=frozenset({Channel.EMAIL}),
    inventory=frozenset(),
    audiences=frozenset({"everybody"}),
)
JOURNEY = replace(MAIL, kind=EntryKind.JOURNEY, id="jrn_1", starts_at_ms=None, ends_at_ms=None)
LATER = {"id": "cmp_2", "starts_at_ms": 4_000, "ends_at_ms": None}
FREE = BlackoutDays(id="blk_1", name="Christmas", channels=frozenset(), from_ms=4_500, to_ms=20_000)

CASES = {
    "the same people": ([ONE, replace(ONE, inventory=frozenset(), **LATER)], [], [("same_audience", 4_000, 5_000)]),
    "the same deal": ([ONE, replace(ONE, audiences=frozenset(), **LATER)], [], [("same_inventory", 4_000, 5_000)]),
    "other people and another deal": (
        [ONE, replace(ONE, audiences=frozenset({"segment 8"}), inventory=frozenset(), **LATER)],
        [],
        [],
    ),
    "one after the other": ([ONE, replace(ONE, **LATER | {"starts_at_ms": 5_000})], [], []),
    "what is over": ([ONE, replace(ONE, is_over=True, **LATER)], [], []),
    "a broadcast and a journey to everybody": ([MAIL, JOURNEY], [], [("same_audience", 2_000, 5_000)]),
    "by mail and by text": ([MAIL, replace(JOURNEY, channels=frozenset({Channel.SMS}))], [], []),
    "days kept free": ([ONE], [FREE], [("blackout", 4_500, 5_000)]),
    "days kept free of mail": ([ONE], [replace(FREE, channels=frozenset({Channel.EMAIL}))], []),
    "since it went live": ([replace(JOURNEY, runs_from_ms=6_000)], [FREE], [("blackout", 6_000, 9_000)]),
    "an open end": ([JOURNEY], [FREE], [("blackout", 4_500, 9_000)]),
}


@pytest.mark.parametrize(("entries", "blackouts", "expected"), CASES.values(), ids=CASES.keys())
def test_what_meets_in_time_and_in_something_is_a_conflict(entries, blackouts, expected):
    found = conflicts(entries, blackouts, from_ms=FROM, to_ms=TO)
    assert [(one.kind.value, one.from_ms, one.to_ms) for one in found] == expected


def test_one_list_of_sites_on_hundreds_of_campaigns_is_told_and_not_counted_out():
    sites = frozenset(f"{number}.example" for number in range(5_000))
    crowd = [replace(ONE, id=f"cmp_{number:03}", audiences=frozenset(), inventory=sites) for number in range(1_000)]
    found = conflicts(crowd, [], from_ms=FROM, to_ms=TO)
    assert (len(found), {len(one.shared) for one in found}) == (MOST_CONFLICTS, {MOST_SHARED})


def test_what_meets_first_is_told_first_when_more_meets_than_is_told():
    late = [replace(ONE, id=f"cmp_late_{number}", starts_at_ms=4_000) for number in range(40)]
    early = [replace(ONE, id="cmp_z", starts_at_ms=1_500), replace(ONE, id="cmp_y", starts_at_ms=1_600)]
    found = conflicts([*late, *early], [], from_ms=FROM, to_ms=TO)
    assert {one.entry_ids for one in found[:2]} == {("cmp_z", "cmp_y")}


def test_two_campaigns_of_one_advertiser_say_what_both_may_spend():
    rich = replace(ONE, inventory=frozenset(), audiences=frozenset(), advertiser_domain="shop.example", currency="EUR")
    both = [replace(rich, budget_micros=500_000_000), replace(rich, budget_micros=250_000_000, **LATER)]
    in_dollars = replace(rich, id="cmp_3", currency="USD")
    [found] = conflicts([*both, in_dollars], [], from_ms=FROM, to_ms=TO)
    assert found.kind is ConflictKind.OVERLAPPING_BUDGETS
    assert "750.00 EUR together for shop.example" in found.text
    assert found.remedy == "See that each amount is meant, or lower one."


@pytest.mark.parametrize(
    ("stage", "starts_at_ms", "ends_at_ms", "live_ms", "begins"),
    [
        (Stage.LIVE, None, None, 6_000, 6_000),
        (Stage.LIVE, 5_000, None, 6_000, 6_000),
        (Stage.PAUSED, None, None, 6_000, 6_000),
        (Stage.PAUSED, None, None, None, 7_000),
        (Stage.DRAFT, None, None, None, 7_000),
        (Stage.DRAFT, None, 3_000, None, 2_999),
        (Stage.SCHEDULED, 8_000, None, None, 8_000),
        (Stage.COMPLETED, None, None, 6_000, 6_000),
    ],
)
def test_a_campaign_begins_the_day_it_went_live_and_not_before_today_where_it_did_not(
    stage, starts_at_ms, ends_at_ms, live_ms, begins
):
    found = begins_ms(
        stage, starts_at_ms=starts_at_ms, ends_at_ms=ends_at_ms, live_ms=live_ms, created_ms=1_000, now_ms=7_000
    )
    assert found == begins


def test_days_begin_and_end_where_the_people_are():
    begins, ends = days_ms(date(2027, 3, 28), date(2027, 3, 28), "Europe/Berlin")  # the night clocks go forward
    assert ends - begins == 23 * 3_600_000
