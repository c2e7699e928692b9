"""Holding the reviews of one campaign: the approval child workflow, seen from the campaign's side."""

from typing import Final

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import ChildWorkflowError, FailureError
from temporalio.workflow import ChildWorkflowHandle

with workflow.unsafe.imports_passed_through():
    from domain.approvals.rules import describe_progress, outcome, progress
    from domain.approvals.values import Review, Verdict
    from domain.campaigns.values import Action
    from workflows.contracts import approvals, campaigns
    from workflows.contracts.approvals import ReviewClosed, ReviewInput, RoundRef, Standing
    from workflows.contracts.campaigns import Act, Actor, CampaignRef, CampaignState, OpenRound, Transition
    from workflows.contracts.temporal import KIND, TENANT_ID

from workflows.approval import ApprovalWorkflow
from workflows.clock import now_ms
from workflows.effects import perform

VERDICTS: Final = {
    Action.APPROVE: Verdict.APPROVE,
    Action.REJECT: Verdict.REJECT,
    Action.REQUEST_CHANGES: Verdict.REQUEST_CHANGES,
}


class Reviewing:
    """At most one round at a time. ``state.review`` says which; it is None exactly when no round is held."""

    def __init__(self, campaign: CampaignRef, state: CampaignState) -> None:
        self._campaign = campaign
        self._state = state
        self._child: ChildWorkflowHandle[ApprovalWorkflow, ReviewClosed] | None = None

    @property
    def is_over(self) -> bool:
        """The round has its outcome, which the campaign has not taken up yet."""
        return self._child is not None and self._child.done()

    def holds(self, number: int) -> bool:
        return self._state.review is not None and self._state.review.number == number

    async def open(self, revision: int, author: Actor | None = None, submit: Transition | None = None) -> Standing:
        """Open the next round, on ``revision``; the one before it is void from here on.

        ``author`` joins those who may not decide. ``submit`` goes on record together with the round.
        """
        authors = tuple(sorted({*self._state.submitter_ids, *([author.user_id] if author else [])}))
        number = self._state.rounds + 1
        opened = await perform(
            campaigns.OPEN_REVIEW,
            campaigns.OpenReview(
                campaign=self._campaign,
                number=number,
                revision=revision,
                expected_stage=self._state.stage,
                submitter_ids=authors,
                transition=submit,
                at_ms=now_ms(),
            ),
        )
        await self.void()
        self._state.rounds, self._state.submitter_ids = number, authors
        self._state.review = OpenRound(number=number, facts=opened.facts)
        review = Review(
            requirements=opened.requirements,
            submitter_ids=opened.submitter_ids,
            sections=opened.sections,
            standing=opened.standing,
        )
        self._child = await workflow.start_child_workflow(
            ApprovalWorkflow.run,
            ReviewInput(
                round=self._round(),
                revision=revision,
                requirements=review.requirements,
                submitter_ids=review.submitter_ids,
                sections=review.sections,
                standing=review.standing,
            ),
            id=approvals.workflow_id(self._campaign.tenant_id, self._campaign.campaign_id, number),
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(TENANT_ID, self._campaign.tenant_id),
                    SearchAttributePair(KIND, approvals.KIND),
                ]
            ),
        )
        return Standing(
            number=number, outcome=outcome(review), progress=progress(review), summary=describe_progress(review)
        )

    async def decide(self, request: Act) -> Standing:
        """Put a verdict to the round, which knows who may decide and when it is over."""
        update = workflow.current_update_info()
        assert update is not None
        return await perform(
            campaigns.DECIDE_ON_REVIEW,
            campaigns.DecideOnReview(
                round=self._round(),
                verdict=VERDICTS[request.action],
                actor=request.actor,
                comment=request.comment,
                at_ms=now_ms(),
                update_id=update.id,
                revision_hash=request.revision_hash,
                remarks=request.remarks,
            ),
        )

    async def result(self) -> ReviewClosed | None:
        """How the round ended; None when an operator ended its workflow and it must be held again."""
        assert self._child is not None
        try:
            return await self._child
        except ChildWorkflowError:
            return None

    async def void(self) -> None:
        """End the round that is held, if any: nothing said in it counts."""
        child = self._child
        self.forget()
        if child is None:
            return
        try:
            if not child.done():
                await child.signal(approvals.VOID)
            await child
        except FailureError:
            workflow.logger.warning("a round of review had ended before it was voided")

    def forget(self) -> None:
        """The round's outcome has been taken up."""
        self._child = None
        self._state.review = None

    def _round(self) -> RoundRef:
        return RoundRef(
            tenant_id=self._campaign.tenant_id, campaign_id=self._campaign.campaign_id, number=self._state.rounds
        )
