"""Why a campaign spends what it spends."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from msgspec.structs import replace

from api.auth import Caller, requires
from api.recent_traffic import Window
from api.state import AppState, State
from api.wire import Id, Instant, ShownInstant, View, show_nanos
from domain.accountability.values import TRACE_DAYS
from domain.budgets.corrections import service as corrections
from domain.campaigns.values import Stage
from domain.errors import InvalidInput, Unavailable
from domain.identity.values import Permission
from domain.workspace.explaining import service
from domain.workspace.explaining.rules import explain
from domain.workspace.explaining.values import Cause, Reason, Traffic
from storage.clickhouse.explaining import campaign_traffic
from storage.clickhouse.queries import Period

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])

DAY_MS: Final = 86_400_000


class ReasonView(View):
    """One reason, with its number, the time it is of, and what to do."""

    cause: Cause
    is_blocking: bool
    """It stops everything by itself."""
    weight: float
    """The part of the campaign's traffic that is lost for it: 1 is all of it."""
    text: str
    measured: str
    """The number: a count, milliseconds, or an amount of money."""
    out_of: str | None
    unit: str
    """`requests` (traced, a sample), `bids`, `wins`, `creatives`, `ms`, or the currency."""
    from_at: ShownInstant
    to_at: ShownInstant
    remedy: str
    codes: dict[str, int]
    """The bid plane's or the exchange's own words, the commonest first."""

    @classmethod
    def of(cls, reason: Reason, currency: str) -> "ReasonView":
        is_money = reason.unit == "nanos"

        def shown(number: int) -> str:
            return show_nanos(number) if is_money else str(number)

        return cls(
            cause=reason.cause,
            is_blocking=reason.is_blocking,
            weight=round(reason.weight, 4),
            text=reason.text,
            measured=shown(reason.measured),
            out_of=None if reason.out_of is None else shown(reason.out_of),
            unit=currency if is_money else reason.unit,
            from_at=reason.from_ms,
            to_at=reason.to_ms,
            remedy=reason.remedy,
            codes=reason.codes,
        )


class TrafficView(View):
    """What the bid plane saw of the campaign in the window."""

    traced_requests: int
    bids: int
    wins: int
    billed_impressions: int
    spend: str

    @classmethod
    def of(cls, traffic: Traffic) -> "TrafficView":
        return cls(
            traced_requests=sum(traffic.refusals.values()),
            bids=traffic.bids,
            wins=traffic.wins,
            billed_impressions=traffic.billed,
            spend=show_nanos(traffic.spend_nanos),
        )


class ExplanationView(View):
    """Why it spends what it spends: what blocks it first, then what costs it traffic, by how much."""

    campaign_id: str
    stage: Stage
    is_spending: bool
    """Something was billed in the window."""
    currency: str
    from_at: ShownInstant
    to_at: ShownInstant
    traffic: TrafficView | None
    """None while analytics is away: then the reasons are those that SQL and the banker know."""
    reasons: list[ReasonView]


@router.get("/{campaign_id}/explanation")
async def get_explanation(
    campaign_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)],
    from_: Annotated[Instant | None, Query(alias="from", description="A day before `to` unless given")] = None,
    to: Annotated[Instant | None, Query(description="Now unless given")] = None,
) -> ExplanationView:
    """Why is this not spending? Stage, dates, budget, pacing, caps, creatives, traffic and price, by weight. A window is whole hours.

    What analytics says of it is at most a minute old.
    """
    now_ms = state.clock_ms()
    to_ms = now_ms if to is None else to
    from_ms = max(0, to_ms - DAY_MS) if from_ is None else from_
    if not 0 < to_ms - from_ms <= TRACE_DAYS * DAY_MS:
        raise InvalidInput(
            f"the window ends before it begins, or is longer than the {TRACE_DAYS} days that traces are kept",
            field="from",
            remedy="Move one of them.",
        )
    hours = Period.covering(from_ms, to_ms)
    from_ms, to_ms = hours.from_ms, min(hours.to_ms, max(now_ms, to_ms))
    async with state.main.reading(caller.tenant_id) as session:
        known = await service.known_of(session, campaign_id, from_ms=from_ms, to_ms=to_ms, now_ms=now_ms)
    async with state.money.reading(caller.tenant_id) as session:
        money = await service.money_of(session, campaign_id, now_ms=now_ms)
        owed = await corrections.made_owed(session, caller.tenant_id, campaign_id, from_ms=from_ms, to_ms=to_ms)
    try:
        traffic = await _traffic(state, Window(caller.tenant_id, campaign_id, hours.from_ms, hours.to_ms), now_ms)
    except Unavailable:
        traffic = None
    traffic = None if traffic is None else traffic.with_owed(owed)
    found = explain(replace(known, money=money, traffic=traffic))
    return ExplanationView(
        campaign_id=campaign_id,
        stage=known.stage,
        is_spending=found.is_spending,
        currency=known.currency,
        from_at=from_ms,
        to_at=to_ms,
        traffic=None if traffic is None else TrafficView.of(traffic),
        reasons=[ReasonView.of(reason, known.currency) for reason in found.reasons],
    )


async def _traffic(state: AppState, window: Window, now_ms: int) -> Traffic:
    """At most a minute old. Raises ``Unavailable``."""

    async def ask() -> Traffic:
        return await campaign_traffic(
            state.need_analytics(),
            window.tenant_id,
            window.campaign_id,
            from_ms=window.from_ms,
            to_ms=window.to_ms,
        )

    return await state.recent_traffic.find(window, ask, now_ms=now_ms)
