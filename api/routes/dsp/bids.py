"""Bids routed to demand-side platforms, and what they won."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, StrictStr

from api.routes.dsp.access import Reader, Writer
from api.state import State
from api.wire import Body, Money, View, show_micros, show_nanos
from domain.dsp import service
from domain.dsp.values import PlatformAnswer, PlatformBid, PlatformCounters
from domain.errors import InvalidInput

router = APIRouter()


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
