"""From a brief to a live campaign in one resource, which can be left and taken up again."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi import Body as JsonBody
from pydantic import Field, JsonValue, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, actor_of, requires
from api.errors import InvalidBody, problems_of
from api.routes.campaigns import IdempotencyKey, PricingBody, PricingView, refuse_another_currency, tell_workflow
from api.routes.creatives import CreativeView
from api.routes.workflows import PERMISSION_FOR, refuse_without
from api.state import AppState, State
from api.wire import Body, Cursor, Id, IfMatchDigest, Instant, Limit, Money, ShownInstant, ShownMoney, View, merge_patch
from domain.approvals.rules import may_decide
from domain.approvals.values import Review
from domain.assets import service as assets
from domain.assets.values import AssetContent, AssetType
from domain.campaigns.values import Action, Audience, Caps, Channel, Stage
from domain.creatives.rules import check_ports
from domain.creatives.values import CreativeContent
from domain.errors import Forbidden, InvalidInput
from domain.identity.values import Permission
from domain.pacing.values import Pacing
from domain.targeting.countries.rules import check_countries
from domain.workspace.launching import rules, service
from domain.workspace.launching.tables import Launch
from domain.workspace.launching.values import Draft, Move, Step, StepState, Wish

router = APIRouter(prefix="/api/v1/workspace/launches", tags=["workspace"])

MAY_READ = requires(Permission.CAMPAIGN_READ)
MAY_WRITE = requires(Permission.CAMPAIGN_WRITE)
_ASSET_OF: Final[Mapping[str, AssetType]] = {"video": AssetType.VIDEO, "audio": AssetType.AUDIO}
"""What an upload becomes, by the creative's format; all others show a picture."""


class BriefBody(Body):
    name: str | None = None
    objective: str = ""
    """What it is for, in words: for those who read it."""
    channel: Channel = Channel.PAID_MEDIA
    advertiser_domain: str | None = None
    categories: tuple[str, ...] = ()


class AudienceBody(Body):
    targeting: Audience | None = None
    caps: Caps | None = None


class BudgetBody(Body):
    total: Money | None = None
    currency: str | None = None
    daily: Money | None = None
    time_zone: str = "UTC"
    pacing: Pacing = Pacing.ASAP
    pricing: PricingBody | None = None


class ScheduleBody(Body):
    starts_at: Instant | None = None
    ends_at: Instant | None = None


class LaunchBody(Body):
    """Whatever is known already; the rest may follow."""

    brief: BriefBody = BriefBody()
    audience: AudienceBody = AudienceBody()
    budget: BudgetBody = BudgetBody()
    schedule: ScheduleBody = ScheduleBody()
    creatives: Annotated[tuple[dict[str, JsonValue], ...], Field(max_length=100)] = ()
    """As `POST /management/creatives` takes them, without campaign; instead of `media_url` an `asset_id` of the library, or the
    `file` (its sha256) of an upload, of which an asset is made."""

    def draft(self) -> Draft:
        """As the domain validates it. Raises ``InvalidBody``."""
        pricing = self.budget.pricing
        try:
            return Draft.model_validate(
                {
                    "objective": self.brief.objective,
                    "name": self.brief.name,
                    "channel": self.brief.channel,
                    "advertiser_domain": self.brief.advertiser_domain,
                    "categories": self.brief.categories,
                    "targeting": self.audience.targeting,
                    "caps": self.audience.caps,
                    "currency": self.budget.currency,
                    "budget_micros": self.budget.total,
                    "daily_budget_micros": self.budget.daily,
                    "time_zone": self.budget.time_zone,
                    "pacing": self.budget.pacing,
                    "pricing": pricing
                    and {
                        "goal": pricing.goal,
                        "base_cpm_micros": pricing.base_cpm,
                        "max_cpm_micros": pricing.max_cpm,
                        "goal_value_micros": pricing.goal_value,
                    },
                    "starts_at_ms": self.schedule.starts_at,
                    "ends_at_ms": self.schedule.ends_at,
                }
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error


class BriefView(View):
    name: str | None
    objective: str
    channel: Channel
    advertiser_domain: str | None
    categories: list[str]


class AudienceView(View):
    targeting: Audience | None
    caps: Caps | None


class BudgetSectionView(View):
    total: ShownMoney | None
    currency: str | None
    daily: ShownMoney | None
    time_zone: str
    pacing: Pacing
    pricing: PricingView | None


class ScheduleView(View):
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None


class SectionsView(View):
    """What was said, as `LaunchBody` takes it."""

    brief: BriefView
    audience: AudienceView
    budget: BudgetSectionView
    schedule: ScheduleView

    @classmethod
    def of(cls, draft: Draft) -> "SectionsView":
        pricing = draft.pricing
        return cls(
            brief=BriefView(
                name=draft.name,
                objective=draft.objective,
                channel=draft.channel,
                advertiser_domain=draft.advertiser_domain,
                categories=list(draft.categories),
            ),
            audience=AudienceView(targeting=draft.targeting, caps=draft.caps),
            budget=BudgetSectionView(
                total=draft.budget_micros,
                currency=draft.currency,
                daily=draft.daily_budget_micros,
                time_zone=draft.time_zone,
                pacing=draft.pacing,
                pricing=None
                if pricing is None
                else PricingView(
                    goal=pricing.goal,
                    base_cpm=pricing.base_cpm_micros,
                    max_cpm=pricing.max_cpm_micros,
                    goal_value=pricing.goal_value_micros,
                ),
            ),
            schedule=ScheduleView(starts_at=draft.starts_at_ms, ends_at=draft.ends_at_ms),
        )


class StepView(View):
    step: Step
    state: StepState
    missing: list[str]
    """Fields of this resource."""
    text: str


class NextView(View):
    """The next legal move."""

    action: Action | None
    """Of the campaign's workflow; None where the launch is to be filled in, or nothing is left to do."""
    text: str
    permission: Permission | None
    """Whose right it asks for."""
    yours: bool
    """You may do it: with `POST .../advance`, or at `path` where it is decided by hand."""
    path: str
    """Where it is done."""


class WaitingCreative(View):
    """A creative that joins the campaign once brief and budget are complete and its asset is approved."""

    id: str
    name: str
    asset_id: str
    hindrance: str
    """What else keeps it from joining; empty for nothing. Mend that, or take it out."""


class LaunchView(SectionsView):
    """A launch: what was said, which steps are done, and what comes next."""

    id: str
    revision: str
    """Of what the sections say. Send it back in If-Match to change what you have read, and nothing newer."""
    campaign_id: str | None
    stage: Stage | None
    """None before brief and budget are complete and the campaign is made."""
    steps: list[StepView]
    next: NextView
    creatives: list[CreativeView]
    waiting_creatives: list[WaitingCreative]
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class LaunchPage(View):
    items: list[LaunchView]
    next_cursor: str | None


@router.post("", status_code=201)
async def begin_launch(
    body: LaunchBody,
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    idempotency_key: IdempotencyKey = None,
) -> LaunchView:
    """Begin: brief, audience, budget, schedule and creatives, all at once or little by little.

    Once brief and budget are complete the campaign is made, and the launch goes on being its short way to the air.
    """
    _refuse_creatives(body.creatives, caller)
    draft, asked = body.draft(), sha256(body.model_dump_json().encode()).hexdigest()
    check_countries(draft.countries)
    async with state.main.tenant(caller.tenant_id) as session:
        launch = await service.made_with(session, idempotency_key, asked) if idempotency_key is not None else None
        if launch is None:
            wishes = [await _wish(session, state, caller, one, at) for at, one in enumerate(body.creatives)]
            try:
                launch = await service.begin(
                    session,
                    draft,
                    wishes,
                    address_of=_addresses(state, caller),
                    actor_id=caller.user_id,
                    now_ms=state.clock_ms(),
                    creation_key=idempotency_key,
                    asked=asked,
                )
            except ValidationError as error:
                raise InvalidBody(problems_of(error.errors())) from error
        view = await _view(session, state, caller, launch)
    response.headers["Location"] = f"{router.prefix}/{view.id}"
    return view


@router.get("")
async def list_launches(
    state: State,
    caller: Annotated[Caller, MAY_READ],
    campaign_id: Annotated[Id | None, Query(description="The launch that a campaign came of, if it did.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> LaunchPage:
    """The newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_launches(session, cursor=cursor, limit=limit, campaign_id=campaign_id)
        found = await service.standings(session, page.items, now_ms=state.clock_ms())
    items = [_shown(state, caller, held) for held in found]
    return LaunchPage(items=items, next_cursor=page.next_cursor)


@router.get("/{launch_id}")
async def get_launch(launch_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> LaunchView:
    """Where it stands: take it up again from here."""
    async with state.main.reading(caller.tenant_id) as session:
        return await _view(session, state, caller, await service.get_launch(session, launch_id))


@router.patch("/{launch_id}")
async def change_launch(
    launch_id: Id,
    patch: Annotated[dict[str, JsonValue], JsonBody(examples=[{"budget": {"total": "400.00"}}])],
    state: State,
    caller: Annotated[Caller, MAY_WRITE],
    expected: IfMatchDigest = None,
) -> LaunchView:
    """Say more, or something else: a JSON merge patch (RFC 7396) of the sections. `creatives` are added to those there are.

    Once it has a campaign, this changes the campaign, as editing that would. With `If-Match` it is refused when somebody else
    has changed a section since; repeating a change is not.
    """
    return await _changed(state, caller, launch_id, patch, expected=expected)


@router.post("/{launch_id}/advance")
async def advance_launch(
    launch_id: Id,
    state: State,
    caller: Annotated[Caller, requires(*sorted(set(PERMISSION_FOR.values())))],
    idempotency_key: IdempotencyKey = None,
) -> LaunchView:
    """Do the next move, where it is yours to do: submit, schedule or go live. What waits for others is refused with what it waits for."""
    now_ms = state.clock_ms()
    async with state.main.reading(caller.tenant_id) as session:
        held = await service.standing(session, await service.get_launch(session, launch_id), now_ms=now_ms)
    if held.held and Permission.CAMPAIGN_WRITE in caller.permissions:
        await _changed(state, caller, launch_id, {})
        async with state.main.reading(caller.tenant_id) as session:
            held = await service.standing(session, await service.get_launch(session, launch_id), now_ms=now_ms)
    move = rules.next_move(held.draft, held.progress, now_ms=now_ms)
    if move.action is None or move.by_hand:
        raise rules.nothing_to_advance(move)
    refuse_without(caller, move.action)
    await state.need_lifecycle().act(
        caller.tenant_id, held.launch.campaign_id, move.action, actor=actor_of(caller), key=idempotency_key
    )
    async with state.main.reading(caller.tenant_id) as session:
        return await _view(session, state, caller, await service.get_launch(session, launch_id))


@router.delete("/{launch_id}", status_code=204)
async def remove_launch(launch_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    """Forget one that has made no campaign yet."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove(session, launch_id)


@router.delete("/{launch_id}/waiting-creatives/{wish_id}", status_code=204)
async def take_creative_out(launch_id: Id, wish_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    """Give up a creative that has not joined the campaign; its asset stays in the library."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.take_out(session, launch_id, wish_id, now_ms=state.clock_ms())


async def _changed(
    state: AppState, caller: Caller, launch_id: str, patch: dict[str, JsonValue], *, expected: str | None = None
) -> LaunchView:
    now_ms = state.clock_ms()
    async with state.main.reading(caller.tenant_id) as session:
        before = await service.standing(session, await service.get_launch(session, launch_id), now_ms=now_ms)
    body = _merged(before.draft, patch)
    _refuse_creatives(body.creatives, caller)
    currency = body.budget.currency
    if before.progress.stage and currency not in (None, before.draft.currency):
        await refuse_another_currency(state, caller, before.launch.campaign_id, str(currency))
    async with state.main.tenant(caller.tenant_id) as session:
        launch = await service.get_launch(session, launch_id, for_update=True)
        now = await service.standing(session, launch, now_ms=now_ms, for_update=True)
        draft = _merged(now.draft, patch).draft()
        check_countries(draft.countries, before=now.draft.countries)
        wishes = [await _wish(session, state, caller, one, at) for at, one in enumerate(body.creatives)]
        try:
            changed = await service.change(
                session,
                now,
                draft,
                wishes,
                expected=expected,
                address_of=_addresses(state, caller),
                actor_id=caller.user_id,
                now_ms=now_ms,
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error
    if changed.edits:
        await tell_workflow(state, caller, changed.edits[-1])
    async with state.main.reading(caller.tenant_id) as session:
        return await _view(session, state, caller, await service.get_launch(session, launch_id))


def _merged(draft: Draft, patch: dict[str, JsonValue]) -> LaunchBody:
    try:
        return LaunchBody.model_validate(merge_patch(SectionsView.of(draft).model_dump(mode="json"), patch))
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error


async def _wish(session: AsyncSession, state: AppState, caller: Caller, given: dict[str, JsonValue], at: int) -> Wish:
    """One creative to be; of an uploaded file an asset is made. Raises ``InvalidBody`` and what the library raises."""
    said: dict[str, Any] = dict(given)
    asset_id, sha256 = str(said.pop("asset_id", "") or ""), str(said.pop("file", "") or "")
    if asset_id and sha256:
        raise InvalidInput("asset_id and file are both sent", field=f"creatives.{at}.file", remedy="Send one of them.")
    if asset_id or sha256:
        address_of = _addresses(state, caller)
        kept = (
            await assets.get_asset(session, asset_id)
            if asset_id
            else await _asset_of(session, state, caller, sha256, said)
        )
        asset_id = kept.asset.id
        said |= {"media_url": address_of(asset_id, kept.version.version), "mime": kept.file.media_type}
        said = {"width": kept.file.width, "height": kept.file.height} | said if kept.file.width else said
    try:
        content = CreativeContent.model_validate(said)
    except ValidationError as error:
        problems = [problem | {"loc": ("creatives", at, *problem["loc"])} for problem in error.errors()]
        raise InvalidBody(problems_of(problems)) from error
    check_ports(content, place=f"creatives.{at}.")
    return Wish(content=content, asset_id=asset_id)


async def _asset_of(
    session: AsyncSession, state: AppState, caller: Caller, sha256: str, said: Mapping[str, Any]
) -> assets.Kept:
    """An asset of an uploaded file, called like its creative; it waits for its review."""
    kind = _ASSET_OF.get(str(said.get("format")), AssetType.IMAGE)
    try:
        content = AssetContent(name=str(said.get("name", "")), type=kind)
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error
    return await assets.create_asset(session, content, sha256, actor_id=caller.user_id, now_ms=state.clock_ms())


def _addresses(state: AppState, caller: Caller) -> service.AddressOf:
    def address_of(asset_id: str, version: int) -> str:
        room = state.assets
        if room is None or not room.public_url:
            raise InvalidInput(
                "nobody has said where browsers find files of the library",
                field="creatives.asset_id",
                remedy="Send media_url, or have the operator set CAMPAIGN_EXPRESS__FILES__PUBLIC_URL.",
            )
        return f"{room.media_url(caller.tenant_id)}/{asset_id}/{version}"

    return address_of


def _refuse_creatives(creatives: Sequence[object], caller: Caller) -> None:
    if creatives and Permission.CREATIVE_WRITE not in caller.permissions:
        raise Forbidden(
            f"bringing creatives asks for {Permission.CREATIVE_WRITE}",
            field="creatives",
            remedy="Leave them out, or use a key that may write creatives.",
        )


async def _view(session: AsyncSession, state: AppState, caller: Caller, launch: Launch) -> LaunchView:
    return _shown(state, caller, await service.standing(session, launch, now_ms=state.clock_ms()))


def _waits_for(caller: Caller, move: Move, review: Review | None) -> bool:
    """A decision is nobody's who wrote what is decided on, has decided, or holds no role that is asked for."""
    if move.action is not Action.APPROVE:
        return True
    roles = [held.value for held in (*caller.roles, *caller.grants)]
    return review is not None and may_decide(review, caller.user_id, roles)


def _shown(state: AppState, caller: Caller, held: service.Standing) -> LaunchView:
    now_ms = state.clock_ms()
    move = rules.next_move(held.draft, held.progress, now_ms=now_ms)
    wanted = PERMISSION_FOR[move.action] if move.action else Permission.CAMPAIGN_WRITE
    here = f"{router.prefix}/{held.launch.id}"
    path = f"{here}/advance" if move.action and not move.by_hand else here
    if move.action and move.by_hand:
        path = f"/api/v1/workflows/campaigns/{held.launch.campaign_id}/actions/{move.action}"
    return LaunchView(
        **dict(SectionsView.of(held.draft)),
        id=held.launch.id,
        revision=held.draft.revision,
        campaign_id=held.launch.campaign_id if held.progress.stage else None,
        stage=held.progress.stage,
        steps=[
            StepView(step=one.step, state=one.state, missing=list(one.missing), text=one.text)
            for one in rules.steps(held.draft, held.progress)
        ],
        next=NextView(
            action=move.action,
            text=move.text,
            permission=wanted,
            yours=wanted in caller.permissions and _waits_for(caller, move, held.review),
            path=path,
        ),
        creatives=[CreativeView.of(*one) for one in held.creatives],
        waiting_creatives=[
            WaitingCreative(id=wish.id, name=wish.content.name, asset_id=wish.asset_id, hindrance=why)
            for wish, why in held.held
        ],
        created_by=held.launch.created_by,
        created_at=held.launch.created_at_ms,
        updated_at=held.launch.updated_at_ms,
    )
