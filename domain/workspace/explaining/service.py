"""What SQL knows of a campaign's spending, on tenants' sessions."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.values import Outcome
from domain.budgets import service as budgets
from domain.budgets.values import BudgetView
from domain.campaigns import repository as campaigns_repository
from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent, Channel, Stage
from domain.clearances import repository as clearances
from domain.clearances.values import ClearanceState
from domain.creatives import repository as creatives
from domain.errors import NotFound
from domain.workspace.explaining.values import Evidence, Shown


async def known_of(session: AsyncSession, campaign_id: str, *, from_ms: int, to_ms: int, now_ms: int) -> Evidence:
    """Stage, dates, review and creatives of the revision that runs, or of the newest before one does. Raises ``NotFound``."""
    campaign = await campaigns.get_campaign(session, campaign_id)
    number = campaign.approved_revision or campaign.revision
    revision = await campaigns_repository.revision(session, campaign_id, number)
    if revision is None:
        raise NotFound(f"campaign '{campaign_id}' has no revision {number}", field="revision")
    content = CampaignContent.model_validate(revision.content)
    history = await campaigns.list_transitions(session, campaign_id)
    waits = await approvals.under_review(session, [campaign_id])
    review = await approvals.current_round(session, campaign_id) if waits else None
    return Evidence(
        stage=Stage(campaign.stage),
        note=campaign.note,
        since_ms=history[-1].at_ms if history else campaign.created_at_ms,
        channel=Channel(campaign.channel),
        currency=campaign.currency,
        starts_at_ms=campaign.starts_at_ms,
        ends_at_ms=campaign.ends_at_ms,
        review=review.summary if review is not None and review.outcome is Outcome.PENDING else "",
        creatives=await _shown(
            session, {str(creative_id): int(version) for creative_id, version in revision.creatives}
        ),
        exchanges=frozenset(content.targeting.exchanges),
        from_ms=from_ms,
        to_ms=to_ms,
        now_ms=now_ms,
    )


async def _shown(session: AsyncSession, versions: dict[str, int]) -> tuple[Shown, ...]:
    contents = await creatives.versions(session, list(versions.items()))
    names = {row.creative_id: str(row.content["name"]) for row in contents}
    said = await clearances.of_creatives(session, versions.keys())
    refused: dict[str, dict[str, str]] = {}
    for one in said:
        if one.state == ClearanceState.REJECTED and versions[one.creative_id] == one.version:
            refused.setdefault(one.creative_id, {})[one.exchange_id] = one.reason
    return tuple(
        Shown(creative_id=creative_id, name=names[creative_id], refused_on=refused.get(creative_id, {}))
        for creative_id in versions
    )


async def money_of(session: AsyncSession, campaign_id: str, *, now_ms: int) -> BudgetView | None:
    """On a session of the money store; None until the campaign has gone live once."""
    try:
        return await budgets.budget_of(session, campaign_id, now_ms=now_ms)
    except NotFound:
        return None
