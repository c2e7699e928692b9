"""Putting an approver's verdict to the workflow that holds the round."""

from datetime import timedelta
from typing import Final

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from domain.approvals.values import Decision
from domain.errors import Conflict, Unavailable
from workflows.contracts import approvals
from workflows.contracts.approvals import Standing
from workflows.contracts.campaigns import DECIDE_ON_REVIEW, DecideOnReview
from workflows.contracts.failures import as_refusal

CALL_DEADLINE: Final = timedelta(seconds=8)


class Deciding:
    """``client`` must speak our data converter."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @activity.defn(name=DECIDE_ON_REVIEW.name)
    async def decide_on_review(self, order: DecideOnReview) -> Standing:
        """Where the round stands after this verdict; a repeated try finds the answer of the first.

        Raises what the round refuses with, ``Conflict`` when it has ended, ``Unavailable`` when it does not answer.
        """
        held = order.round
        workflow_id = approvals.workflow_id(held.tenant_id, held.campaign_id, held.number)
        decision = Decision(
            approver_id=order.actor.user_id,
            roles=order.actor.roles,
            verdict=order.verdict,
            comment=order.comment,
            at_ms=order.at_ms,
            revision_hash=order.revision_hash,
            remarks=order.remarks,
        )
        try:
            standing: Standing = await self._client.get_workflow_handle(workflow_id).execute_update(
                approvals.DECIDE,
                decision,
                id=f"{order.update_id}/{order.actor.user_id}",
                result_type=Standing,
                rpc_timeout=CALL_DEADLINE,
            )
        except WorkflowUpdateFailedError as error:
            refusal = as_refusal(error)
            if refusal is None:
                raise
            raise refusal from None
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            raise Unavailable("the review does not answer") from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise Conflict("this review is over", field="action", remedy="Read the campaign again.") from error
            raise Unavailable("the review does not answer") from error
        return standing
