"""Journeys carried by workflows, from publication to the last person's end, with the days in between skipped."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from domain.journeys.blueprints.values import JourneyAction, PeopleInside
from domain.journeys.effects.service import source_of
from domain.journeys.values import Mode, Status
from domain.messages import service as messages
from domain.messages.holds import service as holds
from domain.messages.values import Counted, Handover, Look, Looked, MessageStatus
from tests.journeys.definitions import email, journey, wait, wait_for
from tests.journeys.temporal import Carried, carried
from tests.journeys.world import DAY, World
from tests.workflows.world import time_skipping
from workflows.contracts import journeys as contract
from workflows.contracts.failures import as_refusal
from workflows.contracts.journeys import Moved

FIVE_STEPS = journey(
    {
        "hello": email("rest"),
        "rest": wait(1_440, "again"),
        "again": email("rest2"),
        "rest2": wait(60, "bye"),
        "bye": email(),
    }
)


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    async with await time_skipping() as started:
        yield started


@pytest.fixture
async def ours(environment: WorkflowEnvironment, world: World) -> AsyncIterator[Carried]:
    async with carried(environment, world) as begun:
        yield begun


@pytest.mark.parametrize("mode", [Mode.COHORT, Mode.INDIVIDUAL])
async def test_everybody_gets_every_message_once_and_reaches_the_end(ours: Carried, mode: Mode):
    journey_id = await ours.publish(FIVE_STEPS, mode)
    people = await ours.world.people(12)
    await ours.enter(journey_id, people)
    await ours.until(lambda: _sent(ours, 12))
    await ours.environment.sleep(timedelta(days=1, minutes=1))
    await ours.until(lambda: _sent(ours, 24))
    await ours.environment.sleep(timedelta(minutes=61))
    await ours.until(lambda: ours.is_empty(journey_id))
    await ours.until(lambda: _sent(ours, 36))
    assert Counter(key.split("/")[1] for key in ours.postbox.keys) == {"hello": 12, "again": 12, "bye": 12}
    assert len(set(ours.postbox.keys)) == 36
    assert (await ours.world.where(journey_id)).left == {"finished": 12}


async def _sent(ours: Carried, number: int) -> bool:
    return len(ours.postbox.keys) >= number


@pytest.mark.parametrize("mode", [Mode.COHORT, Mode.INDIVIDUAL])
async def test_an_event_wakes_whoever_waits_for_it(ours: Carried, mode: Mode):
    definition = journey(
        {"hope": wait_for("purchase", 600, "thanks", "miss"), "thanks": email(), "miss": email()},
        trigger={"kind": "event", "event": {"event": "cart_add"}},
    )
    journey_id = await ours.publish(definition, mode)
    ana, ben = await ours.world.people(2)
    await ours.did(ana, "cart_add")
    await ours.did(ben, "cart_add")
    await ours.until(lambda: _waiting(ours, journey_id, 2))
    await ours.environment.sleep(timedelta(minutes=10))
    await ours.did(ana, "purchase")
    await ours.until(lambda: _sent(ours, 1))
    await ours.environment.sleep(timedelta(hours=10))
    await ours.until(lambda: ours.is_empty(journey_id))
    assert Counter(key.split("/")[1] for key in ours.postbox.keys) == {"thanks": 1, "miss": 1}


async def _waiting(ours: Carried, journey_id: str, number: int) -> bool:
    return sum(run.status is Status.WAITING for run in await ours.world.runs(journey_id)) == number


@pytest.mark.parametrize("mode", [Mode.COHORT, Mode.INDIVIDUAL])
async def test_a_pause_holds_everybody_and_a_resumption_lets_them_go_on(ours: Carried, mode: Mode):
    journey_id = await ours.publish(journey({"rest": wait(60, "hello"), "hello": email()}), mode)
    await ours.enter(journey_id, await ours.world.people(6))
    await ours.until(lambda: _waiting(ours, journey_id, 6))
    paused = await ours.act(journey_id, JourneyAction.PAUSE)
    assert "Nobody enters and nobody moves" in paused.effect
    await ours.environment.sleep(timedelta(hours=5))
    assert ours.postbox.keys == []
    await ours.act(journey_id, JourneyAction.RESUME)
    await ours.until(lambda: ours.is_empty(journey_id))
    assert len(ours.postbox.keys) == 6


async def test_what_a_stage_does_not_allow_is_refused_with_what_it_does(ours: Carried):
    journey_id = await ours.publish(FIVE_STEPS, Mode.COHORT)
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await ours.act(journey_id, JourneyAction.RESUME)
    refusal = as_refusal(caught.value)
    assert refusal is not None
    assert "Allowed now: publish, pause, complete" in str(refusal.remedy)


async def test_a_draft_with_a_fault_is_not_published_and_its_step_is_named(ours: Carried):
    broken = journey({"hello": email("nowhere")})
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await ours.publish(broken, Mode.COHORT)
    refusal = as_refusal(caught.value)
    assert refusal is not None
    assert refusal.field == "steps.hello"
    assert "'nowhere'" in refusal.message


async def test_people_are_taken_over_into_a_new_version_step_by_step(ours: Carried):
    old = journey({"rest": wait(60, "hello"), "hello": email()})
    journey_id = await ours.publish(old, Mode.COHORT)
    await ours.enter(journey_id, await ours.world.people(5))
    await ours.until(lambda: _waiting(ours, journey_id, 5))
    new = journey({"pause": wait(120, "goodbye"), "goodbye": email()})
    await ours.publish(new, Mode.COHORT, journey_id, people_inside=PeopleInside.MOVE, mapping={"rest": "pause"})
    await ours.until(lambda: _on_version(ours, journey_id, 2, 5))
    await ours.environment.sleep(timedelta(hours=3))
    await ours.until(lambda: ours.is_empty(journey_id))
    assert {key.split("/")[1] for key in ours.postbox.keys} == {"goodbye"}
    assert len(ours.postbox.keys) == 5


async def _on_version(ours: Carried, journey_id: str, version: int, number: int) -> bool:
    runs = await ours.world.runs(journey_id)
    return sum(run.version == version and run.status is Status.WAITING for run in runs) == number


async def test_whoever_is_inside_leaves_with_the_old_version_when_the_author_says_so(ours: Carried):
    journey_id = await ours.publish(journey({"rest": wait(60, "hello"), "hello": email()}), Mode.COHORT)
    await ours.enter(journey_id, await ours.world.people(3))
    await ours.until(lambda: _waiting(ours, journey_id, 3))
    await ours.publish(FIVE_STEPS, Mode.COHORT, journey_id, people_inside=PeopleInside.EXIT)
    await ours.until(lambda: ours.is_empty(journey_id))
    assert (await ours.world.where(journey_id)).left == {"a new version was published": 3}
    assert ours.postbox.keys == []


async def test_an_archived_journey_lets_everybody_leave_and_its_workflow_ends(ours: Carried):
    journey_id = await ours.publish(journey({"rest": wait(60, "hello"), "hello": email()}), Mode.COHORT)
    await ours.enter(journey_id, await ours.world.people(3))
    await ours.until(lambda: _waiting(ours, journey_id, 3))
    await ours.act(journey_id, JourneyAction.COMPLETE)
    await ours.act(journey_id, JourneyAction.ARCHIVE)
    await _workflow_of(ours, journey_id).result()
    assert (await ours.world.where(journey_id)).left == {"the journey was archived": 3}


async def test_what_an_archived_journey_had_not_handed_over_is_taken_back_and_nothing_waits_any_more(ours: Carried):
    journey_id = await ours.publish(journey({"hello": email()}), Mode.COHORT)
    await ours.enter(journey_id, await ours.world.people(3))
    await ours.until(lambda: _sent(ours, 3))
    await ours.act(journey_id, JourneyAction.COMPLETE)
    await ours.act(journey_id, JourneyAction.ARCHIVE)
    await _workflow_of(ours, journey_id).result()
    assert await _counted(ours, journey_id) == Counted(refused={"cancelled": 3})
    async with ours.world.database.platform_reading() as session:
        assert await messages.tenants_with_work(session) == []
    async with ours.world.database.reading(ours.world.tenant_id) as session:
        assert await holds.held(session) == set()


async def test_what_comes_back_from_a_vendor_after_its_journey_was_archived_is_taken_back_too(ours: Carried):
    journey_id = await ours.publish(journey({"hello": email()}), Mode.COHORT)
    await ours.enter(journey_id, await ours.world.people(2))
    await ours.until(lambda: _sent(ours, 2))
    lost = await _lost_on_the_way(ours, ours.postbox.keys[0])
    await ours.act(journey_id, JourneyAction.COMPLETE)
    await ours.act(journey_id, JourneyAction.ARCHIVE)

    async def the_other_is_taken_back() -> bool:
        return (await _counted(ours, journey_id)).refused == {"cancelled": 1}

    await ours.until(the_other_is_taken_back)
    assert (await _counted(ours, journey_id)).unknown == 1
    again = Handover(message_id=lost, status=MessageStatus.DEFERRED, retry_at_ms=ours.world.now_ms)
    async with ours.world.database.tenant(ours.world.tenant_id) as session:
        await messages.settle(session, [again], now_ms=ours.world.now_ms)
    await _workflow_of(ours, journey_id).result()
    assert await _counted(ours, journey_id) == Counted(refused={"cancelled": 2})


async def _lost_on_the_way(ours: Carried, key: str) -> str:
    """A message whose vendor's answer was lost; its id."""
    now_ms = ours.world.now_ms
    async with ours.world.database.tenant(ours.world.tenant_id) as session:
        ((_, message_id),) = await messages.due_of(session, [key], now_ms=now_ms + DAY)
        claimed = [
            Looked(each, MessageStatus.CLAIMED, Look(now_ms)) for each in await messages.take(session, [message_id])
        ]
        await messages.record(session, claimed, worker_id="w", now_ms=now_ms)
        lost = Handover(message_id=message_id, status=MessageStatus.UNKNOWN)
        await messages.settle(session, [lost], now_ms=now_ms)
    return message_id


async def _counted(ours: Carried, journey_id: str) -> Counted:
    async with ours.world.database.reading(ours.world.tenant_id) as session:
        return await messages.counted(session, source_of(journey_id))


def _workflow_of(ours: Carried, journey_id: str) -> WorkflowHandle[Any, Any]:
    return ours.environment.client.get_workflow_handle(contract.workflow_id(ours.world.tenant_id, journey_id))


async def test_a_schedule_brings_everybody_in_at_its_hour(ours: Carried):
    definition = journey(
        {"hello": email()},
        trigger={"kind": "schedule", "cron": "0 9 * * *", "time_zone": "Europe/Rome"},
        re_entry={"allowed": True},
    )
    people = await ours.world.people(4)
    journey_id = await ours.publish(definition, Mode.COHORT)
    await ours.environment.sleep(timedelta(days=1, minutes=1))
    await ours.until(lambda: _sent(ours, 4))
    await ours.environment.sleep(timedelta(days=1))
    await ours.until(lambda: _sent(ours, 8))
    now = await ours.world.where(journey_id)
    assert now.entered == 2 * len(people)


async def test_a_person_carried_alone_can_be_looked_at_in_the_workflow(ours: Carried):
    journey_id = await ours.publish(journey({"rest": wait(60, "hello"), "hello": email()}), Mode.INDIVIDUAL)
    await ours.enter(journey_id, await ours.world.people(1))
    await ours.until(lambda: _waiting(ours, journey_id, 1))
    (run,) = await ours.world.runs(journey_id)
    handle = ours.environment.client.get_workflow_handle(
        contract.traveller_workflow_id(ours.world.tenant_id, journey_id, run.run_id)
    )
    stands = await handle.query(contract.STATUS, result_type=Moved)
    assert (stands.status, stands.step) == ("waiting", "rest")
    await ours.environment.sleep(timedelta(hours=2))
    await ours.until(lambda: ours.is_empty(journey_id))
    await handle.result()
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
