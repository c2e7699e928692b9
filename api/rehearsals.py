"""The API's side of rehearsals: dry runs begun as workflows, simulations asked of whoever can walk people through journeys."""

from typing import Final, Protocol

from temporalio.client import Client
from temporalio.common import Priority, SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy

from api.journeys import DEADLINE, answering
from domain.journeys.rehearsals.values import Simulated, Simulation
from workflows.contracts import rehearsals as contract
from workflows.contracts.rehearsals import RehearsalRef
from workflows.contracts.temporal import KIND, TENANT_ID

READ_AGAIN: Final = "Start it again with the same rehearsal's id; what was counted stays."


class Simulator(Protocol):
    """``activities.rehearsals.Rehearsals``."""

    async def simulate(self, tenant_id: str, asked: Simulation) -> Simulated: ...


class RehearsalDesk:
    """``client`` may be lazy and Temporal away; simulations need neither."""

    def __init__(self, client: Client, simulator: Simulator) -> None:
        self._client = client
        self.simulator = simulator

    async def carry_out(self, tenant_id: str, rehearsal_id: str) -> str:
        """Have a dry run that is on record carried out; its workflow's id. Raises ``Unavailable``."""
        workflow_id = contract.workflow_id(tenant_id, rehearsal_id)
        async with answering(READ_AGAIN):
            await self._client.start_workflow(
                contract.WORKFLOW,
                RehearsalRef(tenant_id=tenant_id, rehearsal_id=rehearsal_id),
                id=workflow_id,
                task_queue=contract.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                priority=Priority(fairness_key=tenant_id),
                rpc_timeout=DEADLINE,
                search_attributes=TypedSearchAttributes(
                    [SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, contract.KIND)]
                ),
            )
        return workflow_id
