"""Use cases of comments, on a tenant's session."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.creatives import service as creatives
from domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from domain.identity.holders import service as holders
from domain.ids import new_id
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of
from domain.workspace.comments import repository
from domain.workspace.comments.tables import Comment
from domain.workspace.comments.values import EDITABLE_MS, NewComment, Place

MOST_COMMENTS: Final = 2_000
"""Of one campaign."""
_SORT: Final = "threads"
_SHOWN: Final = 200
"""Characters of a comment that a notification shows."""


class Thread(NamedTuple):
    """The comment that began it, and those of its comments that are on the page."""

    first: Comment
    comments: list[Comment]


async def say(
    session: AsyncSession, campaign_id: str, new: NewComment, *, author_id: str, author_name: str, now_ms: int
) -> Comment:
    """A comment, of a thread of its own or in another's; whoever it mentions is told.

    Raises ``NotFound``, ``InvalidInput`` for somebody who is nobody here, ``Conflict`` for a campaign that is full of them.
    """
    campaign = await campaigns.get_campaign(session, campaign_id)
    mentioned = await _people(session, new.mentions)
    if await repository.count(session, campaign_id) >= MOST_COMMENTS:
        raise Conflict(f"a campaign has at most {MOST_COMMENTS} comments", field="campaign_id")
    comment_id = new_id("cmt")
    place, creative_id = new.place, new.creative_id
    if new.thread_id:
        first = await thread(session, campaign_id, new.thread_id)
        place, creative_id = Place(first.place), first.creative_id
        first.resolved_at_ms, first.resolved_by = None, ""
        session.add(first)
    elif creative_id:
        shown, _ = await creatives.get_creative(session, creative_id)
        if shown.campaign_id != campaign_id:
            raise NotFound(f"the campaign has no creative '{creative_id}'", field="creative_id")
    row = Comment(
        id=comment_id,
        tenant_id=tenant_of(session),
        campaign_id=campaign_id,
        thread_id=new.thread_id or comment_id,
        place=place.value,
        creative_id=creative_id,
        text=new.text,
        mentions=list(mentioned),
        author_id=author_id,
        created_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    await _tell(session, campaign, row, set(mentioned) - {author_id}, author_name, now_ms=now_ms)
    return row


async def edit(
    session: AsyncSession,
    campaign_id: str,
    comment_id: str,
    *,
    text: str,
    mentions: Sequence[str],
    user_id: str,
    user_name: str,
    now_ms: int,
) -> Comment:
    """Say it otherwise, within a day; whoever is newly mentioned is told. Raises ``Forbidden`` for somebody else's."""
    row = await _theirs(session, campaign_id, comment_id, user_id)
    if now_ms - row.created_at_ms > EDITABLE_MS:
        raise Conflict(
            "a comment can be edited for a day", field="comment_id", remedy="Reply to it, or delete it and write anew."
        )
    mentioned = await _people(session, mentions)
    new = set(mentioned) - set(row.mentions) - {user_id}
    if (row.text, row.mentions) != (text, list(mentioned)):
        row.text, row.mentions, row.edited_at_ms = text, list(mentioned), now_ms
        session.add(row)
        await session.flush()
        await _tell(session, await campaigns.get_campaign(session, campaign_id), row, new, user_name, now_ms=now_ms)
    return row


async def delete(
    session: AsyncSession, campaign_id: str, comment_id: str, *, user_id: str, is_administrator: bool, now_ms: int
) -> None:
    """Take its text away, also from whom it mentioned; its place in the thread stays. Raises ``Forbidden`` for somebody else's."""
    row = await existing(session, campaign_id, comment_id)
    if row.author_id != user_id and not is_administrator:
        raise _not_theirs()
    row.text, row.mentions, row.deleted_at_ms = "", [], row.deleted_at_ms or now_ms
    session.add(row)
    await session.flush()
    await notifications.take_back(session, NewsKind.MENTION, campaign_id, keys=[_key(row)])


async def remove_all(session: AsyncSession, campaign_id: str) -> None:
    """With a draft that is erased, before it is: its comments stand in its way."""
    await repository.remove_all(session, campaign_id)
    await notifications.take_back(session, NewsKind.MENTION, campaign_id)


async def resolve(
    session: AsyncSession, campaign_id: str, thread_id: str, *, is_resolved: bool, user_id: str, now_ms: int
) -> Comment:
    """Settle a thread, or open it again; done twice it changes nothing."""
    first = await thread(session, campaign_id, thread_id)
    if is_resolved is not (first.resolved_at_ms is not None):
        first.resolved_at_ms, first.resolved_by = (now_ms, user_id) if is_resolved else (None, "")
        session.add(first)
        await session.flush()
    return first


async def of_campaign(session: AsyncSession, campaign_id: str, *, cursor: str | None, limit: int) -> Page[Thread]:
    """A page of comments, thread by thread, the oldest first; a thread may go on in the next page. Raises ``NotFound``."""
    await campaigns.get_campaign(session, campaign_id)
    after = read_cursor(_SORT, cursor)
    at = None if after is None else (str(after.value), after.id)
    rows = await repository.of_campaign(session, campaign_id, after=at, limit=limit + 1)
    comments, more = rows[:limit], len(rows) > limit
    first = {
        row.id: row for row in await repository.beginnings(session, campaign_id, {row.thread_id for row in comments})
    }
    threads = [
        Thread(first[thread_id], list(of_one)) for thread_id, of_one in groupby(comments, key=lambda row: row.thread_id)
    ]
    return Page(threads, write_cursor(_SORT, Position(comments[-1].thread_id, comments[-1].id)) if more else None)


async def existing(session: AsyncSession, campaign_id: str, comment_id: str) -> Comment:
    """Raises ``NotFound``, also for one that was deleted."""
    row = await repository.comment(session, campaign_id, comment_id)
    if row is None or row.deleted_at_ms is not None:
        raise NotFound(f"there is no comment '{comment_id}' of this campaign", field="comment_id")
    return row


async def thread(session: AsyncSession, campaign_id: str, thread_id: str) -> Comment:
    """The comment that began it, deleted or not. Raises ``NotFound``."""
    row = await repository.comment(session, campaign_id, thread_id)
    if row is None or row.thread_id != row.id:
        raise NotFound(f"there is no thread '{thread_id}' of this campaign", field="thread_id")
    return row


async def _theirs(session: AsyncSession, campaign_id: str, comment_id: str, user_id: str) -> Comment:
    row = await existing(session, campaign_id, comment_id)
    if row.author_id != user_id:
        raise _not_theirs()
    return row


def _not_theirs() -> Forbidden:
    return Forbidden("the comment is somebody else's", field="comment_id", remedy="Reply to it.")


async def _people(session: AsyncSession, wanted: Collection[str]) -> tuple[str, ...]:
    """Those mentioned, each once. Raises ``InvalidInput`` for whoever is not of the tenant, or is locked out."""
    asked = tuple(dict.fromkeys(wanted))
    here = await holders.active(session, set(asked))
    unknown = [one for one in asked if one not in here]
    if unknown:
        raise InvalidInput(
            f"there is nobody '{unknown[0]}' to mention", field="mentions", remedy="Send ids of people of your tenant."
        )
    return asked


async def _tell(
    session: AsyncSession, campaign: Campaign, row: Comment, whom: Collection[str], author_name: str, *, now_ms: int
) -> None:
    news = News(
        key=_key(row),
        kind=NewsKind.MENTION,
        subject_id=campaign.id,
        title=f"{author_name} mentioned you in {campaign.name}"[:300],
        text=row.text[:_SHOWN],
    )
    await notifications.tell(session, whom, news, now_ms=now_ms)


def _key(row: Comment) -> str:
    return f"mention:{row.id}"
