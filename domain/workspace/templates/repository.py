"""Statements over templates, on a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.workspace.templates.tables import CampaignTemplate


async def template(session: AsyncSession, template_id: str) -> CampaignTemplate | None:
    return (await session.exec(select(CampaignTemplate).where(CampaignTemplate.id == template_id))).one_or_none()


async def by_name(session: AsyncSession, name: str) -> CampaignTemplate | None:
    return (await session.exec(select(CampaignTemplate).where(CampaignTemplate.name == name))).one_or_none()


async def in_order(session: AsyncSession, *, limit: int) -> Sequence[CampaignTemplate]:
    return (await session.exec(select(CampaignTemplate).order_by(col(CampaignTemplate.name)).limit(limit))).all()


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(CampaignTemplate))).one()
