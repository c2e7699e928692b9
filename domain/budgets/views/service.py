"""The read model of accounts: one that was read already, several of a tenant, or all of them in turn."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets import repository, rules
from domain.budgets.repository import CampaignKey
from domain.budgets.tables import BudgetAccount, BudgetDay, BudgetPace
from domain.budgets.values import BudgetView, DayView
from domain.pacing.rules import EVEN, Shape, local_day
from domain.records import tenant_of

LATELY_MS: Final = 86_400_000
AT_ONCE: Final = 5_000
"""Campaigns a statement names: PostgreSQL takes so many parameters and no more."""


async def views_of_all(
    session: AsyncSession, *, after: CampaignKey | None, limit: int, now_ms: int
) -> list[tuple[CampaignKey, BudgetView]]:
    """The read model of every account that is open or was used up within a day, by key; on a platform session."""
    rows = await repository.accounts_in_order(session, after, limit, exhausted_since_ms=now_ms - LATELY_MS)
    return [((row.tenant_id, row.campaign_id), view) for row, view in await _seen(session, rows, now_ms)]


async def views_of(session: AsyncSession, campaign_ids: Sequence[str], *, now_ms: int) -> dict[str, BudgetView]:
    """The read model of those of a tenant's campaigns that went live once, on the tenant's session."""
    found: dict[str, BudgetView] = {}
    for start in range(0, len(campaign_ids), AT_ONCE):
        rows = await repository.accounts_of(session, tenant_of(session), campaign_ids[start : start + AT_ONCE])
        found |= {row.campaign_id: view for row, view in await _seen(session, rows, now_ms)}
    return found


async def _seen(
    session: AsyncSession, rows: Sequence[BudgetAccount], now_ms: int
) -> list[tuple[BudgetAccount, BudgetView]]:
    dated = [(row, (row.tenant_id, row.campaign_id, local_day(now_ms, row.time_zone).number)) for row in rows]
    days = await repository.days(session, [key for _, key in dated])
    paces = {
        (one.tenant_id, one.campaign_id): one
        for one in await repository.paces_of(session, {r.campaign_id for r in rows})
    }
    return [
        (row, view_of(row, days.get(key), paces.get((row.tenant_id, row.campaign_id)), now_ms)) for row, key in dated
    ]


def view_of(row: BudgetAccount, day: BudgetDay | None, pace: BudgetPace | None, now_ms: int) -> BudgetView:
    today = local_day(now_ms, row.time_zone)
    spent_today, in_flight_today = (day.spent_nanos, day.outstanding_nanos) if day else (0, 0)
    return BudgetView(
        campaign_id=row.campaign_id,
        currency=row.currency,
        budget_nanos=row.budget_nanos,
        confirmed_nanos=row.spent_nanos,
        in_flight_nanos=row.outstanding_nanos,
        disputed_nanos=row.disputed_nanos,
        sequence=row.sequence,
        exhausted_at_ms=row.exhausted_at_ms,
        closed=row.closed,
        corrected_sequence=row.corrected_sequence,
        today=DayView(
            date=date.fromordinal(today.number).isoformat(),
            budget_nanos=row.daily_budget_nanos,
            confirmed_nanos=spent_today,
            in_flight_nanos=in_flight_today,
        ),
        pace=rules.pace_view(
            row.plan,
            row.books,
            spent_today_nanos=spent_today,
            opened_at_ms=row.opened_at_ms,
            shape=Shape(tuple(pace.shape)) if pace and pace.shape else EVEN,
            share=pace.share if pace else 1.0,
            now_ms=now_ms,
        ),
    )
