"""Single sign-on, as a browser walks it: to an identity provider, back, and to its tokens.

What a browser carries between the steps is in cookies that only this host sets over HTTPS, and only these paths see where
there is none. Whoever is refused goes back to where they
began, with ``sso_error`` in the address; the log has the circumstances.
"""

from typing import Annotated, Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.routes.session import InCookie, TokensView, user_agent
from api.sign_on import PATH, Arrival, Departure, SignOnDesk
from api.state import AppState, State
from api.wire import Body, Id, View
from domain.errors import InvalidInput
from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import BEGUN_LIFE_MS, TICKET_LIFE_MS, Refusal, ReturnTo
from domain.identity.values import Scopes, TenantId

router = APIRouter(prefix=PATH, tags=["sessions"])

_CARRIED: Final = "ce_sso_"
_TICKET: Final = "ce_sso_ticket"
_TOKENS: Final = f"{PATH}/tokens"
_MOST_FIELDS: Final = 20
_OURS_ALONE: Final = "__Host-"
"""What browsers take from no sibling of ours: over HTTPS alone, and for all paths."""
_NOT_KEPT: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class ProviderChoice(View):
    """A button of a sign-in page."""

    id: str
    name: str
    protocol: str
    start: str
    """Where it leads; ``?return_to=`` says where to go on afterwards."""


class Redemption(Body):
    scopes: Scopes | None = None
    """Left out, everything you may do."""
    in_cookie: InCookie = False


@router.get("/providers")
async def list_sign_on_choices(
    state: State, tenant_id: Annotated[TenantId, Query(description="Whose people want to sign in")]
) -> list[ProviderChoice]:
    """By which identity providers people of this tenant may come; none for a tenant that is not there."""
    state.need_sign_on()
    async with state.main.reading(tenant_id) as session:
        rows = await sign_on.list_providers(session)
    return [
        ProviderChoice(id=row.id, name=row.name, protocol=row.protocol, start=f"{PATH}/{row.id}/start")
        for row in rows
        if row.enabled
    ]


@router.get("/{provider_id}/start", status_code=303, response_class=RedirectResponse)
async def begin_sign_on(
    provider_id: Id,
    request: Request,
    state: State,
    return_to: Annotated[ReturnTo, Query(description="A path of this site")] = "/",
) -> Response:
    """Send a browser to its identity provider."""
    desk = state.need_sign_on()
    desk.take_step(provider_id, _address(request))
    departure = await desk.begin(provider_id, return_to)
    return _departing(desk, provider_id, departure)


@router.get("/{provider_id}/callback", status_code=303, response_class=RedirectResponse)
async def finish_openid_sign_on(provider_id: Id, request: Request, state: State) -> Response:
    """Where an OpenID provider sends a browser back to."""
    return await _arrived(provider_id, request, state, request.query_params.multi_items())


@router.post(
    "/{provider_id}/acs",
    status_code=303,
    response_class=RedirectResponse,
    openapi_extra={"requestBody": {"content": {"application/x-www-form-urlencoded": {}}}},
)
async def finish_saml_sign_on(provider_id: Id, request: Request, state: State) -> Response:
    """Where a SAML provider has a browser post its response."""
    try:
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InvalidInput("the body is no form", field="body", remedy="Post SAMLResponse and RelayState.") from error
    return await _arrived(provider_id, request, state, form)


@router.get("/{provider_id}/metadata", response_class=Response)
async def describe_service_provider(provider_id: Id, state: State) -> Response:
    """Who we are to a SAML provider; its administrator imports it."""
    return Response(
        await state.need_sign_on().metadata(provider_id), media_type="application/samlmetadata+xml", headers=_NOT_KEPT
    )


@router.post("/tokens")
async def redeem_sign_on(
    request: Request, response: Response, state: State, body: Redemption | None = None
) -> TokensView:
    """Tokens for whoever just came back in this browser; good once."""
    desk = state.need_sign_on()
    scopes = body.scopes if body is not None else None
    ticket = request.cookies.get(_named(desk, _TICKET), "")
    tokens = await desk.redeem(ticket, scopes=scopes, user_agent=user_agent(request))
    response.delete_cookie(
        _named(desk, _TICKET), path=_path(desk, _TOKENS), secure=desk.is_https, httponly=True, samesite="strict"
    )
    response.headers.update(_NOT_KEPT)
    return TokensView.kept(tokens, response, state) if body is not None and body.in_cookie else TokensView.of(tokens)


async def _arrived(provider_id: str, request: Request, state: AppState, came: list[tuple[str, str]]) -> Response:
    desk = state.need_sign_on()
    desk.take_step(provider_id, _address(request))
    carried = request.cookies.get(_named(desk, f"{_CARRIED}{provider_id}"), "")
    arrival = await desk.arrive(provider_id, carried, _once(came))
    if arrival.ticket:
        state.forget_callers()
    return _arriving(desk, provider_id, arrival)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Raises ``SignOnRefused`` where something is said twice: who reads the first and who reads the last would differ."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise SignOnRefused(Refusal.NOT_PROVEN, "what came back says something twice")
    return dict(pairs)


def _departing(desk: SignOnDesk, provider_id: str, departure: Departure) -> Response:
    answer = RedirectResponse(departure.address, status_code=303, headers=_NOT_KEPT)
    answer.set_cookie(
        _named(desk, f"{_CARRIED}{provider_id}"),
        departure.carried,
        max_age=BEGUN_LIFE_MS // 1_000,
        path=_path(desk, f"{PATH}/{provider_id}"),
        secure=desk.is_https,
        httponly=True,
        samesite=_same_site(desk),
    )
    return answer


def _arriving(desk: SignOnDesk, provider_id: str, arrival: Arrival) -> Response:
    place = desk.place(arrival.return_to)
    answer = RedirectResponse(
        _with_error(place, arrival.refusal) if arrival.refusal else place, status_code=303, headers=_NOT_KEPT
    )
    answer.delete_cookie(
        _named(desk, f"{_CARRIED}{provider_id}"),
        path=_path(desk, f"{PATH}/{provider_id}"),
        secure=desk.is_https,
        httponly=True,
        samesite=_same_site(desk),
    )
    if arrival.ticket:
        answer.set_cookie(
            _named(desk, _TICKET),
            arrival.ticket,
            max_age=TICKET_LIFE_MS // 1_000,
            path=_path(desk, _TOKENS),
            secure=desk.is_https,
            httponly=True,
            samesite="strict",
        )
    return answer


def _with_error(place: str, refusal: str) -> str:
    parts = urlsplit(place)
    query = "&".join(part for part in (parts.query, urlencode({"sso_error": refusal})) if part)
    return urlunsplit(parts._replace(query=query))


def _named(desk: SignOnDesk, name: str) -> str:
    return f"{_OURS_ALONE}{name}" if desk.is_https else name


def _path(desk: SignOnDesk, path: str) -> str:
    return "/" if desk.is_https else path


def _same_site(desk: SignOnDesk) -> Literal["none", "lax"]:
    """A SAML provider has the browser post from its own site; browsers send along only what says so, and over HTTPS."""
    return "none" if desk.is_https else "lax"
