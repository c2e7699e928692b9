"""The API's side of data requests: having the workflow of one look at once."""

from datetime import timedelta
from typing import Final

from temporalio.client import Client

from api.workflow_calls import Beginning, begin
from workflows.contracts import data_requests as contract
from workflows.contracts.data_requests import RequestRef

DEADLINE: Final = timedelta(seconds=5)
_LATER: Final = "Ask for it again; the request itself is on record."


class DataRequestDesk:
    """``client`` may be lazy and Temporal away."""

    def __init__(self, client: Client, *, task_queue: str = contract.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def look(self, tenant_id: str, request_id: str) -> None:
        """Have a request's workflow look now; one that does not run is started. Raises ``Unavailable``."""
        await self._begin(tenant_id, request_id, signal=contract.LOOK_NOW)

    async def keep(self, tenant_id: str, request_id: str) -> None:
        """Start a request's workflow unless it runs; one that does is left alone. Raises ``Unavailable``."""
        await self._begin(tenant_id, request_id, signal=None)

    async def _begin(self, tenant_id: str, request_id: str, *, signal: str | None) -> None:
        beginning = Beginning(
            workflow=contract.WORKFLOW,
            workflow_id=contract.workflow_id(tenant_id, request_id),
            task_queue=self._task_queue,
            tenant_id=tenant_id,
            kind=contract.KIND,
            first=RequestRef(tenant_id=tenant_id, request_id=request_id),
        )
        await begin(self._client, beginning, signal=signal, remedy=_LATER, deadline=DEADLINE)
