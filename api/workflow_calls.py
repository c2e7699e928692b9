"""Workflows as the API asks them: begun where they have to be, and what they answer, or that they do not, in our own words.

Errors of Temporal end here. A client may be lazy and Temporal away: a call then raises ``Unavailable`` within its deadline.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateLost
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import CampaignExpressError, NotFound, Unavailable
from workflows.contracts.failures import as_refusal
from workflows.contracts.temporal import KIND, STAGE, TENANT_ID

Status = TypeVar("Status")

DEADLINE: Final = timedelta(seconds=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A workflow that may run already, and what it is to begin with where it does not."""

    workflow: str
    workflow_id: str
    task_queue: str
    tenant_id: str
    kind: str
    first: object
    stage: str = ""
    reuse: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE

    @property
    def attributes(self) -> TypedSearchAttributes:
        """What operators find it by."""
        pairs = [SearchAttributePair(TENANT_ID, self.tenant_id), SearchAttributePair(KIND, self.kind)]
        if self.stage:
            pairs.append(SearchAttributePair(STAGE, self.stage))
        return TypedSearchAttributes(pairs)


@contextlib.asynccontextmanager
async def answering(
    remedy: str, *, ended: CampaignExpressError | None = None, deadline: timedelta = DEADLINE
) -> AsyncIterator[None]:
    """Whatever Temporal answers, or fails to; ``remedy`` is for whoever gets no answer.

    Raises ``ended`` where the workflow does not run, or is not to run again; what a workflow refused with; ``Unavailable``
    when there is no answer within the deadline: what was asked for may then still happen.
    """
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            yield
    except WorkflowUpdateFailedError as error:
        raise as_refusal(error) or Unavailable("the action could not be carried out") from error
    except WorkflowAlreadyStartedError as error:
        if ended is None:
            raise
        raise ended from error
    except (TimeoutError, UpdateLost, RuntimeError) as error:  # RuntimeError: a lazy client that cannot connect
        raise _silent(remedy) from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and ended is not None:
            raise ended from error
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise
        raise _silent(remedy) from error


async def begin(
    client: Client, beginning: Beginning, *, signal: str | None = None, remedy: str, deadline: timedelta = DEADLINE
) -> str:
    """The id of a workflow that runs from now on, or did already, and was told ``signal``. Raises as ``answering`` does."""
    async with answering(remedy, deadline=deadline):
        await client.start_workflow(
            beginning.workflow,
            beginning.first,
            id=beginning.workflow_id,
            task_queue=beginning.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=beginning.reuse,
            start_signal=signal,
            priority=Priority(fairness_key=beginning.tenant_id),
            search_attributes=beginning.attributes,
            rpc_timeout=deadline,
        )
    return beginning.workflow_id


async def begin_and_update(
    client: Client,
    beginning: Beginning,
    update: str,
    asked: object,
    *,
    update_id: str,
    answer: type[Status],
    remedy: str,
    ended: CampaignExpressError | None = None,
    deadline: timedelta = DEADLINE,
) -> Status:
    """The answer to an update, in one request with the beginning of its workflow. Raises as ``answering`` does."""
    start = WithStartWorkflowOperation[object, None](
        beginning.workflow,
        beginning.first,
        id=beginning.workflow_id,
        task_queue=beginning.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=beginning.reuse,
        priority=Priority(fairness_key=beginning.tenant_id),
        search_attributes=beginning.attributes,
    )
    try:
        async with answering(remedy, ended=ended, deadline=deadline):
            status: Status = await client.execute_update_with_start_workflow(
                update, asked, start_workflow_operation=start, id=update_id, result_type=answer, rpc_timeout=deadline
            )
    finally:
        await _hear_out(start)
    return status


async def answered_before(
    client: Client, workflow_id: str, update_id: str, answer: type[Status], *, remedy: str
) -> Status | None:
    """What a workflow answered to this very update; None when it does not know it. Raises as ``answering`` does."""
    handle = client.get_workflow_handle(workflow_id).get_update_handle(update_id, result_type=answer)
    try:
        async with answering(remedy, ended=NotFound("nobody asked for it before")):
            status: Status = await handle.result(rpc_timeout=DEADLINE)
    except NotFound:
        return None
    return status


async def _hear_out(start: WithStartWorkflowOperation[object, None]) -> None:
    """The client tells a failure twice, by the update and by the start; asyncio complains of one nobody asks about."""
    with contextlib.suppress(Exception, asyncio.CancelledError):
        async with asyncio.timeout(0):
            await start.workflow_handle()


def _silent(remedy: str) -> Unavailable:
    return Unavailable(
        "the workflow service did not answer in time; the action may still be carried out",
        retry_after_s=5,
        remedy=remedy,
    )
