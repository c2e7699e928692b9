"""Campaigns as people write them: create, read, list, edit, delete while draft, and what became of the money."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi import Body as JsonBody
from pydantic import AfterValidator, Field, JsonValue, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, actor_of, requires
from api.budget_views import BudgetView
from api.errors import InvalidBody, problems_of
from api.state import AppState, State
from api.wire import (
    Body,
    Cursor,
    Id,
    Instant,
    Limit,
    Money,
    ShownInstant,
    ShownMoney,
    View,
    if_match,
    merge_patch,
)
from domain.approvals import service as approvals
from domain.budgets import service as budgets
from domain.campaigns import service
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.rules import allowed_actions
from domain.campaigns.sections.service import Newer, newer_than_in_force, written
from domain.campaigns.sections.values import Section
from domain.campaigns.service import Edit
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Action, Audience, CampaignContent, Caps, Channel, Stage, printable
from domain.errors import Conflict, InvalidInput, NotFound
from domain.golive.tasks import service as tasks
from domain.identity.values import Permission
from domain.pacing.values import Pacing
from domain.serving.values import Goal
from domain.targeting.countries.rules import check_countries
from domain.workspace.comments import service as comments
from domain.workspace.launching import service as launching

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])

MAY_READ = requires(Permission.CAMPAIGN_READ)
MAY_WRITE = requires(Permission.CAMPAIGN_WRITE)
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=40, description='The ETag you read, like "3"')]
IdempotencyKey = Annotated[
    str | None,
    Header(pattern="^[!-~]{1,200}$", description="Repeat a call with the same key and it happens once"),
]


class PricingBody(Body):
    """How the campaign bids: ``reach`` bids ``base_cpm``, the other goals what one of them is worth."""

    goal: Goal = Goal.REACH
    base_cpm: Money = 0
    max_cpm: Money
    """Bounds every bid, loyalty boosts included."""
    goal_value: Money = 0
    """What one click or conversion is worth."""


class CampaignBody(Body):
    """A campaign's content."""

    name: Annotated[str, Field(examples=["Spring sale"])]
    channel: Channel = Channel.PAID_MEDIA
    advertiser_domain: Annotated[str, Field(examples=["shop.example.com"])]
    """Creatives land on it or below it."""
    categories: tuple[str, ...] = ()
    """IAB content categories such as IAB22-1, or topics such as alcohol."""
    currency: Annotated[str, Field(examples=["USD"])]
    budget: Money
    daily_budget: Money | None = None
    """The most a day may cost, from midnight to midnight in ``time_zone``; left out: no more than the budget."""
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])] = "UTC"
    """The campaign's own, by its IANA name."""
    pacing: Pacing = Pacing.ASAP
    """How the day's money is spread over the day, or the budget over the flight where there is no daily budget."""
    starts_at: Instant | None = None
    """Left out: it starts when it goes live."""
    ends_at: Instant | None = None
    """Left out: it runs until somebody ends it."""
    pricing: PricingBody
    targeting: Audience = Audience()
    """Whom and where; what is left out restricts nothing."""
    caps: Caps = Caps()
    """Billed impressions one person may get; 0 means uncapped."""

    def content(self) -> CampaignContent:
        """As the domain validates it. Raises ``InvalidBody`` naming the fields as they are in this body."""
        try:
            return CampaignContent.model_validate(
                {
                    "name": self.name,
                    "channel": self.channel,
                    "advertiser_domain": self.advertiser_domain,
                    "categories": self.categories,
                    "currency": self.currency,
                    "budget_micros": self.budget,
                    "daily_budget_micros": self.daily_budget,
                    "time_zone": self.time_zone,
                    "pacing": self.pacing,
                    "starts_at_ms": self.starts_at,
                    "ends_at_ms": self.ends_at,
                    "pricing": {
                        "goal": self.pricing.goal,
                        "base_cpm_micros": self.pricing.base_cpm,
                        "max_cpm_micros": self.pricing.max_cpm,
                        "goal_value_micros": self.pricing.goal_value,
                    },
                    "targeting": self.targeting,
                    "caps": self.caps,
                }
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error


class PricingView(View):
    goal: Goal
    base_cpm: ShownMoney
    max_cpm: ShownMoney
    goal_value: ShownMoney


class ContentView(View):
    """A campaign's newest content, as ``CampaignBody`` takes it."""

    name: str
    channel: Channel
    advertiser_domain: str
    categories: list[str]
    currency: str
    budget: ShownMoney
    daily_budget: ShownMoney | None
    time_zone: str
    pacing: Pacing
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None
    pricing: PricingView
    targeting: Audience
    caps: Caps


class Flight(View):
    """When it runs by its schedule."""

    starts_at: ShownInstant | None
    ends_at: ShownInstant | None


class Standing(View):
    """Where a campaign stands."""

    id: str
    stage: Stage
    note: str
    """Why it is in its stage: the comment of its last transition."""
    allowed_actions: list[Action]
    revision: int
    approved_revision: int | None
    flight: Flight
    went_live_at: ShownInstant | None
    """When it first went live."""
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class InForceView(View):
    """What is in force while a newer revision is not, and who wrote that one."""

    currency: str
    budget: ShownMoney
    daily_budget: ShownMoney | None
    under_review: bool
    """Whether the newer one waits for a review now; it was sent back otherwise, or is about to be put before one."""
    changed_by: str
    changed_at: ShownInstant


class CampaignView(ContentView, Standing):
    """A campaign. ``revision`` is the newest content, shown here; ``approved_revision`` is what runs."""

    in_force: InForceView | None = None
    """What runs, where that is not what is shown here; null where nothing was approved yet."""

    @classmethod
    def of(
        cls,
        campaign: Campaign,
        content: CampaignContent,
        *,
        under_review: bool = False,
        went_live_ms: int | None = None,
        newer: Newer | None = None,
    ) -> "CampaignView":
        return cls(
            **content_view(content),
            in_force=newer
            and InForceView(
                currency=newer.in_force.currency,
                budget=newer.in_force.budget_micros,
                daily_budget=newer.in_force.daily_budget_micros,
                under_review=under_review,
                changed_by=newer.author_id,
                changed_at=newer.at_ms,
            ),
            id=campaign.id,
            stage=Stage(campaign.stage),
            note=campaign.note,
            allowed_actions=list(allowed_actions(Stage(campaign.stage), beside_review=under_review)),
            revision=campaign.revision,
            approved_revision=campaign.approved_revision,
            flight=Flight(starts_at=campaign.starts_at_ms, ends_at=campaign.ends_at_ms),
            went_live_at=went_live_ms,
            created_by=campaign.created_by,
            created_at=campaign.created_at_ms,
            updated_at=campaign.updated_at_ms,
        )


class EditedCampaignView(CampaignView):
    needs_review: bool
    """The new revision runs once people have approved it; until then the approved one goes on running."""


class CampaignPage(View):
    items: list[CampaignView]
    next_cursor: str | None


class RevisionView(View):
    """What somebody wrote at one time."""

    number: int
    author_id: str
    at: ShownInstant
    budget: ShownMoney
    currency: str
    changed: list[Section]
    """What says something else than the revision before; everything in the first."""


class RevisionList(View):
    items: list[RevisionView]


def content_view(content: CampaignContent) -> dict[str, Any]:
    """The fields of a ``ContentView``."""
    return {
        "name": content.name,
        "channel": content.channel,
        "advertiser_domain": content.advertiser_domain,
        "categories": list(content.categories),
        "currency": content.currency,
        "budget": content.budget_micros,
        "daily_budget": content.daily_budget_micros,
        "time_zone": content.time_zone,
        "pacing": content.pacing,
        "starts_at": content.starts_at_ms,
        "ends_at": content.ends_at_ms,
        "pricing": PricingView(
            goal=content.pricing.goal,
            base_cpm=content.pricing.base_cpm_micros,
            max_cpm=content.pricing.max_cpm_micros,
            goal_value=content.pricing.goal_value_micros,
        ),
        "targeting": content.targeting,
        "caps": content.caps,
    }


@router.post("", status_code=201)
async def create_campaign(
    body: CampaignBody,
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    idempotency_key: IdempotencyKey = None,
) -> CampaignView:
    """A new draft."""
    content = body.content()
    check_countries(content.targeting.countries)
    async with state.main.tenant(caller.tenant_id) as session:
        created = await service.create_campaign(
            session, content, actor_id=caller.user_id, now_ms=state.clock_ms(), creation_key=idempotency_key
        )
        campaign, newest = await service.read_campaign(session, created.id)
    response.headers["ETag"] = _etag(campaign)
    response.headers["Location"] = f"{router.prefix}/{campaign.id}"
    return CampaignView.of(campaign, newest)


@router.get("")
async def list_campaigns(
    *,
    state: State,
    caller: Annotated[Caller, MAY_READ],
    stage: Annotated[list[Stage] | None, Query(max_length=9)] = None,
    channel: Annotated[list[Channel] | None, Query(max_length=11)] = None,
    q: Annotated[
        str, Query(max_length=200, description="In name or advertiser domain"), AfterValidator(printable)
    ] = "",
    from_: Annotated[Instant | None, Query(alias="from", description="Flights that reach beyond this instant")] = None,
    to: Annotated[Instant | None, Query(description="Flights that begin before this instant")] = None,
    sort: Sort = Sort.NEWEST,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CampaignPage:
    filters = Filters(
        stages=tuple(stage or ()),
        channels=tuple(channel or ()),
        text=q,
        from_ms=from_,
        to_ms=to,
    )
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_campaigns(session, filters, cursor, limit, sort=sort)
        ids = [item.campaign.id for item in page.items]
        waiting = await approvals.under_review(session, ids)
        lives = await service.lives(session, ids)
        newer = await newer_than_in_force(session, [item.campaign for item in page.items])
    items = [
        CampaignView.of(
            *item,
            under_review=item.campaign.id in waiting,
            went_live_ms=lives.get(item.campaign.id, (None, None))[0],
            newer=newer.get(item.campaign.id),
        )
        for item in page.items
    ]
    return CampaignPage(items=items, next_cursor=page.next_cursor)


@router.get("/{campaign_id}")
async def get_campaign(
    campaign_id: Id, state: State, response: Response, caller: Annotated[Caller, MAY_READ]
) -> CampaignView:
    async with state.main.reading(caller.tenant_id) as session:
        campaign, view = await _read(session, campaign_id)
    response.headers["ETag"] = _etag(campaign)
    return view


@router.patch("/{campaign_id}")
async def edit_campaign(
    *,
    campaign_id: Id,
    patch: Annotated[dict[str, JsonValue], JsonBody(examples=[{"budget": "400.00"}])],
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    read_at: IfMatch = None,
) -> EditedCampaignView:
    """Change some fields: a JSON merge patch (RFC 7396) of a campaign's content; null resets a field.

    With ``If-Match`` it is refused when somebody else was faster. Repeating it changes nothing, and tells the workflow
    again of an edit it has not heard of.
    """
    expected = if_match(read_at)
    if isinstance(currency := patch.get("currency"), str):
        await refuse_another_currency(state, caller, campaign_id, currency)
    async with state.main.tenant(caller.tenant_id) as session:
        _, current = await service.read_campaign(session, campaign_id, for_update=True)
        merged = merge_patch(ContentView(**content_view(current)).model_dump(mode="json"), patch)
        content = _validated(merged).content()
        check_countries(content.targeting.countries, before=current.targeting.countries)
        edit = await service.edit_campaign(
            session,
            campaign_id,
            content,
            expected_revision=expected,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    needs_review = await tell_workflow(state, caller, edit)
    async with state.main.reading(caller.tenant_id) as session:
        campaign, view = await _read(session, campaign_id)
    response.headers["ETag"] = _etag(campaign)
    return EditedCampaignView(**dict(view), needs_review=needs_review)


@router.delete("/{campaign_id}", status_code=204)
async def delete_campaign(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    """Erase a draft that was never submitted, with its creatives, its launch and what was said of it."""
    async with state.main.tenant(caller.tenant_id) as session:
        await launching.remove_all(session, campaign_id)
        await comments.remove_all(session, campaign_id)
        await service.delete_draft(session, campaign_id)
        await launching.refuse_one_begun_meanwhile(session, campaign_id)
        await tasks.remove_all(session, campaign_id)


@router.get("/{campaign_id}/revisions")
async def list_revisions(
    campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ], limit: Limit = 50
) -> RevisionList:
    """Who wrote what of it when: its last revisions, the newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        found = await written(session, campaign_id, limit=limit)
    items = [
        RevisionView(
            number=one.number,
            author_id=one.author_id,
            at=one.at_ms,
            budget=one.budget_micros,
            currency=one.currency,
            changed=list(one.changed),
        )
        for one in found
    ]
    return RevisionList(items=items)


@router.get("/{campaign_id}/budget")
async def get_budget(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> BudgetView:
    """Budget, confirmed spend, what bidders hold, and what was billed but is disputed."""
    async with state.main.reading(caller.tenant_id) as session:
        campaign = await service.get_campaign(session, campaign_id)
    try:
        async with state.money.reading(caller.tenant_id) as session:
            money = await budgets.budget_of(session, campaign_id, now_ms=state.clock_ms())
    except NotFound:
        return BudgetView.untouched(campaign)
    return BudgetView.of(money)


async def tell_workflow(state: AppState, caller: Caller, edit: Edit) -> bool:
    """Let the campaign's workflow know of a revision it has not heard of; whether that waits for a review then.

    Raises ``Unavailable`` while Temporal is away: the edit is kept, and repeating the call tells the workflow then.
    """
    campaign = edit.campaign
    if Stage(campaign.stage) not in service.UNDER_WAY:
        return edit.needs_review
    if edit.revision in (campaign.approved_revision, campaign.locked_revision):
        return edit.needs_review
    try:
        status = await state.need_lifecycle().revised(
            caller.tenant_id, campaign.id, edit.revision, actor=actor_of(caller)
        )
    except Conflict:
        async with state.main.reading(caller.tenant_id) as session:
            now = await service.get_campaign(session, campaign.id)
        if now.revision == edit.revision and now.stage == campaign.stage:
            raise
        return edit.needs_review
    return edit.needs_review and status.running_revision != edit.revision


async def _read(session: AsyncSession, campaign_id: str) -> tuple[Campaign, CampaignView]:
    campaign, content = await service.read_campaign(session, campaign_id)
    waiting = await approvals.under_review(session, [campaign_id])
    live_ms, _ = (await service.lives(session, [campaign_id])).get(campaign_id, (None, None))
    newer = (await newer_than_in_force(session, [campaign])).get(campaign_id)
    view = CampaignView.of(campaign, content, under_review=bool(waiting), went_live_ms=live_ms, newer=newer)
    return campaign, view


def _validated(merged: dict[str, Any]) -> CampaignBody:
    try:
        return CampaignBody.model_validate(merged)
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error


async def refuse_another_currency(state: AppState, caller: Caller, campaign_id: str, currency: str) -> None:
    """Raises ``InvalidInput`` when money of the campaign has moved in another currency."""
    async with state.money.reading(caller.tenant_id) as session:
        spent_in = await budgets.money_moved(session, campaign_id)
    if spent_in not in (None, currency):
        raise InvalidInput(
            f"currency cannot change to {currency}: the campaign has spent {spent_in}",
            field="currency",
            remedy=f"Keep {spent_in}, or start a new campaign in {currency}.",
        )


def _etag(campaign: Campaign) -> str:
    return f'"{campaign.revision}"'
