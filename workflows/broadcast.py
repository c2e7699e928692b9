"""A broadcast's life: scheduled, begun, sent range by range, paused, resumed, decided, cancelled, done.

What is to be done next is read from the records each time (``LOOK``), so that whoever dies anywhere leaves nothing behind but
what the next look finds.
"""

import asyncio
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import ActivityError, ChildWorkflowError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from domain.broadcasts.rules import allowed_actions, next_stage
    from domain.broadcasts.values import EFFECT_OF, OVER, Action, Stage
    from domain.errors import CampaignExpressError
    from workflows.contracts import broadcasts as contract
    from workflows.contracts.broadcasts import (
        Act,
        BroadcastInput,
        BroadcastRef,
        BroadcastStatus,
        Progress,
        RangeDone,
        RangeInput,
        RecordAct,
        Wanted,
    )
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.temporal import KIND, STAGE, TENANT_ID

from workflows.clock import now_ms
from workflows.effects import Patience, perform
from workflows.shard import AGAIN, until

MANY: Final = Patience(
    timedelta(minutes=15),
    RetryPolicy(
        initial_interval=timedelta(milliseconds=500),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=20),
        maximum_attempts=30,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""Thousands of people in many transactions. One whose worker died is taken up by another when its heart stops."""
UNBORN: Final = timedelta(minutes=1)
"""How long a broadcast whose first scheduling was refused is kept waiting for another."""

FOREVER: Final = timedelta(days=7)
"""Until somebody acts; looked at once in between."""


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class BroadcastWorkflow:
    """One door for every action; each is on record before anybody is told of it."""

    @workflow.init
    def __init__(self, start: BroadcastInput) -> None:
        self._broadcast = BroadcastRef(tenant_id=start.tenant_id, broadcast_id=start.broadcast_id)
        self._stage = start.stage
        self._changes = 0
        self._acting = asyncio.Lock()
        self._progress = Progress(stage=start.stage, doing="waits to be scheduled")

    @workflow.run
    async def run(self, start: BroadcastInput) -> Progress:
        if self._stage is Stage.DRAFT:
            await self._sleep(UNBORN, seen=0)
        while True:
            seen = self._changes
            if self._stage is Stage.DRAFT:
                await workflow.wait_condition(workflow.all_handlers_finished)
                if self._changes == seen:
                    self._tell("is a draft")
                    return self._progress
                continue
            try:
                wanted = await perform(contract.LOOK, self._broadcast)
                await self._adopt(wanted.stage)
                is_over = await self._do(wanted, seen)
            except (ActivityError, ChildWorkflowError, WorkflowAlreadyStartedError) as error:
                why = as_refusal(error) or error.cause or error
                workflow.logger.error("a broadcast is held up: %s", why)
                self._tell(f"is held up: {why}")
                await self._sleep(AGAIN, seen)
                continue
            if is_over:
                await workflow.wait_condition(workflow.all_handlers_finished)
                self._tell("is over")
                return self._progress
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(start.model_copy(update={"stage": self._stage}))

    @workflow.update(name=contract.ACT)
    async def act(self, act: Act) -> BroadcastStatus:
        update = workflow.current_update_info()
        order_id = update.id if update is not None else str(workflow.uuid4())
        async with self._acting:
            order = RecordAct(broadcast=self._broadcast, order_id=order_id, act=act, at_ms=now_ms())
            try:
                recorded = await perform(contract.RECORD_ACT, order)
            except ActivityError as error:
                raise as_refusal(error) or error from error
            await self._adopt(recorded.stage)
            self._changes += 1
        return BroadcastStatus(stage=self._stage, allowed=allowed_actions(self._stage), effect=EFFECT_OF[act.action])

    @act.validator
    def _check(self, act: Act) -> None:
        if self._stage is Stage.RUNNING and act.action is Action.RESUME:
            return  # it may have paused itself a moment ago; the records know
        next_stage(self._stage, act.action)

    @workflow.query(name=contract.PROGRESS)
    def progress(self) -> Progress:
        return self._progress

    async def _do(self, wanted: Wanted, seen: int) -> bool:
        """One of the things that are wanted; whether the broadcast is over."""
        if wanted.withdraws:
            self._tell("takes back what was not handed over")
            await perform(contract.WITHDRAW, self._broadcast, MANY)
        elif wanted.writes_down:
            self._tell("writes its audience down")
            written = await perform(contract.WRITE_DOWN, self._broadcast, MANY)
            self._progress = self._progress.model_copy(update={"people": written.people})
        elif wanted.ranges or wanted.delivers_deferred:
            self._tell("is sent")
            await self._fan_out(wanted)
        elif wanted.decides:
            self._tell("decides what its test came to")
            await perform(contract.DECIDE, self._broadcast, MANY)
        elif wanted.stage in OVER and wanted.next_at_ms is None:
            return True
        else:
            self._tell("waits")
            await self._sleep(until(wanted.next_at_ms) if wanted.next_at_ms is not None else FOREVER, seen)
        return False

    async def _fan_out(self, wanted: Wanted) -> None:
        """Have children take care of ranges, a few at a time, until all are through or the broadcast is held up.

        One that fails for good stops none of the others: it is raised once all have ended.
        """
        ranges = [*wanted.ranges[: contract.RANGES_A_ROUND]]
        if wanted.delivers_deferred:
            ranges.insert(0, (contract.DEFERRED, contract.DEFERRED))
        lanes = [asyncio.create_task(self._lane(ranges)) for _ in range(min(contract.LANES, len(ranges)))]
        try:
            await asyncio.gather(*lanes)
        except (ChildWorkflowError, WorkflowAlreadyStartedError):
            if workflow.patched("lanes-end-together"):
                await workflow.wait(lanes)
            raise

    async def _lane(self, ranges: list[tuple[int, int]]) -> None:
        while ranges and self._stage is Stage.RUNNING:
            one = await self._child(*ranges.pop(0))
            self._progress = self._progress.model_copy(
                update={
                    "looked_at": self._progress.looked_at + one.looked_at,
                    "sent": self._progress.sent + one.sent,
                    "ranges": self._progress.ranges + 1,
                }
            )

    async def _child(self, first: int, last: int) -> RangeDone:
        tenant_id, broadcast_id = self._broadcast.tenant_id, self._broadcast.broadcast_id
        done: RangeDone = await workflow.execute_child_workflow(
            contract.RANGE_WORKFLOW,
            RangeInput(tenant_id=tenant_id, broadcast_id=broadcast_id, first=first, last=last),
            id=contract.range_workflow_id(tenant_id, broadcast_id, first),
            result_type=RangeDone,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, contract.RANGE_KIND)]
            ),
        )
        return done

    async def _adopt(self, stage: Stage) -> None:
        if stage is not self._stage:
            self._stage = stage
            workflow.upsert_search_attributes([STAGE.value_set(stage)])

    async def _sleep(self, pause: timedelta, seen: int) -> None:
        if pause <= timedelta():
            return
        try:
            await workflow.wait_condition(lambda: self._changes != seen, timeout=pause)
        except TimeoutError:
            return

    def _tell(self, doing: str) -> None:
        self._progress = self._progress.model_copy(update={"stage": self._stage, "doing": doing})


@workflow.defn(name=contract.RANGE_WORKFLOW, failure_exception_types=[CampaignExpressError])
class BroadcastRangeWorkflow:
    """Takes care of some pages of people until all of them have been looked at, or the broadcast is held up."""

    @workflow.init
    def __init__(self, start: RangeInput) -> None:
        del start
        self._done = RangeDone(stage=Stage.RUNNING)

    @workflow.run
    async def run(self, start: RangeInput) -> RangeDone:
        looked_at = sent = 0
        while True:
            one = await perform(contract.DELIVER_RANGE, start, MANY)
            looked_at, sent = looked_at + one.looked_at, sent + one.sent
            self._done = one.model_copy(update={"looked_at": looked_at, "sent": sent})
            if one.is_through or one.stage is not Stage.RUNNING:
                return self._done
            if one.again_at_ms is not None:
                await workflow.sleep(max(timedelta(milliseconds=1), until(one.again_at_ms)))
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(start)

    @workflow.query(name=contract.PROGRESS)
    def progress(self) -> RangeDone:
        return self._done
