"""Statements over exports; they take a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.placements.packages.tables import CreativeExport


async def export(session: AsyncSession, export_id: str, *, to_change: bool = False) -> CreativeExport | None:
    wanted = select(CreativeExport).where(CreativeExport.id == export_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def by_key(session: AsyncSession, creation_key: str) -> CreativeExport | None:
    return (await session.exec(select(CreativeExport).where(CreativeExport.creation_key == creation_key))).one_or_none()


async def page(
    session: AsyncSession, *, creative_id: str | None, before: str | None, limit: int
) -> Sequence[CreativeExport]:
    """Newest first."""
    wanted = select(CreativeExport)
    if creative_id is not None:
        wanted = wanted.where(CreativeExport.creative_id == creative_id)
    if before is not None:
        wanted = wanted.where(col(CreativeExport.id) < before)
    return (await session.exec(wanted.order_by(col(CreativeExport.id).desc()).limit(limit))).all()
