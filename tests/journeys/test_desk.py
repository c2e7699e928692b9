"""Actions on journeys as the API asks for them, on a real Temporal server."""

from collections.abc import AsyncIterator

import pytest

from api.journeys import JourneyDesk
from domain.errors import ActionRefused, InvalidInput
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.values import JourneyStage, Mode
from tests.journeys.definitions import email, journey
from tests.journeys.temporal import Carried, carried
from tests.journeys.world import World
from tests.workflows.world import time_skipping
from workflows.contracts.journeys import Act

HELLO = journey({"hello": email()})


@pytest.fixture
async def ours(world: World) -> AsyncIterator[Carried]:
    async with await time_skipping() as environment, carried(environment, world) as begun:
        yield begun


async def test_what_is_asked_for_again_because_its_answer_was_lost_is_answered_as_the_first_time(ours: Carried):
    journey_id = await ours.publish(HELLO, Mode.COHORT)
    desk = JourneyDesk(ours.environment.client, ours.world.database, ours.poker.poke)

    async def ask(action: JourneyAction, key: str | None):
        return await desk.act(ours.world.tenant_id, journey_id, Act(action=action, actor_id="usr_a"), key=key)

    paused = await ask(JourneyAction.PAUSE, "k1")
    assert paused.stage is JourneyStage.PAUSED
    assert await ask(JourneyAction.PAUSE, "k1") == paused
    for other in ("k2", None):
        with pytest.raises(ActionRefused):
            await ask(JourneyAction.PAUSE, other)

    async with ours.world.database.tenant(ours.world.tenant_id) as session:
        body = HELLO.model_dump(mode="json", by_alias=True)
        await blueprints.edit_draft(session, journey_id, body, expected_revision=None, actor_id="usr_a", now_ms=0)
    published = await ask(JourneyAction.PUBLISH, "k3")
    assert published.version == 2
    assert await ask(JourneyAction.PUBLISH, "k3") == published
    with pytest.raises(InvalidInput):
        await ask(JourneyAction.PUBLISH, "k4")
