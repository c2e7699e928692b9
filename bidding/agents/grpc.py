"""The gRPC entry: ``BiddingService`` of ``bidding.proto``, answering from the same desk as HTTP.

We serve gRPC ourselves (decision 0011): a bid over a stream costs this door 10 µs, the library's server 80.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import CoroutineType
from typing import Any, Final

from bidding.agents.bidding_pb2 import HealthResponse
from bidding.agents.desk import Answer, BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.grpc_calls import UNAVAILABLE, GrpcConnection, Message, Method, Parts
from bidding.agents.grpc_messages import prefixed, read_request, response
from bidding.agents.http_limits import MOST_BODY_BYTES
from bidding.agents.listening import InheritedListener, Listener, OwnListener
from bidding.question import Question
from domain.errors import Unavailable
from domain.events.values import Entry

_SERVICE: Final = b"/campaign_express.bidding.v1.BiddingService/"
_MALFORMED: Final = 400
_UNAUTHENTICATED: Final = 401
_NO_SUCH_EXCHANGE: Final = 404
_TOO_LARGE: Final = 413
_BEGUN_WITHIN_S: Final = 0.5
"""A client whose connection was made as we began to leave calls by then; asked any earlier, some fail that first call."""
_TO_BE_AWAITED: Final = (CoroutineType, asyncio.Future)
"""What the desk gives who has to wait: told by their types, which costs a tenth of asking for ``Awaitable``."""


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
        self.clock_ns = desk.gate.pulse.clock_ns
        self._desk = desk
        self._exchanges = exchanges
        self._is_ready = is_ready
        self._health = health

    def methods(self) -> dict[bytes, Method]:
        """What can be called, by path."""
        return {
            _SERVICE + b"ProcessBid": _Bids(self, is_stream=False),
            _SERVICE + b"StreamBids": _Bids(self, is_stream=True),
            _SERVICE + b"HealthCheck": _Health(self),
        }

    def bid(self, messages: Sequence[Message], authorization: bytes) -> list[Parts | Coroutine[Any, Any, Parts]]:
        """What to say to each of ``messages``; they go to the desk together."""
        asked = [self._question(message, authorization) for message in messages]
        began_ns = self.clock_ns()
        answers = iter(self._desk.answer_all([one for one in asked if isinstance(one, Question)]))
        return [self._told(next(answers), began_ns) if isinstance(one, Question) else one for one in asked]

    def _question(self, message: Message, authorization: bytes) -> Question | Parts:
        """What a message asks, or why it is refused."""
        data, start, stop, arrived_ns = message
        request = read_request(data, start, stop)
        if request is None:
            return self._refused(_MALFORMED)
        body, exchange_id, secret = request
        if secret:
            authorization = b"Bearer " + secret.encode()
        exchange = self._exchanges.authenticated(exchange_id, authorization)
        if exchange is None:
            return self._refused(_UNAUTHENTICATED if self._exchanges.is_well_formed(exchange_id) else _NO_SUCH_EXCHANGE)
        if len(body) > MOST_BODY_BYTES:
            return self._refused(_TOO_LARGE)
        return Question(body, exchange, Entry.GRPC, arrived_ns)

    def _told(self, answer: Answer | Awaitable[Answer], began_ns: int) -> Parts | Coroutine[Any, Any, Parts]:
        if isinstance(answer, _TO_BE_AWAITED):
            return self._bid_later(answer, began_ns)
        return self._parts(answer, began_ns)  # type: ignore[arg-type] # what is not to be waited for is an answer

    def health(self) -> Parts:
        message = HealthResponse(ready=self._is_ready() and not self.closing, health_json=self._health())
        return b"", prefixed(message.SerializeToString()), b""

    async def _bid_later(self, coming: Awaitable[Answer], began_ns: int) -> Parts:
        return self._parts(await coming, began_ns)

    def _parts(self, answer: Answer, began_ns: int) -> Parts:
        body = answer.body
        time_us = (self.clock_ns() - began_ns) // 1_000
        head, tail = response(body, time_us, answer.status, answer.reason, closing=self.closing)
        return head, body, tail

    def _refused(self, status: int) -> Parts:
        head, tail = response(b"", 0, status, "", closing=self.closing)
        return head, b"", tail


class _Bids:
    def __init__(self, service: BiddingService, *, is_stream: bool) -> None:
        self.is_stream = is_stream
        self.answer_all = service.bid


class _Health:
    is_stream = False

    def __init__(self, service: BiddingService) -> None:
        self._service = service

    def answer_all(self, messages: Sequence[Message], authorization: bytes) -> list[Parts | Coroutine[Any, Any, Parts]]:
        del authorization
        return [self._service.health() for _ in messages]


class GrpcServer:
    """Takes connections from a socket of its own, shared by ``SO_REUSEPORT``, or from one that its parent holds.

    Plain text: TLS ends at the load balancer.
    """

    def __init__(self, service: BiddingService) -> None:
        self._service = service
        self._methods = service.methods()
        self._listener: Listener | None = None
        self._connections: set[GrpcConnection] = set()
        self._clock: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, *, inherited: socket.socket | None = None) -> int:
        """Listen, and return the port. Raises ``Unavailable`` when it cannot be had."""
        if inherited is not None:
            self._listener = InheritedListener(self._make, inherited)
        else:
            try:
                self._listener = await OwnListener.open(self._make, host, port)
            except OSError as error:
                raise Unavailable(f"gRPC cannot listen on {host}:{port}", remedy="Choose another port.") from error
        self._clock = asyncio.get_running_loop().create_task(self._tick())
        return self._listener.port

    async def drain(self, *, deadline_s: float = 5.0) -> None:
        """Take no new connection, ask clients to call elsewhere, finish what is under way, and end it after ``deadline_s``."""
        self._service.closing = True
        assert self._listener is not None
        assert self._clock is not None
        await asyncio.sleep(0)  # what the kernel had accepted for us is taken in before the door closes
        self._listener.close()
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while self._connections and loop.time() < began_s + deadline_s:
            for connection in list(self._connections):
                if connection.has_begun or loop.time() > began_s + _BEGUN_WITHIN_S:
                    connection.leave()
            await asyncio.sleep(0.02)
        for connection in list(self._connections):
            connection.end_all(UNAVAILABLE, "the bidder is leaving")
        await asyncio.sleep(0)
        for connection in list(self._connections):
            connection.hang_up()
        self._clock.cancel()
        await asyncio.gather(self._clock, return_exceptions=True)

    def _make(self) -> asyncio.Protocol:
        return GrpcConnection(self._methods, self._service.clock_ns, self._connections)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            for connection in list(self._connections):
                connection.tick()
