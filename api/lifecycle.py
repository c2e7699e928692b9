"""The API's side of a campaign's workflow: one call in, the new stage or a refusal out, always within a deadline.

A draft lives in SQL alone. Submit, checked there first, starts the workflow and is its first update in one request; every
other action is an update of the workflow that runs. Temporal away or slow is ``Unavailable``, never a hang.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from api.decisions import Named, what_was_read
from api.workflow_calls import Beginning, answering, begin_and_update
from domain.approvals import service as approvals
from domain.approvals.values import Remark
from domain.campaigns import service as campaigns
from domain.campaigns.rules import DECISIONS, next_stage
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Action, Stage
from domain.errors import Conflict
from domain.ids import new_id
from storage.sql.database import Database
from workflows.contracts import campaigns as contract
from workflows.contracts.campaigns import Act, Actor, CampaignInput, CampaignState, CampaignStatus, Flight, Revised

DEADLINE: Final = timedelta(seconds=10)
_TOLD_AT_ONCE: Final = 16
_TOLD_WITHIN: Final = timedelta(seconds=2)
SUBMITTABLE: Final = frozenset({Stage.DRAFT, Stage.REJECTED})
_READ_AGAIN: Final = "Read the campaign again, or repeat the request with the same Idempotency-Key."

_log = structlog.get_logger("lifecycle")


class Lifecycle:
    """``client`` may be lazy and Temporal away: every call then says so."""

    def __init__(self, client: Client, main: Database, *, deadline: timedelta = DEADLINE) -> None:
        self._client = client
        self._main = main
        self._deadline = deadline

    async def act(
        self,
        tenant_id: str,
        campaign_id: str,
        action: Action,
        *,
        actor: Actor,
        comment: str = "",
        revision: int | None = None,
        flight: Flight | None = None,
        revision_hash: str = "",
        remarks: Sequence[Remark] = (),
        key: str | None = None,
    ) -> CampaignStatus:
        """Do ``action``. Repeated with the same ``key`` by the same person it answers what it answered the first time.

        A decision names the revision that was read, by its number or its hash. A campaign that is archived refuses everything, repetitions too.
        Raises ``ActionRefused``, ``Forbidden``, ``Conflict``, ``InvalidInput``, ``NotFound`` as the rules have it, and
        ``Unavailable`` when Temporal gives no answer within the deadline; the action may then still happen.
        """
        async with self._main.reading(tenant_id) as session:
            campaign = await campaigns.get_campaign(session, campaign_id)
            _check_on_record(campaign, action)
            if action is Action.SUBMIT:
                revision = revision or campaign.revision
                if not campaign.last_sequence:
                    await campaigns.reviewable(session, campaign, revision, expected_stage=Stage(campaign.stage))
            if action in DECISIONS:
                revision, revision_hash = await what_was_read(session, campaign_id, Named(revision, revision_hash))
            rounds = await approvals.rounds_so_far(session, campaign_id)
        request = Act(
            action=action,
            actor=actor,
            comment=comment,
            revision=revision,
            flight=flight,
            revision_hash=revision_hash,
            remarks=tuple(remarks),
        )
        update_id = _update_id(actor, action.value, key)
        if campaign.stage in SUBMITTABLE and action is Action.SUBMIT:
            return await self._submit(campaign, request, rounds, update_id)
        return await self._update(campaign, contract.ACT, request, update_id)

    async def revised(self, tenant_id: str, campaign_id: str, revision: int, *, actor: Actor) -> CampaignStatus:
        """Tell the workflow of an edit that is on record; telling it again changes nothing. Raises as ``act`` does."""
        async with self._main.reading(tenant_id) as session:
            campaign = await campaigns.get_campaign(session, campaign_id)
        request = Revised(revision=revision, actor=actor)
        return await self._update(campaign, contract.REVISED, request, _update_id(actor, contract.REVISED, None))

    async def try_again(self, tenant_id: str, campaign_ids: Sequence[str]) -> None:
        """What may have kept these campaigns from something is gone: what they wait to try again, they try now.

        Once or often is the same. One that cannot be told tries again by itself, if later.
        """
        turns = asyncio.Semaphore(_TOLD_AT_ONCE)

        async def tell(campaign_id: str) -> None:
            handle = self._client.get_workflow_handle(contract.workflow_id(tenant_id, campaign_id))
            async with turns:
                try:
                    await handle.signal(contract.TRY_AGAIN, rpc_timeout=_TOLD_WITHIN)
                except RPCError as error:
                    if error.status is not RPCStatusCode.NOT_FOUND:
                        _log.warning("a campaign was not told to try again", campaign=campaign_id, why=error.message)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._deadline.total_seconds()):
                await asyncio.gather(*(tell(campaign_id) for campaign_id in campaign_ids))

    async def _submit(self, campaign: Campaign, request: Act, rounds: int, update_id: str) -> CampaignStatus:
        state = CampaignState(stage=Stage(campaign.stage), sequence=campaign.last_sequence, rounds=rounds)
        beginning = Beginning(
            workflow=contract.WORKFLOW,
            workflow_id=contract.workflow_id(campaign.tenant_id, campaign.id),
            task_queue=contract.TASK_QUEUE,
            tenant_id=campaign.tenant_id,
            kind=contract.KIND,
            stage=campaign.stage,
            first=CampaignInput(tenant_id=campaign.tenant_id, campaign_id=campaign.id, state=state),
            reuse=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        return await begin_and_update(
            self._client,
            beginning,
            contract.ACT,
            request,
            update_id=update_id,
            answer=CampaignStatus,
            remedy=_READ_AGAIN,
            ended=_ended(campaign),
            deadline=self._deadline,
        )

    async def _update(self, campaign: Campaign, name: str, request: Act | Revised, update_id: str) -> CampaignStatus:
        handle = self._client.get_workflow_handle(contract.workflow_id(campaign.tenant_id, campaign.id))
        async with answering(_READ_AGAIN, ended=_ended(campaign), deadline=self._deadline):
            status: CampaignStatus = await handle.execute_update(
                name, request, id=update_id, result_type=CampaignStatus, rpc_timeout=self._deadline
            )
        return status


def _check_on_record(campaign: Campaign, action: Action) -> None:
    """What SQL can refuse by itself: what was never submitted has no workflow yet, what is archived none any more."""
    stage = Stage(campaign.stage)
    if stage is Stage.ARCHIVED or (stage is Stage.DRAFT and not campaign.last_sequence):
        next_stage(stage, action, now_ms=0, starts_at_ms=None)


def _update_id(actor: Actor, what: str, key: str | None) -> str:
    return f"{actor.user_id}/{what}/{key or new_id('act')}"


def _ended(campaign: Campaign) -> Conflict:
    return Conflict(
        f"the workflow of campaign {campaign.id} has ended, though the campaign is {campaign.stage} on record",
        field="campaign_id",
        remedy="Read the campaign again; if it still says so, an operator must start the workflow anew.",
    )
