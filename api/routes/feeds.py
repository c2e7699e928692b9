"""Feeds that apps, pages and shop displays fetch for the person in front of them, by a token their own server asks for."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field, JsonValue, StrictInt, StrictStr
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, requires
from api.channels import FeedReader
from api.state import State
from api.wire import Body, Id, ShownInstant, View
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.identity.values import Permission
from domain.messages.values import Feedback, FeedbackKind
from domain.outbox import service
from domain.outbox.values import Occasion, Seen
from domain.segments import service as segments
from domain.segments.rules import needs
from storage.nats.feedback import publish_feedback

router = APIRouter(tags=["channels"])

MOST_SHOWN: Final = 50
_FROM_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_KINDS: Final = {Seen.SHOWN: FeedbackKind.OPENED, Seen.CLICKED: FeedbackKind.CLICKED}

Issuer = Annotated[Caller, requires(Permission.PROFILE_READ)]
FeedChannel = Literal["in_app", "content_card", "in_store", "web"]
Token = Annotated[str, Query(max_length=1_000)]
PersonId = Annotated[StrictStr, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]


class FeedQuery(Occasion):
    """Who asks, where, and on which occasion."""

    token: Annotated[str, Field(max_length=1_000)]


class TokenBody(Body):
    person_id: PersonId
    hours: Annotated[StrictInt, Field(ge=1, le=720)] = 24


class TokenView(View):
    token: str
    until: ShownInstant


class ItemView(View):
    message_id: str
    channel: str
    at: ShownInstant
    until: ShownInstant
    title: str
    body: str
    html: str
    """As the template made it: show it where scripts do not run."""
    data: dict[str, JsonValue]
    media_urls: list[str]
    pinned: bool
    times_shown: int


class FeedView(View):
    items: list[ItemView]


@router.post("/api/v1/feeds/tokens", status_code=201)
async def issue_feed_token(wanted: TokenBody, state: State, caller: Issuer) -> TokenView:
    """A token for one person's feeds, to be handed to their app or page. It opens nothing else."""
    until_ms = state.clock_ms() + wanted.hours * 3_600_000
    reader = FeedReader(tenant_id=caller.tenant_id, person_id=wanted.person_id, until_ms=until_ms)
    return TokenView(token=state.need_channels().write_token(reader), until=until_ms)


@router.get("/v1/feeds/{channel}")
async def read_feed(
    channel: FeedChannel, state: State, response: Response, asked: Annotated[FeedQuery, Query()]
) -> FeedView:
    """What is to be shown to the token's person on this occasion, in the order in which to show it."""
    response.headers.update(_FROM_ANYWHERE)
    now_ms = state.clock_ms()
    reader = state.need_channels().read_token(asked.token, now_ms=now_ms)
    async with state.journeys.reading(reader.tenant_id) as session:
        person_id = await _now(session, reader)
        found = await service.candidates(session, person_id, Channel(channel), asked, now_ms=now_ms)
        facts = None
        if predicates := service.predicates_of(found):
            known = await contacts.load(session, [person_id])
            need = needs(predicates, now_ms=now_ms)
            facts = (await segments.facts_of(session, known, need, now_ms=now_ms)).get(person_id)
        chosen = service.choose(found, facts, now_ms=now_ms, most=MOST_SHOWN)
    return FeedView(items=_items(chosen))


@router.post("/v1/feeds/items/{message_id}/{seen}", status_code=204)
async def note_seen(message_id: Id, seen: Seen, state: State, response: Response, token: Token) -> None:
    """Tell what the person did with an item: it was shown, clicked or dismissed."""
    response.headers.update(_FROM_ANYWHERE)
    now_ms = state.clock_ms()
    reader = state.need_channels().read_token(token, now_ms=now_ms)
    async with state.journeys.reading(reader.tenant_id) as session:
        item = await service.existing_item(session, await _now(session, reader), message_id)
    if seen in _KINDS:
        times = item.shown if seen is Seen.SHOWN else item.clicked
        told = Feedback(
            event_id=f"feed:{message_id}:{seen}:{times + 1}",
            kind=_KINDS[seen],
            channel=Channel(item.channel),
            at_ms=now_ms,
            message_key=message_id,
        )
        await publish_feedback(state.need_nats().jetstream(), reader.tenant_id, [told])
    async with state.journeys.tenant(reader.tenant_id) as session:
        await service.note_seen(session, await _now(session, reader), message_id, seen, now_ms=now_ms)


async def _now(session: AsyncSession, reader: FeedReader) -> str:
    """Who the token's person is by now: their app goes on with the token it was given before they were merged."""
    return (await contacts.merged_into(session, [reader.person_id])).get(reader.person_id, reader.person_id)


def _items(chosen: Sequence[service.Candidate]) -> list[ItemView]:
    return [
        ItemView(
            message_id=one.item.message_id,
            channel=one.item.channel.value,
            at=one.item.at_ms,
            until=one.item.until_ms,
            title=one.item.title,
            body=one.item.body,
            html=one.item.html,
            data=one.item.data,
            media_urls=list(one.item.media_urls),
            pinned=one.showing.pinned,
            times_shown=one.shown,
        )
        for one in chosen
    ]
