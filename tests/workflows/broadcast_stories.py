"""Whole lives of broadcasts, told over effects that answer by the book."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.broadcasts.rules import next_stage
from domain.broadcasts.values import Action, Stage
from domain.errors import Conflict
from tests.workflows.platform_stories import PATIENCE_S, Stay, Told
from workers.broadcasts import BROADCASTS
from workers.sandbox import SANDBOX
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import (
    Act,
    BroadcastInput,
    BroadcastRef,
    BroadcastStatus,
    Decided,
    Progress,
    RangeDone,
    RangeInput,
    RecordAct,
    Recorded,
    Wanted,
    Withdrawn,
    WrittenDown,
)

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
_runs = itertools.count(1)


class Audience:
    """The effects of broadcasts, remembered. A look answers with what ``wanted`` holds next, waiting where it holds a number."""

    def __init__(self) -> None:
        self.stage = Stage.DRAFT
        self.wanted: list[dict[str, Any]] = []
        self.refuses = False
        self.broken: set[int] = set()
        """Ranges that fail for good, each once."""
        self.held_up_ms: dict[int, int] = {}
        """Ranges that a throttle holds up at first, and for how long."""
        self.done: list[str] = []

    @activity.defn(name=contract.RECORD_ACT.name)
    async def record_act(self, order: RecordAct) -> Recorded:
        if self.refuses:
            raise Conflict("the template is gone")
        self.stage = next_stage(self.stage, order.act.action)
        return Recorded(stage=self.stage)

    @activity.defn(name=contract.LOOK.name)
    async def look(self, ref: BroadcastRef) -> Wanted:
        del ref
        said = dict(self.wanted.pop(0))
        self.stage = said.pop("stage", self.stage)
        after_ms = said.pop("after_ms", None)
        if after_ms is not None:
            said["next_at_ms"] = int(activity.info().started_time.timestamp() * 1_000) + after_ms
        return Wanted(stage=self.stage, **said)

    @activity.defn(name=contract.WRITE_DOWN.name)
    async def write_down(self, ref: BroadcastRef) -> WrittenDown:
        del ref
        self.done.append("written down")
        return WrittenDown(people=100, is_through=True)

    @activity.defn(name=contract.DELIVER_RANGE.name)
    async def deliver_range(self, span: RangeInput) -> RangeDone:
        if span.first in self.broken:
            self.broken.remove(span.first)
            raise Conflict("the store does not take this page")
        self.done.append(f"range {span.first}")
        if span.first in self.held_up_ms:
            now_ms = int(activity.info().started_time.timestamp() * 1_000)
            return RangeDone(stage=self.stage, again_at_ms=now_ms + self.held_up_ms.pop(span.first))
        return RangeDone(stage=self.stage, looked_at=10, sent=9, is_through=self.done.count(f"range {span.first}") > 1)

    @activity.defn(name=contract.DECIDE.name)
    async def decide(self, ref: BroadcastRef) -> Decided:
        del ref
        self.done.append("decided")
        return Decided(winner="a")

    @activity.defn(name=contract.WITHDRAW.name)
    async def withdraw(self, ref: BroadcastRef) -> Withdrawn:
        del ref
        self.done.append("withdrawn")
        return Withdrawn(messages=3)

    @property
    def activities(self) -> Sequence[Any]:
        return [self.record_act, self.look, self.write_down, self.deliver_range, self.decide, self.withdraw]


class Calling(Stay):
    """One audience and a worker of its own beside it."""

    def __init__(self, environment: WorkflowEnvironment, audience: Audience, queue: str) -> None:
        super().__init__(environment, audience, queue)  # type: ignore[arg-type]
        self.audience = audience

    async def schedule(self, number: int) -> tuple[WorkflowHandle[Any, Any], str]:
        broadcast_id = f"brd_{number}"
        start = BroadcastInput(tenant_id="ten_test", broadcast_id=broadcast_id)
        handle = await self.begin(contract.WORKFLOW, start, Progress)
        await self.until_it_waits(handle, 1)
        await act(handle, Action.SCHEDULE)
        return handle, broadcast_id

    def span(self, broadcast_id: str, first: int) -> WorkflowHandle[Any, Any]:
        return self.environment.client.get_workflow_handle(contract.range_workflow_id("ten_test", broadcast_id, first))

    async def until(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not what():
            assert time.monotonic() < deadline, "it never came to that"
            await asyncio.sleep(0.01)

    async def until_it_has_failed(self, handle: WorkflowHandle[Any, Any]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while (await handle.describe()).status is not WorkflowExecutionStatus.FAILED:
            assert time.monotonic() < deadline, f"{handle.id} never failed"
            await asyncio.sleep(0.01)


async def act(handle: WorkflowHandle[Any, Any], action: Action, **more: Any) -> None:
    order = Act(action=action, actor_id="usr_a", **more)
    await handle.execute_update(contract.ACT, order, result_type=BroadcastStatus)


@asynccontextmanager
async def calling(environment: WorkflowEnvironment) -> AsyncIterator[Calling]:
    audience, queue = Audience(), f"broadcasts-{next(_runs)}"
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=BROADCASTS,
        workflow_runner=SANDBOX,
        activities=audience.activities,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Calling(environment, audience, queue)


async def is_sent_by_the_book(called: Calling) -> Told:
    """It waits for its hour, writes its audience down, sends a range and what was deferred, decides its test and ends."""
    called.audience.wanted = [
        {"after_ms": HOUR_MS},
        {"stage": Stage.RUNNING, "writes_down": True},
        {"ranges": ((1, 5),)},
        {"after_ms": HOUR_MS},
        {"decides": True},
        {"delivers_deferred": True},
        {"stage": Stage.DONE},
    ]
    handle, broadcast_id = await called.schedule(next(_runs))
    await called.until_it_waits(handle, 2)
    await called.environment.sleep(timedelta(hours=1, minutes=1))
    await called.until_it_waits(handle, 3)
    await called.environment.sleep(timedelta(hours=1, minutes=1))
    assert (await handle.result()).sent == 36
    return {
        "broadcast": await handle.fetch_history(),
        "range": await called.span(broadcast_id, 1).fetch_history(),
    }


async def is_paused_refused_and_cancelled(called: Calling) -> Told:
    """It is held up by itself, resumed, paused by somebody, cancelled and taken back."""
    called.audience.wanted = [
        {"stage": Stage.RUNNING, "after_ms": 10 * HOUR_MS},
        {"after_ms": 10 * HOUR_MS},
        {"stage": Stage.PAUSED},
        {"after_ms": 10 * HOUR_MS},
        {"withdraws": True},
        {},
    ]
    handle, _ = await called.schedule(next(_runs))
    await called.until_it_waits(handle, 2)
    called.audience.refuses = True
    try:
        await act(handle, Action.CANCEL)
    except Exception:  # noqa: BLE001 - that it is refused is what the history is to show
        called.audience.refuses = False
    await called.environment.sleep(timedelta(hours=11))
    await called.until_it_waits(handle, 3)
    await called.environment.sleep(timedelta(hours=11))
    await called.until_it_waits(handle, 4)
    await act(handle, Action.RESUME)
    await called.until_it_waits(handle, 5)
    await act(handle, Action.CANCEL)
    await handle.result()
    assert called.audience.done == ["withdrawn"]
    return {"cancelled": await handle.fetch_history()}


async def goes_on_beside_a_range_that_fails(called: Calling) -> Told:
    """One range fails for good while another is held up for longer than it takes until everything is looked at anew."""
    called.audience.broken = {1}
    called.audience.held_up_ms = {31: 10 * MINUTE_MS}
    called.audience.wanted = [
        {"stage": Stage.RUNNING, "ranges": ((1, 30), (31, 60))},
        {"ranges": ((1, 30),)},
        {"stage": Stage.DONE},
    ]
    handle, broadcast_id = await called.schedule(next(_runs))
    await called.until(lambda: bool(called.audience.done))
    await called.until_it_waits(called.span(broadcast_id, 31), 1)
    await called.until(lambda: not called.audience.broken)
    await called.until_it_has_failed(called.span(broadcast_id, 1))
    await called.environment.sleep(timedelta(minutes=12))
    await handle.result()
    assert called.audience.done == ["range 31", "range 31", "range 1", "range 1"]
    return {"broadcast": await handle.fetch_history()}


BROADCAST_STORIES: Final[dict[str, Callable[[Calling], Awaitable[Told]]]] = {
    story.__name__: story
    for story in (is_sent_by_the_book, is_paused_refused_and_cancelled, goes_on_beside_a_range_that_fails)
}
