"""The life of one campaign, from its first submit to the archive."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.approvals.values import Outcome
    from domain.campaigns.rules import DECISIONS, FINISHED, RUNNABLE, next_date
    from domain.campaigns.values import Action, Stage
    from domain.errors import CampaignExpressError
    from workflows.contracts import approvals, campaigns
    from workflows.contracts.approvals import ReviewClosed, Standing
    from workflows.contracts.campaigns import (
        Act,
        Actor,
        BudgetExhausted,
        CampaignInput,
        CampaignRef,
        CampaignStatus,
        Flight,
        HeldBack,
        Revised,
        RevisionFacts,
        Transition,
    )
    from workflows.contracts.temporal import STAGE

from workflows.checks import check_action, check_arrival, check_edit, status_of, target_of
from workflows.clock import now_ms
from workflows.effects import BROADCAST, perform
from workflows.reviewing import Reviewing

TRY_AGAIN_AFTER: Final = timedelta(minutes=1)
"""Until something that must happen by itself, and failed, is tried again."""
MOST_RARELY: Final = 60
"""What fails again and again is tried after twice as long each time, up to so many times as long: the gate may say no for weeks."""
TRIED_MORE_RARELY: Final = "tried-more-rarely"
"""Names the change for workflows that tried every minute once."""
EACH_WAITS_ALONE: Final = "each-waits-alone"
"""Names the change for workflows in which one step that failed kept every other from happening until it was tried again."""

Step = Callable[[], Awaitable[None]]


@workflow.defn(name=campaigns.WORKFLOW, failure_exception_types=[CampaignExpressError])
class CampaignWorkflow:
    """People act through the update ``act``; dates, the banker and the end of a review act through ``run``.

    Whoever changes the state holds the lock, has the change on record first, and leaves what follows from it to
    ``run``: bidders are told there and nowhere else. An update returns once nothing is due any more.
    """

    @workflow.init
    def __init__(self, start: CampaignInput) -> None:
        self._campaign = CampaignRef(tenant_id=start.tenant_id, campaign_id=start.campaign_id)
        self._state = start.state.model_copy(deep=True)
        self._reviewing = Reviewing(self._campaign, self._state)
        self._news: BudgetExhausted | None = None
        self._acting = asyncio.Lock()

    @workflow.run
    async def run(self, start: CampaignInput) -> None:
        while not self._is_over():
            await self._something_is_due()
            if self._may_hand_over():
                workflow.continue_as_new(start.model_copy(update={"state": self._state}))
            async with self._acting:
                if step := self._due():
                    await self._try(step)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name=campaigns.ACT)
    async def act(self, request: Act) -> CampaignStatus:
        """One of the ten actions. Returns when it has happened, with where the campaign then stands."""
        async with self._acting:
            check_action(self._state, request, now_ms())
            self._forget_trouble()
            standing = await self._do(request)
        await self._consequences(standing)
        check_arrival(self._state, request)
        return status_of(self._state, standing)

    @act.validator
    def _may_act(self, request: Act) -> None:
        check_action(self._state, request, now_ms())

    @workflow.update(name=campaigns.REVISED)
    async def revised(self, edit: Revised) -> CampaignStatus:
        """An edit was saved: adopt what needs no review, open or re-open the review of anything else.

        An edit heard of before changes nothing.
        """
        async with self._acting:
            check_edit(self._state)
            self._forget_trouble()
            standing = await self._take_up(edit)
        await self._consequences(standing)
        return status_of(self._state, standing)

    @revised.validator
    def _may_revise(self, edit: Revised) -> None:  # noqa: ARG002 -- a validator takes what its update takes
        check_edit(self._state)

    @workflow.signal(name=campaigns.BUDGET_EXHAUSTED)
    def budget_exhausted(self, news: BudgetExhausted) -> None:
        """The banker has nothing left to lease."""
        self._news = news

    @workflow.signal(name=campaigns.BUDGET_REFUNDED)
    def budget_refunded(self) -> None:
        """A correction gave back what the banker had nothing left of: people may resume it."""
        self._news = self._state.exhausted_at_budget_micros = None

    @workflow.signal(name=campaigns.TRY_AGAIN)
    def try_again(self) -> None:
        """What kept a step from happening may be gone: what waits for its next try is tried now."""
        self._state.try_again_at_ms = self._state.tries = 0
        for step, held in self._state.held_back.items():
            self._state.held_back[step] = held.model_copy(update={"until_ms": 0, "tries": 0})

    @workflow.query(name=campaigns.STATUS)
    def status(self) -> CampaignStatus:
        return status_of(self._state)

    # What is due without anybody asking

    def _due(self) -> Step | None:
        """The most pressing step that does not wait for its next try."""
        if now_ms() < self._state.try_again_at_ms:
            return None
        return next((step for step in self._wanted() if now_ms() >= self._held_until_ms(step)), None)

    def _wanted(self) -> Iterator[Step]:
        """What has to happen by itself, the most pressing first."""
        state = self._state
        if state.on_air and state.stage is not Stage.LIVE:
            yield self._take_off_air
        if state.stage in FINISHED and state.review:
            yield self._reviewing.void
        if state.stage in FINISHED and state.account_open:
            yield self._close_account
        if self._news:
            yield self._hear_the_banker
        if state.stale and state.stage is Stage.LIVE:
            yield self._put_on_air
        if self._reviewing.is_over:
            yield self._close_review
        date = self._next_date()
        if date and date[0] <= now_ms():
            yield self._follow_the_calendar

    def _held_until_ms(self, step: Step) -> int:
        held = self._state.held_back.get(step.__name__)
        return held.until_ms if held else 0

    async def _something_is_due(self) -> None:
        planned = self._wake_at_ms()
        timeout = None if planned is None else timedelta(milliseconds=max(0, planned - now_ms()))
        try:
            await workflow.wait_condition(
                lambda: (
                    self._due() is not None or self._wake_at_ms() != planned or self._is_over() or self._may_hand_over()
                ),
                timeout=timeout,
                timeout_summary="the next date",
            )
        except TimeoutError:
            return

    def _is_over(self) -> bool:
        """Archived, and nothing owed: no bidder serves it, no money can be leased, nobody is asked to decide."""
        state = self._state
        return state.stage is Stage.ARCHIVED and not (state.on_air or state.account_open or state.review)

    def _wake_at_ms(self) -> int | None:
        """When something may be due that is not due now."""
        if self._state.try_again_at_ms > now_ms():
            return self._state.try_again_at_ms
        date = self._next_date()
        is_ahead = date and (date[0] > now_ms() or not self._held_until_ms(self._follow_the_calendar))
        dates = [date[0]] if date and is_ahead else []
        ahead = [held.until_ms for held in self._state.held_back.values() if held.until_ms > now_ms()]
        return min((*dates, *ahead), default=None)

    def _next_date(self) -> tuple[int, Action] | None:
        flight = self._state.flight
        return next_date(self._state.stage, starts_at_ms=flight.starts_at_ms, ends_at_ms=flight.ends_at_ms)

    def _may_hand_over(self) -> bool:
        return (
            workflow.info().is_continue_as_new_suggested()
            and self._state.review is None
            and self._news is None
            and self._due() is None
            and not self._acting.locked()
            and workflow.all_handlers_finished()
        )

    async def _try(self, step: Step) -> None:
        """Do what is due. A failure is shown and tried again later; it never ends the campaign's life."""
        try:
            await step()
        except (ActivityError, CampaignExpressError) as error:
            self._hold_back(step, _reason(error))
        else:
            self._let_go(step)

    def _hold_back(self, step: Step, trouble: str) -> None:
        state = self._state
        state.trouble = trouble
        if workflow.patched(EACH_WAITS_ALONE):
            held = state.held_back.get(step.__name__)
            tries = held.tries + 1 if held else 1
            until_ms = now_ms() + _ms(_patience(tries))
            state.held_back[step.__name__] = HeldBack(until_ms=until_ms, tries=tries, trouble=trouble)
        else:
            state.tries += 1
            is_patient = state.tries > 1 and workflow.patched(TRIED_MORE_RARELY)
            state.try_again_at_ms = now_ms() + _ms(_patience(state.tries) if is_patient else TRY_AGAIN_AFTER)
        workflow.logger.warning("a step failed and is tried again: %s", trouble)

    def _let_go(self, step: Step) -> None:
        """It has happened; what failed besides, and has to happen still, is shown."""
        state = self._state
        wanted = [one.__name__ for one in self._wanted() if one != step]
        state.held_back = {name: held for name, held in state.held_back.items() if name in wanted}
        state.trouble = next((held.trouble for held in state.held_back.values()), "")
        state.try_again_at_ms = state.tries = 0

    def _forget_trouble(self) -> None:
        self._state.trouble, self._state.try_again_at_ms, self._state.tries = "", 0, 0
        self._state.held_back = {}

    async def _consequences(self, standing: Standing | None) -> None:
        """Return when what follows from an update has happened, or could not."""
        if standing and standing.outcome is not Outcome.PENDING:
            await workflow.wait_condition(
                lambda: not self._reviewing.holds(standing.number) or bool(self._state.trouble)
            )
        await workflow.wait_condition(lambda: self._due() is None and not self._acting.locked())

    # The steps

    async def _follow_the_calendar(self) -> None:
        date = self._next_date()
        assert date is not None
        action = date[1]
        comment = "its start date was reached" if action is Action.GO_LIVE else "its end date was reached"
        await self._move(action, _system(campaigns.CALENDAR), comment)

    async def _hear_the_banker(self) -> None:
        """Forgotten once it is acted upon, or concerns nobody: a pause that could not be recorded is tried again."""
        news, running = self._news, self._state.running
        assert news is not None
        if running and self._state.stage in {Stage.LIVE, Stage.PAUSED} and not _is_old(news, running):
            self._state.exhausted_at_budget_micros = running.budget_micros
            if self._state.stage is Stage.LIVE:
                await self._move(Action.PAUSE, _system(campaigns.BANKER), news.reason)
        if self._news is news:
            self._news = None

    async def _put_on_air(self) -> None:
        """Tell bidders how the campaign runs now; one that cannot be put on air is paused and says why."""
        running, flight = self._state.running, self._state.flight
        assert running is not None
        starts_at_ms = flight.starts_at_ms
        self._state.on_air = self._state.account_open = True
        self._number_snapshot()
        order = campaigns.PutOnAir(
            campaign=self._campaign,
            revision=running.revision,
            snapshot_revision=self._state.snapshot_revision,
            budget_micros=running.budget_micros,
            currency=running.currency,
            flight=Flight(
                starts_at_ms=None if starts_at_ms is None else min(starts_at_ms, now_ms()),
                ends_at_ms=flight.ends_at_ms,
            ),
        )
        try:
            await perform(campaigns.PUT_ON_AIR, order, BROADCAST)
        except ActivityError as error:
            await self._move(Action.PAUSE, _system(campaigns.LIFECYCLE), f"could not be put on air: {_reason(error)}")
        self._state.stale = False

    async def _take_off_air(self) -> None:
        self._number_snapshot()
        await perform(
            campaigns.TAKE_OFF_AIR,
            campaigns.TakeOffAir(campaign=self._campaign, snapshot_revision=self._state.snapshot_revision),
            BROADCAST,
        )
        self._state.on_air = False

    def _number_snapshot(self) -> None:
        """Bidders ignore a snapshot that is not newer: time makes numbers grow even where this memory was lost."""
        self._state.snapshot_revision = max(self._state.snapshot_revision + 1, now_ms())

    async def _close_account(self) -> None:
        await perform(campaigns.CLOSE_ACCOUNT, campaigns.CloseAccount(campaign=self._campaign))
        self._state.account_open = False

    async def _close_review(self) -> None:
        """The round is over: its outcome becomes the campaign's."""
        held = self._state.review
        assert held is not None
        closed = await self._reviewing.result()
        if closed is None:
            await self._reviewing.open(held.facts.revision)
            return
        if closed.outcome is Outcome.APPROVED:
            await self._approve(held.facts, closed)
        else:
            action = Action.REJECT if closed.outcome is Outcome.REJECTED else Action.REQUEST_CHANGES
            await self._move(action, _closer(closed), _last_word(closed))
        self._reviewing.forget()

    async def _approve(self, facts: RevisionFacts, closed: ReviewClosed) -> None:
        moved = self._transition(Action.APPROVE, _closer(closed), _last_word(closed))
        await perform(
            campaigns.APPROVE_REVISION,
            campaigns.ApproveRevision(campaign=self._campaign, revision=facts.revision, transition=moved),
        )
        self._apply(moved)
        self._state.approved, self._state.submitter_ids = facts, ()
        self._run_as(facts)

    # What people do

    async def _do(self, request: Act) -> Standing | None:
        if request.action in DECISIONS:
            return await self._reviewing.decide(request)
        if request.action is Action.SUBMIT:
            assert request.revision is not None
            moved = self._transition(Action.SUBMIT, request.actor, request.comment)
            standing = await self._reviewing.open(request.revision, request.actor, moved)
            self._apply(moved)
            return standing
        flight = (request.flight or self._state.flight) if request.action is Action.SCHEDULE else None
        await self._move(request.action, request.actor, request.comment, flight)
        return None

    async def _take_up(self, edit: Revised) -> Standing | None:
        state = self._state
        known = (state.running and state.running.revision, state.review and state.review.facts.revision)
        if edit.revision in known:
            return None
        if state.stage is Stage.IN_REVIEW or (state.stage in RUNNABLE and not await self._adopt(edit)):
            return await self._reviewing.open(edit.revision, edit.actor)
        return None  # of a draft the workflow hears with submit

    async def _adopt(self, edit: Revised) -> bool:
        """Take up an edit of budget and dates inside what was approved; False when the edit needs a review."""
        adopted = await perform(
            campaigns.ADOPT_REVISION,
            campaigns.AdoptRevision(
                campaign=self._campaign,
                revision=edit.revision,
                expected_stage=self._state.stage,
            ),
        )
        if adopted.facts is None:
            return False
        await self._reviewing.void()
        self._run_as(adopted.facts)
        return True

    # How the state changes

    async def _move(self, action: Action, actor: Actor, comment: str, flight: Flight | None = None) -> None:
        moved = self._transition(action, actor, comment, flight)
        await perform(campaigns.RECORD_TRANSITION, moved)
        self._apply(moved)

    def _transition(self, action: Action, actor: Actor, comment: str, flight: Flight | None = None) -> Transition:
        return Transition(
            campaign=self._campaign,
            sequence=self._state.sequence + 1,
            from_stage=self._state.stage,
            action=action,
            to_stage=target_of(self._state, action, now_ms()),
            actor=actor,
            comment=comment,
            at_ms=now_ms(),
            flight=flight,
        )

    def _apply(self, moved: Transition) -> None:
        state = self._state
        state.stage, state.sequence, state.note = moved.to_stage, moved.sequence, moved.comment
        state.flight = moved.flight or state.flight
        if moved.from_stage is not Stage.LIVE and moved.to_stage is Stage.LIVE:
            state.stale = True
        if moved.action is Action.RESUME:
            state.exhausted_at_budget_micros = None
        workflow.upsert_search_attributes([STAGE.value_set(moved.to_stage.value)])

    def _run_as(self, facts: RevisionFacts) -> None:
        """From now on the campaign runs as ``facts`` say; dates they leave open stay as they were scheduled."""
        kept = self._state.flight if self._state.running else Flight()
        self._state.running = facts
        self._state.flight = Flight(
            starts_at_ms=facts.flight.starts_at_ms or kept.starts_at_ms,
            ends_at_ms=facts.flight.ends_at_ms or kept.ends_at_ms,
        )
        self._state.stale = self._state.stage is Stage.LIVE


def _patience(tries: int) -> timedelta:
    return TRY_AGAIN_AFTER * min(1 << min(tries - 1, 10), MOST_RARELY)


def _ms(duration: timedelta) -> int:
    return int(duration / timedelta(milliseconds=1))


def _system(actor: str) -> Actor:
    return Actor(user_id=actor, role=campaigns.SYSTEM_ROLE)


def _is_old(news: BudgetExhausted, running: RevisionFacts) -> bool:
    """It is of a budget that was raised meanwhile."""
    return news.budget_micros is not None and news.budget_micros < running.budget_micros


def _closer(closed: ReviewClosed) -> Actor:
    if closed.decision is None:
        return _system(approvals.SYSTEM_ACTOR)
    return Actor(user_id=closed.decision.approver_id, role=closed.role, roles=closed.decision.roles)


def _last_word(closed: ReviewClosed) -> str:
    return closed.decision.comment if closed.decision else "no rule asks anybody to approve it"


def _reason(error: BaseException) -> str:
    return str(getattr(error.__cause__ or error, "message", error))
