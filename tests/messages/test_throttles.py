"""How fast messages may go, whoever sends them."""

import asyncio

import pytest

from activities.messages import Deliverer
from domain.campaigns.values import Channel
from domain.delivery.values import Throttle
from domain.errors import Unavailable
from domain.ids import new_id
from storage.redis.throttles import Bucket, Throttles
from tests.messages.conftest import NOW, SOURCE, TENANT, Plain, World, message
from tests.patience import PATIENCE_S

SLOWLY = 0.001
"""Tokens a second: none comes back while a test lasts."""


@pytest.fixture
async def throttles(redis_url):
    async with Throttles(redis_url) as throttles:
        yield throttles


def bucket(burst: int, name: str = "all", tenant: str | None = None) -> Bucket:
    return Bucket(tenant or new_id("tnt"), name, SLOWLY, burst)


async def test_workers_beside_each_other_never_get_more_than_there_is(redis_url):
    shared = bucket(50)
    async with Throttles(redis_url) as one, Throttles(redis_url) as other:
        granted = await asyncio.gather(*((one, other)[index % 2].take([shared], 7) for index in range(20)))
    assert sum(permits.granted for permits in granted) == 50
    assert min(permits.wait_ms for permits in granted if permits.granted < 7) > 0


async def test_a_message_takes_from_every_bucket_or_from_none(throttles):
    tenant = new_id("tnt")
    wide, narrow = bucket(100, "all", tenant), bucket(3, "sms", tenant)
    assert (await throttles.take([wide, narrow], 10)).granted == 3
    assert (await throttles.take([wide, narrow], 10)).granted == 0
    assert (await throttles.take([wide], 100)).granted == 97


async def test_what_was_not_used_is_there_for_others_and_no_more_than_a_burst(throttles):
    shared = bucket(10)
    assert (await throttles.take([shared], 10)).granted == 10
    await throttles.give_back([shared], 4)
    assert (await throttles.take([shared], 10)).granted == 4
    await throttles.give_back([shared], 1_000)
    assert (await throttles.take([shared], 1_000)).granted == 10


async def test_tokens_flow_in_with_time(throttles):
    fast = Bucket(new_id("tnt"), "all", 1_000_000, 5)
    assert (await throttles.take([fast], 5)).granted == 5
    async with asyncio.timeout(PATIENCE_S):
        while (await throttles.take([fast], 5)).granted < 5:
            await asyncio.sleep(0)


async def test_a_throttled_channel_waits_and_holds_up_nobody_behind_it(world: World, throttles):
    world.tenant = tenant = new_id("tnt")
    people = await world.people(6)
    await world.policy(throttles=(Throttle(channel=Channel.EMAIL, per_second=1, burst=2),))
    await world.plan(*(message(person, 1, channel=Channel.SMS) for person in people))
    await world.plan(*(message(person, 2) for person in people))
    deliverer = world.deliverer(throttles=throttles)
    report = await deliverer.deliver(tenant, source=SOURCE, limit=8, now_ms=NOW)
    assert (report.sent, report.throttled) == (8, 4)
    sent = [each.channel for each in world.vendor.received.values()]
    assert (sent.count(Channel.EMAIL), sent.count(Channel.SMS)) == (2, 6)
    now = NOW
    async with asyncio.timeout(PATIENCE_S):
        while report.next_due_at_ms is not None:
            await asyncio.sleep(0.05)
            now = max(now + 1, report.next_due_at_ms)
            report = await deliverer.deliver(tenant, source=SOURCE, now_ms=now)
    assert len(world.vendor.given) == len(set(world.vendor.given)) == 12


class RedisIsAway:
    async def take(self, buckets, wanted):
        raise Unavailable("Redis could not throttle messages: connection refused")

    async def give_back(self, buckets, unused):
        raise Unavailable("Redis could not throttle messages: connection refused")


async def test_while_redis_is_away_what_is_throttled_waits_and_everything_else_goes(world: World):
    people = await world.people(3)
    await world.policy(throttles=(Throttle(channel=Channel.SMS, per_second=10),))
    await world.plan(*(message(person, 1, channel=Channel.SMS) for person in people))
    await world.plan(*(message(person, 2) for person in people))
    deliverer = Deliverer(
        world.database, world.vendors, Plain(), throttles=RedisIsAway(), worker_id="worker-1", spread=lambda: 0.0
    )
    report = await deliverer.deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.throttled) == (3, 3)
    assert (await world.counted()).in_progress == 3
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 3


async def test_a_vendors_own_rate_holds_for_its_account(world: World, throttles):
    world.tenant = tenant = new_id("tnt")
    world.vendor.rate_per_s = 1
    people = await world.people(3)
    await world.plan(*(message(person) for person in people))
    report = await world.deliverer(throttles=throttles).deliver(tenant, now_ms=NOW)
    assert (report.sent, report.throttled) == (1, 2)
    assert report.next_due_at_ms is not None
