"""What a campaign's people were told of its money."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Caller, requires
from api.state import State
from api.wire import Id, ShownInstant, View, show_nanos
from domain.budgets.alerts import service
from domain.budgets.alerts.service import Raised
from domain.budgets.alerts.values import AlertKind
from domain.campaigns import service as campaigns
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])


class AlertView(View):
    kind: AlertKind
    occasion: str
    """What it is raised once for: a budget in nanos, or a day of the campaign's."""
    spent: str
    measure: str
    """What the spend was held against: the budget, the day's, or the plan by then."""
    currency: str
    raised_at: ShownInstant
    told_ids: list[str]
    """The users it was told, by their ids, for as long as their notifications are kept."""

    @classmethod
    def of(cls, raised: Raised) -> "AlertView":
        row = raised.row
        return cls(
            kind=AlertKind(row.kind),
            occasion=row.occasion,
            spent=show_nanos(row.spent_nanos),
            measure=show_nanos(row.measure_nanos),
            currency=row.currency,
            raised_at=row.raised_at_ms,
            told_ids=raised.told_ids,
        )


@router.get("/{campaign_id}/budget/alerts")
async def list_budget_alerts(
    campaign_id: Id, state: State, caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)]
) -> list[AlertView]:
    """Each once, the newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        await campaigns.get_campaign(session, campaign_id)
        return [AlertView.of(one) for one in await service.raised(session, [campaign_id])]
