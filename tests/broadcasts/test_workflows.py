"""Broadcasts carried by workflows: scheduled, held up, killed and taken up again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from api.broadcasts import BroadcastDesk
from domain.broadcasts import service as broadcasts
from domain.broadcasts.recipients import rules as recipients_rules
from domain.broadcasts.values import Action, Stage
from domain.errors import ActionRefused, Conflict
from tests.broadcasts.world import Carried, World, carried
from tests.workflows.world import time_skipping
from workers import broadcasts as workers
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import Act, Progress
from workflows.contracts.failures import as_refusal


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    async with await time_skipping() as started:
        yield started


@pytest.fixture
async def ours(environment: WorkflowEnvironment, world: World, monkeypatch) -> AsyncIterator[Carried]:
    monkeypatch.setattr(recipients_rules, "PAGE", 10)
    monkeypatch.setattr(recipients_rules, "RANGE_PEOPLE", 30)
    async with carried(environment, world) as begun:
        await begun.catch_up()
        yield begun


async def test_it_starts_when_it_is_scheduled_fans_out_and_ends(ours: Carried):
    people = await ours.world.crowd(95)
    broadcast_id = await ours.world.draft()
    tomorrow_ms = ours.world.now_ms + 24 * 3_600_000
    status = await ours.act(broadcast_id, Action.SCHEDULE, starts_at_ms=tomorrow_ms)
    assert (status.stage, ours.world.vendor.given) == (Stage.SCHEDULED, [])
    await ours.environment.sleep(timedelta(hours=25))
    await ours.until_stage(broadcast_id, Stage.DONE)
    progress: Progress = await ours.handle(broadcast_id).result()
    assert (await ours.world.row(broadcast_id)).began_at_ms >= tomorrow_ms
    assert (await ours.world.standing(broadcast_id)).sent == 95
    assert Counter(one.person_id for one in ours.world.vendor.received.values()) == Counter(people)
    history = await ours.handle(broadcast_id).fetch_history()
    children = sum(
        event.HasField("start_child_workflow_execution_initiated_event_attributes") for event in history.events
    )
    assert children == 4
    assert progress is not None


async def test_a_pause_holds_everybody_and_a_resumption_goes_on_without_a_gap_or_a_second(ours: Carried):
    people = await ours.world.crowd(90)
    broadcast_id = await ours.world.draft()
    paused = asyncio.Event()
    send = ours.world.vendor.send

    async def slows_down(messages):
        if len(ours.world.vendor.given) >= 20:
            await paused.wait()
        return await send(messages)

    ours.world.vendor.send = slows_down
    await ours.act(broadcast_id, Action.SCHEDULE)

    async def some() -> bool:
        return len(ours.world.vendor.given) >= 20

    await ours.until(some)
    await ours.act(broadcast_id, Action.PAUSE, comment="wrong price")
    paused.set()
    await asyncio.sleep(0.3)
    held = await ours.world.standing(broadcast_id)
    assert held.sent < 90
    assert (await ours.world.row(broadcast_id)).reason == "wrong price"
    await ours.act(broadcast_id, Action.RESUME)
    await ours.until_stage(broadcast_id, Stage.DONE)
    assert (await ours.world.standing(broadcast_id)).sent == 90
    assert Counter(one.person_id for one in ours.world.vendor.received.values()) == Counter(people)
    assert max(Counter(ours.world.vendor.given).values()) == 1


async def test_a_worker_that_dies_in_the_middle_is_taken_over_without_a_gap_or_a_second(
    environment: WorkflowEnvironment, world: World, monkeypatch
):
    monkeypatch.setattr(recipients_rules, "PAGE", 10)
    monkeypatch.setattr(recipients_rules, "RANGE_PEOPLE", 30)

    monkeypatch.setattr(workers, "MAX_CACHED_WORKFLOWS", 0)  # this server waits for a dead worker's own queue for ever

    class Dies:
        """A worker's way to vendors, which stops in the middle of its third batch and never comes back."""

        calls = 0

        async def __call__(self, *given, **more):
            Dies.calls += 1
            if Dies.calls > 3:
                await asyncio.Event().wait()
            return await world.deliverer("first").deliver(*given, **more)

    async with carried(environment, world, deliver=Dies()) as first:
        await first.catch_up()
        people = await world.crowd(90)
        broadcast_id = await world.draft()
        await first.act(broadcast_id, Action.SCHEDULE)

        async def stuck() -> bool:
            return Dies.calls > 4

        await first.until(stuck)
        queue = first.queue
    async with carried(environment, world, queue=queue) as second:
        await second.until_stage(broadcast_id, Stage.DONE)
    assert (await world.standing(broadcast_id)).sent == 90
    assert Counter(one.person_id for one in world.vendor.received.values()) == Counter(people)
    assert max(Counter(world.vendor.given).values()) == 1


async def test_it_can_be_taken_back_before_it_starts_and_scheduled_again(ours: Carried):
    await ours.world.crowd(5)
    broadcast_id = await ours.world.draft()
    later_ms = ours.world.now_ms + 3_600_000
    await ours.act(broadcast_id, Action.SCHEDULE, starts_at_ms=later_ms)
    assert (await ours.act(broadcast_id, Action.UNSCHEDULE)).stage is Stage.DRAFT
    await ours.handle(broadcast_id).result()
    await ours.act(broadcast_id, Action.SCHEDULE)
    await ours.until_stage(broadcast_id, Stage.DONE)
    assert (await ours.world.standing(broadcast_id)).sent == 5


async def test_what_is_not_allowed_is_refused_with_what_is(ours: Carried):
    await ours.world.crowd(1)
    broadcast_id = await ours.world.draft()
    await ours.act(broadcast_id, Action.SCHEDULE, starts_at_ms=ours.world.now_ms + 3_600_000)
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await ours.act(broadcast_id, Action.PAUSE)
    refusal = as_refusal(caught.value)
    assert refusal is not None
    assert "unschedule" in str(refusal.remedy)
    broken = await ours.world.draft(variants=[{"name": "a", "template": "tpl_nowhere"}])
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await ours.act(broken, Action.SCHEDULE)
    assert as_refusal(caught.value).field == "variants.0.template"


async def test_its_workflow_says_how_far_it_is(ours: Carried):
    await ours.world.crowd(30)
    broadcast_id = await ours.world.draft()
    await ours.act(broadcast_id, Action.SCHEDULE, starts_at_ms=ours.world.now_ms + 3_600_000)

    async def waits() -> bool:
        told = await ours.handle(broadcast_id).query(contract.PROGRESS, result_type=Progress)
        return told.doing == "waits"

    await ours.until(waits)
    await ours.environment.sleep(timedelta(hours=2))
    await ours.until_stage(broadcast_id, Stage.DONE)
    told = await ours.handle(broadcast_id).query(contract.PROGRESS, result_type=Progress)
    assert (told.people, told.sent) == (30, 30)


async def test_what_somebody_changed_after_it_was_read_is_sent_to_nobody(ours: Carried):
    await ours.world.crowd(5)
    broadcast_id = await ours.world.draft()
    read = (await ours.world.row(broadcast_id)).revision
    async with ours.world.database.tenant(ours.world.tenant) as session:
        other = ours.world.body(name="Other news")
        await broadcasts.edit(session, broadcast_id, other, expected_revision=read, now_ms=ours.world.now_ms)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await ours.act(broadcast_id, Action.SCHEDULE, revision=read)
    assert isinstance(as_refusal(refused.value), Conflict)
    assert (await ours.world.row(broadcast_id)).stage == Stage.DRAFT
    assert (await ours.act(broadcast_id, Action.SCHEDULE, revision=read + 1)).stage is Stage.SCHEDULED
    await ours.until_stage(broadcast_id, Stage.DONE)
    assert (await ours.world.standing(broadcast_id)).sent == 5


async def test_what_is_asked_for_again_because_its_answer_was_lost_is_answered_as_the_first_time(ours: Carried):
    await ours.world.crowd(5)
    broadcast_id = await ours.world.draft()
    await ours.act(broadcast_id, Action.SCHEDULE, starts_at_ms=ours.world.now_ms + 24 * 3_600_000)
    desk = BroadcastDesk(ours.environment.client, ours.world.database)
    cancel = Act(action=Action.CANCEL, actor_id="usr_a")
    cancelled = await desk.act(ours.world.tenant, broadcast_id, cancel, key="k1")
    assert cancelled.stage is Stage.CANCELLED
    assert await desk.act(ours.world.tenant, broadcast_id, cancel, key="k1") == cancelled
    for other in ("k2", None):
        with pytest.raises(ActionRefused):
            await desk.act(ours.world.tenant, broadcast_id, cancel, key=other)
