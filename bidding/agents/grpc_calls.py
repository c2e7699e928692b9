"""gRPC over HTTP/2, on one client's connection: what is called, the messages of a call, and how it ends."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Any, Final, Protocol

import structlog

from bidding.agents import http2_frames as h2
from bidding.agents.grpc_messages import PREFIX, PREFIX_BYTES
from bidding.agents.gunzip import TooLarge, gunzip
from bidding.agents.http2 import MOST_KEPT_BYTES, Http2Connection, Stream
from bidding.agents.http2_reader import MOST_METADATA_BYTES
from bidding.agents.http_limits import MOST_BODY_BYTES, MOST_CONNECTIONS
from bidding.agents.pulse import ClockNs
from domain.errors import InvalidInput

MOST_MESSAGE_BYTES: Final = MOST_BODY_BYTES + 64 * 1024
MOST_WAITING: Final = 4_096
"""Messages of one call."""
MOST_AHEAD: Final = 16
"""Messages of one call that are answered together: so many bids may be ready behind one that has to wait."""

OK: Final = 0
DEADLINE_EXCEEDED: Final = 4
RESOURCE_EXHAUSTED: Final = 8
UNIMPLEMENTED: Final = 12
INTERNAL: Final = 13
UNAVAILABLE: Final = 14

_PATH: Final = b":path"
_TYPE: Final = b"content-type"
_ENCODING: Final = b"grpc-encoding"
_TIMEOUT: Final = b"grpc-timeout"
AUTHORIZATION: Final = b"authorization"
_WANTED: Final = frozenset((b":method", _PATH, _TYPE, _ENCODING, _TIMEOUT, AUTHORIZATION))
_PLAIN: Final = frozenset((b"", b"identity"))
_SECONDS: Final = {b"H": 3_600.0, b"M": 60.0, b"S": 1.0, b"m": 1e-3, b"u": 1e-6, b"n": 1e-9}

_log = structlog.get_logger(__name__)


def _literal(name: bytes, value: bytes) -> bytes:
    """A header that is added to no table (RFC 7541, 6.2.2)."""
    return b"\x00%c%b%c%b" % (len(name), name, len(value), value)


_HEAD: Final = (
    b"\x88" + _literal(b"content-type", b"application/grpc") + _literal(b"grpc-accept-encoding", b"identity,gzip")
)
"""Of every response: status 200 comes first."""
_NOT_GRPC: Final = b"\x08\x03415" + _literal(b"content-type", b"text/plain")


def _ending(status: int, why: str) -> bytes:
    headers = _literal(b"grpc-status", b"%d" % status)
    return headers + _literal(b"grpc-message", why.encode("ascii")) if why else headers


class Call(Stream):
    """One call of a method."""

    __slots__ = (
        "authorization",
        "is_answered",
        "is_due",
        "is_gzip",
        "messages",
        "method",
        "partial",
        "task",
        "timer",
        "whole",
    )

    def __init__(self, number: int, send_window: int, method: "Method", headers: dict[bytes, bytes]) -> None:
        super().__init__(number, send_window)
        self.method = method
        self.authorization = headers.get(AUTHORIZATION, b"")
        self.is_gzip = False
        self.partial = bytearray()
        """The beginning of a message."""
        self.whole = 0
        """Bytes that have to be there before it is looked at again."""
        self.messages: deque[Message] = deque()
        self.is_due = False
        self.is_answered = False
        """Whether the response's head is sent."""
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None


class Method(Protocol):
    """What answers: each message with the two parts of one around a body, or with something to wait for."""

    is_stream: bool

    def answer_all(
        self, messages: "Sequence[Message]", authorization: bytes
    ) -> "list[Parts | Coroutine[Any, Any, Parts]]": ...


Message = tuple[bytes, int, int, int]
"""Bytes and where in them the message begins and ends, and when they came (monotonic ns)."""
Parts = tuple[bytes, bytes, bytes]
"""A message with its prefix, in three parts: what they are joined to is written anyway."""


class GrpcConnection(Http2Connection):
    """Calls of ``methods`` by their paths. A stream's messages are answered in their order."""

    def __init__(self, methods: dict[bytes, Method], clock_ns: ClockNs, connections: set["GrpcConnection"]) -> None:
        super().__init__(_WANTED)
        self._methods = methods
        self._clock_ns = clock_ns
        self._connections = connections
        self._due: list[Call] = []
        self._arrived_ns = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if len(self._connections) >= MOST_CONNECTIONS:
            self.deaf = True
            self.hang_up()
            return
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self._arrived_ns = self._clock_ns()
        super().data_received(data)

    # Reading

    def begin(self, number: int, headers: dict[bytes, bytes], size: int) -> Stream | None:
        if headers.get(b":method") != b"POST" or not headers.get(_TYPE, b"").startswith(b"application/grpc"):
            self._refuse(number, _NOT_GRPC)
            return None
        method = self._methods.get(headers.get(_PATH, b""))
        encoding = headers.get(_ENCODING, b"")
        if size > MOST_METADATA_BYTES:
            self._refuse(number, _HEAD + _ending(RESOURCE_EXHAUSTED, "too many headers"))
            return None
        if method is None:
            self._refuse(number, _HEAD + _ending(UNIMPLEMENTED, "no such method"))
            return None
        if encoding not in _PLAIN and encoding != b"gzip":
            self._refuse(number, _HEAD + _ending(UNIMPLEMENTED, "compressed in a way that is not understood"))
            return None
        call = Call(number, self.first_window, method, headers)
        call.is_gzip = encoding == b"gzip"
        seconds = _seconds(headers.get(_TIMEOUT, b""))
        if seconds is not None:
            call.timer = asyncio.get_running_loop().call_later(seconds, self._expire, call)
        return call

    def _refuse(self, number: int, headers: bytes) -> None:
        self.send_frames(h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, number, headers))
        self.send_frames(h2.reset(number, h2.NO_ERROR))

    def stream_read(self, stream: Stream, data: bytes, start: int, stop: int) -> None:
        assert isinstance(stream, Call)
        call = stream
        partial = call.partial
        if partial:
            partial += data[start:stop]
            if len(partial) < call.whole:
                self._check_kept(call)
                return
            data, start, stop = bytes(partial), 0, len(partial)
            partial.clear()
        start = self._take_messages(call, data, start, stop)
        if start < 0:
            return
        if start < stop:
            partial += data[start:stop]
            call.whole = max(call.whole, PREFIX_BYTES)
        if not call.is_due:
            call.is_due = True
            self._due.append(call)
        self._check_kept(call)

    def _take_messages(self, call: Call, data: bytes, start: int, stop: int) -> int:
        """Queue the whole messages; return where what is left begins, or -1 when the call has ended over them."""
        while stop - start >= PREFIX_BYTES:
            is_compressed, length = PREFIX.unpack_from(data, start)
            if length > MOST_MESSAGE_BYTES:
                self.end(call, RESOURCE_EXHAUSTED, "a message larger than we read")
                return -1
            end = start + PREFIX_BYTES + length
            if end > stop:
                call.whole = PREFIX_BYTES + length
                break
            if not is_compressed:
                call.messages.append((data, start + PREFIX_BYTES, end, self._arrived_ns))
                if call.task is not None:
                    _compact(call)
            elif not self._take_compressed(call, data[start + PREFIX_BYTES : end]):
                return -1
            start = end
        return start

    def _check_kept(self, call: Call) -> None:
        if self.kept > MOST_KEPT_BYTES or len(call.messages) > MOST_WAITING:
            self.end(call, RESOURCE_EXHAUSTED, "more than we keep for one connection")

    def _take_compressed(self, call: Call, message: bytes) -> bool:
        if not call.is_gzip:
            self.end(call, INTERNAL, "compressed, but not said how")
            return False
        try:
            plain = gunzip(message)
        except TooLarge:
            self.end(call, RESOURCE_EXHAUSTED, "a message larger than we read")
            return False
        except InvalidInput:
            self.end(call, INTERNAL, "not compressed as was said")
            return False
        more = len(plain) - len(message)
        call.kept += more
        self.kept += more
        call.credit -= more  # windows are of what is sent
        call.messages.append((plain, 0, len(plain), self._arrived_ns))
        return True

    # Answering

    def serve(self) -> None:
        due = self._due
        if due:
            self._due = []
            for call in due:
                call.is_due = False
                self._serve(call)

    def _serve(self, call: Call) -> None:
        """Answer what can be answered: nothing overtakes what waits, and no more than a row is prepared that cannot leave."""
        method = call.method
        messages = call.messages
        if not method.is_stream and (not call.ended or call.number not in self.streams):
            return
        if not method.is_stream and not call.is_answered and call.task is None and len(messages) != 1:
            self.end(call, INTERNAL, "one message was expected")
            return
        while messages and call.task is None and not call.held:
            row = [messages.popleft() for _ in range(min(len(messages), MOST_AHEAD))]
            for _, start, stop, _ in row:
                self.consumed(call, stop - start + PREFIX_BYTES)
            try:
                answers = method.answer_all(row, call.authorization)
            except Exception:  # noqa: BLE001 - the last stop before a client: logged, and the call ends
                _log.exception("messages were not processed", messages=len(row))
                self.end(call, INTERNAL, "a fault of ours")
                return
            for place, answer in enumerate(answers):
                if isinstance(answer, tuple):
                    self._send(call, *answer)
                else:
                    loop = asyncio.get_running_loop()
                    rest = [one if isinstance(one, tuple) else loop.create_task(one) for one in answers[place:]]
                    call.task = loop.create_task(self._answer_later(call, rest))
                    _compact(call)
                    break
        if call.ended and not messages and call.task is None and call.number in self.streams and not call.last_words:
            if call.partial:
                self.end(call, INTERNAL, "a message was cut short")
            else:
                self.end(call, OK)

    def _send(self, call: Call, head: bytes, body: bytes, tail: bytes) -> None:
        if not call.is_answered:
            call.is_answered = True
            self.send_frames(h2.frame(h2.HEADERS, h2.END_HEADERS, call.number, _HEAD))
        self.send(call, head, body, tail)

    async def _answer_later(self, call: Call, coming: Sequence[Parts | asyncio.Task[Parts]]) -> None:
        """Send the rest of a row in its order, as far as it is there at any time."""
        try:
            for one in coming:
                if not isinstance(one, tuple):
                    self.flush()
                parts = one if isinstance(one, tuple) else await one
                if call.number in self.streams:
                    self._send(call, *parts)
        except Exception:  # noqa: BLE001 - the last stop before a client: logged, and the call ends
            _log.exception("a message was not processed")
            call.task = None
            self.end(call, INTERNAL, "a fault of ours")
        else:
            call.task = None
            if call.number in self.streams:
                self._serve(call)
        self.flush()

    def go_on(self, stream: Stream) -> None:
        assert isinstance(stream, Call)
        self._serve(stream)

    def end(self, call: Call, status: int, why: str = "") -> None:
        """End a call with ``status`` behind what it has been sent; ``why`` is ASCII."""
        if call.number not in self.streams:
            return
        headers = _ending(status, why)
        if not call.is_answered:
            call.is_answered = True
            headers = _HEAD + headers
        self.finish(call, h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, call.number, headers))

    def end_all(self, status: int, why: str) -> None:
        for call in list(self.streams.values()):
            assert isinstance(call, Call)
            call.held.clear()
            self.end(call, status, why)
        self.flush()

    def _expire(self, call: Call) -> None:
        call.timer = None
        call.held.clear()
        self.end(call, DEADLINE_EXCEEDED, "the deadline has passed")
        self.flush()

    def forgotten(self, stream: Stream) -> None:
        assert isinstance(stream, Call)
        stream.messages.clear()
        if stream.timer is not None:
            stream.timer.cancel()
        if stream.task is not None:
            stream.task.cancel()


def _compact(call: Call) -> None:
    """Keep of what has to wait no more than itself: it is a piece of a chunk that is much larger, as a rule."""
    messages = call.messages
    for place in range(len(messages) - 1, -1, -1):
        data, start, stop, arrived_ns = messages[place]
        if len(data) == stop - start:
            return
        messages[place] = (data[start:stop], 0, stop - start, arrived_ns)


def _seconds(timeout: bytes) -> float | None:
    """Of ``grpc-timeout``: up to eight digits and a unit."""
    unit = _SECONDS.get(timeout[-1:])
    if unit is None or not timeout[:-1].isdigit() or len(timeout) > 9:
        return None
    return int(timeout[:-1]) * unit
