"""Campaigns on air that have spent so much: what their people see of it, without a bidder."""

from domain.budgets import service as budgets
from domain.budgets.tables import BudgetAccount, BudgetDay
from domain.campaigns.service import get_campaign
from domain.campaigns.values import Stage
from domain.pacing.rules import local_day
from domain.pacing.values import Pacing, SpendPlan
from tests.api.conftest import NOW, Api

DAY = 86_400_000
UNIT = 10**9
HALF_WAY = SpendPlan(pacing=Pacing.EVEN, starts_at_ms=NOW - 5 * DAY, ends_at_ms=NOW + 5 * DAY)
"""A flight of ten days, of which five are over."""


async def put_on_air(
    api: Api, campaign_id: str, *, spent: float, plan: SpendPlan = HALF_WAY, today: float = 0, stage: Stage = Stage.LIVE
) -> None:
    """A campaign of ``ours`` that has spent so much in all, and so much of it today."""
    async with api.state.main.tenant("ours") as session:
        campaign = await get_campaign(session, campaign_id, for_update=True)
        campaign.stage = stage.value
        session.add(campaign)
        currency, budget_micros = campaign.currency, campaign.budget_micros
    async with api.state.money.tenant("ours") as session:
        await budgets.open_account(
            session, "ours", campaign_id, currency, budget_micros, now_ms=plan.starts_at_ms or NOW, plan=plan
        )
        account = await session.get_one(BudgetAccount, ("ours", campaign_id))
        account.spent_nanos = round(spent * UNIT)
        day = local_day(NOW, plan.time_zone).number
        session.add(BudgetDay(tenant_id="ours", campaign_id=campaign_id, day=day, spent_nanos=round(today * UNIT)))
