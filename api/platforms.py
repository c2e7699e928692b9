"""The API's side of demand-side platforms: the router that fans bids out, and the workflows that keep platforms up to date."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from domain.dsp.service import Accounts
from domain.dsp.values import FanOut
from domain.errors import NotFound, Unavailable
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import AudienceRef, AudienceSyncInput, CampaignAt, CampaignKept, ReportOrder
from workflows.contracts.temporal import KIND, TENANT_ID

DEADLINE: Final = timedelta(seconds=8)


class PlatformDesk:
    """Everything the routes of platforms need; ``client`` may be lazy and Temporal away."""

    def __init__(self, accounts: Accounts, fan_out: FanOut, client: Client) -> None:
        self.accounts = accounts
        self.fan_out = fan_out
        self._client = client

    async def sync(self, audience: AudienceRef, *, every_minutes: int) -> str:
        """Sync an audience now, and from now on every so often; the workflow's id. Raises ``Unavailable``."""
        workflow_id = contract.audience_workflow_id(audience.tenant_id, audience.audience_id)
        start = AudienceSyncInput(audience=audience, every_minutes=every_minutes)
        async with _answering():
            await self._client.start_workflow(
                contract.AUDIENCE_WORKFLOW,
                start,
                id=workflow_id,
                task_queue=contract.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=contract.SYNC_NOW,
                search_attributes=_attributes(audience.tenant_id, contract.AUDIENCE_KIND),
                rpc_timeout=DEADLINE,
            )
        return workflow_id

    async def stop(self, audience: AudienceRef) -> None:
        """Send no more changes; one that does not run is stopped already. Raises ``Unavailable``."""
        handle = self._client.get_workflow_handle(
            contract.audience_workflow_id(audience.tenant_id, audience.audience_id)
        )
        with contextlib.suppress(NotFound):
            async with _answering():
                await handle.signal(contract.STOP, rpc_timeout=DEADLINE)

    async def keep(self, campaign: CampaignAt) -> str:
        """Keep a campaign at an account up to date from now on; the workflow's id. Raises ``Unavailable``."""
        async with _answering():
            await self._client.start_workflow(
                contract.CAMPAIGN_WORKFLOW,
                campaign,
                id=campaign.workflow_id,
                task_queue=contract.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=contract.SYNC_NOW,
                search_attributes=_attributes(campaign.tenant_id, contract.CAMPAIGN_KIND),
                rpc_timeout=DEADLINE,
            )
        return campaign.workflow_id

    async def last_said(self, campaign: CampaignAt) -> CampaignKept:
        """What came of the last look at a campaign. Raises ``NotFound`` for one nobody keeps, and ``Unavailable``."""
        handle = self._client.get_workflow_handle(campaign.workflow_id)
        async with _answering():
            said: CampaignKept = await handle.query(contract.LAST_SAID, result_type=CampaignKept, rpc_timeout=DEADLINE)
        return said

    async def pull(self, order: ReportOrder) -> str:
        """Have a report pulled; asked for again while it is, it stays the one. Raises ``Unavailable``."""
        async with _answering():
            await self._client.start_workflow(
                contract.REPORT_WORKFLOW,
                order,
                id=order.workflow_id,
                task_queue=contract.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=_attributes(order.tenant_id, contract.REPORT_KIND),
                rpc_timeout=DEADLINE,
            )
        return order.workflow_id


def _attributes(tenant_id: str, kind: str) -> TypedSearchAttributes:
    return TypedSearchAttributes([SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, kind)])


@contextlib.asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    """Whatever Temporal answers, or fails to, in our own words. A lazy client that cannot connect raises RuntimeError."""
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            yield
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotFound("nothing of the kind runs", remedy="Ask for it with POST.") from error
        raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
    except (TimeoutError, RuntimeError) as error:
        raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
