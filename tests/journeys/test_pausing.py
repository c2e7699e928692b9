"""A pause that has been answered holds everybody: transactions on PostgreSQL, held open by hand."""

import asyncio

from domain.journeys import service as journeys
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.travellers.values import Entrant
from tests.journeys.definitions import email, journey, wait
from tests.journeys.test_races import comes_as_far_as_it_can, world
from tests.journeys.world import MINUTE, World

__all__ = ["world"]


async def test_a_pause_is_answered_once_whoever_was_being_moved_on_has_been(world: World):
    live = await world.publish(journey({"rest": wait(60, "hello"), "hello": email()}))
    await world.enter(live.journey_id, await world.people(3))
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    async with world.database.tenant(world.tenant_id) as moving:
        for shard in range(live.shards):
            await journeys.advance_due(moving, live.journey_id, shard, now_ms=world.now_ms, limit=10)
        pausing = asyncio.create_task(world.act(live.journey_id, JourneyAction.PAUSE))
        await comes_as_far_as_it_can(world, pausing)
        assert not pausing.done()
    await pausing
    assert (await world.where(live.journey_id)).left == {"finished": 3}


async def test_a_pause_is_answered_once_whoever_was_coming_in_is_inside(world: World):
    live = await world.publish(journey({"rest": wait(60)}))
    people = await world.people(3)
    async with world.database.tenant(world.tenant_id) as entering:
        entrants = [Entrant(person_id=one, cause="call", at_ms=world.now_ms) for one in people]
        await journeys.enter(entering, live.journey_id, entrants, now_ms=world.now_ms)
        pausing = asyncio.create_task(world.act(live.journey_id, JourneyAction.PAUSE))
        await comes_as_far_as_it_can(world, pausing)
        assert not pausing.done()
    await pausing
    assert (await world.where(live.journey_id)).in_progress == 3


async def test_those_who_are_moved_on_at_once_do_not_wait_for_each_other(world: World):
    live = await world.publish(journey({"rest": wait(60)}))
    async with world.database.tenant(world.tenant_id) as one, world.database.tenant(world.tenant_id) as other:
        for session in (one, other):
            await journeys.advance_due(session, live.journey_id, 0, now_ms=world.now_ms, limit=10)
