"""The gRPC entry: ``BiddingService`` of ``bidding.proto``, answering from the same desk as HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import perf_counter_ns
from typing import Any, Final

import grpc
import grpc.aio
from google.protobuf.message import DecodeError

from bidding.agents.bidding_pb2 import BidRequest, BidResponse, HealthRequest, HealthResponse
from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.http_limits import MOST_BODY_BYTES
from domain.errors import Unavailable
from domain.events.values import Entry

MOST_MESSAGE_BYTES: Final = MOST_BODY_BYTES + 64 * 1024
MOST_METADATA_BYTES: Final = 16 * 1024
MOST_STREAMS: Final = 1_000
_SERVICE: Final = "campaign_express.bidding.v1.BiddingService"
_MALFORMED: Final = 400
_UNAUTHENTICATED: Final = 401
_NO_SUCH_EXCHANGE: Final = 404
_TOO_LARGE: Final = 413
_AUTHORIZATION: Final = "authorization"

_OPTIONS: Final = (
    ("grpc.so_reuseport", 1),
    ("grpc.max_receive_message_length", MOST_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MOST_MESSAGE_BYTES),
    ("grpc.max_metadata_size", MOST_METADATA_BYTES),
    ("grpc.max_concurrent_streams", MOST_STREAMS),
)

_Read = Callable[[bytes], Any]


class BiddingService:
    """Never fails a call for what is in a request: ``status`` tells, as it would over HTTP.

    Once ``closing`` is set every answer asks its client to leave the stream, as ``Connection: close`` does over HTTP.
    """

    def __init__(
        self,
        desk: BidDesk,
        exchanges: ExchangeDirectory,
        *,
        is_ready: Callable[[], bool],
        health: Callable[[], bytes],
    ) -> None:
        self.closing = False
        self._desk = desk
        self._clock_ns = desk.gate.pulse.clock_ns
        self._exchanges = exchanges
        self._is_ready = is_ready
        self._health = health

    def handlers(self) -> grpc.GenericRpcHandler:
        """The service's methods, reading messages so that one which is none is answered instead of logged."""
        read, write = _reader(BidRequest.FromString), BidResponse.SerializeToString
        methods = {
            "ProcessBid": grpc.unary_unary_rpc_method_handler(self.process_bid, read, write),
            "StreamBids": grpc.stream_stream_rpc_method_handler(self.stream_bids, read, write),
            "HealthCheck": grpc.unary_unary_rpc_method_handler(
                self.health_check, _reader(HealthRequest.FromString), HealthResponse.SerializeToString
            ),
        }
        return grpc.method_handlers_generic_handler(_SERVICE, methods)

    async def process_bid(self, request: BidRequest | None, context: Any) -> BidResponse:
        return await self._answer(request, _authorization(context))

    async def stream_bids(self, requests: AsyncIterator[BidRequest | None], context: Any) -> AsyncIterator[BidResponse]:
        authorization = _authorization(context)
        async for request in requests:
            yield await self._answer(request, authorization)

    async def health_check(self, request: HealthRequest | None, context: Any) -> HealthResponse:
        del request, context
        return HealthResponse(ready=self._is_ready() and not self.closing, health_json=self._health())

    async def _answer(self, request: BidRequest | None, authorization: bytes) -> BidResponse:
        arrived_ns = self._clock_ns()
        began_ns = perf_counter_ns()
        if request is None:
            return BidResponse(status=_MALFORMED, closing=self.closing)
        if request.secret:
            authorization = b"Bearer " + request.secret.encode()
        exchange = self._exchanges.authenticated(request.exchange_id, authorization)
        if exchange is None:
            known = self._exchanges.is_well_formed(request.exchange_id)
            return BidResponse(status=_UNAUTHENTICATED if known else _NO_SUCH_EXCHANGE, closing=self.closing)
        if len(request.openrtb_json) > MOST_BODY_BYTES:
            return BidResponse(status=_TOO_LARGE, closing=self.closing)
        answer = self._desk.answer(request.openrtb_json, exchange, Entry.GRPC, arrived_ns)
        if isinstance(answer, Awaitable):
            answer = await answer
        return BidResponse(
            openrtb_json=answer.body,
            processing_time_us=(perf_counter_ns() - began_ns) // 1_000,
            status=answer.status,
            no_bid_reason=answer.reason,
            closing=self.closing,
        )


class GrpcServer:
    """Listens with ``SO_REUSEPORT``; plain text, as TLS ends at the load balancer."""

    def __init__(self, service: BiddingService) -> None:
        self._service = service
        self._server: Any = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port. Raises ``Unavailable`` when it cannot be had."""
        self._server = grpc.aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers((self._service.handlers(),))
        try:
            bound = int(self._server.add_insecure_port(f"{host}:{port}"))
        except RuntimeError as error:
            raise Unavailable(f"gRPC cannot listen on {host}:{port}", remedy="Choose another port.") from error
        await self._server.start()
        return bound

    async def drain(self, *, deadline_s: float = 5.0) -> None:
        """Refuse new calls, finish those under way, ask clients off their streams, and end those after ``deadline_s``."""
        self._service.closing = True
        await asyncio.shield(self._server.stop(deadline_s))


def _reader(parse: _Read) -> _Read:
    def read(message: bytes) -> Any:
        try:
            return parse(message)
        except DecodeError:
            return None

    return read


def _authorization(context: Any) -> bytes:
    for name, value in context.invocation_metadata() or ():
        if name == _AUTHORIZATION:
            return value if isinstance(value, bytes) else str(value).encode()
    return b""
