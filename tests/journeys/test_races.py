"""Two transactions on PostgreSQL, held open by hand: whatever their order, nothing that happened is lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from domain.behaviour import service as behaviour
from domain.behaviour.happenings import service as happenings
from domain.behaviour.values import CustomerEvent
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.ids import new_id
from domain.journeys import service as journeys
from domain.journeys.blueprints.rules import FEWEST_SHARDS
from domain.journeys.travellers.rules import door_of, shard_of
from domain.journeys.travellers.values import Entrant
from domain.records import JOURNEYS_STORE
from domain.segments import service as segments
from storage.sql.database import Database
from tests.journeys.definitions import CAMPAIGN, email, journey, wait, wait_for
from tests.journeys.world import MINUTE, World
from tests.patience import PATIENCE_S

TWO_WAITS = journey(
    {
        "first": wait_for("seen", 60, "second", "second"),
        "second": wait_for("bought", 4_320, "thanks"),
        "thanks": email(),
    }
)


@pytest.fixture
async def world(empty_postgres_url: str) -> AsyncIterator[World]:
    database = Database.open(empty_postgres_url, store=JOURNEYS_STORE)
    await database.create_all()
    yield World(database, f"ten_{new_id('t')[-8:]}")
    await database.close()


async def comes_as_far_as_it_can(world: World, task: asyncio.Task[Any]) -> None:
    """Until what it does is done, or waits for a lock that another transaction holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE_S):
        while not task.done():
            async with world.database.platform_reading() as session:
                if await session.scalar(waiting):
                    return


async def test_what_somebody_does_while_they_are_moved_on_is_looked_at_at_once(world: World):
    live = await world.publish(TWO_WAITS)
    (ana,) = await world.people(1)
    await world.enter(live.journey_id, [ana])
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    async with world.database.tenant(world.tenant_id) as moving:
        for shard in range(live.shards):
            await journeys.advance_due(moving, live.journey_id, shard, now_ms=world.now_ms, limit=10)
        buying = asyncio.create_task(world.did(ana, "bought", at_ms=world.now_ms + 1))
        await comes_as_far_as_it_can(world, buying)
    assert await buying
    world.now_ms += MINUTE
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]


async def test_a_goal_that_is_reached_while_the_person_leaves_is_counted(world: World):
    goals = [{"name": "bought", "event": {"event": "bought"}, "within_minutes": 600}]
    live = await world.publish(journey({"rest": wait(60)}, goals=goals))
    (ana,) = await world.people(1)
    await world.enter(live.journey_id, [ana])
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    async with world.database.tenant(world.tenant_id) as moving:
        for shard in range(live.shards):
            await journeys.advance_due(moving, live.journey_id, shard, now_ms=world.now_ms, limit=10)
        buying = asyncio.create_task(world.did(ana, "bought"))
        await comes_as_far_as_it_can(world, buying)
    await buying
    now = await world.where(live.journey_id)
    assert (now.left, now.goals) == ({"finished": 1}, {"bought": 1})


async def test_what_somebody_does_while_they_are_let_in_is_heard(world: World):
    live = await world.publish(journey({"hope": wait_for("bought", 60, "thanks"), "thanks": email()}))
    (ana,) = await world.people(1)
    entrants = [Entrant(person_id=ana, cause="call", at_ms=world.now_ms)]
    async with world.database.tenant(world.tenant_id) as letting_in:
        await journeys.enter(letting_in, live.journey_id, entrants, now_ms=world.now_ms)
        buying = asyncio.create_task(world.did(ana, "bought", at_ms=world.now_ms + 1))
        await comes_as_far_as_it_can(world, buying)
    assert await buying
    world.now_ms += MINUTE
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]


async def test_whoever_turns_out_to_be_another_while_they_are_let_in_takes_their_run_along(world: World):
    live = await world.publish(journey({"rest": wait(60)}))
    ana, ben = await world.people(2)
    entrants = [Entrant(person_id=ben, cause="call", at_ms=world.now_ms)]
    async with world.database.tenant(world.tenant_id) as letting_in:
        await journeys.enter(letting_in, live.journey_id, entrants, now_ms=world.now_ms)
        merging = asyncio.create_task(merge(world, ana, ben))
        await comes_as_far_as_it_can(world, merging)
    await merging
    assert [run.person_id for run in await world.runs(live.journey_id)] == [ana]


async def merge(world: World, person_id: str, other_id: str) -> None:
    async with world.database.tenant(world.tenant_id) as session:
        changed = await contacts.merge(session, person_id, other_id, now_ms=world.now_ms)
        assert changed.merges[0].person_id == person_id
        await happenings.follow_change(session, changed, now_ms=world.now_ms)


async def test_two_who_tell_of_different_people_do_not_wait_for_each_other(world: World):
    definition = journey({"rest": wait(60)}, trigger={"kind": "event", "event": {"event": "cart_add"}})
    live = await world.publish(definition)
    ana, ben = await strangers(world)
    event = CustomerEvent(event_id="e", person_id=ana, name="cart_add", at_ms=world.now_ms, received_at_ms=world.now_ms)
    async with world.database.tenant(world.tenant_id) as telling:
        await journeys.arrived(telling, [event], now_ms=world.now_ms)
        async with asyncio.timeout(PATIENCE_S):
            assert await world.did(ben, "cart_add")
    assert len(await world.runs(live.journey_id)) == 2


async def test_a_step_that_changes_a_profile_and_somebody_who_tells_of_the_person_do_not_wait_in_a_ring(world: World):
    steps = {"mark": {"kind": "update_profile", "set": {"tier": "gold"}, "next": "rest"}, "rest": wait(60)}
    exits = [{"name": "left", "when": {"kind": "did", "event": "unsubscribed", "at_least": 1}}]
    live = await world.publish(journey(steps, exits=exits))
    (ana,) = await world.people(1, tier="green")
    await world.enter(live.journey_id, [ana])
    event = CustomerEvent(
        event_id="e", person_id=ana, name="unsubscribed", at_ms=world.now_ms, received_at_ms=world.now_ms
    )
    async with world.database.tenant(world.tenant_id) as telling:
        await contacts.change(telling, ana, ContactChange(attributes={"city": "Rome"}), now_ms=world.now_ms)
        moving = asyncio.create_task(world.advance(live))
        await comes_as_far_as_it_can(world, moving)
        await journeys.arrived(telling, await behaviour.record(telling, [event]), now_ms=world.now_ms)
    await moving
    await world.advance(live)
    assert (await world.where(live.journey_id)).left == {"exit rule: left": 1}


async def test_bids_stay_suppressed_for_whom_another_step_keeps_from_them_just_then(world: World):
    steps = {"still": {"kind": "suppress_bid", "campaigns": [CAMPAIGN], "for_minutes": 60, "next": "end"}}
    one, two = await world.publish(journey(steps)), await world.publish(journey(steps))
    (ana,) = await world.people(1)
    await world.enter(one.journey_id, [ana])
    await world.advance(one)
    world.now_ms += 61 * MINUTE
    await world.enter(two.journey_id, [ana])
    async with world.database.tenant(world.tenant_id) as moving:
        for shard in range(two.shards):
            await journeys.advance_due(moving, two.journey_id, shard, now_ms=world.now_ms, limit=10)
        ending = asyncio.create_task(end_effects(world))
        await comes_as_far_as_it_can(world, ending)
    assert await ending == 1
    async with world.database.reading(world.tenant_id) as session:
        assert len((await segments.segments_of(session, [ana]))[ana]) == 1


async def end_effects(world: World) -> int:
    async with world.database.tenant(world.tenant_id) as session:
        return (await journeys.end_effects(session, now_ms=world.now_ms, limit=10))[0]


async def strangers(world: World) -> tuple[str, str]:
    """Two who come in by different doors and are carried by different shards."""
    one, *others = await world.people(40)
    door, shard = door_of(one), shard_of(one, FEWEST_SHARDS)
    return one, next(each for each in others if door_of(each) != door and shard_of(each, FEWEST_SHARDS) != shard)
