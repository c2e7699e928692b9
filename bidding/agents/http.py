"""The bidders' own HTTP port: an asyncio protocol with nothing between the socket and the processor.

Requests of one connection are answered in order. As long as answers come at once, a chunk of pipelined requests is
answered with a single write; while one has to wait, reading pauses and what was parsed already queues behind it. A
message over a limit is refused before it has been read, and what its sender goes on sending is thrown away for a while,
so that the refusal arrives instead of a reset.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Coroutine
from functools import partial
from typing import Any, Final, cast

import structlog

from bidding import answer as answers
from bidding.agents import http_responses as render
from bidding.agents.desk import Answer
from bidding.agents.gunzip import WORTH_BYTES, gzipped
from bidding.agents.http_front import MOST_KNOWN_HEADS, HttpFront, KnownHead, Request
from bidding.agents.http_limits import IDLE_S, LINGER_S, MESSAGE_S, MOST_CONNECTIONS
from bidding.agents.http_reader import SYNC, HttpReader
from bidding.agents.listening import InheritedListener, Listener, OwnListener
from bidding.agents.round_trips import RoundTrips
from bidding.agents.syncs import UserSyncs
from bidding.question import Question
from domain.events.values import Entry
from domain.exchanges.values import Exchange

_BID: Final = b"/v1/bid"
_BID_OF: Final = b"/v1/bid/"
_NOTICE: Final = b"/v1/notices/"
_LIVE: Final = b"/live"
_READY: Final = b"/ready"
_HEALTH: Final = b"/health"
_GZIP: Final = frozenset((b"gzip", b"x-gzip"))
_PLAIN: Final = frozenset((b"", b"identity"))
_READING: Final = frozenset((b"GET", b"HEAD"))
_HEAD_END: Final = b"\r\n\r\n"
_HEAD_END_BYTES: Final = len(_HEAD_END)

_log = structlog.get_logger(__name__)


class HttpConnection(HttpReader):
    """One client's connection."""

    def __init__(self, front: HttpFront) -> None:
        super().__init__()
        self._front = front
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._queue: deque[tuple[Request, bytes, int]] = deque()
        """Heads, bodies, and when they had arrived (monotonic ns)."""
        self._last_word = b""
        """The refusal that ends the connection once everything before it is answered."""
        self._waits = False
        self._is_due = False
        self._is_paused = False
        self._is_full = False
        """Whether more is written than its client has read: nothing more is read from it until then."""
        self._ends = False
        self._lingers = False
        self._exchange: Exchange | None = None
        self._answer_version = render.NEWEST
        self._asked: Request | None = None
        """The bid request that the desk answers next."""
        self.exchange_id = ""
        """Who asked last."""

    # The connection's life

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        if len(self._front.connections) >= MOST_CONNECTIONS:
            self.deaf = True
            self._transport.abort()
            return
        self._front.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.deaf = True
        self._transport = None
        self._queue.clear()
        self._front.connections.discard(self)

    def eof_received(self) -> bool:
        """Stay for what is still to be answered."""
        self._ends = True
        return self._is_occupied

    def pause_writing(self) -> None:
        self._is_full = True
        self._pause()

    def resume_writing(self) -> None:
        self._is_full = False
        self._read_on()

    def _pause(self) -> None:
        if not self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._is_paused = True
            self._transport.pause_reading()

    def _read_on(self) -> None:
        if not self._is_paused:
            return
        if not self._waits and not self._is_full and self._transport is not None and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()

    @property
    def transport(self) -> asyncio.Transport | None:
        return self._transport

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def tick(self) -> None:
        """Another second has passed."""
        self.seconds += 1
        if self.deaf:
            if self.seconds > LINGER_S and not self._is_occupied:
                self.hang_up()
        elif self._waits:
            self.seconds = 0
        elif self.in_message:
            if self.seconds > MESSAGE_S:
                self.refuse(408)
                self.flush()
        elif self.seconds > IDLE_S:
            self.close_if_idle()

    def close_if_idle(self) -> None:
        if not self._is_occupied and not self.in_message and self._transport is not None:
            self.deaf = True
            self._transport.close()

    # Reading

    def data_received(self, data: bytes) -> None:
        if self.in_message or self.deaf:
            super().data_received(data)
        elif not self._read_known(data):
            queued = len(self._queue)
            super().data_received(data)
            if len(self._queue) == queued + 1 and not self.in_message:
                self._remember(data)

    def _read_known(self, data: bytes) -> bool:
        """Take a whole bid request whose head was parsed before; 1 µs, where parsing costs 4."""
        front = self._front
        end = data.find(_HEAD_END) + _HEAD_END_BYTES
        known = front.known_heads.get(data[:end])
        if known is None or len(data) - end != known.body_bytes:
            return False
        if known.edition != front.exchanges.edition or front.draining:
            return False
        self.exchange_id = known.exchange.exchange_id
        self.seconds = 0
        self._queue.append((known.request, data[end:], front.arrived_ns()))
        self.chunk_read()
        return True

    def _remember(self, data: bytes) -> None:
        """Keep the head of ``data``, in which there is one message, if it is an admitted bid request with a length."""
        request, body, _ = self._queue[-1]
        exchange = request.exchange
        end = data.find(_HEAD_END) + _HEAD_END_BYTES
        head = data[:end]
        if (
            exchange is None
            or not request.keep_alive
            or self.expects_continue
            or self.deaf
            or not len(body) == self.content_length == len(data) - end
            or not head.startswith(b"POST ")
            or b"transfer-encoding" in head.lower()
        ):
            return
        known = self._front.known_heads
        if len(known) >= MOST_KNOWN_HEADS:
            known.clear()
        known[head] = KnownHead(request, len(body), exchange, self._front.exchanges.edition)

    def head_read(self) -> None:
        self._exchange = None
        self._answer_version = render.NEWEST
        if self.url.startswith(_BID):
            path = self.url.partition(b"?")[0]
            if path.startswith(_BID_OF) or path == _BID:
                self._admit(path)
        if self.expects_continue and not self._is_occupied and not self.deaf:
            self._out.append(render.CONTINUE)

    def _admit(self, path: bytes) -> None:
        method = self.parser.get_method()
        if method == b"OPTIONS":
            return
        if method != b"POST":
            self.refuse(405)
            return
        exchange_id = path[len(_BID_OF) :].decode("latin-1")
        exchange = self._exchange = self._front.exchanges.authenticated(exchange_id, self.authorization)
        if self.version:
            self._answer_version = render.echo_of(self.version)
        if exchange is None:
            self.refuse(401 if self._front.exchanges.is_well_formed(exchange_id) else 404)
            return
        self.exchange_id = exchange.exchange_id
        if not self._answer_version:
            self.refuse(400)
        elif self.encoding not in _PLAIN and self.encoding not in _GZIP:
            self.refuse(415)

    def message_read(self) -> None:
        path, _, query = self.url.partition(b"?")
        parser = self.parser
        keep_alive = parser.should_keep_alive() and not parser.should_upgrade() and not self._front.draining
        if not keep_alive:
            self.deaf = True
        request = Request(
            parser.get_method(),
            path,
            query,
            self._exchange,
            self.encoding in _GZIP,
            keep_alive,
            self._answer_version,
            bool(self.accepted_encodings) and b"gzip" in self.accepted_encodings.lower(),
            self.browser,
        )
        self._queue.append((request, bytes(self.body), self._front.arrived_ns()))

    def refuse(self, status: int) -> None:
        self._front.refusals[status] += 1
        self.deaf = True
        self.seconds = 0
        self._lingers = True
        self._last_word = render.empty(status, keep_alive=False)

    # Answering

    @property
    def _is_occupied(self) -> bool:
        """Whether something that was read is still to be answered."""
        return self._waits or bool(self._queue)

    def chunk_read(self) -> None:
        if self._waits:
            self._pause()
        elif self._queue:
            if not self._is_due:
                self._is_due = True
                self._front.serve_soon(self)
        else:
            self.flush()

    def next_bid(self) -> Question | None:
        self._is_due = False
        try:
            while self._queue and not self._waits:
                request, body, arrived_ns = self._queue.popleft()
                exchange = request.exchange
                if exchange is not None:
                    self._asked = request
                    return Question(body, exchange, Entry.REST, arrived_ns, request.is_gzip)
                self._serve(request)
        except Exception:  # noqa: BLE001 - the last stop before a client: logged, and answered with 503
            self._fail()
        return None

    def take(self, answer: Answer | Awaitable[Answer]) -> None:
        request = self._asked
        assert request is not None
        try:
            if type(answer) is answers.Answer:
                self._write_bid(answer, request)
            elif isinstance(answer, asyncio.Future):
                self._waits = True
                self._front.answering.add(answer)
                answer.add_done_callback(partial(self._bid_told, request))
            elif isinstance(answer, Awaitable):
                self._wait(self._bid_later(answer, request))
            else:
                self._write_bid(answer, request)
        except Exception:  # noqa: BLE001 - as above
            self._fail()

    def flush(self) -> None:
        """Write what is ready; after the last word, let the client see the end and wait for its own."""
        if self._last_word and not self._is_occupied:
            self._out.append(self._last_word)
            self._last_word = b""
            self._ends = True
        out = self._out
        if not out or self._transport is None:
            return
        self._transport.write(out[0] if len(out) == 1 else b"".join(out))
        out.clear()
        if self._ends and not self._is_occupied:
            self._end()

    def _end(self) -> None:
        self.deaf = True
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._lingers or self._front.draining:
            transport.write_eof()
        else:
            transport.close()

    def _serve(self, request: Request) -> None:
        if request.path.startswith(_NOTICE):
            self._notice(request)
        elif request.path.startswith(SYNC):
            self._sync(request)
        else:
            self._probe(request)

    def _bid_told(self, request: Request, coming: asyncio.Future[Answer]) -> None:
        """What ``_bid_later`` does, without a task."""
        self._front.answering.discard(coming)
        try:
            self._write_bid(coming.result(), request)
        except (Exception, asyncio.CancelledError):  # noqa: BLE001 - the last stop before a client: logged, and answered with 503
            self._fail()
        self._go_on()

    async def _bid_later(self, coming: Awaitable[Answer], request: Request) -> None:
        self._write_bid(await coming, request)

    def _write_bid(self, answer: Answer, request: Request) -> None:
        if answer.status == 200:
            body, version, exchange = answer.body, request.version, request.exchange
            if request.wants_gzip and exchange is not None and exchange.gzip_responses and len(body) >= WORTH_BYTES:
                response = render.bid(gzipped(body), version, keep_alive=request.keep_alive, gzip=True)
            else:
                response = render.bid(body, version, keep_alive=request.keep_alive)
        elif answer.status == 204:
            response = render.no_bid(answer.reason, request.version, keep_alive=request.keep_alive)
        else:
            response = render.empty(answer.status, keep_alive=request.keep_alive)
        self._write(response, request)

    def _notice(self, request: Request) -> None:
        kind, _, token = request.path[len(_NOTICE) :].decode("latin-1").partition("/")
        if request.method not in {b"GET", b"POST"}:
            status = 204 if request.method == b"OPTIONS" else 405
            self._write(render.allowing(status, b"GET, POST, OPTIONS", keep_alive=request.keep_alive), request)
        else:
            self._wait(self._notice_later(kind, token, request))

    async def _notice_later(self, kind: str, token: str, request: Request) -> None:
        answer = await self._front.notices.take(kind, token, request.query.decode("latin-1"))
        if answer.location:
            self._write(render.redirect(answer.location, keep_alive=request.keep_alive), request)
        elif answer.is_pixel:
            self._write(render.pixel(keep_alive=request.keep_alive), request)
        else:
            self._write(render.empty(answer.status, keep_alive=request.keep_alive), request)

    def _sync(self, request: Request) -> None:
        exchange = self._front.exchanges.trusted(request.path[len(SYNC) :].decode("latin-1"))
        if request.method != b"GET":
            self._write(render.allowing(405, b"GET", keep_alive=request.keep_alive), request)
        elif self._front.syncs is None or exchange is None:
            self._write(render.empty(404, keep_alive=request.keep_alive), request)
        else:
            self._wait(self._sync_later(self._front.syncs, exchange, request))

    async def _sync_later(self, syncs: UserSyncs, exchange: Exchange, request: Request) -> None:
        outcome = await syncs.sync(exchange, request.query.decode("latin-1"), request.browser or {})
        self._write(render.synced(outcome.location, outcome.cookie, keep_alive=request.keep_alive), request)

    def _probe(self, request: Request) -> None:
        keep_alive = request.keep_alive
        front = self._front
        is_probe = request.path in {_LIVE, _READY, _HEALTH}
        if not is_probe and not request.path.startswith(_BID):
            response = render.empty(404, keep_alive=keep_alive)
        elif request.method == b"OPTIONS":
            methods = b"GET, HEAD, OPTIONS" if is_probe else b"POST, OPTIONS"
            response = render.allowing(204, methods, keep_alive=keep_alive)
        elif not is_probe:
            response = render.empty(404, keep_alive=keep_alive)
        elif request.method not in _READING:
            response = render.allowing(405, b"GET, HEAD, OPTIONS", keep_alive=keep_alive)
        elif request.path == _LIVE:
            response = render.empty(200, keep_alive=keep_alive)
        else:
            is_ready = request.path == _HEALTH or (front.is_ready() and not front.draining)
            head_only = request.method == b"HEAD"
            response = render.json(200 if is_ready else 503, front.health(), keep_alive=keep_alive, head_only=head_only)
        self._write(response, request)

    def _write(self, response: bytes, request: Request) -> None:
        self._out.append(response)
        if not request.keep_alive:
            self._ends = True

    def _fail(self) -> None:
        """Log the exception at hand; what was read stays unanswered, but for a refusal."""
        _log.exception("a request was not processed")
        self._queue.clear()
        self.refuse(503)

    def _wait(self, coming: Coroutine[Any, Any, None]) -> None:
        """Answer later; until then what was read already queues up, and once more arrives nothing is read any more."""
        self._waits = True
        task = asyncio.get_running_loop().create_task(self._answer(coming))
        self._front.answering.add(task)
        task.add_done_callback(self._front.answering.discard)

    async def _answer(self, coming: Coroutine[Any, Any, None]) -> None:
        try:
            await coming
        except Exception:  # noqa: BLE001 - the last stop before a client: logged, and answered with 503
            self._fail()
        self._go_on()

    def _go_on(self) -> None:
        """Serve what has queued up meanwhile, and read again."""
        self._waits = False
        self.seconds = 0
        self._front.serve((self,))
        self._read_on()


class HttpServer:
    """Takes connections from a socket of its own, shared by ``SO_REUSEPORT``, or from one that its parent holds."""

    def __init__(self, front: HttpFront, round_trips: RoundTrips | None = None) -> None:
        self._front = front
        self._round_trips = round_trips
        self._listener: Listener | None = None
        self._clock: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, *, inherited: socket.socket | None = None) -> int:
        """Listen, and return the port: the one the system chose when asked for 0."""

        def make() -> HttpConnection:
            return HttpConnection(self._front)

        if inherited is None:
            self._listener = await OwnListener.open(make, host, port)
        else:
            self._listener = InheritedListener(make, inherited)
        self._clock = asyncio.get_running_loop().create_task(self._tick())
        return self._listener.port

    async def drain(self, *, quiet_s: float = 1.0, deadline_s: float = 5.0) -> None:
        """Stop accepting, answer what is under way, and close.

        Every response from here on asks its client to leave, and waits for it to do so. Connections on which nothing
        arrives for ``quiet_s`` are closed then; whatever is left after ``deadline_s`` is cut off.
        """
        self._front.draining = True
        assert self._listener is not None
        assert self._clock is not None
        await asyncio.sleep(0)  # what the kernel had accepted for us is taken in before the door closes
        self._listener.close()
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while self._front.connections and loop.time() < began_s + deadline_s:
            if loop.time() >= began_s + quiet_s:
                for connection in list(self._front.connections):
                    connection.close_if_idle()
            await asyncio.sleep(0.02)
        for connection in list(self._front.connections):
            connection.hang_up()
        self._clock.cancel()
        await asyncio.gather(self._clock, *self._front.answering, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            connections = list(self._front.connections)
            for connection in connections:
                connection.tick()
            if self._round_trips is not None:
                self._round_trips.sample(connections)
