"""The budget board: every campaign by its money, those that need somebody first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.budget_views import BudgetView
from api.routes.budgets import AlertView
from api.state import State
from api.wire import Cursor, Limit, ShownInstant, View, show_nanos
from domain.budgets.alerts import service as alerts
from domain.budgets.alerts.values import AlertKind
from domain.budgets.views.service import views_of
from domain.campaigns.repository import in_stages
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Stage
from domain.identity.values import Permission
from domain.paging import Position, read_cursor, write_cursor
from domain.workspace.board import rules
from domain.workspace.board.values import Line, Together

router = APIRouter(prefix="/api/v1/management/budgets", tags=["campaigns"])

ON_AIR: Final = (Stage.LIVE, Stage.PAUSED)
_SORT: Final = "trouble"


class BoardLine(View):
    campaign_id: str
    name: str
    advertiser_domain: str
    stage: Stage
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None
    money: BudgetView
    troubles: list[AlertKind]
    """What gives reason to do something now, the worst first."""
    alerts: list[AlertView]
    """What people were told of it, the newest first."""


class TogetherView(View):
    """All campaigns asked for whose money is in one currency."""

    currency: str
    campaigns: int
    budget: str
    confirmed: str
    today: str
    """Of the day it is in each campaign's time zone."""
    behind: int
    """Campaigns that spend less than planned by now."""
    behind_by: str
    """What is missing of the plans of those."""
    ahead: int
    ahead_by: str

    @classmethod
    def of(cls, all_: Together) -> "TogetherView":
        return cls(
            currency=all_.currency,
            campaigns=all_.campaigns,
            budget=show_nanos(all_.budget_nanos),
            confirmed=show_nanos(all_.confirmed_nanos),
            today=show_nanos(all_.today_nanos),
            behind=all_.behind,
            behind_by=show_nanos(all_.behind_nanos),
            ahead=all_.ahead,
            ahead_by=show_nanos(all_.ahead_nanos),
        )


class BudgetBoard(View):
    campaigns: int
    """All there are in these stages, whether on this page or not; likewise `together`."""
    together: list[TogetherView]
    """By currency: amounts in different ones are never added."""
    items: list[BoardLine]
    next_cursor: str | None


@router.get("")
async def list_budgets(
    state: State,
    caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)],
    stage: Annotated[
        list[Stage] | None, Query(max_length=9, description="Any of these; live and paused unless given")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BudgetBoard:
    """Plan, spend, pace and alerts of every campaign, those in trouble first.

    The order is that of now: a campaign whose trouble changes between two pages may be on both, or on neither.
    """
    after = read_cursor(_SORT, cursor, int)
    async with state.main.reading(caller.tenant_id) as session:
        campaigns = {row.id: row for row in await in_stages(session, stage or ON_AIR)}
    async with state.money.reading(caller.tenant_id) as session:
        money = await views_of(session, list(campaigns), now_ms=state.clock_ms())
    lines = rules.worst_first(rules.line(campaign_id, money.get(campaign_id)) for campaign_id in campaigns)
    beyond = [one for one in lines if after is None or (one.rank, one.campaign_id) > after]
    shown = beyond[:limit]
    async with state.main.reading(caller.tenant_id) as session:
        raised = await alerts.raised(session, [one.campaign_id for one in shown])
    told: defaultdict[str, list[alerts.Raised]] = defaultdict(list)
    for one in raised:
        told[one.row.campaign_id].append(one)
    following = Position(shown[-1].rank, shown[-1].campaign_id) if len(beyond) > limit else None
    return BudgetBoard(
        campaigns=len(campaigns),
        together=[TogetherView.of(one) for one in rules.together(lines)],
        items=[_line(one, campaigns[one.campaign_id], told[one.campaign_id]) for one in shown],
        next_cursor=write_cursor(_SORT, following) if following else None,
    )


def _line(line: Line, campaign: Campaign, raised: Sequence[alerts.Raised]) -> BoardLine:
    return BoardLine(
        campaign_id=campaign.id,
        name=campaign.name,
        advertiser_domain=campaign.advertiser_domain,
        stage=Stage(campaign.stage),
        starts_at=campaign.starts_at_ms,
        ends_at=campaign.ends_at_ms,
        money=BudgetView.of(line.money) if line.money is not None else BudgetView.untouched(campaign),
        troubles=list(line.troubles),
        alerts=[AlertView.of(one) for one in raised],
    )
