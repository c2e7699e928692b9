"""The API's side of rehearsals: dry runs begun as workflows, simulations asked of whoever can walk people through journeys."""

from typing import Final, Protocol

from temporalio.client import Client

from api.workflow_calls import Beginning, begin
from domain.journeys.rehearsals.values import Simulated, Simulation
from workflows.contracts import rehearsals as contract
from workflows.contracts.rehearsals import RehearsalRef

_START_AGAIN: Final = "Start it again with the same rehearsal's id; what was counted stays."


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
        beginning = Beginning(
            workflow=contract.WORKFLOW,
            workflow_id=contract.workflow_id(tenant_id, rehearsal_id),
            task_queue=contract.TASK_QUEUE,
            tenant_id=tenant_id,
            kind=contract.KIND,
            first=RehearsalRef(tenant_id=tenant_id, rehearsal_id=rehearsal_id),
        )
        return await begin(self._client, beginning, remedy=_START_AGAIN)
