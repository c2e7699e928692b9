"""Statements over kits and their versions; they take a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.brand.tables import BrandKitRow, BrandKitVersionRow
from domain.records import alone


async def kit(session: AsyncSession, kit_id: str, *, to_change: bool = False) -> BrandKitRow | None:
    wanted = select(BrandKitRow).where(BrandKitRow.id == kit_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def default_kit(session: AsyncSession) -> BrandKitRow | None:
    return (await session.exec(select(BrandKitRow).where(col(BrandKitRow.is_default).is_(True)))).one_or_none()


async def kits_to_change(session: AsyncSession) -> Sequence[BrandKitRow]:
    """All of them, and nobody else adds, publishes or chooses one until the transaction ends."""
    await alone(session, "brand_kits")
    wanted = select(BrandKitRow).order_by(col(BrandKitRow.id)).with_for_update()
    return (await session.exec(wanted.execution_options(populate_existing=True))).all()


async def page(session: AsyncSession, *, archived: bool, after: str, limit: int) -> Sequence[BrandKitRow]:
    """Oldest first."""
    wanted = select(BrandKitRow).where(col(BrandKitRow.is_archived).is_(archived), col(BrandKitRow.id) > after)
    return (await session.exec(wanted.order_by(col(BrandKitRow.id)).limit(limit))).all()


async def version(session: AsyncSession, kit_id: str, number: int) -> BrandKitVersionRow | None:
    wanted = select(BrandKitVersionRow).where(BrandKitVersionRow.kit_id == kit_id, BrandKitVersionRow.version == number)
    return (await session.exec(wanted)).one_or_none()


async def versions(session: AsyncSession, kit_id: str) -> Sequence[BrandKitVersionRow]:
    """Newest first."""
    wanted = select(BrandKitVersionRow).where(BrandKitVersionRow.kit_id == kit_id)
    return (await session.exec(wanted.order_by(col(BrandKitVersionRow.version).desc()))).all()


async def remove(session: AsyncSession, kit_id: str) -> None:
    await session.exec(delete(BrandKitRow).where(col(BrandKitRow.id) == kit_id))
