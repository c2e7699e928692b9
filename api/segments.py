"""The API's side of segments: having a tenant's keeper look at once."""

import asyncio
from typing import Final

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError

from domain.errors import Unavailable
from workflows.contracts import segments as contract
from workflows.contracts.segments import KeeperInput
from workflows.contracts.temporal import KIND, TENANT_ID

RETRY_AFTER_S: Final = 5
DEADLINE_S: Final = 5


class SegmentDesk:
    """``client`` may be lazy and Temporal away."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def look(self, tenant_id: str) -> str:
        """Have the tenant's keeper look now, and from now on; its workflow's id. Raises ``Unavailable``."""
        workflow_id = contract.keeper_id(tenant_id)
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._client.start_workflow(
                    contract.KEEPER_WORKFLOW,
                    KeeperInput(tenant_id=tenant_id),
                    id=workflow_id,
                    task_queue=contract.TASK_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    start_signal=contract.LOOK_NOW,
                    search_attributes=TypedSearchAttributes(
                        [SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, contract.KEEPER_KIND)]
                    ),
                )
        except (RPCError, TimeoutError, RuntimeError) as error:
            raise Unavailable("the workflow service did not answer in time", retry_after_s=RETRY_AFTER_S) from error
        return workflow_id
