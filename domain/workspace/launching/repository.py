"""Queries over launches, on a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.workspace.launching.tables import Launch


async def launch(session: AsyncSession, launch_id: str, *, for_update: bool = False) -> Launch | None:
    wanted = select(Launch).where(Launch.id == launch_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def by_key(session: AsyncSession, creation_key: str) -> Launch | None:
    return (await session.exec(select(Launch).where(Launch.creation_key == creation_key))).one_or_none()


async def newest(
    session: AsyncSession, *, before: str | None, limit: int, campaign_id: str | None = None
) -> Sequence[Launch]:
    wanted = select(Launch)
    if campaign_id is not None:
        wanted = wanted.where(Launch.campaign_id == campaign_id)
    if before is not None:
        wanted = wanted.where(col(Launch.id) < before)
    return (await session.exec(wanted.order_by(col(Launch.id).desc()).limit(limit))).all()


async def of_campaign(session: AsyncSession, campaign_id: str, *, for_update: bool = False) -> Launch | None:
    """The one that says what a campaign is for."""
    wanted = select(Launch).where(Launch.campaign_id == campaign_id).order_by(col(Launch.id).desc()).limit(1)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def remove_all(session: AsyncSession, campaign_id: str) -> None:
    await session.exec(delete(Launch).where(col(Launch.campaign_id) == campaign_id))
