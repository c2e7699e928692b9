"""Raising alerts, once each, and telling whoever answers for the money."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets.alerts import repository
from domain.budgets.alerts.rules import TITLES, news_key, sentence
from domain.budgets.alerts.tables import BudgetAlert
from domain.budgets.alerts.values import Alert
from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.identity.holders import service as holders
from domain.identity.values import Permission
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.records import tenant_of


class Raised(NamedTuple):
    """An alert, and the users who have it among their notifications, for as long as these are kept."""

    row: BudgetAlert
    told_ids: list[str]


async def raise_alerts(session: AsyncSession, alerts: Sequence[Alert], *, now_ms: int) -> list[Alert]:
    """Those that were news, on a tenant's session.

    Told are whoever made the campaign and everybody who may decide about money, the disabled apart.
    """
    rows = [
        {
            "tenant_id": tenant_of(session),
            "campaign_id": alert.campaign_id,
            "kind": alert.kind.value,
            "occasion": alert.occasion,
            "currency": alert.currency,
            "spent_nanos": alert.spent_nanos,
            "measure_nanos": alert.measure_nanos,
            "raised_at_ms": now_ms,
        }
        for alert in sorted(alerts, key=lambda one: (one.campaign_id, one.kind, one.occasion))
    ]
    new = await repository.add(session, rows)
    raised = [alert for alert in alerts if (alert.campaign_id, alert.kind.value, alert.occasion) in new]
    if raised:
        known = await campaigns.known(session, {alert.campaign_id for alert in raised})
        treasurers = await holders.who_may(session, Permission.BILLING_WRITE)
        for alert in raised:
            await _tell(session, alert, known, treasurers, now_ms=now_ms)
    return raised


async def _tell(
    session: AsyncSession,
    alert: Alert,
    known: Mapping[str, Campaign],
    treasurers: frozenset[str],
    *,
    now_ms: int,
) -> None:
    campaign = known.get(alert.campaign_id)
    name = campaign.name if campaign else alert.campaign_id
    news = News(
        key=news_key(alert.kind.value, alert.campaign_id, alert.occasion),
        kind=NewsKind.BUDGET_ALERT,
        subject_id=alert.campaign_id,
        title=f"{name} {TITLES[alert.kind]}",
        text=sentence(alert),
    )
    author = {campaign.created_by} if campaign else set()
    await notifications.tell(session, treasurers | await holders.active(session, author), news, now_ms=now_ms)


async def raised(session: AsyncSession, campaign_ids: Collection[str]) -> list[Raised]:
    """What was told of these campaigns' money and to whom, the newest first."""
    rows = await repository.of_campaigns(session, campaign_ids)
    keys = [news_key(row.kind, row.campaign_id, row.occasion) for row in rows]
    told = await notifications.told(session, keys, {row.raised_at_ms for row in rows})
    return [Raised(row, told.get(key, [])) for row, key in zip(rows, keys, strict=True)]
