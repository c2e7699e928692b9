"""The page behind "Do not sell or share my personal information", and the signals of browsers.

Nobody has to have an account or show who they are to opt out (California Code of Regulations, title 11, 7026): an address or a
browser's id is enough, known or not. Whoever opts somebody else out has done them no harm, and a pace of their own bounds how many
new ones a website's key may name; what is noted already costs none of it.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import HTMLResponse

from api import pages
from api.consents import said_here
from api.state import AppState, State
from domain.behaviour.happenings import service as happenings
from domain.behaviour.websites import service as websites
from domain.behaviour.websites.values import Website
from domain.contacts import service as contacts
from domain.contacts.rules import normal_identity
from domain.contacts.values import How, Identity, IdentityKind
from domain.errors import InvalidInput, TooMany, Unauthenticated

router = APIRouter(prefix="/v1", tags=["websites"])

Languages = Annotated[str, Header(alias="Accept-Language")]
_MOST_BODY: Final = 4_000
_ASKED: Final = (IdentityKind.EMAIL, IdentityKind.PHONE)
_FROM_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}


@router.get("/do-not-sell", response_class=HTMLResponse)
async def ask_to_opt_out(
    state: State,
    key: Annotated[str, Query(max_length=64, description="The website's write key")] = "",
    languages: Languages = "",
) -> Response:
    """A page that asks for an address or a number; opening it changes nothing. Websites link to it from every page."""
    locale = pages.language(languages)
    try:
        website = await admitted_by_key(state, key, events=1)
    except (Unauthenticated, TooMany) as error:
        return _turned_away(locale, error)
    return pages.do_not_sell_page(locale, key, of=website.name)


@router.post("/do-not-sell", response_class=HTMLResponse)
async def opt_visitor_out(request: Request, state: State, languages: Languages = "") -> Response:
    """Opt out whoever has this `email`, `phone` or `anonymous_id`: by the page's form, or by the tag. A 2xx means that it is stored."""
    form = parse_qs((await request.body())[:_MOST_BODY].decode("utf-8", "replace"))
    said = {name: values[0].strip() for name, values in form.items()}
    locale = pages.language(languages)
    try:
        website = await admitted_by_key(state, said.get("key", ""), events=1)
    except (Unauthenticated, TooMany) as error:
        return _turned_away(locale, error)
    try:
        named = [normal_identity(kind, said[kind]) for kind in _ASKED if said.get(kind)]
        if browser := said.get("anonymous_id"):
            named.append(normal_identity(IdentityKind.ANONYMOUS_ID, browser))
    except InvalidInput:
        named = []
    if not named:
        return pages.do_not_sell_page(locale, website.write_key, of=website.name, is_wrong=True)
    is_signal = said.get("signal") == How.GLOBAL_PRIVACY_CONTROL
    how = How.GLOBAL_PRIVACY_CONTROL if is_signal else How.OPT_OUT_LINK
    try:
        await heed(state, website, named, request, how)
    except TooMany as error:
        return _turned_away(locale, error)
    answer = pages.opted_out_page(locale)
    answer.headers.update(_FROM_ANYWHERE)
    return answer


async def admitted_by_key(state: AppState, write_key: str, *, events: int) -> Website:
    """The website of a key, whichever page asks. Raises ``Unauthenticated`` and ``TooMany``."""
    async with state.journeys.platform_reading() as session:
        website = await websites.admitted(session, write_key)
    if website is None:
        raise Unauthenticated("no website has this write key", field="write_key", remedy="Copy it from the settings.")
    if wait_s := state.website_pace.take(website.id, max(1, events), now_ms=state.clock_ms()):
        raise TooMany("more events than a website may send", field="write_key", retry_after_s=wait_s)
    return website


async def heed(state: AppState, website: Website, identities: Collection[Identity], request: Request, how: How) -> None:
    """Note the opt-outs that are not noted yet: a browser repeats its signal with everything it asks for. Raises ``TooMany``."""
    async with state.journeys.reading(website.tenant_id) as session:
        noted = await contacts.opt_outs_of(session, identities)
    new = [one for one in identities if one not in noted or not noted[one].is_said]
    if not new:
        return
    now_ms = state.clock_ms()
    of = "browsers" if all(kind == IdentityKind.ANONYMOUS_ID for kind, _ in new) else "addresses"
    if wait_s := state.opt_out_pace.take(f"{website.id} {of}", len(new), now_ms=now_ms):
        raise TooMany("more opt-outs than a website may send", field="write_key", retry_after_s=wait_s)
    source = request.headers.get("referer", "") or website.name
    evidence = said_here(request, how, source=source, by=website.id)
    async with state.journeys.tenant(website.tenant_id) as session:
        changed = await contacts.opt_out(session, new, evidence, at_ms=now_ms, now_ms=now_ms)
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
    state.poke(website.tenant_id, pokes)


def browsers_of(said: Sequence[object]) -> list[Identity]:
    """The anonymous ids among what browsers said; whatever cannot be one is left out."""
    found: list[Identity] = []
    for each in said:
        if isinstance(each, str):
            try:
                found.append(normal_identity(IdentityKind.ANONYMOUS_ID, each))
            except InvalidInput:
                continue
    return list(dict.fromkeys(found))


def _turned_away(locale: str, error: Unauthenticated | TooMany) -> Response:
    if isinstance(error, TooMany):
        return Response(status_code=429, headers=_FROM_ANYWHERE | {"Retry-After": str(error.retry_after_s)})
    return pages.refusal_page(locale, expired=False, status=404)
