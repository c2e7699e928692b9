"""People who are taken over into another version of their journey, or out of it, while things happen to them."""

from domain.journeys.blueprints.values import PeopleInside
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import INDIVIDUAL_SHARD
from domain.journeys.values import JourneyDefinition, Mode, Poke
from tests.journeys.definitions import email, journey, wait_for
from tests.journeys.world import MINUTE, World

HOPE = {"hope": wait_for("bought", 4_320, "thanks"), "thanks": email()}


async def cross(world: World, journey_id: str, policy: PeopleInside, *, to: JourneyDefinition) -> set[Poke]:
    live = await world.publish(to, journey_id=journey_id)
    pokes: set[Poke] = set()
    people = 1
    while people:
        async with world.database.tenant(world.tenant_id) as session:
            people, some = await travellers.move_some(
                session, live, to, policy, {}, keeps=live.version, reason="over", now_ms=world.now_ms, limit=1
            )
        pokes |= some
    return pokes


async def test_what_somebody_did_before_they_were_taken_over_is_looked_at_at_once(world: World):
    live = await world.publish(journey(HOPE))
    ana, ben = await world.people(2)
    await world.enter(live.journey_id, [ana, ben])
    await world.advance(live)
    world.now_ms += MINUTE
    (woken,) = await world.did(ana, "bought")
    assert await cross(world, live.journey_id, PeopleInside.MOVE, to=journey(HOPE, name="Again")) == {woken}
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]
    world.now_ms += MINUTE
    assert await world.advance(live) == (0, [])


async def test_workflows_of_people_who_are_shown_out_are_told(world: World):
    live = await world.publish(journey(HOPE), mode=Mode.INDIVIDUAL)
    (ana,) = await world.people(1)
    entered = await world.enter(live.journey_id, [ana])
    run_id = entered.admissions[0].run_id
    pokes = await cross(world, live.journey_id, PeopleInside.EXIT, to=journey(HOPE, name="Again"))
    assert pokes == {Poke(live.journey_id, INDIVIDUAL_SHARD, run_id)}
    assert (await world.where(live.journey_id)).left == {"over": 1}
