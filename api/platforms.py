"""The API's side of demand-side platforms: the router that fans bids out, and the workflows that keep platforms up to date."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from domain.dsp.service import Accounts
from domain.dsp.values import FanOut
from domain.errors import NotFound, Unavailable
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import AudienceRef, AudienceSyncInput, Errand, ErrandDone, ErrandKind
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
        handle = self._handle(contract.audience_workflow_id(audience.tenant_id, audience.audience_id))
        with contextlib.suppress(NotFound):
            async with _answering():
                await handle.signal(contract.STOP, rpc_timeout=DEADLINE)

    async def send(self, errand: Errand) -> str:
        """Have an errand run; asked for again while it runs, it stays the one. Raises ``Unavailable``."""
        async with _answering():
            await self._client.start_workflow(
                contract.ERRAND_WORKFLOW,
                errand,
                id=errand.workflow_id,
                task_queue=contract.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=_attributes(errand.tenant_id, contract.ERRAND_KIND),
                rpc_timeout=DEADLINE,
            )
        return errand.workflow_id

    async def progress(self, errand: Errand) -> tuple[str, str]:
        """An errand's state (``running``, ``completed``, ``failed`` ...) and, once it is done, what came of it.

        Raises ``NotFound`` for one never sent, and ``Unavailable``.
        """
        handle = self._handle(errand.workflow_id)
        async with _answering():
            described = await handle.describe(rpc_timeout=DEADLINE)
            if described.status is WorkflowExecutionStatus.COMPLETED:
                done: ErrandDone = await handle.result(rpc_timeout=DEADLINE)
                return "completed", done.summary
        return (described.status.name.lower() if described.status else "unknown"), ""

    def _handle(self, workflow_id: str) -> WorkflowHandle[object, ErrandDone]:
        return self._client.get_workflow_handle(workflow_id, result_type=ErrandDone)


def push_of(tenant_id: str, account_id: str, campaign_id: str) -> Errand:
    return Errand(tenant_id=tenant_id, account_id=account_id, kind=ErrandKind.PUSH_CAMPAIGN, campaign_id=campaign_id)


def pull_of(tenant_id: str, account_id: str, from_day: str = "", to_day: str = "") -> Errand:
    return Errand(
        tenant_id=tenant_id, account_id=account_id, kind=ErrandKind.PULL_PERFORMANCE, from_day=from_day, to_day=to_day
    )


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
            raise NotFound("nothing of the kind was asked for yet", remedy="Ask for it with POST.") from error
        raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
    except (TimeoutError, RuntimeError) as error:
        raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
