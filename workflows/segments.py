"""Keeping a tenant's segments up to date: with the clock, and with a look at everybody every so often."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import ActivityError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import segments as contract
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.segments import (
        KeeperInput,
        Looked,
        OneSegment,
        PeopleRange,
        RefreshClosed,
        RefreshInput,
        RefreshProgress,
    )
    from workflows.contracts.temporal import KIND, TENANT_ID

from workflows.clock import now_ms
from workflows.effects import Patience, perform

EVERYBODY: Final = Patience(
    timedelta(minutes=30),
    RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=1),
        maximum_attempts=20,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""Thousands of people at a time, each page a transaction; a try that dies goes on from its last heartbeat."""


@workflow.defn(name=contract.KEEPER_WORKFLOW, failure_exception_types=[CampaignExpressError])
class SegmentKeeperWorkflow:
    """One tenant's clock: lets windows end when they end, and has everybody looked at when it is time.

    It ends when the tenant has no segment left; the next one that is made starts it again.
    """

    @workflow.init
    def __init__(self, tenant: KeeperInput) -> None:
        del tenant
        self._asked = False

    @workflow.run
    async def run(self, tenant: KeeperInput) -> None:
        while True:
            self._asked = False
            pause = contract.LOOK_EVERY
            try:
                looked = await perform(contract.LOOK, tenant, EVERYBODY)
                if looked.is_over and not self._asked:
                    return
                if looked.refresh:
                    await _begin(RefreshInput(tenant_id=tenant.tenant_id, segments=looked.refresh))
                pause = _pause(looked)
            except ActivityError as error:
                workflow.logger.warning("segments were not looked at: %s", as_refusal(error) or error)
            await self._next_time(pause)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(tenant)

    @workflow.signal(name=contract.LOOK_NOW)
    def look_now(self) -> None:
        self._asked = True

    async def _next_time(self, pause: timedelta) -> None:
        try:
            await workflow.wait_condition(lambda: self._asked, timeout=pause)
        except TimeoutError:
            return


def _pause(looked: Looked) -> timedelta:
    """Until time changes somebody, but no longer than we may be late with anything else."""
    if looked.next_due_at_ms is None:
        return contract.LOOK_EVERY
    until_due = timedelta(milliseconds=max(0, looked.next_due_at_ms - now_ms()))
    return min(contract.LOOK_EVERY, max(contract.AT_LEAST, until_due))


async def _begin(refresh: RefreshInput) -> None:
    """Have everybody looked at, unless that is being done: the keeper goes on meanwhile."""
    try:
        await workflow.start_child_workflow(
            contract.REFRESH_WORKFLOW,
            refresh,
            id=contract.refresh_id(refresh.tenant_id),
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(TENANT_ID, refresh.tenant_id), SearchAttributePair(KIND, contract.REFRESH_KIND)]
            ),
        )
    except WorkflowAlreadyStartedError:
        return


@workflow.defn(name=contract.REFRESH_WORKFLOW, failure_exception_types=[CampaignExpressError])
class SegmentRefreshWorkflow:
    """A look at everybody: models are fitted first, then people are held against the segments, range by range.

    A range that fails for good ends the refresh with the reason on record; what was done until then stands.
    """

    @workflow.init
    def __init__(self, start: RefreshInput) -> None:
        self._progress = start.progress or RefreshProgress()

    @workflow.run
    async def run(self, start: RefreshInput) -> RefreshProgress:
        failure = ""
        if not start.refresh_id:
            start = start.model_copy(update={"refresh_id": f"sgr_{workflow.uuid4().hex}"})
        try:
            if start.progress is None:
                await self._prepare(start)
            people = PeopleRange(tenant_id=start.tenant_id, refresh_id=start.refresh_id, segments=start.segments)
            is_through = False
            while not is_through:
                done = await perform(contract.REFRESH_PEOPLE, people, EVERYBODY)
                self._progress, is_through = done.progress, done.is_through
                if not is_through and workflow.info().is_continue_as_new_suggested():
                    workflow.continue_as_new(start.model_copy(update={"progress": self._progress}))
        except ActivityError as error:
            refusal = as_refusal(error)
            failure = refusal.message if refusal else "the refresh failed; see its workflow"
        closed = RefreshClosed(tenant_id=start.tenant_id, refresh_id=start.refresh_id, failure=failure)
        await perform(contract.CLOSE_REFRESH, closed, EVERYBODY)
        return self._progress

    @workflow.query(name=contract.PROGRESS)
    def progress(self) -> RefreshProgress:
        return self._progress

    async def _prepare(self, start: RefreshInput) -> None:
        opened = await perform(contract.OPEN_REFRESH, start, EVERYBODY)
        for segment_id in opened.scored:
            await perform(contract.FIT, OneSegment(tenant_id=start.tenant_id, segment_id=segment_id), EVERYBODY)
