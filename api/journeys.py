"""The API's side of journeys: actions as updates of a journey's workflow, and pokes for whoever brings its people work."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
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
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import ActionRefused, InvalidInput, Unavailable
from domain.ids import new_id
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import next_stage
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.values import JourneyStage, Poke, ScheduleTrigger
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.failures import as_refusal
from workflows.contracts.journeys import Act, JourneyInput, JourneyState, JourneyStatus, Schedule
from workflows.contracts.temporal import KIND, STAGE, TENANT_ID

DEADLINE: Final = timedelta(seconds=8)
Status = TypeVar("Status")
_READ_AGAIN: Final = "Read the journey again, or repeat the request with the same Idempotency-Key."


class JourneyDesk:
    """``client`` may be lazy and Temporal away; ``poke`` is ``activities.poking.Poker.poke``."""

    def __init__(self, client: Client, journeys: Database, poke: Callable[[str, Collection[Poke]], None]) -> None:
        self._client = client
        self._journeys = journeys
        self.poke = poke

    async def act(self, tenant_id: str, journey_id: str, act: Act, *, key: str | None) -> JourneyStatus:
        """Do it. Repeated with the same ``key`` by the same person it answers what it answered the first time.

        Raises ``ActionRefused``, ``Conflict``, ``InvalidInput``, ``NotFound`` as the rules have it, and ``Unavailable`` when
        Temporal gives no answer within the deadline; the action may then still happen.
        """
        update_id = f"{act.actor_id}/{act.action}/{key or new_id('act')}"
        trigger, refusal = None, None
        async with self._journeys.reading(tenant_id) as session:
            row = await blueprints.existing(session, journey_id)
            stage = JourneyStage(row.stage)
            try:
                next_stage(stage, act.action)
                if act.action is JourneyAction.PUBLISH:
                    blueprints.publishable(row)
            except (ActionRefused, InvalidInput) as error:
                refusal = error
            if row.live_version:
                trigger = (await blueprints.definition(session, journey_id, row.live_version)).trigger
        if refusal is not None:
            # What was done changed the stage, or took the draft: whoever lost the answer to it asks for the same again.
            told = None
            if key and row.live_version:
                workflow_id = contract.workflow_id(tenant_id, journey_id)
                told = await answered_before(self._client, workflow_id, update_id, JourneyStatus)
            if told is None:
                raise refusal
            return told
        schedule = (
            Schedule(cron=trigger.cron, time_zone=trigger.time_zone) if isinstance(trigger, ScheduleTrigger) else None
        )
        state = JourneyState(stage=stage, sequence=row.last_sequence, version=row.live_version, schedule=schedule)
        start = WithStartWorkflowOperation[object, None](
            contract.WORKFLOW,
            JourneyInput(tenant_id=tenant_id, journey_id=journey_id, state=state),
            id=contract.workflow_id(tenant_id, journey_id),
            task_queue=contract.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            priority=Priority(fairness_key=tenant_id),
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(TENANT_ID, tenant_id),
                    SearchAttributePair(KIND, contract.KIND),
                    SearchAttributePair(STAGE, stage.value),
                ]
            ),
        )
        try:
            async with answering():
                status: JourneyStatus = await self._client.execute_update_with_start_workflow(
                    contract.ACT,
                    act,
                    start_workflow_operation=start,
                    id=update_id,
                    result_type=JourneyStatus,
                    rpc_timeout=DEADLINE,
                )
        finally:
            with contextlib.suppress(Exception, asyncio.CancelledError):
                async with asyncio.timeout(0):
                    await start.workflow_handle()
        return status


@contextlib.asynccontextmanager
async def answering(remedy: str = _READ_AGAIN) -> AsyncIterator[None]:
    """Whatever Temporal answers, or fails to, in our own words."""
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            yield
    except WorkflowUpdateFailedError as error:
        raise as_refusal(error) or Unavailable("the action could not be carried out") from error
    except (TimeoutError, UpdateLost, RuntimeError) as error:
        raise _silent(remedy) from error
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise
        raise _silent(remedy) from error


async def answered_before(client: Client, workflow_id: str, update_id: str, kind: type[Status]) -> Status | None:
    """What a workflow answered to this very request; None when it does not know it. Raises as ``answering`` does."""
    update = client.get_workflow_handle(workflow_id).get_update_handle(update_id, result_type=kind)
    try:
        async with answering():
            status: Status = await update.result(rpc_timeout=DEADLINE)
    except Unavailable as error:
        if isinstance(error.__cause__, RPCError) and error.__cause__.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return status


def _silent(remedy: str) -> Unavailable:
    return Unavailable(
        "the workflow service did not answer in time; the action may still be carried out",
        retry_after_s=5,
        remedy=remedy,
    )
