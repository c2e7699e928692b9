"""``POST /v1/bid`` on the API's port: authenticate the exchange, pass the request on over NATS, hand back the answer.

Exchanges that count milliseconds use the bidders' own port; this one is for those that cannot reach it. What goes wrong
between here and a bidder is no bid (204), never a server error: with NATS away, without bidders, or past the deadline,
there is nothing to sell. Only a request to be traced needs the database, where its token stands. Answers carry no body unless there is a bid.
"""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Header, Request, Response

from api.auth import caller_of
from api.state import AppState, State
from domain.errors import InvalidInput, Unauthenticated, Unavailable
from domain.exchanges.rules import EXCHANGE_ID
from domain.exchanges.values import Exchange
from domain.identity.values import Permission
from storage.nats.accounting import bid_traced
from storage.nats.bid_requests import BidRequests, NoBidder
from storage.nats.subjects import NO_BID_HEADER

router = APIRouter(tags=["bidding"])

MAX_TIMEOUT_MS: Final = 2_000
_KNOWN: Final = frozenset({200, 204, 400, 401, 413})
_OPENRTB: Final = {"x-openrtb-version": "2.6"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "A bid, as an OpenRTB 2.6 BidResponse", "content": {"application/json": {}}},
    204: {"description": "No bid"},
    400: {"description": "Not a bid request"},
    401: {"description": "Not an exchange we know"},
    404: {"description": "No exchange can have this id"},
    413: {"description": "A larger request than we read"},
}
_REQUEST: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "An OpenRTB 2.6 BidRequest"},
                "example": {
                    "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22",
                    "at": 1,
                    "cur": ["USD"],
                    "imp": [{"id": "1", "bidfloor": 0.03, "banner": {"h": 250, "w": 300, "pos": 0}}],
                    "site": {"id": "102855", "domain": "www.foobar.com"},
                    "device": {"ip": "64.124.253.1"},
                },
            }
        },
    }
}


TraceHeader = Annotated[
    str,
    Header(
        alias="X-Campaign-Express-Trace",
        description="An API token that may read analytics of a tenant the exchange reaches: have the request traced",
    ),
]


class _Hurry(msgspec.Struct):
    tmax: object = None


_hurry = msgspec.json.Decoder(_Hurry)


@router.post("/v1/bid", responses=_RESPONSES, response_class=Response, openapi_extra=_REQUEST)
async def bid(
    state: State, request: Request, authorization: Annotated[str, Header()] = "", trace: TraceHeader = ""
) -> Response:
    """Bid as the default exchange, where there is one; only demo mode sets it."""
    return await _bid(state, "", authorization, await request.body(), trace)


@router.post("/v1/bid/{exchange_id}", responses=_RESPONSES, response_class=Response, openapi_extra=_REQUEST)
async def bid_for(
    exchange_id: str,
    state: State,
    request: Request,
    authorization: Annotated[str, Header()] = "",
    trace: TraceHeader = "",
) -> Response:
    """Bid for one exchange, which proves itself with ``Authorization: Bearer <secret>``."""
    if not EXCHANGE_ID.fullmatch(exchange_id):
        return Response(status_code=404)
    return await _bid(state, exchange_id, authorization, await request.body(), trace)


async def _bid(state: AppState, exchange_id: str, authorization: str, body: bytes, trace: str) -> Response:
    exchange = state.exchange_door.admit(exchange_id, authorization)
    if exchange is None:
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        hurry = _hurry.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return Response(status_code=400)
    timeout_ms = _timeout_ms(hurry.tmax, state.bid_timeout_ms)
    if trace and not await _may_trace(state, exchange, trace):
        return Response(status_code=403)
    return await _passed_on(state, exchange, body, timeout_ms=timeout_ms, traced=bool(trace))


async def _may_trace(state: AppState, exchange: Exchange, token: str) -> bool:
    """Whether ``token`` belongs to somebody who may read analytics of a tenant that the exchange reaches."""
    try:
        caller = await caller_of(state, token, now_ms=state.clock_ms())
    except Unauthenticated:
        return False
    return Permission.ANALYTICS_READ in caller.permissions and caller.tenant_id in exchange.tenants


def _timeout_ms(tmax: object, default_ms: int) -> int:
    if isinstance(tmax, int) and not isinstance(tmax, bool) and tmax > 0:
        return min(tmax, MAX_TIMEOUT_MS)
    return default_ms


async def _passed_on(
    state: AppState, exchange: Exchange, body: bytes, *, timeout_ms: int, traced: bool = False
) -> Response:
    if state.nats is None or not state.nats.is_connected:
        return _no_bid("bus_away")
    if state.bid_requests is None:
        state.bid_requests = BidRequests(state.nats)
    try:
        if traced:
            reply = await bid_traced(state.nats, exchange.exchange_id, body, timeout_s=timeout_ms / 1_000)
        else:
            reply = await state.bid_requests.ask(exchange.exchange_id, body, timeout_s=timeout_ms / 1_000)
    except NoBidder:
        return _no_bid("no_bidder")
    except TimeoutError:
        return _no_bid("late")
    except InvalidInput:
        return Response(status_code=413)
    except Unavailable:
        return _no_bid("bus_away")
    if reply.status == 200:
        return Response(reply.body, media_type="application/json", headers=_OPENRTB)
    if reply.status == 204 or reply.status not in _KNOWN:
        return _no_bid(reply.reason)
    return Response(status_code=reply.status)


def _no_bid(reason: str) -> Response:
    return Response(status_code=204, headers={NO_BID_HEADER: reason} if reason else {})
