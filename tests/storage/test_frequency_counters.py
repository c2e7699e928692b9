"""Caps hold because an impression counts once, whatever is delivered how often and in which order."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from domain.errors import Unavailable
from domain.ids import new_id
from storage.redis.counters import DAY_MS, HOUR_MS, SEEN_TTL_S, BilledImpression, FrequencyCounters
from tests import servers

NOON_MS = 20_000 * DAY_MS + 12 * HOUR_MS


@pytest.fixture
async def counters(redis_url):
    async with FrequencyCounters(redis_url) as counters:
        yield counters


async def test_an_impression_counts_in_its_hour_and_its_day(counters):
    person = new_id("psn")
    assert await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS)
    assert await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS + 1)
    assert await counters.read_many([("ten_a", person)], NOON_MS) == {("ten_a", person): {"cmp_1": (2, 2)}}


async def test_the_same_event_counts_once(counters):
    person, event = new_id("psn"), new_id("evt")
    assert await counters.count_once("ten_a", "cmp_1", person, event, NOON_MS)
    assert not await counters.count_once("ten_a", "cmp_1", person, event, NOON_MS)
    assert await counters.read_many([("ten_a", person)], NOON_MS) == {("ten_a", person): {"cmp_1": (1, 1)}}


async def test_an_hour_later_the_hour_is_free_and_the_day_is_not(counters):
    person = new_id("psn")
    await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS)
    later = await counters.read_many([("ten_a", person)], NOON_MS + HOUR_MS)
    tomorrow = await counters.read_many([("ten_a", person)], NOON_MS + DAY_MS)
    assert later == {("ten_a", person): {"cmp_1": (0, 1)}}
    assert tomorrow == {("ten_a", person): {}}


async def test_a_bill_that_arrives_late_counts_when_it_happened(counters):
    person = new_id("psn")
    await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS)
    await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS - 3 * HOUR_MS)
    assert await counters.read_many([("ten_a", person)], NOON_MS) == {("ten_a", person): {"cmp_1": (1, 2)}}


async def test_tenants_and_people_do_not_share_counters(counters):
    ana, ben = new_id("psn"), new_id("psn")
    await counters.count_once("ten_a", "cmp_1", ana, new_id("evt"), NOON_MS)
    read = await counters.read_many([("ten_b", ana), ("ten_a", ben), ("ten_a", ana)], NOON_MS)
    assert read == {("ten_b", ana): {}, ("ten_a", ben): {}, ("ten_a", ana): {"cmp_1": (1, 1)}}


async def test_old_buckets_and_markers_do_not_pile_up(counters, redis_url):
    person, last = new_id("psn"), new_id("evt")
    for day in range(5):
        await counters.count_once("ten_a", "cmp_1", person, new_id("evt"), NOON_MS + day * DAY_MS)
    await counters.count_once("ten_a", "cmp_1", person, last, NOON_MS + 5 * DAY_MS)
    async with Redis.from_url(redis_url) as redis:
        counts = f"caps:{{ten_a:{person}}}"
        assert await redis.hlen(counts) == 3
        assert 0 < await redis.ttl(counts) <= SEEN_TTL_S
        assert 0 < await redis.ttl(f"{counts}:seen:{last}") <= SEEN_TTL_S


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deliveries=st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 2)).map(
            lambda of: (of[0], f"cmp_{of[0] % 3}", of[0] * HOUR_MS // 4)
        ),
        max_size=40,
    ),
    batch=st.integers(1, 7),
)
async def test_counts_equal_the_distinct_events_for_any_repetition_order_and_batching(redis_url, deliveries, batch):
    person = new_id("psn")
    impressions = [
        BilledImpression(
            tenant_id="ten_a",
            campaign_id=campaign,
            person_id=person,
            event_id=f"evt_{number}",
            at_ms=NOON_MS + offset_ms,
        )
        for number, campaign, offset_ms in deliveries
    ]
    async with FrequencyCounters(redis_url) as counters:
        for start in range(0, len(impressions), batch):
            await counters.count_many(impressions[start : start + batch])
        read = await counters.read_many([("ten_a", person)], NOON_MS)
    distinct = {impression.event_id: impression for impression in impressions}.values()
    by_day = Counter(impression.campaign_id for impression in distinct)
    assert {campaign: day for campaign, (_, day) in read["ten_a", person].items()} == dict(by_day)


async def test_without_redis_the_caller_is_told_so():
    async with FrequencyCounters(f"redis://127.0.0.1:{servers.free_port()}", timeout_s=0.1) as counters:
        with pytest.raises(Unavailable):
            await counters.read_many([("ten_a", "psn_1")], NOON_MS)
