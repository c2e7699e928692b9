"""What people say of a campaign, where they say it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View
from domain.identity import service as identity
from domain.identity.values import Permission, Role
from domain.workspace.comments import service
from domain.workspace.comments.service import Thread
from domain.workspace.comments.tables import Comment
from domain.workspace.comments.values import MOST_MENTIONS, NewComment, Place, Text, UserId

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])

Reader = Annotated[Caller, requires(Permission.CAMPAIGN_READ)]


class EditBody(Body):
    text: Text
    mentions: Annotated[tuple[UserId, ...], Field(max_length=MOST_MENTIONS)] = ()


class ResolveBody(Body):
    resolved: bool = True


class CommentView(View):
    """A comment; without its text once it was deleted."""

    id: str
    thread_id: str
    text: str
    mentions: list[str]
    author_id: str
    created_at: ShownInstant
    edited_at: ShownInstant | None
    is_deleted: bool

    @classmethod
    def of(cls, row: Comment) -> "CommentView":
        return cls(
            id=row.id,
            thread_id=row.thread_id,
            text=row.text,
            mentions=row.mentions,
            author_id=row.author_id,
            created_at=row.created_at_ms,
            edited_at=row.edited_at_ms,
            is_deleted=row.deleted_at_ms is not None,
        )


class ThreadView(View):
    """A thread, with those of its comments that are on this page."""

    id: str
    place: Place
    creative_id: str
    resolved_at: ShownInstant | None
    resolved_by: str
    comments: list[CommentView]

    @classmethod
    def of(cls, thread: Thread) -> "ThreadView":
        first = thread.first
        return cls(
            id=first.id,
            place=Place(first.place),
            creative_id=first.creative_id,
            resolved_at=first.resolved_at_ms,
            resolved_by=first.resolved_by,
            comments=[CommentView.of(row) for row in thread.comments],
        )


class ThreadPage(View):
    items: list[ThreadView]
    """A thread that does not end on a page goes on at the head of the next one, under the same id."""
    next_cursor: str | None


@router.get("/{campaign_id}/comments")
async def list_threads(
    campaign_id: Id, state: State, caller: Reader, cursor: Cursor = None, limit: Limit = 100
) -> ThreadPage:
    """Comments by thread, the oldest thread first; `limit` counts comments."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.of_campaign(session, campaign_id, cursor=cursor, limit=limit)
    return ThreadPage(items=[ThreadView.of(thread) for thread in page.items], next_cursor=page.next_cursor)


@router.post("/{campaign_id}/comments", status_code=201)
async def add_comment(campaign_id: Id, body: NewComment, state: State, caller: Reader) -> CommentView:
    """Say something of the campaign, of a section or a creative of it, or in a thread. Whoever is mentioned is told."""
    async with state.main.tenant(caller.tenant_id) as session:
        author = await identity.get_user(session, caller.user_id)
        row = await service.say(
            session,
            campaign_id,
            body,
            author_id=caller.user_id,
            author_name=author.name,
            now_ms=state.clock_ms(),
        )
        return CommentView.of(row)


@router.put("/{campaign_id}/comments/{comment_id}")
async def edit_comment(campaign_id: Id, comment_id: Id, body: EditBody, state: State, caller: Reader) -> CommentView:
    """Say it otherwise: yours, for a day."""
    async with state.main.tenant(caller.tenant_id) as session:
        author = await identity.get_user(session, caller.user_id)
        row = await service.edit(
            session,
            campaign_id,
            comment_id,
            text=body.text,
            mentions=body.mentions,
            user_id=caller.user_id,
            user_name=author.name,
            now_ms=state.clock_ms(),
        )
        return CommentView.of(row)


@router.delete("/{campaign_id}/comments/{comment_id}", status_code=204)
async def delete_comment(campaign_id: Id, comment_id: Id, state: State, caller: Reader) -> None:
    """Yours, or anybody's for an administrator; its place in the thread stays."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.delete(
            session,
            campaign_id,
            comment_id,
            user_id=caller.user_id,
            is_administrator=Role.ADMIN in caller.roles,
            now_ms=state.clock_ms(),
        )


@router.put("/{campaign_id}/comments/{thread_id}/resolution")
async def resolve_thread(
    campaign_id: Id, thread_id: Id, body: ResolveBody, state: State, caller: Reader
) -> CommentView:
    """Settle a thread, or open it again. A reply opens it too."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.resolve(
            session,
            campaign_id,
            thread_id,
            is_resolved=body.resolved,
            user_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return CommentView.of(row)
