"""What browsers call: the tag, the events it sends, and a pixel for conversions.

They have a website's write key and nothing else, and anybody can read that in a page. So it only ever says what a browser
did, under an id that names nobody: whose that is, the tenant's own server says (``POST /v1/channels/ingest``). Attributes,
other identities and other sources are refused, and ids of events are the website's own: nobody can take the one that a till
is about to report under. Events go the way of all others, and are acknowledged once they are stored.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, Field, ValidationError

from api.errors import STATUS_OF, ErrorBody, ErrorDetail
from api.routes.do_not_sell import admitted_by_key, browsers_of, heed
from api.state import AppState, State
from domain.behaviour.readings.rules import lenient
from domain.behaviour.values import Source
from domain.behaviour.websites.values import SiteConsent, Website
from domain.contacts.rules import known_time_zone, normal_locale
from domain.contacts.values import How
from domain.errors import CampaignExpressError, Forbidden, InvalidInput, TooMany, Unavailable

router = APIRouter(prefix="/v1", tags=["websites"])

MAX_BYTES: Final = 65_536
TAG: Final = (Path(__file__).parents[1] / "website_tag.js").read_bytes()
GIF: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_TAG_HEADERS: Final = {
    "Cache-Control": "public, max-age=3600",
    "ETag": f'"{blake2b(TAG, digest_size=8).hexdigest()}"',
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
_NEVER_KEPT: Final = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "cross-origin"}
_DROPPED: Final = "X-Campaign-Express-Dropped"
"""Why nothing was recorded, of what was understood."""
_SIGNAL: Final = How.GLOBAL_PRIVACY_CONTROL.value
_EVENT_FIELDS: Final = frozenset({"event", "event_id", "at", "person", "properties"})
_Origin = Annotated[str, Header(alias="Origin")]
_Privacy = Annotated[
    str, Header(alias="Sec-GPC", description="1: the visitor refuses, and opts out of sale and sharing")
]


class _Batch(msgspec.Struct, forbid_unknown_fields=True):
    write_key: str
    events: list[dict[str, Any]]
    consent: str = ""
    sent_at: str = ""
    time_zone: str = ""
    locale: str = ""


class _Pixel(BaseModel):
    """What a pixel's address says, by its parameters."""

    key: Annotated[str, Field(max_length=64)]
    a: Annotated[str, Field(max_length=200)]
    e: Annotated[str, Field(max_length=64)]
    id: Annotated[str, Field(max_length=100)]
    v: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None
    c: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]


_batch = msgspec.json.Decoder(_Batch)


@router.get("/tag.js", response_class=Response)
async def website_tag(if_none_match: Annotated[str, Header(alias="If-None-Match")] = "") -> Response:
    """The script that websites include; it says at its head how."""
    if if_none_match == _TAG_HEADERS["ETag"]:
        return Response(status_code=304, headers=_TAG_HEADERS)
    return Response(TAG, media_type="text/javascript", headers=_TAG_HEADERS)


@router.options("/collect", response_class=Response)
async def may_collect(origin: _Origin = "") -> Response:
    """Let browsers ask; whose key it is, the events themselves say."""
    return Response(status_code=204, headers=_cors(origin) | {"Access-Control-Max-Age": "86400"})


@router.post("/collect", status_code=204, response_class=Response)
async def collect(request: Request, state: State, origin: _Origin = "", privacy: _Privacy = "") -> Response:
    """Take in events of the tag: `{"write_key", "consent", "events": [{"event", "event_id", "at", "person", "properties"}]}`.

    The body is JSON whatever its content type says, so that a browser need not ask first. 204 says that everything is
    stored, or, with `X-Campaign-Express-Dropped`, that the visitor would not have it.
    """
    try:
        body = await request.body()
        if len(body) > MAX_BYTES:
            raise InvalidInput(
                f"is larger than {MAX_BYTES:,} bytes", field="body", remedy="Send fewer events at a time."
            )
        batch = _decoded(body)
        website = await _admitted(state, batch.write_key, origin, events=len(batch.events))
        dropped = _refused(website, batch.consent, privacy)
        if dropped == _SIGNAL:
            people = [event.get("person") for event in batch.events]
            browsers = [person.get("anonymous_id") for person in people if isinstance(person, dict)]
            await heed(state, website, browsers_of(browsers), request, How.GLOBAL_PRIVACY_CONTROL)
        if not dropped:
            await _take(state, website, batch)
    except CampaignExpressError as error:
        return _refusal(error, origin)
    return Response(status_code=204, headers=_cors(origin) | ({_DROPPED: dropped} if dropped else {}))


@router.get("/pixel.gif", response_class=Response)
async def conversion_pixel(
    *,
    request: Request,
    state: State,
    key: Annotated[str, Query(description="The website's write key")] = "",
    anonymous_id: Annotated[str, Query(alias="a", description="Of the tag")] = "",
    event: Annotated[str, Query(alias="e")] = "conversion",
    order_id: Annotated[str, Query(alias="id", description="Counts once, however often it loads")] = "",
    value: Annotated[str, Query(alias="v", description="What it was worth, like 12.50")] = "",
    currency: Annotated[str, Query(alias="c", description="Of the value, like USD")] = "",
    consent: Annotated[str, Query(description="granted, if the visitor agreed")] = "",
    referer: Annotated[str, Header(alias="Referer")] = "",
    privacy: _Privacy = "",
) -> Response:
    """A one-pixel image that records a conversion. It is an image whatever happens; a header says why nothing was recorded."""
    try:
        pixel = _Pixel(key=key, a=anonymous_id, e=event, id=order_id, v=value or None, c=currency)
        website = await _admitted(state, pixel.key, _origin_of(referer))
        dropped = _refused(website, consent, privacy)
        if dropped == _SIGNAL:
            await heed(state, website, browsers_of([pixel.a]), request, How.GLOBAL_PRIVACY_CONTROL)
        if not dropped:
            await _take(state, website, _Batch(write_key=pixel.key, events=[_conversion(pixel, referer)]))
    except ValidationError as error:
        dropped = f"{InvalidInput.code}: {error.errors()[0]['loc'][0]}"
    except CampaignExpressError as error:
        dropped = error.code
    return Response(GIF, media_type="image/gif", headers=_NEVER_KEPT | ({_DROPPED: dropped} if dropped else {}))


def _conversion(pixel: _Pixel, referer: str) -> dict[str, Any]:
    said = {"order_id": pixel.id, "value": pixel.v, "currency": pixel.c, "url": referer.partition("#")[0][:2_000]}
    return {
        "event": pixel.e,
        "event_id": f"pixel-{_digest(pixel.e, pixel.id)}" if pixel.id else "",
        "person": {"anonymous_id": pixel.a},
        "properties": {name: each for name, each in said.items() if each not in ("", None)},
    }


def _decoded(body: bytes) -> _Batch:
    try:
        return _batch.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidInput(str(error), field="body", remedy="Send it as the tag does.") from error


async def _admitted(state: AppState, write_key: str, origin: str, *, events: int = 1) -> Website:
    website = await admitted_by_key(state, write_key, events=events)
    if not website.lets_in(origin):
        raise Forbidden(
            f"'{origin}' is not an origin of {website.name}", field="origin", remedy="Add it to the website."
        )
    return website


def _refused(website: Website, consent: str, privacy: str) -> str:
    """Why the visitor may not be recorded; empty when they may. The signal is an opt-out besides."""
    if privacy.strip() == "1":
        return _SIGNAL
    return "no_consent" if website.consent is SiteConsent.REQUIRED and consent != "granted" else ""


async def _take(state: AppState, website: Website, batch: _Batch) -> None:
    """Store the events. One that says what a browser may not refuses them all; one that the tenant lets not in, itself.

    Zone and language the tag adds by itself: those that we do not know are left out.
    """
    for event in batch.events:
        if unknown := event.keys() - _EVENT_FIELDS:
            raise InvalidInput(
                "is not for a browser to say", field=min(unknown)[:64], remedy="Say it from your server."
            )
        person = event.get("person")
        if not isinstance(person, dict) or person.keys() != {"anonymous_id"}:
            raise InvalidInput(
                "names somebody by more than an anonymous id",
                field="person",
                remedy="Say whose it is from your server.",
            )
        if isinstance(given_id := event.get("event_id"), str) and given_id:
            event["event_id"] = f"{website.id}:{given_id}"
        properties = event.get("properties")
        event["properties"] = {**(properties if isinstance(properties, dict) else {}), "website": website.id}
    told = {
        "time_zone": lenient(known_time_zone, batch.time_zone),
        "locale": lenient(normal_locale, batch.locale),
    }
    events = [event | {name: value for name, value in told.items() if value} for event in batch.events]
    body = msgspec.json.encode({"events": events, "sent_at": batch.sent_at or None})
    taken = await state.need_ingest_door().take(website.tenant_id, body, headers={}, door=Source.WEB)
    for refusal in taken.refused:
        raise InvalidInput(refusal.message, field=refusal.field, remedy=refusal.remedy)


def _refusal(error: CampaignExpressError, origin: str) -> Response:
    """As every other, and readable for the page: a browser that may not read an answer takes it for an outage."""
    detail = ErrorDetail(code=error.code, message=error.message, field=error.field, remedy=error.remedy)
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    body = ErrorBody(error=detail).model_dump_json(exclude_none=True)
    headers = _cors(origin)
    if isinstance(error, TooMany | Unavailable):
        headers["Retry-After"] = str(error.retry_after_s)
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _cors(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin or "*",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "content-type",
        "Vary": "Origin",
    }


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
