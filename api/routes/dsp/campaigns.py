"""Campaigns of ours at demand-side platforms, with a share of their budget, and what they did there."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.routes.dsp.access import Reader, Writer
from api.routes.dsp.audiences import StartedView
from api.state import State
from api.wire import Body, Id, Money, View, show_micros
from domain.budgets import service as budgets
from domain.campaigns import service as campaigns
from domain.campaigns.values import Stage
from domain.dsp import service
from domain.errors import InvalidInput
from domain.money import micros_to_nanos
from workflows.contracts.platforms import CampaignAt, ReportOrder

router = APIRouter()

Day = Annotated[date, Query(description="a UTC day, 2026-11-21")]
MOST_DAYS: Final = 93


class Share(Body):
    """How much of a campaign's budget an account may spend. It is the account's alone: our bidders never touch it."""

    share: Money


class CampaignThereView(View):
    share: str
    platform_campaign_id: str
    """Empty until the platform has it."""
    daily_budget: str
    """What it was last told it may spend today."""
    pace: str
    spent: str
    """As the platform has reported."""
    last: str
    """What came of the last look, every five minutes."""
    is_over: bool


class PerformanceView(View):
    day: str
    platform_campaign_id: str
    impressions: int
    clicks: int
    conversions: int
    spend: str
    currency: str


@router.post("/accounts/{account_id}/campaigns/{campaign_id}", status_code=202)
async def share_campaign(account_id: Id, campaign_id: Id, share: Share, state: State, caller: Writer) -> StartedView:
    """Give an account a live campaign and a share of its budget, and keep it up to date there until it is over.

    The share is taken out of what our own bidders may spend, at once. Send it again to change it.
    """
    desk = state.need_platforms()
    async with state.main.reading(caller.tenant_id) as session:
        stage = Stage((await campaigns.get_campaign(session, campaign_id)).stage)
        if stage not in {Stage.LIVE, Stage.PAUSED}:
            raise InvalidInput(
                f"a campaign that is {stage} is sent nowhere", field="campaign_id", remedy="Let it go live first."
            )
        await service.check_share(session, account_id, campaign_id, share_micros=share.share)
    async with state.money.tenant(caller.tenant_id) as session:
        await budgets.promise_elsewhere(session, campaign_id, account_id, micros_to_nanos(share.share))
    async with state.main.tenant(caller.tenant_id) as session:
        await service.share_campaign(session, account_id, campaign_id, share_micros=share.share)
    there = CampaignAt(tenant_id=caller.tenant_id, account_id=account_id, campaign_id=campaign_id)
    return StartedView(workflow_id=await desk.keep(there))


@router.get("/accounts/{account_id}/campaigns/{campaign_id}")
async def campaign_there(account_id: Id, campaign_id: Id, state: State, caller: Reader) -> CampaignThereView:
    """What an account has of a campaign, what it has spent, and what came of the last look."""
    async with state.main.reading(caller.tenant_id) as session:
        row, spent_micros = await service.campaign_there(session, account_id, campaign_id)
    there = CampaignAt(tenant_id=caller.tenant_id, account_id=account_id, campaign_id=campaign_id)
    said = await state.need_platforms().last_said(there)
    return CampaignThereView(
        share=show_micros(row.share_micros),
        platform_campaign_id=row.platform_campaign_id,
        daily_budget=show_micros(row.daily_budget_micros),
        pace=row.pace,
        spent=show_micros(sum(spent_micros.values())),
        last=said.summary,
        is_over=said.is_over,
    )


@router.post("/accounts/{account_id}/performance", status_code=202)
async def pull_performance(account_id: Id, from_day: Day, to_day: Day, state: State, caller: Writer) -> StartedView:
    """Ask the platform what our campaigns did there on these days."""
    _check_days(from_day, to_day)
    async with state.main.reading(caller.tenant_id) as session:
        await service.existing_account(session, account_id)
    order = ReportOrder(
        tenant_id=caller.tenant_id,
        account_id=account_id,
        from_day=from_day.isoformat(),
        to_day=to_day.isoformat(),
    )
    return StartedView(workflow_id=await state.need_platforms().pull(order))


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
