"""What happened, from analytics: a second or so behind the bidders, and ``/progress`` says how far."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.state import State
from api.wire import Instant, ShownInstant, ShownMoney, View, show_nanos
from domain.errors import InvalidInput
from domain.events.values import NO_TENANT
from domain.identity.values import Permission
from storage.clickhouse import queries
from storage.clickhouse.queries import CampaignPerformance, Period
from storage.clickhouse.schema import RETENTION_DAYS
from storage.clickhouse.writer import read_progress

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

DAY_MS: Final = 86_400_000
MAX_PERIOD_MS: Final = 400 * DAY_MS

From = Annotated[Instant | None, Query(alias="from", description="All that is kept, 90 days, unless given")]
To = Annotated[Instant | None, Query(alias="to", description="Now unless given")]


class CampaignRow(View):
    """One campaign. Money and what leads to it are counted once each, however often an exchange told us."""

    campaign_id: str
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

    @classmethod
    def of(cls, row: CampaignPerformance) -> "CampaignRow":
        return cls(
            campaign_id=row.campaign_id,
            bids=row.bids,
            wins=row.wins,
            billed_impressions=row.billed_impressions,
            clicks=row.clicks,
            conversions=row.conversions,
            conversion_value=row.conversion_value_micros,
            spend=show_nanos(row.spend_nanos),
            spend_nanos=row.spend_nanos,
            currency=row.currency,
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
    return CampaignReport(from_at=period.from_ms, to_at=period.to_ms, items=[CampaignRow.of(row) for row in rows])


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
