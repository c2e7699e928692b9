"""Statements over notifications; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.notifications.tables import Notification
from domain.records import inserting


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Those that their person has already stay as they are."""
    if rows:
        await session.exec(
            inserting(session, Notification).on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "key"]),
            params=rows,
        )


async def take_back(
    session: AsyncSession,
    kind: str,
    subject_id: str,
    *,
    keys: Collection[str] | None,
    but: str | None,
    user_id: str | None,
) -> None:
    told = delete(Notification).where(col(Notification.kind) == kind, col(Notification.subject_id) == subject_id)
    if keys is not None:
        told = told.where(col(Notification.key).in_(keys))
    if but is not None:
        told = told.where(col(Notification.key) != but)
    if user_id is not None:
        told = told.where(col(Notification.user_id) == user_id)
    await session.exec(told)


async def newest(
    session: AsyncSession, user_id: str, *, before: str | None, unread_only: bool, but: Collection[str], limit: int
) -> Sequence[Notification]:
    """All ``but`` these kinds."""
    wanted = select(Notification).where(Notification.user_id == user_id)
    if but:
        wanted = wanted.where(col(Notification.kind).not_in(but))
    if before is not None:
        wanted = wanted.where(col(Notification.id) < before)
    if unread_only:
        wanted = wanted.where(col(Notification.read_at_ms).is_(None))
    return (await session.exec(wanted.order_by(col(Notification.id).desc()).limit(limit))).all()


async def told(session: AsyncSession, keys: Collection[str], at_ms: Collection[int]) -> Sequence[tuple[str, str]]:
    """(key, user), found by the instants: there is an index of these."""
    if not keys:
        return []
    wanted = select(Notification.key, Notification.user_id).where(
        col(Notification.at_ms).in_(at_ms), col(Notification.key).in_(keys)
    )
    return (await session.exec(wanted.order_by(col(Notification.key), col(Notification.user_id)))).all()


async def unread_since(session: AsyncSession, user_id: str, from_ms: int, *, limit: int) -> Sequence[Notification]:
    """The newest first."""
    wanted = select(Notification).where(
        Notification.user_id == user_id, col(Notification.read_at_ms).is_(None), col(Notification.at_ms) >= from_ms
    )
    return (await session.exec(wanted.order_by(col(Notification.id).desc()).limit(limit))).all()


async def unread(session: AsyncSession, user_id: str) -> int:
    wanted = select(func.count()).select_from(Notification)
    of_user = wanted.where(col(Notification.user_id) == user_id, col(Notification.read_at_ms).is_(None))
    return (await session.exec(of_user)).one()


async def mark_read(session: AsyncSession, user_id: str, *, upto: str, only: bool, now_ms: int) -> int:
    """The one called ``upto``, or with it all that are older; how many had not been read."""
    place = col(Notification.id) == upto if only else col(Notification.id) <= upto
    found: Any = await session.exec(
        update(Notification)
        .where(col(Notification.user_id) == user_id, place, col(Notification.read_at_ms).is_(None))
        .values(read_at_ms=now_ms)
    )
    return int(found.rowcount)


async def one(session: AsyncSession, user_id: str, notification_id: str) -> Notification | None:
    wanted = select(Notification).where(Notification.id == notification_id, Notification.user_id == user_id)
    return (await session.exec(wanted)).one_or_none()
