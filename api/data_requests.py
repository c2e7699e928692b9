"""The API's side of data requests: having the workflow of one look at once."""

import asyncio
from typing import Final

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError

from domain.errors import Unavailable
from workflows.contracts import data_requests as contract
from workflows.contracts.data_requests import RequestRef
from workflows.contracts.temporal import KIND, TENANT_ID

RETRY_AFTER_S: Final = 5
DEADLINE_S: Final = 5


class DataRequestDesk:
    """``client`` may be lazy and Temporal away."""

    def __init__(self, client: Client, *, task_queue: str = contract.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def look(self, tenant_id: str, request_id: str) -> None:
        """Have a request's workflow look now; one that does not run is started. Raises ``Unavailable``."""
        await self._start(tenant_id, request_id, signal=contract.LOOK_NOW)

    async def keep(self, tenant_id: str, request_id: str) -> None:
        """Start a request's workflow unless it runs; one that does is left alone. Raises ``Unavailable``."""
        await self._start(tenant_id, request_id, signal=None)

    async def _start(self, tenant_id: str, request_id: str, *, signal: str | None) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._client.start_workflow(
                    contract.WORKFLOW,
                    RequestRef(tenant_id=tenant_id, request_id=request_id),
                    id=contract.workflow_id(tenant_id, request_id),
                    task_queue=self._task_queue,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    start_signal=signal,
                    search_attributes=TypedSearchAttributes(
                        [SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, contract.KIND)]
                    ),
                )
        except (RPCError, TimeoutError, RuntimeError) as error:
            raise Unavailable("the workflow service did not answer in time", retry_after_s=RETRY_AFTER_S) from error
