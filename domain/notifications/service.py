"""Telling people, and what they have been told."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import NotFound
from domain.ids import new_id
from domain.notifications import repository
from domain.notifications.tables import Notification
from domain.notifications.values import News, NewsKind
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of

_SORT: Final = "newest"


async def tell(session: AsyncSession, user_ids: Collection[str], news: News, *, now_ms: int) -> None:
    """Let each of them know, once for each ``news.key``; on a tenant's session."""
    rows = [
        {
            "id": new_id("ntf"),
            "tenant_id": tenant_of(session),
            "user_id": user_id,
            "key": news.key,
            "kind": news.kind.value,
            "subject_id": news.subject_id,
            "title": news.title,
            "text": news.text,
            "at_ms": now_ms,
            "read_at_ms": None,
        }
        for user_id in sorted(set(user_ids))
    ]
    await repository.add(session, rows)


async def take_back(
    session: AsyncSession,
    kind: NewsKind,
    subject_id: str,
    *,
    keys: Collection[str] | None = None,
    but: str | None = None,
    user_id: str | None = None,
) -> None:
    """Nobody is told this of the subject any more: all of that kind, or ``keys`` alone, or all ``but`` one.

    With ``user_id`` the others go on being told.
    """
    await repository.take_back(session, kind.value, subject_id, keys=keys, but=but, user_id=user_id)


async def inbox(
    session: AsyncSession,
    user_id: str,
    *,
    unread_only: bool,
    but: Collection[NewsKind] = (),
    cursor: str | None,
    limit: int,
) -> Page[Notification]:
    """What they were told, all ``but`` these kinds, the newest first."""
    after = read_cursor(_SORT, cursor)
    found = await repository.newest(
        session,
        user_id,
        before=after.id if after else None,
        unread_only=unread_only,
        but=[kind.value for kind in but],
        limit=limit + 1,
    )
    items = list(found[:limit])
    more = len(found) > limit
    return Page(items, write_cursor(_SORT, Position("", items[-1].id)) if more else None)


async def told(session: AsyncSession, keys: Collection[str], at_ms: Collection[int]) -> dict[str, list[str]]:
    """Who has the news of each of these keys, told at one of these instants, for as long as it is kept."""
    found: dict[str, list[str]] = {}
    for key, user_id in await repository.told(session, keys, at_ms):
        found.setdefault(key, []).append(user_id)
    return found


async def unread_since(session: AsyncSession, user_id: str, from_ms: int, *, limit: int) -> Sequence[Notification]:
    """What they were told from then on and have not read, the newest first."""
    return await repository.unread_since(session, user_id, from_ms, limit=limit)


async def unread(session: AsyncSession, user_id: str) -> int:
    return await repository.unread(session, user_id)


async def read(session: AsyncSession, user_id: str, notification_id: str, *, and_older: bool, now_ms: int) -> int:
    """They have seen it, with ``and_older`` all before it too; how many were news. Raises ``NotFound``."""
    if await repository.one(session, user_id, notification_id) is None:
        raise NotFound(f"you have no notification '{notification_id}'", field="notification_id")
    return await repository.mark_read(session, user_id, upto=notification_id, only=not and_older, now_ms=now_ms)
