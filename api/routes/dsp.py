"""Demand-side platforms: bids routed to them, what they won, and what they are kept up to date with."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StrictStr

from api.auth import Caller, requires
from api.platforms import pull_of, push_of
from api.state import AppState, State
from api.wire import Body, Id, Money, View, show_micros, show_nanos
from domain.dsp import service
from domain.dsp.tables import DspAccountRow, DspAudience
from domain.dsp.values import (
    AudienceState,
    Capabilities,
    DspAccountChange,
    NewAudience,
    NewDspAccount,
    PlatformAnswer,
    PlatformBid,
    PlatformCounters,
)
from domain.errors import InvalidInput, Unavailable
from domain.identity.values import Permission
from workflows.contracts.platforms import AudienceRef

router = APIRouter(prefix="/v1/dsp", tags=["platforms"])

Reader = Annotated[Caller, requires(Permission.DSP_READ)]
Writer = Annotated[Caller, requires(Permission.DSP_WRITE)]
Day = Annotated[date, Query(description="a UTC day, 2026-11-21")]
MOST_DAYS: Final = 93


class PlatformView(View):
    platform: str
    label: str
    parameters: list[str]
    credentials: list[str]
    match_keys: list[str]
    audience_batch: int
    documented: dict[str, str]
    """The public document that each ability follows."""
    unverified: list[str]
    """What no public document confirms."""


class AccountView(View):
    id: str
    platform: str
    name: str
    enabled: bool
    bid_url: str | None
    parameters: dict[str, str]
    timeout_ms: int
    max_concurrent: int
    revision: int


class ConnectionView(View):
    works: bool
    account: str
    """What the vendor calls it."""
    reason: str


class RoutedBidView(View):
    impression_id: str
    bid_id: str
    price: str
    """CPM, in ``currency``."""
    currency: str
    receipt: str
    """Send it to ``POST /v1/dsp/win`` when the bid has won."""
    markup: str
    creative_id: str
    deal_id: str
    advertiser_domains: list[str]
    seat: str


class AnswerView(View):
    platform: str
    account_id: str
    answered: str
    """bid, no_bid, timeout, error, busy or breaker_open."""
    latency_ms: float
    reason: str
    bids: list[RoutedBidView]


class RoutedView(View):
    answers: list[AnswerView]


class ReportedWin(Body):
    """A bid of a platform that has won."""

    receipt: Annotated[StrictStr, Field(min_length=1, max_length=20_000)]
    price: Money
    """What it won at: a CPM in the bid's currency, never above the bid."""


class WinView(View):
    platform: str
    account_id: str
    bid_id: str
    price: str
    currency: str
    counted: bool
    """False when it was on record already."""
    told: bool
    """Whether the platform has taken note; if not, report the win again."""


class CountersView(View):
    platform: str
    account_id: str
    requests: int
    bids: int
    no_bids: int
    timeouts: int
    errors: int
    busy: int
    breaker_open: int
    under_way: int
    latency_p50_ms: float
    latency_p99_ms: float


class SpendView(View):
    account_id: str
    currency: str
    wins: int
    spend: str


class StatisticsView(View):
    counters: list[CountersView]
    """Of the process that answers, since its start."""
    spend: list[SpendView]
    """Of all processes, from the wins on record."""


class AudienceView(View):
    id: str
    account_id: str
    segment: int
    name: str
    every_minutes: int
    state: str
    failure: str
    platform_audience_id: str
    members: int
    """People the platform was told of."""
    unreachable: int
    """Members of the segment with no key the platform takes."""
    expected_matches: int
    """Our estimate of how many it recognises."""
    matched: int | None
    """What it says itself; null where it says nothing."""
    match_rate: float | None
    """Of the people sent: by its own count, else by our estimate."""


class StartedView(View):
    workflow_id: str


class ProgressView(View):
    state: str
    summary: str


class PerformanceView(View):
    day: str
    platform_campaign_id: str
    impressions: int
    clicks: int
    conversions: int
    spend: str
    currency: str


@router.get("/platforms")
async def list_platforms(state: State, _caller: Reader) -> list[PlatformView]:
    """Every platform there is a connector for, what it needs, and which document each ability follows."""
    return [PlatformView(**_platform(one)) for one in state.need_platforms().fan_out.platforms()]


@router.post("/accounts", status_code=201)
async def create_account(new: NewDspAccount, state: State, caller: Writer) -> AccountView:
    """Connect an account. Its credentials are sealed and never shown again."""
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await desk.accounts.create(
            session,
            new,
            _capabilities(state, new.platform),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return _account(row)


@router.get("/accounts")
async def list_accounts(state: State, caller: Reader) -> list[AccountView]:
    async with state.main.reading(caller.tenant_id) as session:
        return [_account(row) for row in await service.list_accounts(session)]


@router.patch("/accounts/{account_id}")
async def change_account(account_id: Id, change: DspAccountChange, state: State, caller: Writer) -> AccountView:
    """Change an account; what is left out stays, credentials are replaced as a whole."""
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        held = await service.existing_account(session, account_id)
        row = await desk.accounts.change(
            session, account_id, change, _capabilities(state, held.platform), now_ms=state.clock_ms()
        )
        return _account(row)


@router.post("/accounts/{account_id}/test")
async def check_connection(account_id: Id, state: State, caller: Writer) -> ConnectionView:
    """Whether the platform accepts the account's credentials; nothing is changed there."""
    desk = state.need_platforms()
    async with state.main.reading(caller.tenant_id) as session:
        account = await desk.accounts.get(session, account_id)
    return ConnectionView(**await desk.fan_out.test_connection(account))


@router.post("/bid", openapi_extra={"requestBody": {"required": True, "content": {"application/json": {}}}})
async def route_bid(state: State, request: Request, caller: Writer) -> RoutedView:
    """Pass an OpenRTB bid request on to every enabled account's bidder at once, and gather what they answer in time."""
    desk = state.need_platforms()
    async with state.main.reading(caller.tenant_id) as session:
        accounts = await desk.accounts.routed(session)
    if not accounts:
        raise InvalidInput(
            "no enabled account has a bid_url", field="bid_url", remedy="Give one with PATCH /v1/dsp/accounts/{id}."
        )
    answers = await desk.fan_out.bid(accounts, await request.body())
    return RoutedView(answers=[_answer(answer) for answer in answers])


@router.post("/win")
async def report_win(win: ReportedWin, state: State, caller: Writer) -> WinView:
    """Count a win and tell the platform. Reported again it is not counted again, and told only if it was not yet."""
    desk = state.need_platforms()
    won = desk.fan_out.open_receipt(caller.tenant_id, win.receipt)
    if win.price > won.price_micros:
        raise InvalidInput(
            f"the bid was {show_micros(won.price_micros)} {won.currency}",
            field="price",
            remedy="Send the price it won at, which is at most the bid.",
        )
    async with state.main.tenant(caller.tenant_id) as session:
        counted = await service.record_win(
            session,
            won,
            price_nanos=win.price,  # a CPM micro is a nano for the impression
            now_ms=state.clock_ms(),
        )
        telling = await service.needs_telling(session, won)
        account = await desk.accounts.get(session, won.account_id)
    told = not telling or await desk.fan_out.tell_win(won, account, price_micros=win.price)
    if telling and told:
        async with state.main.tenant(caller.tenant_id) as session:
            await service.note_told(session, won)
    return WinView(
        platform=won.platform,
        account_id=won.account_id,
        bid_id=won.bid_id,
        price=show_micros(win.price),
        currency=won.currency,
        counted=counted,
        told=told,
    )


@router.get("/statistics")
async def statistics(state: State, caller: Reader) -> StatisticsView:
    """Requests, bids, latencies and errors per account, and what each has won."""
    counters = state.need_platforms().fan_out.counters(caller.tenant_id)
    async with state.main.reading(caller.tenant_id) as session:
        spend = await service.spend(session)
    return StatisticsView(
        counters=[CountersView(**_counters(one)) for one in counters],
        spend=[
            SpendView(
                account_id=one.account_id, currency=one.currency, wins=one.wins, spend=show_nanos(one.spend_nanos)
            )
            for one in spend
        ],
    )


@router.post("/audiences", status_code=201)
async def create_audience(new: NewAudience, state: State, caller: Writer) -> AudienceView:
    """Let an account have a segment as an audience; it is sent at once, and its changes every so often.

    While Temporal is away the audience is on record and says so; sync it when that is back.
    """
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.create_audience(session, new, actor_id=caller.user_id, now_ms=state.clock_ms())
        shown = _audience(row)
    try:
        await desk.sync(AudienceRef(tenant_id=caller.tenant_id, audience_id=shown.id), every_minutes=new.every_minutes)
    except Unavailable as error:
        shown.failure = f"{error.message}; sync it when that is back"
        async with state.main.tenant(caller.tenant_id) as session:
            await service.note_sync(
                session, shown.id, state=AudienceState.PENDING, now_ms=state.clock_ms(), failure=shown.failure
            )
    return shown


@router.get("/audiences")
async def list_audiences(state: State, caller: Reader) -> list[AudienceView]:
    async with state.main.reading(caller.tenant_id) as session:
        return [_audience(row) for row in await service.list_audiences(session)]


@router.post("/audiences/{audience_id}/sync", status_code=202)
async def sync_audience(audience_id: Id, state: State, caller: Writer) -> StartedView:
    """Send what changed now, instead of waiting for the next time."""
    async with state.main.reading(caller.tenant_id) as session:
        every_minutes = (await service.existing_audience(session, audience_id)).every_minutes
    ref = AudienceRef(tenant_id=caller.tenant_id, audience_id=audience_id)
    return StartedView(workflow_id=await state.need_platforms().sync(ref, every_minutes=every_minutes))


@router.post("/audiences/{audience_id}/stop", status_code=204)
async def stop_audience(audience_id: Id, state: State, caller: Writer) -> Response:
    """Send no more changes. The platform keeps the audience as it stands."""
    async with state.main.reading(caller.tenant_id) as session:
        await service.existing_audience(session, audience_id)
    await state.need_platforms().stop(AudienceRef(tenant_id=caller.tenant_id, audience_id=audience_id))
    return Response(status_code=204)


@router.post("/accounts/{account_id}/campaigns/{campaign_id}", status_code=202)
async def push_campaign(account_id: Id, campaign_id: Id, state: State, caller: Writer) -> StartedView:
    """Have the platform hold an approved campaign: its budget, its dates, and today's share of what is left."""
    async with state.main.reading(caller.tenant_id) as session:
        await service.existing_account(session, account_id)
    errand = push_of(caller.tenant_id, account_id, campaign_id)
    return StartedView(workflow_id=await state.need_platforms().send(errand))


@router.get("/accounts/{account_id}/campaigns/{campaign_id}")
async def campaign_progress(account_id: Id, campaign_id: Id, state: State, caller: Reader) -> ProgressView:
    """How far the last push of this campaign is."""
    said = await state.need_platforms().progress(push_of(caller.tenant_id, account_id, campaign_id))
    return ProgressView(state=said[0], summary=said[1])


@router.post("/accounts/{account_id}/performance", status_code=202)
async def pull_performance(account_id: Id, from_day: Day, to_day: Day, state: State, caller: Writer) -> StartedView:
    """Ask the platform what our campaigns did there on these days."""
    _check_days(from_day, to_day)
    async with state.main.reading(caller.tenant_id) as session:
        await service.existing_account(session, account_id)
    errand = pull_of(caller.tenant_id, account_id, from_day.isoformat(), to_day.isoformat())
    return StartedView(workflow_id=await state.need_platforms().send(errand))


@router.get("/accounts/{account_id}/performance")
async def performance(
    account_id: Id, from_day: Day, to_day: Day, state: State, caller: Reader
) -> list[PerformanceView]:
    """What the platform has reported so far."""
    _check_days(from_day, to_day)
    async with state.main.reading(caller.tenant_id) as session:
        rows = await service.performance(session, account_id, from_day=from_day.isoformat(), to_day=to_day.isoformat())
    return [
        PerformanceView(
            day=row.day,
            platform_campaign_id=row.platform_campaign_id,
            impressions=row.impressions,
            clicks=row.clicks,
            conversions=row.conversions,
            spend=show_micros(row.spend_micros),
            currency=row.currency,
        )
        for row in rows
    ]


def _check_days(from_day: date, to_day: date) -> None:
    if not 0 <= (to_day - from_day).days < MOST_DAYS:
        raise InvalidInput(
            f"from_day to to_day are 1 to {MOST_DAYS} days", field="to_day", remedy="Ask for a shorter time."
        )


def _capabilities(state: AppState, platform: str) -> Capabilities:
    known = {one.platform: one for one in state.need_platforms().fan_out.platforms()}
    if platform not in known:
        raise InvalidInput(
            f"there is no platform '{platform}'", field="platform", remedy=f"Choose one of {', '.join(known)}."
        )
    return known[platform]


def _platform(one: Capabilities) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "label": one.label,
        "parameters": list(one.parameters),
        "credentials": list(one.credentials),
        "match_keys": [key.value for key in one.match_keys],
        "audience_batch": one.audience_batch,
        "documented": dict(one.documented),
        "unverified": list(one.unverified),
    }


def _account(row: DspAccountRow) -> AccountView:
    return AccountView(
        id=row.id,
        platform=row.platform,
        name=row.name,
        enabled=row.enabled,
        bid_url=row.bid_url or None,
        parameters=dict(row.parameters),
        timeout_ms=row.timeout_ms,
        max_concurrent=row.max_concurrent,
        revision=row.revision,
    )


def _answer(answer: PlatformAnswer) -> AnswerView:
    return AnswerView(
        platform=answer.platform,
        account_id=answer.account_id,
        answered=answer.answered.value,
        latency_ms=answer.latency_ms,
        reason=answer.reason,
        bids=[_bid(bid) for bid in answer.bids],
    )


def _bid(bid: PlatformBid) -> RoutedBidView:
    return RoutedBidView(
        impression_id=bid.impression_id,
        bid_id=bid.bid_id,
        price=show_micros(bid.price_micros),
        currency=bid.currency,
        receipt=bid.receipt,
        markup=bid.markup,
        creative_id=bid.creative_id,
        deal_id=bid.deal_id,
        advertiser_domains=list(bid.advertiser_domains),
        seat=bid.seat,
    )


def _counters(one: PlatformCounters) -> dict[str, Any]:
    return {name: getattr(one, name) for name in CountersView.model_fields}


def _audience(row: DspAudience) -> AudienceView:
    recognised = row.matched if row.matched is not None else row.expected_matches
    return AudienceView(
        id=row.id,
        account_id=row.account_id,
        segment=row.segment,
        name=row.name,
        every_minutes=row.every_minutes,
        state=row.state,
        failure=row.failure,
        platform_audience_id=row.platform_audience_id,
        members=row.members,
        unreachable=row.unreachable,
        expected_matches=row.expected_matches,
        matched=row.matched,
        match_rate=round(min(1.0, recognised / row.members), 3) if row.members else None,
    )
