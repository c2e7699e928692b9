"""Queries over the gate's rows. Every function stays inside the session's tenant."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.golive.tables import CampaignTask, GateOverride, GatePassage, GateRuleRow


async def rules(session: AsyncSession) -> Sequence[GateRuleRow]:
    return (await session.exec(select(GateRuleRow).order_by(col(GateRuleRow.name)))).all()


async def remove_rules(session: AsyncSession) -> None:
    await session.exec(delete(GateRuleRow))


async def task(session: AsyncSession, task_id: str, *, to_change: bool = False) -> CampaignTask | None:
    wanted = select(CampaignTask).where(CampaignTask.id == task_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def tasks(session: AsyncSession, campaign_id: str) -> Sequence[CampaignTask]:
    """In the order they were written."""
    wanted = select(CampaignTask).where(CampaignTask.campaign_id == campaign_id).order_by(col(CampaignTask.id))
    return (await session.exec(wanted)).all()


async def override(session: AsyncSession, override_id: str) -> GateOverride | None:
    wanted = select(GateOverride).where(GateOverride.id == override_id).with_for_update()
    return (await session.exec(wanted)).one_or_none()


async def overrides(session: AsyncSession, campaign_id: str) -> Sequence[GateOverride]:
    """Newest first."""
    wanted = select(GateOverride).where(GateOverride.campaign_id == campaign_id)
    return (await session.exec(wanted.order_by(col(GateOverride.id).desc()).limit(500))).all()


async def passage(session: AsyncSession, campaign_id: str, revision: int) -> GatePassage | None:
    wanted = select(GatePassage).where(GatePassage.campaign_id == campaign_id, GatePassage.revision == revision)
    return (await session.exec(wanted)).one_or_none()


async def remove_tasks(session: AsyncSession, campaign_id: str) -> None:
    await session.exec(delete(CampaignTask).where(col(CampaignTask.campaign_id) == campaign_id))
