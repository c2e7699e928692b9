"""What receivers of messages reach: links they click, the pixel of an open, unsubscribing, and their preferences.

Whoever comes here has no account: the link is the credential, signed and of this message alone. What they did is told to
JetStream (``messages.feedback.{tenant}``) and recorded from there; what they chose on the preference page is written at once.
"""

import asyncio
from collections.abc import Collection, Iterator
from hashlib import blake2b
from typing import Annotated, Final
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from api import pages
from api.consents import said_here
from api.state import AppState, State
from api.wire import show_instant
from domain.behaviour.happenings import service as happenings
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.rules import refuses_sale, unreachable
from domain.contacts.values import Consent, Contact, ContactChange, How, PrivacyPurpose, consent_key
from domain.content.links.rules import is_machine
from domain.content.links.values import LinkExpired, Reading, Visit
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, DeliveryPolicy, Purpose
from domain.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from domain.messages.values import Feedback, FeedbackKind
from domain.senders import service as senders
from storage.nats.feedback import publish_feedback

router = APIRouter(prefix="/r", tags=["reader"])

_log = structlog.get_logger(__name__)
CHANNELS: Final = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH)
"""What can be chosen: the channels that disturb."""
PERSON: Final = "person"
"""Who puts on record what they say here."""
_TELL_WITHIN_S: Final = 1.0
_MOST_BODY: Final = 20_000
_GIF: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_NOT_KEPT: Final = {"Cache-Control": "no-store, max-age=0", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
Languages = Annotated[str, Header(alias="Accept-Language")]


@router.head("/c/{reading}/{link}", response_class=Response)
async def probe_link(reading: str, link: str, request: Request, state: State, languages: Languages = "") -> Response:
    """What scanners ask first: the same answer, told as a machine's click."""
    return await follow_link(reading, link, request, state, languages)


@router.get("/c/{reading}/{link}", response_class=Response)
async def follow_link(reading: str, link: str, request: Request, state: State, languages: Languages = "") -> Response:
    """Lead on to where the message's own link leads, and nowhere else. A click that cannot be told of leads on all the same."""
    room = state.need_content()
    now_ms = state.clock_ms()
    try:
        said, address = room.signer.read_click(reading, link, now_ms=now_ms)
    except Forbidden as error:
        return _refused(error, languages)
    await _tell_if_possible(state, _read(FeedbackKind.CLICKED, said, request, now_ms, address=address), said.tenant_id)
    return RedirectResponse(address, status_code=302, headers=_NOT_KEPT)


@router.get("/o/{name}", response_class=Response)
async def note_open(name: str, request: Request, state: State) -> Response:
    """A picture of one pixel, whatever was asked for: nobody should see a broken one in a message."""
    now_ms = state.clock_ms()
    try:
        said = state.need_content().signer.read_reading(name.removesuffix(".gif"), now_ms=now_ms)
    except Forbidden:
        return Response(_GIF, media_type="image/gif", headers=_NOT_KEPT)
    await _tell_if_possible(state, _read(FeedbackKind.OPENED, said, request, now_ms), said.tenant_id)
    return Response(_GIF, media_type="image/gif", headers=_NOT_KEPT)


@router.get("/u/{choosing}", response_class=HTMLResponse)
async def ask_to_unsubscribe(choosing: str, state: State, languages: Languages = "") -> Response:
    """A page with a button. Opening it changes nothing, since mail programs and scanners open every link."""
    room = state.need_content()
    try:
        said = room.signer.read_choosing(choosing, now_ms=state.clock_ms(), to_show=False)
    except Forbidden as error:
        return _refused(error, languages)
    return pages.unsubscribe_page(
        pages.language(languages), f"/r/u/{choosing}", f"/r/p/{choosing}", channel=_label(said.channel)
    )


@router.post("/u/{choosing}", response_class=HTMLResponse)
async def unsubscribe(choosing: str, request: Request, state: State, languages: Languages = "") -> Response:
    """Unsubscribe from the channel: by the page's button, or by a mail program with one click (RFC 8058).

    The body says ``List-Unsubscribe=One-Click``, as that wants, or ``confirm=yes``. A 2xx means that it is stored.
    """
    room = state.need_content()
    now_ms = state.clock_ms()
    try:
        said = room.signer.read_choosing(choosing, now_ms=now_ms, to_show=False)
    except Forbidden as error:
        return _refused(error, languages)
    body = (await request.body())[:_MOST_BODY]
    is_one_click = b"List-Unsubscribe" in body and b"One-Click" in body
    if not is_one_click and b"confirm" not in body:
        return pages.unsubscribe_page(
            pages.language(languages), f"/r/u/{choosing}", f"/r/p/{choosing}", channel=_label(said.channel)
        )
    told = Feedback(
        event_id=f"unsubscribed:{said.message_id}:{now_ms // 60_000}",
        kind=FeedbackKind.UNSUBSCRIBED,
        channel=said.of_channel,
        at_ms=now_ms,
        message_key=said.message_id,
        reason="one click" if is_one_click else "page",
    )
    try:
        async with asyncio.timeout(_TELL_WITHIN_S):
            await publish_feedback(state.need_nats().jetstream(), said.tenant_id, [told])
    except TimeoutError as error:
        raise Unavailable("it could not be stored in time", retry_after_s=5) from error
    return pages.unsubscribed_page(pages.language(languages), f"/r/p/{choosing}", channel=_label(said.channel))


@router.get("/p/{choosing}", response_class=HTMLResponse)
async def show_preferences(
    choosing: str, state: State, languages: Languages = "", saved: Annotated[str, Query(max_length=5)] = ""
) -> Response:
    """What this person gets, to be changed; works without scripts."""
    room = state.need_content()
    try:
        said = room.signer.read_choosing(choosing, now_ms=state.clock_ms(), to_show=True)
        async with state.journeys.reading(said.tenant_id) as session:
            contact = await contacts.get(session, said.person_id)
            policy = (await delivery.settings(session)).policy
            sender = next((row.name for row in await senders.list_senders(session) if row.is_default), "")
    except (Forbidden, NotFound) as error:
        return _refused(error, languages)
    choices = [
        pages.Choice(channel.value, _label(channel.value), is_chosen=_gets(contact, channel, policy))
        for channel in _shown(contact)
    ]
    locale = contact.locale or pages.language(languages)
    return pages.preferences_page(
        locale,
        f"/r/p/{choosing}",
        choices,
        sender=sender,
        saved=saved == "yes",
        refuses_sale=refuses_sale(contact),
        asks_to_sell=saved == "ask",
    )


@router.get("/p/{choosing}/record", response_class=HTMLResponse)
async def show_record(choosing: str, state: State, languages: Languages = "") -> Response:
    """Everything this person ever said about being written to, and about their data: theirs to read."""
    room = state.need_content()
    try:
        said = room.signer.read_choosing(choosing, now_ms=state.clock_ms(), to_show=True)
        async with state.journeys.reading(said.tenant_id) as session:
            contact = await contacts.get(session, said.person_id)
            _, rows = await contacts.history(session, contact.person_id)
    except (Forbidden, NotFound) as error:
        return _refused(error, languages)
    shown = [
        pages.Said(
            on=show_instant(row.at_ms)[:10],
            about="sale" if row.purpose == PrivacyPurpose.SALE_OR_SHARING else row.channel,
            is_yes=(row.state == ConsentState.GRANTED) is not (row.purpose == PrivacyPurpose.SALE_OR_SHARING),
            shown_by=", ".join(each for each in (row.how, row.source, row.text_version, row.proof) if each),
        )
        for row in rows
    ]
    return pages.record_page(contact.locale or pages.language(languages), f"/r/p/{choosing}", shown)


@router.post("/p/{choosing}", response_class=Response)
async def save_preferences(choosing: str, request: Request, state: State, languages: Languages = "") -> Response:
    """Write down what was chosen, as consents with this page and message as their proof; then show it again.

    That data may be sold or shared again is asked twice, and taken at the second time.
    """
    room = state.need_content()
    now_ms = state.clock_ms()
    form = parse_qs((await request.body())[:_MOST_BODY].decode("utf-8", "replace"), keep_blank_values=True)
    [do] = form.get("do", ["save"])[:1]
    if do == "sell":
        return RedirectResponse(f"/r/p/{choosing}?saved=ask", status_code=303, headers=_NOT_KEPT)
    chosen = None if do == "stop" else set(form.get("channel", []))
    try:
        said = room.signer.read_choosing(choosing, now_ms=now_ms, to_show=True)
        async with state.journeys.tenant(said.tenant_id) as session:
            contact = await contacts.get(session, said.person_id)
            policy = (await delivery.settings(session)).policy
            source = f"preference page, from message {said.message_id}"
            shown = said_here(request, How.PREFERENCE_PAGE, source=source, by=PERSON)
            if do in {"dont_sell", "sell_confirmed"}:
                decide = contacts.opt_person_out if do == "dont_sell" else contacts.opt_in
                changed = await decide(session, contact.person_id, shown, at_ms=now_ms, now_ms=now_ms)
            else:
                change = ContactChange(
                    consents=tuple(
                        Consent(channel, Purpose.MARKETING, state, now_ms, "", shown)
                        for channel, state in _said(contact, chosen, policy)
                    )
                )
                changed = await contacts.change(session, contact.person_id, change, now_ms=now_ms)
            pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
    except (Forbidden, NotFound) as error:
        return _refused(error, languages)
    except (
        Conflict,
        InvalidInput,
    ):  # decided by somebody else meanwhile, or later by another clock: what holds is shown
        return RedirectResponse(f"/r/p/{choosing}", status_code=303, headers=_NOT_KEPT)
    state.poke(said.tenant_id, pokes)
    return RedirectResponse(f"/r/p/{choosing}?saved=yes", status_code=303, headers=_NOT_KEPT)


def _said(
    contact: Contact, chosen: Collection[str] | None, policy: DeliveryPolicy
) -> Iterator[tuple[Channel, ConsentState]]:
    """What differs from what was shown: what was not touched stays as it is. ``chosen`` None refuses all of it."""
    for channel in _shown(contact):
        if chosen is None:
            if _consent(contact, channel) is not ConsentState.DENIED:
                yield channel, ConsentState.DENIED
        elif (channel.value in chosen) is not _gets(contact, channel, policy):
            yield channel, ConsentState.GRANTED if channel.value in chosen else ConsentState.DENIED


def _shown(contact: Contact) -> list[Channel]:
    """The channels somebody is reached by, or has said something about."""
    return [
        channel
        for channel in CHANNELS
        if not unreachable(contact, channel) or consent_key(channel, Purpose.MARKETING) in contact.consents
    ]


def _gets(contact: Contact, channel: Channel, policy: DeliveryPolicy) -> bool:
    """As the consent gate has it: they said yes, or were never asked where nobody has to be."""
    consent = _consent(contact, channel)
    return consent is ConsentState.GRANTED or (consent is ConsentState.UNKNOWN and channel not in policy.consent_needed)


def _consent(contact: Contact, channel: Channel) -> ConsentState:
    return contact.consents.get(consent_key(channel, Purpose.MARKETING), ConsentState.UNKNOWN)


def _label(channel: str) -> str:
    return channel if channel in {one.value for one in CHANNELS} else "other"


def _read(kind: FeedbackKind, said: Reading, request: Request, now_ms: int, *, address: str = "") -> Feedback:
    """What somebody did with a message, a machine marked as one. Within a second, the same is one event."""
    headers = request.headers
    purpose = headers.get("sec-purpose") or headers.get("purpose") or headers.get("x-purpose") or ""
    visit = Visit(
        method=request.method,
        user_agent=headers.get("user-agent", ""),
        purpose=purpose,
        age_ms=now_ms - said.at_s * 1_000,
    )
    digest = blake2b(address.encode(), digest_size=6).hexdigest()
    return Feedback(
        event_id=f"{kind.value}:{said.message_id}:{digest}:{now_ms // 1_000}",
        kind=kind,
        channel=Channel(said.channel),
        at_ms=now_ms,
        message_key=said.message_id,
        is_bot=is_machine(visit),
        url=address,
    )


async def _tell_if_possible(state: AppState, told: Feedback, tenant_id: str) -> None:
    """A receiver is not kept waiting, nor kept from where they want to go, by our bookkeeping."""
    try:
        async with asyncio.timeout(_TELL_WITHIN_S):
            await publish_feedback(state.need_nats().jetstream(), tenant_id, [told])
    except (TimeoutError, Unavailable) as error:
        _log.warning("an open or click was not recorded", kind=told.kind.value, tenant_id=tenant_id, error=str(error))


def _refused(error: Forbidden | NotFound, languages: str) -> Response:
    expired = isinstance(error, LinkExpired)
    return pages.refusal_page(pages.language(languages), expired=expired, status=410 if expired else 404)
