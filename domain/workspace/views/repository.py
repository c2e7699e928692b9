"""Statements over saved views, on a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.workspace.views.tables import SavedView


async def view(session: AsyncSession, view_id: str) -> SavedView | None:
    return (await session.exec(select(SavedView).where(SavedView.id == view_id))).one_or_none()


async def named(session: AsyncSession, owner_id: str, subject: str, name: str) -> SavedView | None:
    wanted = select(SavedView).where(
        SavedView.owner_id == owner_id, SavedView.subject == subject, SavedView.name == name
    )
    return (await session.exec(wanted)).one_or_none()


async def seen_by(session: AsyncSession, user_id: str, *, subject: str | None, limit: int) -> Sequence[SavedView]:
    """Their own and those that are shared, by name."""
    wanted = select(SavedView).where(or_(col(SavedView.owner_id) == user_id, col(SavedView.is_shared)))
    if subject is not None:
        wanted = wanted.where(SavedView.subject == subject)
    return (await session.exec(wanted.order_by(col(SavedView.name), col(SavedView.id)).limit(limit))).all()


async def count_of(session: AsyncSession, owner_id: str) -> int:
    wanted = select(func.count()).select_from(SavedView).where(col(SavedView.owner_id) == owner_id)
    return (await session.exec(wanted)).one()
