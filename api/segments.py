"""The API's side of segments: having a tenant's keeper look at once."""

from datetime import timedelta
from typing import Final

from temporalio.client import Client

from api.workflow_calls import Beginning, begin
from workflows.contracts import segments as contract
from workflows.contracts.segments import KeeperInput

DEADLINE: Final = timedelta(seconds=5)
_LATER: Final = "Ask for it again."


class SegmentDesk:
    """``client`` may be lazy and Temporal away."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def look(self, tenant_id: str) -> str:
        """Have the tenant's keeper look now, and from now on; its workflow's id. Raises ``Unavailable``."""
        beginning = Beginning(
            workflow=contract.KEEPER_WORKFLOW,
            workflow_id=contract.keeper_id(tenant_id),
            task_queue=contract.TASK_QUEUE,
            tenant_id=tenant_id,
            kind=contract.KEEPER_KIND,
            first=KeeperInput(tenant_id=tenant_id),
        )
        return await begin(self._client, beginning, signal=contract.LOOK_NOW, remedy=_LATER, deadline=DEADLINE)
