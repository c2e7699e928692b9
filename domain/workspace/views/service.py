"""Use cases of saved views, on a tenant's session."""

from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, Forbidden, NotFound
from domain.ids import new_id
from domain.records import tenant_of
from domain.workspace.views import repository
from domain.workspace.views.tables import SavedView
from domain.workspace.views.values import ViewContent

MOST_VIEWS: Final = 200
"""Of one person."""


async def save(session: AsyncSession, content: ViewContent, *, user_id: str, now_ms: int) -> SavedView:
    """A new view. Raises ``Conflict`` for a name they have already, and for one too many."""
    await _refuse_name(session, content, user_id)
    if await repository.count_of(session, user_id) >= MOST_VIEWS:
        raise Conflict(f"you have {MOST_VIEWS} views, which is the most", remedy="Remove one first.")
    row = SavedView(
        id=new_id("viw"),
        tenant_id=tenant_of(session),
        owner_id=user_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
        **content.model_dump(mode="json"),
    )
    session.add(row)
    await session.flush()
    return row


async def change(
    session: AsyncSession,
    view_id: str,
    content: ViewContent,
    *,
    expected_revision: int | None,
    user_id: str,
    now_ms: int,
) -> SavedView:
    """Raises ``NotFound``, ``Forbidden`` for somebody else's, ``Conflict`` when it has moved on or the name is taken."""
    row = await own(session, view_id, user_id)
    if expected_revision not in (None, row.revision):
        raise Conflict(
            f"the view is at revision {row.revision} by now", field="If-Match", remedy="Read it again, then change it."
        )
    if (row.subject, row.name) != (content.subject.value, content.name):
        await _refuse_name(session, content, user_id)
    for name, value in content.model_dump(mode="json").items():
        setattr(row, name, value)
    row.revision += 1
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, view_id: str, *, user_id: str) -> None:
    """Raises as ``change``."""
    await session.delete(await own(session, view_id, user_id))


async def get_view(session: AsyncSession, view_id: str, *, user_id: str) -> SavedView:
    """One of theirs, or a shared one. Raises ``NotFound``."""
    row = await repository.view(session, view_id)
    if row is None or (row.owner_id != user_id and not row.is_shared):
        raise NotFound(f"there is no view '{view_id}'", field="view_id")
    return row


async def own(session: AsyncSession, view_id: str, user_id: str) -> SavedView:
    """One of theirs. Raises ``NotFound``, and ``Forbidden`` for what others share."""
    row = await get_view(session, view_id, user_id=user_id)
    if row.owner_id != user_id:
        raise Forbidden(
            "the view is somebody else's", field="view_id", remedy="Save one of your own that says the same."
        )
    return row


async def list_views(session: AsyncSession, *, user_id: str, subject: str | None) -> Sequence[SavedView]:
    """Theirs and shared ones, by name."""
    return await repository.seen_by(session, user_id, subject=subject, limit=5 * MOST_VIEWS)


async def _refuse_name(session: AsyncSession, content: ViewContent, user_id: str) -> None:
    if await repository.named(session, user_id, content.subject.value, content.name) is not None:
        raise Conflict(
            f"you have a view called '{content.name}'", field="name", remedy="Change that one, or choose another name."
        )
