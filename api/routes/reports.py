"""What happened, from analytics: a second or so behind the bidders, and ``/progress`` says how far."""

from decimal import Decimal
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import PlainSerializer

from api.auth import Caller, requires
from api.state import State
from api.wire import Instant, ShownInstant, ShownMoney, View, show_nanos
from domain.budgets.returns import rules as returns
from domain.campaigns import repository as campaigns_repository
from domain.errors import InvalidInput
from domain.events.values import NO_TENANT
from domain.identity.values import Permission
from domain.shading.values import Arm
from storage.clickhouse import queries
from storage.clickhouse.queries import CampaignPerformance, Period
from storage.clickhouse.schema import RETENTION_DAYS
from storage.clickhouse.shading import ShadingRow, shading_report
from storage.clickhouse.writer import read_progress

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

DAY_MS: Final = 86_400_000
MAX_PERIOD_MS: Final = 400 * DAY_MS

From = Annotated[Instant | None, Query(alias="from", description="All that is kept, 90 days, unless given")]
ShownRatio = Annotated[Decimal | None, PlainSerializer(lambda value: None if value is None else f"{value:f}")]
To = Annotated[Instant | None, Query(alias="to", description="Now unless given")]


class CampaignRow(View):
    """One campaign. Money and what leads to it are counted once each, however often an exchange told us."""

    campaign_id: str
    name: str | None
    """None where there is no such campaign any more."""
    bids: int
    wins: int
    billed_impressions: int
    clicks: int
    conversions: int
    conversion_value: ShownMoney
    spend: str
    """Exact, in `currency`, from settlements the banker confirmed."""
    spend_nanos: int
    """The same in billionths, as the ledger sums it."""
    currency: str
    roas: ShownRatio
    """Conversion value over spend."""
    roi_percent: ShownRatio
    cpa: ShownRatio
    """Spend a conversion; `cpc` a click, `cpm` a thousand billed impressions. None where there are none."""
    cpc: ShownRatio
    cpm: ShownRatio

    @classmethod
    def of(cls, row: CampaignPerformance, name: str | None) -> "CampaignRow":
        return cls(
            campaign_id=row.campaign_id,
            name=name,
            bids=row.bids,
            wins=row.wins,
            billed_impressions=row.billed_impressions,
            clicks=row.clicks,
            conversions=row.conversions,
            conversion_value=row.conversion_value_micros,
            spend=show_nanos(row.spend_nanos),
            spend_nanos=row.spend_nanos,
            currency=row.currency,
            **returns.of(
                spend_nanos=row.spend_nanos,
                value_micros=row.conversion_value_micros,
                conversions=row.conversions,
                clicks=row.clicks,
                impressions=row.billed_impressions,
            )._asdict(),
        )


class CampaignReport(View):
    """The period is widened to whole hours, and says so."""

    from_at: ShownInstant
    to_at: ShownInstant
    items: list[CampaignRow]


class RefusalRow(View):
    reason: str
    entry: str
    """The door: rest, grpc or nats."""
    requests: int


class RefusalReport(View):
    """The period is widened to whole hours, and says so."""

    from_at: ShownInstant
    to_at: ShownInstant
    items: list[RefusalRow]


class ShadingArm(View):
    """First-price bids that were treated alike: `shaded`, `holdout` (left at value) or `explored` (lowered at random)."""

    arm: Arm
    bids: int
    wins: int
    win_rate: float
    paid: str
    """What the wins bid; a first price is paid as it is bid."""
    at_value: str
    """What the same wins would have bid without shading."""
    surplus_per_bid: str
    """What wins were worth beyond their price, spread over all bids: the figure shading is to raise."""

    @classmethod
    def of(cls, row: ShadingRow) -> "ShadingArm":
        return cls(
            arm=row.arm,
            bids=row.bids * row.one_in,
            wins=row.wins * row.one_in,
            win_rate=round(row.wins / row.bids, 4),
            paid=show_nanos(row.paid_nanos * row.one_in),
            at_value=show_nanos(row.unshaded_nanos * row.one_in),
            surplus_per_bid=show_nanos((row.unshaded_nanos - row.paid_nanos) // row.bids),
        )


class ShadingMarket(View):
    exchange_id: str
    currency: str
    saved: str
    """What shaded and explored wins paid less than their value."""
    arms: list[ShadingArm]


class ShadingReport(View):
    """Of your bids in first-price auctions, as far as their outcome can be known."""

    from_at: ShownInstant
    to_at: ShownInstant
    one_in: int
    """Figures are projected from one bid in so many; 1 means that all were counted."""
    items: list[ShadingMarket]


class ProgressView(View):
    """How far analytics has followed the stream of events; `drained` when it holds everything that has happened."""

    done_sequence: int
    last_sequence: int
    drained: bool
    rejected: int
    """Events set aside because they were not events, or not of this time."""
    missed: int
    """Messages that left the stream before they were read."""


Analyst = Annotated[Caller, requires(Permission.ANALYTICS_READ)]


@router.get("/campaigns")
async def campaigns(state: State, caller: Analyst, from_: From = None, to: To = None) -> CampaignReport:
    """Your campaigns to which something happened, by id."""
    period = _period(from_, to, now_ms=state.clock_ms())
    rows = await queries.campaign_performance(state.need_analytics(), caller.tenant_id, period)
    async with state.main.reading(caller.tenant_id) as session:
        names = await campaigns_repository.names(session, [row.campaign_id for row in rows])
    return CampaignReport(
        from_at=period.from_ms,
        to_at=period.to_ms,
        items=[CampaignRow.of(row, names.get(row.campaign_id)) for row in rows],
    )


@router.get("/no-bids")
async def no_bids(
    state: State,
    _caller: Annotated[Caller, requires(Permission.SYSTEM_READ)],
    from_: From = None,
    to: To = None,
) -> RefusalReport:
    """Why requests were answered without a bid, the most frequent reason first, over all tenants."""
    period = _period(from_, to, now_ms=state.clock_ms())
    rows = await queries.no_bids(state.need_analytics(), NO_TENANT, period)
    return RefusalReport(
        from_at=period.from_ms,
        to_at=period.to_ms,
        items=[RefusalRow(reason=row.reason, entry=row.entry, requests=row.requests) for row in rows],
    )


@router.get("/shading")
async def shading(state: State, caller: Analyst, from_: From = None, to: To = None) -> ShadingReport:
    """What shading saved, and how often shaded bids win beside those left alone, by exchange and currency."""
    period = _period(from_, to, now_ms=state.clock_ms())
    rows = await shading_report(state.need_analytics(), caller.tenant_id, from_ms=period.from_ms, to_ms=period.to_ms)
    markets = groupby(rows, key=lambda row: (row.exchange_id, row.currency))
    return ShadingReport(
        from_at=period.from_ms,
        to_at=period.to_ms,
        one_in=rows[0].one_in if rows else 1,
        items=[_shading_market(exchange_id, currency, list(arms)) for (exchange_id, currency), arms in markets],
    )


def _shading_market(exchange_id: str, currency: str, rows: list[ShadingRow]) -> ShadingMarket:
    saved = sum((row.unshaded_nanos - row.paid_nanos) * row.one_in for row in rows)
    return ShadingMarket(
        exchange_id=exchange_id, currency=currency, saved=show_nanos(saved), arms=[ShadingArm.of(row) for row in rows]
    )


@router.get("/progress")
async def progress(state: State, _caller: Analyst) -> ProgressView:
    """How far behind the reports are."""
    found = await read_progress(state.need_nats().jetstream())
    return ProgressView(
        done_sequence=found.done_sequence,
        last_sequence=found.last_sequence,
        drained=found.drained,
        rejected=found.rejected,
        missed=found.missed,
    )


def _period(from_ms: int | None, to_ms: int | None, *, now_ms: int) -> Period:
    end_ms = now_ms if to_ms is None else to_ms
    begin_ms = end_ms - RETENTION_DAYS * DAY_MS if from_ms is None else from_ms
    if begin_ms >= end_ms:
        raise InvalidInput("from is not before to", field="from", remedy="Move one of them.")
    if end_ms - begin_ms > MAX_PERIOD_MS or begin_ms < 0:
        raise InvalidInput("the period is longer than 400 days", field="from", remedy="Ask for a shorter one.")
    return Period.covering(begin_ms, end_ms)
