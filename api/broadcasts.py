"""The API's side of broadcasts: actions as updates of a broadcast's workflow."""

from typing import Final

from temporalio.client import Client

from api.workflow_calls import Beginning, answered_before, begin_and_update
from domain.broadcasts import service as broadcasts
from domain.broadcasts.rules import next_stage
from domain.broadcasts.values import Action, Stage
from domain.errors import ActionRefused, InvalidInput
from domain.ids import new_id
from storage.sql.database import Database
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import Act, BroadcastInput, BroadcastStatus

_READ_AGAIN: Final = "Read the broadcast again, or repeat the request with the same Idempotency-Key."


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
        workflow_id = contract.workflow_id(tenant_id, broadcast_id)
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
            told = None
            if key:
                told = await answered_before(self._client, workflow_id, update_id, BroadcastStatus, remedy=_READ_AGAIN)
            if told is None:
                raise refusal
            return told
        beginning = Beginning(
            workflow=contract.WORKFLOW,
            workflow_id=workflow_id,
            task_queue=contract.TASK_QUEUE,
            tenant_id=tenant_id,
            kind=contract.KIND,
            stage=stage.value,
            first=BroadcastInput(tenant_id=tenant_id, broadcast_id=broadcast_id, stage=stage),
        )
        return await begin_and_update(
            self._client, beginning, contract.ACT, act, update_id=update_id, answer=BroadcastStatus, remedy=_READ_AGAIN
        )
