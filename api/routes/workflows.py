"""A campaign's life over REST: the ten actions, its history, reviews, who waits for whom, and the calendar."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from pydantic import AfterValidator, Field

from api.auth import Caller, actor_of, not_permitted, requires
from api.routes.forecasts import ForecastFigures
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, ShownMoney, View
from domain.accountability import service as accountability
from domain.approvals import service as approvals
from domain.approvals.service import Round
from domain.approvals.values import ApproverRole, Outcome, Remark, Verdict
from domain.campaigns import service as campaigns
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.sections.service import Newer, newer_than_in_force
from domain.campaigns.sections.values import Section
from domain.campaigns.tables import Campaign, CampaignTransition
from domain.campaigns.values import Action, Channel, Stage
from domain.errors import InvalidInput
from domain.identity import service as identity
from domain.identity.values import Permission
from workflows.contracts.campaigns import CampaignStatus, Flight, workflow_id

router = APIRouter(prefix="/api/v1/workflows", tags=["workflows"])

MAY_READ = requires(Permission.CAMPAIGN_READ)
PERMISSION_FOR: Final[Mapping[Action, Permission]] = MappingProxyType(
    {
        Action.SUBMIT: Permission.CAMPAIGN_WRITE,
        Action.APPROVE: Permission.CAMPAIGN_APPROVE,
        Action.REJECT: Permission.CAMPAIGN_APPROVE,
        Action.REQUEST_CHANGES: Permission.CAMPAIGN_APPROVE,
        Action.SCHEDULE: Permission.CAMPAIGN_WRITE,
        Action.GO_LIVE: Permission.CAMPAIGN_WRITE,
        Action.PAUSE: Permission.CAMPAIGN_OPERATE,
        Action.RESUME: Permission.CAMPAIGN_OPERATE,
        Action.COMPLETE: Permission.CAMPAIGN_OPERATE,
        Action.ARCHIVE: Permission.CAMPAIGN_OPERATE,
    }
)
"""What an action asks of its actor's roles; whether a decision counts is for the approval rules to say."""
MAY_ACT = requires(*sorted(set(PERMISSION_FOR.values())))
MAX_CALENDAR_MS: Final = 400 * 86_400_000

Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
RevisionHash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def storable(comment: str) -> str:
    """Text that PostgreSQL can keep: all of Unicode but NUL, which would be refused only when the action is carried out."""
    if "\x00" in comment:
        raise ValueError("contains a NUL character; remove it")
    return comment


class RemarkBody(Body):
    """What is to be changed in one section."""

    section: Section
    comment: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(storable)]


class ActionBody(Body):
    """What comes with an action; all of it may be left out."""

    comment: Annotated[str, Field(max_length=4_000), AfterValidator(storable)] = ""
    revision: Revision | None = None
    """The revision you submit, or the one you have read and decide on; refused when another is newest or under review."""
    revision_hash: RevisionHash | None = None
    """The same, by what it says: as the review you have read shows it. A decision sends one of the two."""
    remarks: list[RemarkBody] = Field(default_factory=list, max_length=len(Section))
    """With request_changes: what is to be changed, by section."""
    starts_at: Instant | None = None
    """With schedule: when it starts, inside the approved flight."""
    ends_at: Instant | None = None

    def flight(self, action: Action) -> Flight | None:
        """The dates sent, for schedule alone. Raises ``InvalidInput``."""
        if self.starts_at is None and self.ends_at is None:
            return None
        if action is not Action.SCHEDULE:
            raise InvalidInput(
                "only schedule takes dates", field="starts_at", remedy="Leave starts_at and ends_at out."
            )
        return Flight(starts_at_ms=self.starts_at, ends_at_ms=self.ends_at)


class ProgressView(View):
    role: ApproverRole
    needed: int
    given: int


class ActionAnswer(View):
    """Where the campaign stands once the action has happened."""

    campaign_id: str
    stage: Stage
    allowed: list[Action]
    """What may be done next."""
    sequence: int
    """Number of the last transition on record."""
    note: str
    """Why it stands there."""
    trouble: str
    """What failed that must happen by itself; it is tried again. Empty when nothing did."""
    running_revision: int | None
    review_round: int | None
    """The round of review going on, if any, and of which revision."""
    review_revision: int | None
    review: str
    """How far the review is after this decision: ``1 of 2 director approvals``."""
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None

    @classmethod
    def of(cls, campaign_id: str, status: CampaignStatus) -> "ActionAnswer":
        return cls(
            campaign_id=campaign_id,
            stage=status.stage,
            allowed=list(status.allowed),
            sequence=status.sequence,
            note=status.note,
            trouble=status.trouble,
            running_revision=status.running_revision,
            review_round=status.review_round,
            review_revision=status.review_revision,
            review=status.standing.summary if status.standing else "",
            starts_at=status.flight.starts_at_ms,
            ends_at=status.flight.ends_at_ms,
        )


class TransitionView(View):
    """One action that happened. Actors named ``system:...`` are the calendar, the banker or the approval rules."""

    sequence: int
    from_stage: Stage
    action: Action
    to_stage: Stage
    actor_id: str
    actor_role: str
    comment: str
    at: ShownInstant

    @classmethod
    def of(cls, row: CampaignTransition) -> "TransitionView":
        return cls(
            sequence=row.sequence,
            from_stage=Stage(row.from_stage),
            action=Action(row.action),
            to_stage=Stage(row.to_stage),
            actor_id=row.actor_id,
            actor_role=row.actor_role,
            comment=row.comment,
            at=row.at_ms,
        )


class TransitionList(View):
    items: list[TransitionView]


class ExecutionView(View):
    url: str | None
    """In the Temporal Web UI; null where there is none, and before the campaign was submitted."""


class RemarkView(View):
    section: Section
    comment: str


class DecisionView(View):
    approver_id: str
    roles: list[str]
    verdict: Verdict
    comment: str
    remarks: list[RemarkView]
    revision_hash: str
    """What had been read; empty for decisions from before it was asked for."""
    at: ShownInstant


class StandingView(View):
    """An approval of an earlier round that counts for the sections that say what they said then."""

    approver_id: str
    sections: list[Section]


class RequirementView(ProgressView):
    rules: list[str]
    """The rules that ask for it."""


class ReviewView(View):
    """One round of review of one revision."""

    approval_id: str
    campaign_id: str
    round: int
    revision: int
    revision_hash: str
    """What your decision names."""
    sections: list[Section]
    """Those to be read: they say something that nobody has approved."""
    standing: list[StandingView]
    outcome: Outcome
    summary: str
    requirements: list[RequirementView]
    submitter_ids: list[str]
    """Who submitted or wrote it, and therefore cannot decide."""
    decisions: list[DecisionView]
    opened_at: ShownInstant
    closed_at: ShownInstant | None
    reminders: int
    forecast: ForecastFigures | None = None
    """The last forecast that was made of the campaign, if any; it says of which revision."""

    @classmethod
    def of(cls, held: Round) -> "ReviewView":
        return cls(
            approval_id=held.approval_id,
            campaign_id=held.campaign_id,
            round=held.number,
            revision=held.revision,
            revision_hash=held.revision_hash,
            sections=list(held.review.sections),
            standing=[
                StandingView(approver_id=one.approver_id, sections=list(one.sections)) for one in held.review.standing
            ],
            outcome=held.outcome,
            summary=held.summary,
            requirements=[
                RequirementView(role=step.role, needed=step.needed, given=step.given, rules=list(asked.rules))
                for step, asked in zip(held.progress, held.review.requirements, strict=True)
            ],
            submitter_ids=list(held.review.submitter_ids),
            decisions=[
                DecisionView(
                    approver_id=one.approver_id,
                    roles=list(one.roles),
                    verdict=one.verdict,
                    comment=one.comment,
                    remarks=[RemarkView(section=said.section, comment=said.comment) for said in one.remarks],
                    revision_hash=one.revision_hash,
                    at=one.at_ms,
                )
                for one in held.review.decisions
            ],
            opened_at=held.opened_at_ms,
            closed_at=held.closed_at_ms,
            reminders=held.reminders,
        )


class ReviewList(View):
    """Without forecasts."""

    items: list[ReviewView]


class CalendarEntry(View):
    """A campaign and when it runs; an open start or end is null."""

    campaign_id: str
    name: str
    channel: Channel
    stage: Stage
    budget: ShownMoney
    """What is in force; what is asked for where nothing is yet."""
    currency: str
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None

    @classmethod
    def of(cls, campaign: Campaign, *, newer: Newer | None = None) -> "CalendarEntry":
        spends = newer.in_force if newer else campaign
        return cls(
            campaign_id=campaign.id,
            name=campaign.name,
            channel=Channel(campaign.channel),
            stage=Stage(campaign.stage),
            budget=spends.budget_micros,
            currency=spends.currency,
            starts_at=campaign.starts_at_ms,
            ends_at=campaign.ends_at_ms,
        )


class CalendarPage(View):
    items: list[CalendarEntry]
    next_cursor: str | None


class PendingReview(View):
    """A review somebody could decide now, and the campaign it is of."""

    campaign: CalendarEntry
    review: ReviewView


class PendingList(View):
    """Oldest first."""

    approver_id: str
    items: list[PendingReview]


def refuse_without(caller: Caller, action: Action) -> None:
    """Raise ``Forbidden`` for whoever may act, but not like this."""
    wanted = PERMISSION_FOR[action]
    if wanted not in caller.permissions:
        raise not_permitted(caller, wanted, field="action")


@router.post("/campaigns/{campaign_id}/actions/{action}")
async def act(
    campaign_id: Id,
    action: Action,
    *,
    state: State,
    caller: Annotated[Caller, MAY_ACT],
    body: ActionBody | None = None,
    idempotency_key: Annotated[
        str | None,
        Header(pattern="^[!-~]{1,200}$", description="Repeat a call with the same key and it happens once"),
    ] = None,
) -> ActionAnswer:
    """Do one of the ten actions; the answer comes when it has happened, with the new stage."""
    refuse_without(caller, action)
    body = body or ActionBody()
    status = await state.need_lifecycle().act(
        caller.tenant_id,
        campaign_id,
        action,
        actor=actor_of(caller),
        comment=body.comment,
        revision=body.revision,
        flight=body.flight(action),
        revision_hash=body.revision_hash or "",
        remarks=[Remark(section=one.section, comment=one.comment) for one in body.remarks],
        key=idempotency_key,
    )
    return ActionAnswer.of(campaign_id, status)


@router.get("/campaigns/{campaign_id}/transitions")
async def list_transitions(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> TransitionList:
    """Everything that happened to a campaign, oldest first."""
    async with state.main.reading(caller.tenant_id) as session:
        rows = await campaigns.list_transitions(session, campaign_id)
    return TransitionList(items=[TransitionView.of(row) for row in rows])


@router.get("/campaigns/{campaign_id}/execution")
async def get_execution(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> ExecutionView:
    """Where engineers look at its workflow."""
    async with state.main.reading(caller.tenant_id) as session:
        campaign = await campaigns.get_campaign(session, campaign_id)
    if not campaign.last_sequence or not state.workflow_pages:
        return ExecutionView(url=None)
    named = quote(workflow_id(caller.tenant_id, campaign_id), safe="")
    return ExecutionView(url=f"{state.workflow_pages}/{named}")


@router.get("/campaigns/{campaign_id}/approval")
async def get_approval(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> ReviewView:
    """The newest round of review: who is asked, who decided what, how far it is."""
    async with state.main.reading(caller.tenant_id) as session:
        await campaigns.get_campaign(session, campaign_id)
        held = await approvals.current_round(session, campaign_id)
        made = await accountability.latest_forecast(session, campaign_id)
    shown = ReviewView.of(held)
    return shown.model_copy(update={"forecast": ForecastFigures.of(made)}) if made is not None else shown


@router.get("/campaigns/{campaign_id}/approvals")
async def list_approvals(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> ReviewList:
    """Every round of review, the newest first: what was asked for before, and by whom. Empty before it was submitted."""
    async with state.main.reading(caller.tenant_id) as session:
        await campaigns.get_campaign(session, campaign_id)
        rounds = await approvals.rounds_of(session, campaign_id)
    return ReviewList(items=[ReviewView.of(held) for held in reversed(rounds)])


@router.get("/pending")
async def list_pending(
    state: State,
    caller: Annotated[Caller, MAY_READ],
    approver: Annotated[
        str | None, Query(pattern="^[A-Za-z0-9_-]{1,64}$", description="A user; you by default")
    ] = None,
    limit: Limit = 50,
) -> PendingList:
    """Reviews this person could decide now: holds a role that is asked for, has not decided, did not submit."""
    async with state.main.reading(caller.tenant_id) as session:
        approver_id, roles = caller.user_id, [held.value for held in (*caller.roles, *caller.grants)]
        if approver is not None and approver != caller.user_id:
            user = await identity.get_user(session, approver)
            approver_id, roles = user.id, [*user.roles, *user.grants]
        rounds = await approvals.pending_for(session, approver_id, roles, limit=limit)
        reviewed = await campaigns.known(session, {held.campaign_id for held in rounds})
    return PendingList(
        approver_id=approver_id,
        items=[
            PendingReview(campaign=CalendarEntry.of(reviewed[held.campaign_id]), review=ReviewView.of(held))
            for held in rounds
        ],
    )


@router.get("/calendar")
async def list_calendar(
    *,
    state: State,
    caller: Annotated[Caller, MAY_READ],
    from_: Annotated[Instant, Query(alias="from", description="Inclusive")],
    to: Annotated[Instant, Query(description="Exclusive")],
    stage: Annotated[list[Stage] | None, Query(max_length=9)] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> CalendarPage:
    """Campaigns whose flight overlaps the range; an open start or end reaches for ever."""
    if not 0 < to - from_ <= MAX_CALENDAR_MS:
        raise InvalidInput(
            "the range ends before it begins, or is longer than 400 days", field="to", remedy="Shorten it."
        )
    filters = Filters(stages=tuple(stage or ()), from_ms=from_, to_ms=to)
    async with state.main.reading(caller.tenant_id) as session:
        page = await campaigns.list_campaigns(session, filters, cursor, limit, sort=Sort.OLDEST)
        newer = await newer_than_in_force(session, [item.campaign for item in page.items])
    items = [CalendarEntry.of(item.campaign, newer=newer.get(item.campaign.id)) for item in page.items]
    return CalendarPage(items=items, next_cursor=page.next_cursor)
