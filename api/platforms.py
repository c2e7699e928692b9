"""The API's side of demand-side platforms: the router that fans bids out, and the workflows that keep platforms up to date."""

import contextlib
from typing import Final

from temporalio.client import Client

from api.workflow_calls import DEADLINE, Beginning, answering, begin
from domain.dsp.service import Accounts
from domain.dsp.values import FanOut
from domain.errors import NotFound
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import AudienceRef, AudienceSyncInput, CampaignAt, CampaignKept, ReportOrder

_LATER: Final = "Ask for it again; asked for twice, it happens once."


class PlatformDesk:
    """Everything the routes of platforms need; ``client`` may be lazy and Temporal away."""

    def __init__(self, accounts: Accounts, fan_out: FanOut, client: Client) -> None:
        self.accounts = accounts
        self.fan_out = fan_out
        self._client = client

    async def sync(self, audience: AudienceRef, *, every_minutes: int) -> str:
        """Sync an audience now, and from now on every so often; the workflow's id. Raises ``Unavailable``."""
        beginning = Beginning(
            workflow=contract.AUDIENCE_WORKFLOW,
            workflow_id=contract.audience_workflow_id(audience.tenant_id, audience.audience_id),
            task_queue=contract.TASK_QUEUE,
            tenant_id=audience.tenant_id,
            kind=contract.AUDIENCE_KIND,
            first=AudienceSyncInput(audience=audience, every_minutes=every_minutes),
        )
        return await begin(self._client, beginning, signal=contract.SYNC_NOW, remedy=_LATER)

    async def stop(self, audience: AudienceRef) -> None:
        """Send no more changes; one that does not run is stopped already. Raises ``Unavailable``."""
        handle = self._client.get_workflow_handle(
            contract.audience_workflow_id(audience.tenant_id, audience.audience_id)
        )
        with contextlib.suppress(NotFound):
            async with answering(_LATER, ended=_nothing_runs()):
                await handle.signal(contract.STOP, rpc_timeout=DEADLINE)

    async def keep(self, campaign: CampaignAt) -> str:
        """Keep a campaign at an account up to date from now on; the workflow's id. Raises ``Unavailable``."""
        beginning = Beginning(
            workflow=contract.CAMPAIGN_WORKFLOW,
            workflow_id=campaign.workflow_id,
            task_queue=contract.TASK_QUEUE,
            tenant_id=campaign.tenant_id,
            kind=contract.CAMPAIGN_KIND,
            first=campaign,
        )
        return await begin(self._client, beginning, signal=contract.SYNC_NOW, remedy=_LATER)

    async def last_said(self, campaign: CampaignAt) -> CampaignKept:
        """What came of the last look at a campaign. Raises ``NotFound`` for one nobody keeps, and ``Unavailable``."""
        handle = self._client.get_workflow_handle(campaign.workflow_id)
        async with answering(_LATER, ended=_nothing_runs()):
            said: CampaignKept = await handle.query(contract.LAST_SAID, result_type=CampaignKept, rpc_timeout=DEADLINE)
        return said

    async def pull(self, order: ReportOrder) -> str:
        """Have a report pulled; asked for again while it is, it stays the one. Raises ``Unavailable``."""
        beginning = Beginning(
            workflow=contract.REPORT_WORKFLOW,
            workflow_id=order.workflow_id,
            task_queue=contract.TASK_QUEUE,
            tenant_id=order.tenant_id,
            kind=contract.REPORT_KIND,
            first=order,
        )
        return await begin(self._client, beginning, remedy=_LATER)


def _nothing_runs() -> NotFound:
    return NotFound("nothing of the kind runs", remedy="Ask for it with POST.")
