"""The API's side of broadcasts: actions as updates of a broadcast's workflow."""

import asyncio
import contextlib
from typing import Final

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from api.journeys import DEADLINE, answered_before, answering
from domain.broadcasts import service as broadcasts
from domain.broadcasts.rules import next_stage
from domain.broadcasts.values import Action, Stage
from domain.errors import ActionRefused, InvalidInput
from domain.ids import new_id
from storage.sql.database import Database
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import Act, BroadcastInput, BroadcastStatus
from workflows.contracts.temporal import KIND, STAGE, TENANT_ID

READ_AGAIN: Final = "Read the broadcast again, or repeat the request with the same Idempotency-Key."


class BroadcastDesk:
    """``client`` may be lazy and Temporal away."""

    def __init__(self, client: Client, journeys: Database) -> None:
        self._client = client
        self._journeys = journeys

    async def act(self, tenant_id: str, broadcast_id: str, act: Act, *, key: str | None) -> BroadcastStatus:
        """Do it. Repeated with the same ``key`` by the same person it answers what it answered the first time.

        Raises ``ActionRefused``, ``Conflict``, ``InvalidInput``, ``NotFound`` as the rules have it, and ``Unavailable`` when
        Temporal gives no answer within the deadline; the action may then still happen.
        """
        update_id = f"{act.actor_id}/{act.action}/{key or new_id('act')}"
        refusal = None
        async with self._journeys.reading(tenant_id) as session:
            row = await broadcasts.existing(session, broadcast_id)
            stage = Stage(row.stage)
            try:
                next_stage(stage, act.action)
                if act.action is Action.SCHEDULE:
                    for fault in await broadcasts.faults(session, broadcasts.definition_of(row)):
                        raise fault
            except (ActionRefused, InvalidInput) as error:
                refusal = error
        if refusal is not None:
            # What was done changed the stage: whoever lost the answer to it asks for the same again.
            workflow_id = contract.workflow_id(tenant_id, broadcast_id)
            told = await answered_before(self._client, workflow_id, update_id, BroadcastStatus) if key else None
            if told is None:
                raise refusal
            return told
        start = WithStartWorkflowOperation[object, None](
            contract.WORKFLOW,
            BroadcastInput(tenant_id=tenant_id, broadcast_id=broadcast_id, stage=stage),
            id=contract.workflow_id(tenant_id, broadcast_id),
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
            async with answering(READ_AGAIN):
                status: BroadcastStatus = await self._client.execute_update_with_start_workflow(
                    contract.ACT,
                    act,
                    start_workflow_operation=start,
                    id=update_id,
                    result_type=BroadcastStatus,
                    rpc_timeout=DEADLINE,
                )
        finally:
            with contextlib.suppress(Exception, asyncio.CancelledError):
                async with asyncio.timeout(0):
                    await start.workflow_handle()
        return status
