"""Somebody whom the engine cannot move on, among others whom it can."""

import pytest
from sqlalchemy import update

from domain.journeys import service as journeys
from domain.journeys.effects.service import source_of
from domain.journeys.travellers.tables import TravellerRow
from domain.journeys.travellers.values import PersonRun
from domain.journeys.values import Mode
from domain.messages import service as messages
from tests.journeys.definitions import email, journey, wait
from tests.journeys.world import MINUTE, World

MAILS = {"hello": email("rest"), "rest": wait(1_440, "bye"), "bye": email()}


async def spoil(world: World, person_id: str, **values: object) -> None:
    async with world.database.platform() as session:
        await session.exec(update(TravellerRow).where(TravellerRow.person_id == person_id).values(**values))


async def of(world: World, journey_id: str, person_id: str) -> PersonRun:
    (run,) = await world.runs(journey_id, person_id)
    return run


@pytest.mark.parametrize("spoilt", [{"step": "nowhere"}, {"context": "{"}])
async def test_one_who_cannot_be_moved_on_keeps_nobody_else_from_it(world: World, spoilt: dict[str, str]):
    live = await world.publish(journey(MAILS))
    people = await world.people(9)
    await world.enter(live.journey_id, people)
    await spoil(world, people[4], **spoilt)
    _, planned = await world.advance(live)
    assert len(planned) == 8
    async with world.database.reading(world.tenant_id) as session:
        assert (await messages.counted(session, source_of(live.journey_id))).entered == 8
    assert (await world.where(live.journey_id)).in_progress == 9
    assert (await of(world, live.journey_id, people[4])).reason.startswith("could not be moved on: ")
    assert (await of(world, live.journey_id, people[3])).reason == ""


async def test_whoever_was_put_aside_is_looked_at_again_and_goes_on_once_they_can(world: World):
    live = await world.publish(journey(MAILS))
    (ana,) = await world.people(1)
    await world.enter(live.journey_id, [ana])
    await spoil(world, ana, context="{")
    assert await world.advance(live) == (0, [])
    await spoil(world, ana, context="")
    assert await world.advance(live) == (0, [])
    world.now_ms += 60 * MINUTE
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["hello"]
    assert (await of(world, live.journey_id, ana)).reason == ""


async def test_one_who_is_carried_alone_and_cannot_be_moved_on_is_looked_at_an_hour_later(world: World):
    live = await world.publish(journey(MAILS), mode=Mode.INDIVIDUAL)
    (ana,) = await world.people(1)
    entered = await world.enter(live.journey_id, [ana])
    await spoil(world, ana, step="nowhere")
    async with world.database.tenant(world.tenant_id) as session:
        advanced, _ = await journeys.advance_one(session, entered.admissions[0].run_id, now_ms=world.now_ms)
    assert advanced.next_due_at_ms == world.now_ms + 60 * MINUTE
    assert (await of(world, live.journey_id, ana)).reason == "could not be moved on: KeyError"
