"""Two transactions on PostgreSQL, held open by hand: whatever their order, nothing that happened is lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from domain.ids import new_id
from domain.journeys import service as journeys
from domain.records import JOURNEYS_STORE
from storage.sql.database import Database
from tests import servers
from tests.journeys.definitions import email, journey, wait, wait_for
from tests.journeys.world import MINUTE, World

TWO_WAITS = journey(
    {
        "first": wait_for("seen", 60, "second", "second"),
        "second": wait_for("bought", 4_320, "thanks"),
        "thanks": email(),
    }
)


@pytest.fixture
async def world(postgres_url: str) -> AsyncIterator[World]:
    database = Database.open(await servers.empty_postgres_database(postgres_url), store=JOURNEYS_STORE)
    await database.create_all()
    yield World(database, f"ten_{new_id('t')[-8:]}")
    await database.close()


async def comes_as_far_as_it_can(world: World, task: asyncio.Task[Any]) -> None:
    """Until what it does is done, or waits for a lock that another transaction holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10):
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
