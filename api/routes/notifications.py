"""What the caller is told inside the product."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.state import State
from api.wire import Cursor, Id, Limit, ShownInstant, View
from domain.notifications import service
from domain.notifications.tables import Notification
from domain.notifications.values import NewsKind

router = APIRouter(prefix="/api/v1/notifications", tags=["notifications"])

_Anybody = Annotated[Caller, requires()]


class NotificationView(View):
    id: str
    kind: NewsKind
    subject_id: str
    """What it is about: a campaign, for budgets."""
    title: str
    text: str
    at: ShownInstant
    read_at: ShownInstant | None

    @classmethod
    def of(cls, row: Notification) -> "NotificationView":
        return cls(
            id=row.id,
            kind=NewsKind(row.kind),
            subject_id=row.subject_id,
            title=row.title,
            text=row.text,
            at=row.at_ms,
            read_at=row.read_at_ms,
        )


class NotificationPage(View):
    items: list[NotificationView]
    next_cursor: str | None
    unread: int
    """In all, not on this page."""


class ReadView(View):
    read: int
    """How many had not been read."""


@router.get("")
async def list_notifications(
    state: State,
    caller: _Anybody,
    *,
    unread: Annotated[bool, Query(description="Only what was not read yet")] = False,
    but: Annotated[tuple[NewsKind, ...], Query(description="All but these kinds", max_length=len(NewsKind))] = (),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> NotificationPage:
    """Your own, the newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.inbox(session, caller.user_id, unread_only=unread, but=but, cursor=cursor, limit=limit)
        waiting = await service.unread(session, caller.user_id)
    return NotificationPage(
        items=[NotificationView.of(row) for row in page.items], next_cursor=page.next_cursor, unread=waiting
    )


@router.post("/{notification_id}/read")
async def read_notification(
    notification_id: Id,
    state: State,
    caller: _Anybody,
    *,
    and_older: Annotated[bool, Query(description="Everything before it too")] = False,
) -> ReadView:
    """You have seen it."""
    async with state.main.tenant(caller.tenant_id) as session:
        found = await service.read(
            session, caller.user_id, notification_id, and_older=and_older, now_ms=state.clock_ms()
        )
    return ReadView(read=found)
