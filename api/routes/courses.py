"""How spend and what it brought went over time, beside the period before."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Self

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.routes.reports import ShownRatio
from api.state import State
from api.wire import Instant, ShownInstant, ShownMoney, View, show_nanos
from domain.budgets.returns import rules as returns
from domain.contacts.rules import known_time_zone
from domain.identity.values import Permission
from domain.workspace.stretches import rules
from domain.workspace.stretches.values import Grain, Stretches
from storage.clickhouse.courses import Happened, course

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

_NO_CAMPAIGN: Final = ""


class CourseFigures(View):
    """Money and what leads to it, counted once each; ratios are None where there is nothing to divide by."""

    billed_impressions: int
    clicks: int
    conversions: int
    conversion_value: ShownMoney
    spend: str
    """Exact, from settlements the banker confirmed, and corrections of them."""
    roas: ShownRatio
    """Conversion value over spend."""
    roi_percent: ShownRatio
    cpa: ShownRatio
    """Spend a conversion; `cpc` a click, `cpm` a thousand billed impressions."""
    cpc: ShownRatio
    cpm: ShownRatio

    @classmethod
    def of(cls, rows: Sequence[Happened], **more: int) -> Self:
        """All of them together."""
        impressions = sum(row.billed_impressions for row in rows)
        clicks, conversions = sum(row.clicks for row in rows), sum(row.conversions for row in rows)
        value_micros = sum(row.conversion_value_micros for row in rows)
        spend_nanos = sum(row.spend_nanos for row in rows)
        return cls(
            billed_impressions=impressions,
            clicks=clicks,
            conversions=conversions,
            conversion_value=value_micros,
            spend=show_nanos(spend_nanos),
            **returns.of(
                spend_nanos=spend_nanos,
                value_micros=value_micros,
                conversions=conversions,
                clicks=clicks,
                impressions=impressions,
            )._asdict(),
            **more,
        )


class StretchView(CourseFigures):
    from_at: ShownInstant
    to_at: ShownInstant


class CourseView(View):
    """Everything that was paid for in one currency: amounts in different ones are never added."""

    currency: str
    total: CourseFigures
    before: CourseFigures
    """All of the period before."""
    stretches: list[StretchView]
    stretches_before: list[StretchView]
    """As many: the first belongs beside the first."""


class CourseReport(View):
    """From the beginning of an hour or a day up to now, or to what was asked for, which may be in the midst of one."""

    by: Grain
    time_zone: str
    from_at: ShownInstant
    to_at: ShownInstant
    before_from_at: ShownInstant
    before_to_at: ShownInstant
    """As far into its last hour or day as the period itself has come."""
    items: list[CourseView]
    """By currency; none where nothing happened in either period."""


@router.get("/course")
async def get_course(
    *,
    state: State,
    caller: Annotated[Caller, requires(Permission.ANALYTICS_READ)],
    campaign_id: Annotated[
        str | None, Query(pattern="^[A-Za-z0-9_-]{1,64}$", description="One campaign; all of yours unless given")
    ] = None,
    by: Grain = Grain.DAY,
    time_zone: Annotated[str, Query(max_length=64, description="Whose hours and days they are")] = "UTC",
    from_: Annotated[
        Instant | None,
        Query(alias="from", description="The last 24 hours or 7 days unless given; 7 or 45 days at most"),
    ] = None,
    to: Annotated[Instant | None, Query(description="Now unless given")] = None,
) -> CourseReport:
    """Spend and what it brought, hour by hour or day by day, beside as long a time directly before."""
    zone = known_time_zone(time_zone)
    now = rules.cut(from_, state.clock_ms() if to is None else to, by, zone)
    earlier = rules.before(now, by, zone)
    rows = await course(
        state.need_analytics(), caller.tenant_id, [earlier, now], campaign_id=campaign_id or _NO_CAMPAIGN
    )
    return CourseReport(
        by=by,
        time_zone=zone,
        from_at=now.from_ms,
        to_at=now.to_ms,
        before_from_at=earlier.from_ms,
        before_to_at=earlier.to_ms,
        items=[
            _course(currency, [row for row in rows if row.currency == currency], now, earlier)
            for currency in sorted({row.currency for row in rows})
        ],
    )


def _course(currency: str, rows: Sequence[Happened], now: Stretches, earlier: Stretches) -> CourseView:
    return CourseView(
        currency=currency,
        total=CourseFigures.of([row for row in rows if row.start_ms >= now.from_ms]),
        before=CourseFigures.of([row for row in rows if row.start_ms < now.from_ms]),
        stretches=_stretches(now, rows),
        stretches_before=_stretches(earlier, rows),
    )


def _stretches(period: Stretches, rows: Iterable[Happened]) -> list[StretchView]:
    of_start = {row.start_ms: row for row in rows}
    return [
        StretchView.of([of_start[start]] if start in of_start else [], from_at=start, to_at=end)
        for start, end in period
    ]
