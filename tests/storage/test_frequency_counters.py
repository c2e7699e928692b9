"""Caps hold because an impression counts once, whatever is delivered how often and in which order."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from domain.errors import Unavailable
from domain.frequency.rules import counted, shown
from domain.frequency.values import ALL_CAMPAIGNS, HOUR_MS, NEVER
from domain.ids import new_id
from storage.redis.counters import COUNTS_TTL_S, MOST_CAMPAIGNS, SEEN_TTL_S, BilledImpression, FrequencyCounters
from tests import servers

DAY_MS = 24 * HOUR_MS
THURSDAY_NOON_MS = 20_097 * DAY_MS + 12 * HOUR_MS


@pytest.fixture
async def counters(redis_url):
    async with FrequencyCounters(redis_url) as counters:
        yield counters


def impression(person, at_ms, *, campaign="cmp_1", tenant="ten_a", event=None, sequence=1):
    return BilledImpression(
        tenant_id=tenant,
        campaign_id=campaign,
        person_id=person,
        event_id=event or new_id("evt"),
        at_ms=at_ms,
        sequence=sequence,
    )


async def times(counters, person, now_ms, *, tenant="ten_a"):
    read = (await counters.read_many([(tenant, person)])).get((tenant, person))
    return {campaign: tuple(shown(seen, now_ms)) for campaign, seen in read.seen.items()} if read else {}


async def test_an_impression_counts_in_every_window_for_its_campaign_and_for_all_of_the_tenants(counters):
    person = new_id("psn")
    await counters.count_many([impression(person, THURSDAY_NOON_MS), impression(person, THURSDAY_NOON_MS + 1)])
    await counters.count_many([impression(person, THURSDAY_NOON_MS, campaign="cmp_2")])
    assert await times(counters, person, THURSDAY_NOON_MS) == {
        "cmp_1": (2, 2, 2, 2),
        "cmp_2": (1, 1, 1, 1),
        ALL_CAMPAIGNS: (3, 3, 3, 3),
    }


async def test_the_same_event_counts_once(counters):
    person, event = new_id("psn"), new_id("evt")
    assert await counters.count_many([impression(person, THURSDAY_NOON_MS, event=event)]) == [True]
    assert await counters.count_many([impression(person, THURSDAY_NOON_MS, event=event)]) == [False]
    assert (await times(counters, person, THURSDAY_NOON_MS))["cmp_1"] == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("later_ms", "left"),
    [
        (0, (1, 1, 1, 1)),
        (HOUR_MS, (0, 1, 1, 1)),
        (DAY_MS, (0, 0, 1, 1)),
        (3 * DAY_MS, (0, 0, 1, 1)),
        (4 * DAY_MS, (0, 0, 0, 1)),
        (60 * DAY_MS, (0, 0, 0, 1)),
    ],
)
async def test_windows_end_with_the_hour_the_day_and_the_week_and_a_lifetime_does_not(counters, later_ms, left):
    person = new_id("psn")
    await counters.count_many([impression(person, THURSDAY_NOON_MS)])
    assert (await times(counters, person, THURSDAY_NOON_MS + later_ms))["cmp_1"] == left


async def test_a_bill_that_arrives_late_counts_where_it_happened(counters):
    person = new_id("psn")
    for at_ms in (0, -3 * HOUR_MS, -DAY_MS, -4 * DAY_MS):
        await counters.count_many([impression(person, THURSDAY_NOON_MS + at_ms)])
    assert (await times(counters, person, THURSDAY_NOON_MS))["cmp_1"] == (1, 2, 3, 4)


async def test_tenants_and_people_do_not_share_counters(counters):
    ana, ben = new_id("psn"), new_id("psn")
    await counters.count_many([impression(ana, THURSDAY_NOON_MS)])
    read = await counters.read_many([("ten_b", ana), ("ten_a", ben), ("ten_a", ana)])
    assert list(read) == [("ten_a", ana)]


async def test_who_follows_bills_is_told_which_of_them_are_counted(counters):
    person, twice = new_id("psn"), new_id("evt")
    await counters.count_many([impression(person, THURSDAY_NOON_MS, sequence=7, event=twice)])
    await counters.count_many([impression(person, THURSDAY_NOON_MS, sequence=5)])
    assert (await counters.read_many([("ten_a", person)]))["ten_a", person].position == 7
    await counters.count_many([impression(person, THURSDAY_NOON_MS, sequence=12, event=twice)])
    assert (await counters.read_many([("ten_a", person)]))["ten_a", person].position == 12
    await counters.say_counted_to(12)
    assert await counters.counted_to() == 12


async def test_what_is_kept_of_a_person_is_bounded_and_ends(counters, redis_url):
    person, last = new_id("psn"), new_id("evt")
    old = [impression(person, THURSDAY_NOON_MS, campaign=f"cmp_{number}") for number in range(MOST_CAMPAIGNS)]
    await counters.count_many(old)
    now_ms = THURSDAY_NOON_MS + (COUNTS_TTL_S + 3_600) * 1_000
    await counters.count_many([impression(person, now_ms, campaign="cmp_new", event=last)])
    assert set(await times(counters, person, now_ms)) == {"cmp_new", ALL_CAMPAIGNS}
    async with Redis.from_url(redis_url) as redis:
        counts = f"seen:{{ten_a:{person}}}"
        assert 0 < await redis.ttl(counts) <= COUNTS_TTL_S
        assert 0 < await redis.ttl(f"{counts}:{last}") <= SEEN_TTL_S


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deliveries=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), max_size=40),
    batch=st.integers(1, 7),
    order=st.randoms(use_true_random=False),
)
async def test_counts_equal_the_distinct_events_for_any_repetition_order_and_batching(
    redis_url, deliveries, batch, order
):
    """Every sixth of a day an event, over a week and beyond; redelivered and shuffled."""
    person = new_id("psn")
    distinct = {
        number: impression(
            person, THURSDAY_NOON_MS + number * 4 * HOUR_MS, campaign=f"cmp_{number % 3}", event=f"e{number}-{person}"
        )
        for number, _ in deliveries
    }
    delivered = [distinct[number] for number, more in deliveries for _ in range(1 + more)]
    order.shuffle(delivered)
    async with FrequencyCounters(redis_url) as counters:
        for start in range(0, len(delivered), batch):
            await counters.count_many(delivered[start : start + batch])
        now_ms = max((one.at_ms for one in distinct.values()), default=THURSDAY_NOON_MS)
        read = await times(counters, person, now_ms)
    by_campaign = Counter(one.campaign_id for one in distinct.values())
    today = Counter(one.campaign_id for one in distinct.values() if one.at_ms // DAY_MS == now_ms // DAY_MS)
    assert {campaign: ever for campaign, (*_, ever) in read.items() if campaign != ALL_CAMPAIGNS} == dict(by_campaign)
    if distinct:
        assert read[ALL_CAMPAIGNS][1] == today.total()
        assert read[ALL_CAMPAIGNS][3] == len(distinct)


@settings(deadline=None)
@given(offsets=st.lists(st.integers(-300, 300), min_size=1, max_size=30))
async def test_a_bidder_counts_as_the_counters_do(offsets):
    """The rule in Python is the script's in Lua: what ``counted`` adds up is what a count of the events says."""
    seen = NEVER
    for offset in offsets:
        seen = counted(seen, THURSDAY_NOON_MS + offset * HOUR_MS)
    now_ms = THURSDAY_NOON_MS + max(offsets) * HOUR_MS
    week = (now_ms // DAY_MS + 3) // 7
    at_ms = [THURSDAY_NOON_MS + offset * HOUR_MS for offset in offsets]
    times = shown(seen, now_ms)
    assert times.hour >= 1
    assert times.ever == len(offsets)
    if at_ms == sorted(at_ms):
        assert times == (
            sum(one // HOUR_MS == now_ms // HOUR_MS for one in at_ms),
            sum(one // DAY_MS == now_ms // DAY_MS for one in at_ms),
            sum((one // DAY_MS + 3) // 7 == week for one in at_ms),
            len(at_ms),
        )


async def test_without_redis_the_caller_is_told_so():
    async with FrequencyCounters(f"redis://127.0.0.1:{servers.free_port()}", timeout_s=0.1) as counters:
        with pytest.raises(Unavailable):
            await counters.read_many([("ten_a", "psn_1")])
        with pytest.raises(Unavailable):
            await counters.count_many([impression("psn_1", THURSDAY_NOON_MS)])
