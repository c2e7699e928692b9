"""What is billed while counters are being read is counted, and what was read of one tenant makes no other's any fresher."""

import asyncio
from functools import partial

from bidding.people.meeting import met
from bidding.people.people import COUNTS_LIFE_MS
from bidding.people.person import Person
from domain.events.values import Event, EventType
from domain.frequency.values import ALL_CAMPAIGNS
from storage.redis.counters import Counted
from tests.bidding.test_people import World, seen


async def fetch(world: World, person_id: str, *tenants: str) -> Person:
    return await met(partial(world.people.meet, person_id, world.now_ms, tenants))


def bill(world: World, tenant_id: str, bid_id: str, position: int) -> None:
    event = Event(
        event_id=f"{bid_id}:bill",
        type=EventType.BILL,
        at_ms=world.now_ms,
        tenant_id=tenant_id,
        campaign_id="cmp_1",
        person_id="ana",
        bid_id=bid_id,
    )
    world.people.take_bills(position, [event])


async def test_a_bill_of_another_tenant_that_comes_during_a_read_is_counted():
    world = World("ana")
    person = await fetch(world, "ana", "acme")
    reading = asyncio.create_task(fetch(world, "ana", "other"))
    while len(world.shelf.counted) < 2:
        await asyncio.sleep(0)
    bill(world, "acme", "bid_1", 1)
    await reading
    assert world.known("ana", "acme", "other") is person
    assert person.impressions("acme", "cmp_1", world.now_ms).day == 1


async def test_a_bill_that_comes_during_a_read_is_counted_once_whether_or_not_it_was_read():
    for read_to, read in ((0, 4), (1, 5)):
        world = World("ana")
        world.shelf.counts["acme", "ana"] = Counted(read_to, {"cmp_1": seen(read), ALL_CAMPAIGNS: seen(read)})
        reading = asyncio.create_task(fetch(world, "ana", "acme"))
        while not world.shelf.counted:
            await asyncio.sleep(0)
        bill(world, "acme", "bid_1", 1)
        assert (await reading).impressions("acme", "cmp_1", world.now_ms).day == 5


async def test_reading_one_tenants_counters_makes_no_others_any_fresher():
    world = World("ana")
    await fetch(world, "ana", "acme")
    world.now_ms += COUNTS_LIFE_MS - 1
    world.up_to_date()
    await fetch(world, "ana", "other")
    assert world.known("ana", "acme", "other") is not None
    world.now_ms += 1
    world.up_to_date()
    assert world.known("ana", "acme") is None


async def test_counters_read_too_late_are_no_longer_those_of_tenants_that_were_not_asked_for():
    world = World("ana")
    world.shelf.counts["acme", "ana"] = Counted(1, {"cmp_1": seen(4), ALL_CAMPAIGNS: seen(4)})
    await fetch(world, "ana", "acme")
    world.now_ms += COUNTS_LIFE_MS
    world.up_to_date()
    person = await fetch(world, "ana", "other")
    assert world.known("ana", "other") is person
    assert world.known("ana", "acme") is None
    assert dict(person.seen) == {}
