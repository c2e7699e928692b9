"""One round of review: wait for decisions, remind, and say how it ended."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.approvals.rules import decide, deciding_role, describe_progress, outcome, progress
    from domain.approvals.values import Decision, Outcome, Review
    from domain.errors import CampaignExpressError, Conflict
    from workflows.contracts import approvals as contract
    from workflows.contracts.approvals import ReviewClosed, ReviewInput, Standing

from workflows.clock import now_ms
from workflows.effects import perform


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class ApprovalWorkflow:
    """A child of the campaign's workflow, one per round. Its history stays small: twenty decisions, a few reminders."""

    @workflow.init
    def __init__(self, start: ReviewInput) -> None:
        self._start = start
        self._review = Review(
            requirements=start.requirements,
            submitter_ids=start.submitter_ids,
            decisions=start.decisions,
            sections=start.sections,
            standing=start.standing,
        )
        self._voided = False
        self._deciding = asyncio.Lock()

    @workflow.run
    async def run(self, start: ReviewInput) -> ReviewClosed:
        for reminder in range(1, contract.MAX_REMINDERS + 1):
            if await self._is_over_within(start):
                break
            await self._remind(reminder)
        await workflow.wait_condition(lambda: self._outcome is not Outcome.PENDING)
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._voided:
            await perform(
                contract.CLOSE_ROUND,
                contract.CloseRound(round=start.round, outcome=Outcome.VOIDED, at_ms=now_ms()),
            )
        return self._closed()

    @workflow.update(name=contract.DECIDE)
    async def decide(self, decision: Decision) -> Standing:
        """Take one approver's decision, on record before it counts."""
        async with self._deciding:
            decided = self._with(decision)
            await perform(contract.RECORD_DECISION, contract.DecisionRecord(round=self._start.round, decision=decision))
            self._review = decided
        return self.standing()

    @decide.validator
    def _may_decide(self, decision: Decision) -> None:
        self._with(decision)

    @workflow.signal(name=contract.VOID)
    def void(self) -> None:
        """A newer revision takes this one's place, or the campaign ended: nothing said here counts any longer."""
        self._voided = True

    @workflow.query(name=contract.STANDING)
    def standing(self) -> Standing:
        return Standing(
            number=self._start.round.number,
            outcome=self._outcome,
            progress=progress(self._review),
            summary=describe_progress(self._review),
        )

    @property
    def _outcome(self) -> Outcome:
        return Outcome.VOIDED if self._voided else outcome(self._review)

    def _with(self, decision: Decision) -> Review:
        if self._voided:
            raise Conflict("the content has changed since: this review is void", remedy="Read the campaign again.")
        return decide(self._review, decision)

    async def _is_over_within(self, start: ReviewInput) -> bool:
        try:
            await workflow.wait_condition(
                lambda: self._outcome is not Outcome.PENDING,
                timeout=start.remind_after,
                timeout_summary="remind the approvers",
            )
        except TimeoutError:
            return False
        return True

    async def _remind(self, reminder: int) -> None:
        try:
            await perform(contract.REMIND_APPROVERS, contract.Reminder(round=self._start.round, reminder=reminder))
        except ActivityError:
            workflow.logger.warning("reminder %d of a review could not be recorded; the review waits on", reminder)

    def _closed(self) -> ReviewClosed:
        number, reached = self._start.round.number, self._outcome
        if reached is Outcome.VOIDED or not self._review.decisions:
            return ReviewClosed(number=number, outcome=reached)
        last = self._review.decisions[-1]
        return ReviewClosed(number=number, outcome=reached, decision=last, role=deciding_role(self._review, last))
