"""The local outbox, read as its receivers would; and webhook calls, the dead letters among them."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View
from domain.campaigns.values import Channel
from domain.errors import Forbidden
from domain.identity.rules import PERMISSIONS_OF
from domain.identity.values import Permission, Role
from domain.identity.vouchers.values import MAIL_SOURCE
from domain.outbox import service
from domain.outbox.tables import WebhookCallRow
from domain.outbox.values import CallState, Letter
from domain.paging import MAX_PAGE

router = APIRouter(prefix="/api/v1/outbox", tags=["channels"])

PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]

_AS_ITS_READER_SEES_IT: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; font-src https:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""What mail programs allow as well: images and styles, no scripts, no forms."""


class LetterQuery(Body):
    """Which of the letters: of a person, on a channel, from a journey or broadcast (``journey:jrn_...``)."""

    person_id: Annotated[str | None, Field(max_length=128)] = None
    channel: Channel | None = None
    source: Annotated[str | None, Field(max_length=100)] = None
    cursor: Annotated[str | None, Field(max_length=1_000)] = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50


class LetterSummary(View):
    message_id: str
    person_id: str
    channel: str
    at: ShownInstant
    address: str
    sender: str
    """The address it is from, or the name where there is no address."""
    sender_name: str
    subject: str
    """Or its title, or the beginning of its text, on channels without subjects."""
    source: str


class LetterPage(View):
    messages: list[LetterSummary]
    next_cursor: str | None


class LetterView(LetterSummary):
    platform: str
    app: str
    reply_to: str
    postal_address: str
    html: str
    text: str
    title: str
    body: str
    data: dict[str, JsonValue]
    media_urls: list[str]
    headers: dict[str, str]
    unsubscribe_url: str
    ids: dict[str, str]


class CallView(View):
    message_id: str
    account_id: str
    person_id: str
    source: str
    url: str
    state: str
    attempts: int
    due_at: ShownInstant | None
    """When it is tried next; null once nothing is left to do."""
    at: ShownInstant
    tried_at: ShownInstant | None
    last_status: int
    """0 before the first answer."""
    last_error: str


class CallPage(View):
    calls: list[CallView]
    next_cursor: str | None


class ReplayBody(Body):
    message_ids: Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=200)]


class Replayed(View):
    replayed: list[str]


@router.get("/messages")
async def list_letters(
    state: State,
    caller: PeopleReader,
    wanted: Annotated[LetterQuery, Query()],
) -> LetterPage:
    """What the local outbox keeps, newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        page = await service.letters(
            session,
            person_id=wanted.person_id,
            channel=wanted.channel,
            source=wanted.source,
            cursor=wanted.cursor,
            limit=wanted.limit,
        )
    return LetterPage(messages=[_summary(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/messages/{message_id}")
async def read_letter(message_id: Id, state: State, caller: PeopleReader) -> LetterView:
    """One message, whole."""
    async with state.journeys.reading(caller.tenant_id) as session:
        letter = _open_to(caller, await service.letter(session, message_id))
    return LetterView(
        **_summary(letter).model_dump(exclude={"at"}),
        at=letter.at_ms,
        platform=letter.platform,
        app=letter.app,
        reply_to=letter.sender.reply_to,
        postal_address=letter.sender.postal_address,
        html=letter.html,
        text=letter.text,
        title=letter.title,
        body=letter.body,
        data=letter.data,
        media_urls=list(letter.media_urls),
        headers=letter.headers,
        unsubscribe_url=letter.unsubscribe_url,
        ids=letter.ids,
    )


@router.get("/messages/{message_id}/shown", response_class=Response)
async def show_letter(message_id: Id, state: State, caller: PeopleReader) -> Response:
    """One message as its receiver would see it: its HTML without scripts, or its text."""
    async with state.journeys.reading(caller.tenant_id) as session:
        letter = _open_to(caller, await service.letter(session, message_id))
    if letter.html:
        return Response(letter.html, media_type="text/html; charset=utf-8", headers=_AS_ITS_READER_SEES_IT)
    lines = [letter.title, letter.body, letter.text]
    shown = "\n\n".join(line for line in lines if line)
    return Response(shown, media_type="text/plain; charset=utf-8", headers=_AS_ITS_READER_SEES_IT)


@router.get("/webhooks")
async def list_calls(
    state: State, caller: Reader, which: CallState = CallState.DEAD, cursor: Cursor = None, limit: Limit = 50
) -> CallPage:
    """Calls to webhooks, newest first: dead letters, unless others are asked for."""
    async with state.journeys.reading(caller.tenant_id) as session:
        page = await service.calls(session, which, cursor=cursor, limit=limit)
    return CallPage(calls=[_call(row) for row in page.items], next_cursor=page.next_cursor)


@router.post("/webhooks/replay")
async def replay_calls(replay: ReplayBody, state: State, caller: Writer) -> Replayed:
    """Make dead letters due at once, under the same ids, so that a receiver recognises what it has seen."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        revived = await service.send_again(session, replay.message_ids, now_ms=state.clock_ms())
    return Replayed(replayed=list(revived))


def _open_to(caller: Caller, letter: Letter) -> Letter:
    """Letters that let somebody in are for those who could let in anybody. Raises ``Forbidden``."""
    if letter.source == MAIL_SOURCE and not caller.permissions >= PERMISSIONS_OF[Role.ADMIN]:
        raise Forbidden(
            "this letter holds somebody's voucher", field="message_id", remedy="Ask an administrator of the platform."
        )
    return letter


def _summary(letter: Letter) -> LetterSummary:
    return LetterSummary(
        message_id=letter.message_id,
        person_id=letter.person_id,
        channel=letter.channel.value,
        at=letter.at_ms,
        address=letter.address,
        sender=letter.sender.address or letter.sender.name,
        sender_name=letter.sender.name,
        subject=letter.subject or letter.title or (letter.text or letter.body)[:100],
        source=letter.source,
    )


def _call(row: WebhookCallRow) -> CallView:
    return CallView(
        message_id=row.message_id,
        account_id=row.account_id,
        person_id=row.person_id,
        source=row.source,
        url=row.url,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at_ms,
        at=row.at_ms,
        tried_at=row.tried_at_ms,
        last_status=row.last_status,
        last_error=row.last_error,
    )
