"""The gRPC entry: ``BiddingService`` of ``bidding.proto``, answering from the same desk as HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import perf_counter_ns
from typing import Any, Final

import grpc.aio

from bidding.agents.bidding_pb2 import BidRequest, BidResponse, HealthRequest, HealthResponse
from bidding.agents.bidding_pb2_grpc import BiddingServiceServicer, add_BiddingServiceServicer_to_server
from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.http_limits import MOST_BODY_BYTES
from domain.errors import Unavailable
from domain.events.values import Entry

MOST_MESSAGE_BYTES: Final = MOST_BODY_BYTES + 64 * 1024
MOST_METADATA_BYTES: Final = 16 * 1024
MOST_STREAMS: Final = 1_000
_UNAUTHENTICATED: Final = 401
_AUTHORIZATION: Final = "authorization"

_OPTIONS: Final = (
    ("grpc.so_reuseport", 1),
    ("grpc.max_receive_message_length", MOST_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MOST_MESSAGE_BYTES),
    ("grpc.max_metadata_size", MOST_METADATA_BYTES),
    ("grpc.max_concurrent_streams", MOST_STREAMS),
)


class BiddingService(BiddingServiceServicer):  # type: ignore[misc] # generated without types
    """Never fails a call for what is in a request: ``status`` tells, as it would over HTTP."""

    def __init__(
        self,
        desk: BidDesk,
        exchanges: ExchangeDirectory,
        *,
        is_ready: Callable[[], bool],
        health: Callable[[], bytes],
    ) -> None:
        self._desk = desk
        self._exchanges = exchanges
        self._is_ready = is_ready
        self._health = health

    async def ProcessBid(self, request: BidRequest, context: Any) -> BidResponse:  # noqa: N802 - named by the service
        return await self._answer(request, _authorization(context))

    async def StreamBids(  # noqa: N802 - named by the service
        self, requests: AsyncIterator[BidRequest], context: Any
    ) -> AsyncIterator[BidResponse]:
        authorization = _authorization(context)
        async for request in requests:
            yield await self._answer(request, authorization)

    async def HealthCheck(self, request: HealthRequest, context: Any) -> HealthResponse:  # noqa: N802, ARG002 - named by the service
        return HealthResponse(ready=self._is_ready(), health_json=self._health())

    async def _answer(self, request: BidRequest, authorization: bytes) -> BidResponse:
        began_ns = perf_counter_ns()
        if request.secret:
            authorization = b"Bearer " + request.secret.encode()
        exchange = self._exchanges.authenticated(request.exchange_id, authorization)
        if exchange is None:
            return BidResponse(status=_UNAUTHENTICATED)
        answer = self._desk.answer(request.openrtb_json, exchange, Entry.GRPC)
        if isinstance(answer, Awaitable):
            answer = await answer
        return BidResponse(
            openrtb_json=answer.body,
            processing_time_us=(perf_counter_ns() - began_ns) // 1_000,
            status=answer.status,
            no_bid_reason=answer.reason,
        )


class GrpcServer:
    """Listens with ``SO_REUSEPORT``; plain text, as TLS ends at the load balancer."""

    def __init__(self, service: BiddingService) -> None:
        self._service = service
        self._server: Any = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port. Raises ``Unavailable`` when it cannot be had."""
        self._server = grpc.aio.server(options=_OPTIONS)
        add_BiddingServiceServicer_to_server(self._service, self._server)
        try:
            bound = int(self._server.add_insecure_port(f"{host}:{port}"))
        except RuntimeError as error:
            raise Unavailable(f"gRPC cannot listen on {host}:{port}", remedy="Choose another port.") from error
        await self._server.start()
        return bound

    async def drain(self, *, deadline_s: float = 5.0) -> None:
        """Refuse new calls, finish those under way, and end streams after ``deadline_s``."""
        await asyncio.shield(self._server.stop(deadline_s))


def _authorization(context: Any) -> bytes:
    for name, value in context.invocation_metadata() or ():
        if name == _AUTHORIZATION:
            return value if isinstance(value, bytes) else str(value).encode()
    return b""
