"""Whole lives of what carries journeys, told before an engine that answers as each story has it."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.errors import Conflict
from domain.journeys.blueprints.rules import next_stage
from domain.journeys.blueprints.values import JourneyAction, PeopleInside
from domain.journeys.values import JourneyStage
from tests.patience import PATIENCE_S
from workers.journeys import JOURNEYS
from workers.sandbox import SANDBOX
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import (
    Act,
    JobDone,
    JobOrder,
    JourneyInput,
    JourneyStatus,
    Moved,
    RecordAct,
    Recorded,
    RunRef,
    Schedule,
    ShardInput,
    StepPassed,
    Worked,
)

HOUR_MS: Final = 3_600_000
_runs = itertools.count(1)


class Engine:
    """The effects of journeys, remembered. A shard and a run answer with what ``worked`` and ``moved`` hold next."""

    def __init__(self) -> None:
        self.stage = JourneyStage.DRAFT
        self.version = 0
        self.schedule: Schedule | None = None
        self.refuses = False
        self.jobs: list[str] = []
        self.worked: list[int | None] = []
        self.moved: list[tuple[str, int | None]] = []

    @activity.defn(name=contract.RECORD_ACT.name)
    async def record_act(self, order: RecordAct) -> Recorded:
        if self.refuses:
            raise Conflict("the draft is another by now")
        self.stage = next_stage(self.stage, order.act.action)
        self.version += order.act.action is JourneyAction.PUBLISH
        return Recorded(stage=self.stage, version=self.version, schedule=self.schedule, enters_members=True)

    @activity.defn(name=contract.DO_JOB.name)
    async def do_job(self, order: JobOrder) -> JobDone:
        self.jobs.append(order.job.kind)
        return JobDone(people=3)

    @activity.defn(name=contract.WORK_SHARD.name)
    async def work_shard(self, shard: ShardInput) -> Worked:
        del shard
        after_ms = self.worked.pop(0)
        return Worked(people=2, steps=4, next_due_at_ms=None if after_ms is None else _now_ms() + after_ms)

    @activity.defn(name=contract.ADVANCE_RUN.name)
    async def advance_run(self, run: RunRef) -> Moved:
        del run
        step, after_ms = self.moved.pop(0)
        passed = (StepPassed(step=step, kind="send_email", outcome="done"),)
        if after_ms is None and not self.moved:
            return Moved(status="completed", step=step, passed=passed, is_over=True, reason="finished")
        due_at_ms = None if after_ms is None else _now_ms() + after_ms
        return Moved(status="waiting", step=step, passed=passed, next_due_at_ms=due_at_ms)

    @property
    def activities(self) -> Sequence[Any]:
        return [self.record_act, self.do_job, self.work_shard, self.advance_run]


def _now_ms() -> int:
    return int(activity.info().started_time.timestamp() * 1_000)


class Carriage:
    """One engine and a worker of its own beside it."""

    def __init__(self, environment: WorkflowEnvironment, engine: Engine, queue: str) -> None:
        self.environment = environment
        self.engine = engine
        self._queue = queue

    async def begin(self, workflow: str, argument: Any, result_type: type | None = None) -> WorkflowHandle[Any, Any]:
        handle: WorkflowHandle[Any, Any] = await self.environment.client.start_workflow(
            workflow, argument, id=f"{workflow}/{self._queue}", task_queue=self._queue, result_type=result_type
        )
        return handle

    async def until(self, handle: WorkflowHandle[Any, Any], event: int, times: int) -> None:
        """Until something is in its history so many times, so that a story has one order only."""
        deadline = time.monotonic() + PATIENCE_S
        while await _count(handle, event) < times:
            assert time.monotonic() < deadline, f"{handle.id}: never for the {times}th time"
            await asyncio.sleep(0.01)

    async def until_it_waits(self, handle: WorkflowHandle[Any, Any], times: int) -> None:
        await self.until(handle, EventType.EVENT_TYPE_TIMER_STARTED, times)

    async def until_done(self, handle: WorkflowHandle[Any, Any], activities: int) -> None:
        await self.until(handle, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, activities)


async def _count(handle: WorkflowHandle[Any, Any], wanted: int) -> int:
    return sum(event.event_type == wanted for event in (await handle.fetch_history()).events)


@asynccontextmanager
async def carriage(environment: WorkflowEnvironment) -> AsyncIterator[Carriage]:
    engine, queue = Engine(), f"journeys-{next(_runs)}"
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=JOURNEYS,
        workflow_runner=SANDBOX,
        activities=engine.activities,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Carriage(environment, engine, queue)


Told = dict[str, WorkflowHistory]


async def lives_and_is_archived(carried: Carriage) -> Told:
    """Published with members inside, paused, resumed, published again, refused once, completed, archived."""
    start = JourneyInput(tenant_id="ten_test", journey_id="jrn_1")
    handle = await carried.begin(contract.WORKFLOW, start)
    await carried.until_it_waits(handle, 1)

    async def act(action: JourneyAction, jobs: int, **more: Any) -> None:
        await handle.execute_update(
            contract.ACT, Act(action=action, actor_id="usr_a", **more), result_type=JourneyStatus
        )
        deadline = time.monotonic() + PATIENCE_S
        while len(carried.engine.jobs) < jobs:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)

    await act(JourneyAction.PUBLISH, 1)
    await act(JourneyAction.PAUSE, 1)
    await act(JourneyAction.RESUME, 2)
    carried.engine.refuses = True
    try:
        await act(JourneyAction.PUBLISH, 2)
    except Exception:  # noqa: BLE001 - that it is refused is what the history is to show
        carried.engine.refuses = False
    await act(JourneyAction.PUBLISH, 4, people_inside=PeopleInside.MOVE, mapping={"old": "new"})
    await act(JourneyAction.COMPLETE, 5)
    await act(JourneyAction.ARCHIVE, 6)
    await handle.result()
    assert carried.engine.jobs == ["enter_members", "wake", "move", "enter_members", "wake", "exit"]
    return {"journey": await handle.fetch_history()}


async def lets_people_in_by_the_clock(carried: Carriage) -> Told:
    """A schedule fires twice, and not while the journey is paused."""
    carried.engine.schedule = Schedule(cron="0 9 * * *", time_zone="UTC")
    handle = await carried.begin(contract.WORKFLOW, JourneyInput(tenant_id="ten_test", journey_id="jrn_2"))
    await carried.until_it_waits(handle, 1)
    publish = Act(action=JourneyAction.PUBLISH, actor_id="usr_a")
    await handle.execute_update(contract.ACT, publish, result_type=JourneyStatus)
    await carried.until_done(handle, 2)
    await carried.environment.sleep(timedelta(days=1))
    await carried.until_done(handle, 3)
    await carried.environment.sleep(timedelta(days=1))
    await carried.until_done(handle, 4)
    pause = Act(action=JourneyAction.PAUSE, actor_id="usr_a")
    await handle.execute_update(contract.ACT, pause, result_type=JourneyStatus)
    await carried.environment.sleep(timedelta(days=2))
    assert carried.engine.jobs == ["enter_members"] * 3
    return {"journey": await handle.fetch_history()}


async def looks_after_its_people(carried: Carriage) -> Told:
    """A shard waits for who is due, is poked before that, and ends when nobody is left."""
    carried.engine.worked = [HOUR_MS, HOUR_MS, HOUR_MS, None]
    shard = ShardInput(tenant_id="ten_test", journey_id="jrn_3", shard=7)
    handle = await carried.begin(contract.SHARD_WORKFLOW, shard)
    await carried.until_it_waits(handle, 1)
    await carried.environment.sleep(timedelta(hours=1, minutes=1))
    await carried.until_it_waits(handle, 2)
    await handle.signal(contract.POKE)
    await carried.until_it_waits(handle, 3)
    await carried.environment.sleep(timedelta(hours=1, minutes=1))
    await handle.result()
    return {"shard": await handle.fetch_history()}


async def carries_one_person(carried: Carriage) -> Told:
    """Somebody waits, is woken by what they did, stands still in a pause, and reaches the end."""
    carried.engine.moved = [("hello", HOUR_MS), ("hope", HOUR_MS), ("hope", None), ("thanks", None)]
    run = RunRef(tenant_id="ten_test", journey_id="jrn_4", run_id="run_1")
    handle = await carried.begin(contract.TRAVELLER_WORKFLOW, run, Moved)
    await carried.until_it_waits(handle, 1)
    await carried.environment.sleep(timedelta(hours=1, minutes=1))
    await carried.until_it_waits(handle, 2)
    await handle.signal(contract.POKE)
    await carried.until_it_waits(handle, 3)
    await handle.signal(contract.POKE)
    assert (await handle.result()).is_over
    return {"traveller": await handle.fetch_history()}


JOURNEY_STORIES: Final[dict[str, Callable[[Carriage], Awaitable[Told]]]] = {
    story.__name__: story
    for story in (
        lives_and_is_archived,
        lets_people_in_by_the_clock,
        looks_after_its_people,
        carries_one_person,
    )
}
