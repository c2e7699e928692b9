"""Sending people the digests they asked for: tenant after tenant, on a schedule."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import digests as contract
    from workflows.contracts.digests import OfTenant, Round, SentDigests
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal

from workflows.effects import Patience, perform

SENDING: Final = Patience(
    timedelta(minutes=30),
    RetryPolicy(maximum_attempts=3, non_retryable_error_types=FINAL_REFUSALS),
    heartbeat=timedelta(minutes=1),
)
"""All of a tenant's people, one after another. What is not sent is taken up by the next round."""


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class DigestsWorkflow:
    """One round. What is wrong with one tenant keeps no other one from its digests."""

    @workflow.run
    async def run(self) -> list[SentDigests]:
        sent: list[SentDigests] = []
        tenants = await perform(contract.TENANTS_WITH_READERS, Round())
        for tenant_id in tenants.tenant_ids:
            try:
                sent.append(await perform(contract.SEND_DIGESTS, OfTenant(tenant_id=tenant_id), SENDING))
            except ActivityError as error:
                trouble = str(as_refusal(error) or error)
                workflow.logger.error("digests of %s were not sent: %s", tenant_id, trouble)
                sent.append(SentDigests(tenant_id=tenant_id, trouble=trouble))
        return sent
