"""Statements over comments, on a tenant's session."""

from collections.abc import Collection, Sequence

from sqlmodel import col, delete, func, literal, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.workspace.comments.tables import Comment


async def comment(session: AsyncSession, campaign_id: str, comment_id: str) -> Comment | None:
    wanted = select(Comment).where(Comment.id == comment_id, Comment.campaign_id == campaign_id)
    return (await session.exec(wanted.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def of_campaign(
    session: AsyncSession, campaign_id: str, *, after: tuple[str, str] | None, limit: int
) -> Sequence[Comment]:
    """Thread by thread, each from its beginning; those after a thread and a comment of it."""
    wanted = select(Comment).where(Comment.campaign_id == campaign_id)
    if after is not None:
        wanted = wanted.where(tuple_(col(Comment.thread_id), col(Comment.id)) > tuple_(*map(literal, after)))
    return (await session.exec(wanted.order_by(col(Comment.thread_id), col(Comment.id)).limit(limit))).all()


async def beginnings(session: AsyncSession, campaign_id: str, thread_ids: Collection[str]) -> Sequence[Comment]:
    """The comments that began these threads."""
    wanted = select(Comment).where(Comment.campaign_id == campaign_id, col(Comment.id).in_(thread_ids))
    return (await session.exec(wanted)).all()


async def remove_all(session: AsyncSession, campaign_id: str) -> None:
    await session.exec(delete(Comment).where(col(Comment.campaign_id) == campaign_id))


async def count(session: AsyncSession, campaign_id: str) -> int:
    wanted = select(func.count()).select_from(Comment).where(col(Comment.campaign_id) == campaign_id)
    return (await session.exec(wanted)).one()
