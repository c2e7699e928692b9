"""HTTP/1.1 to a few servers over kept-alive connections, cheap enough that what it measures is the server.

A general client costs a millisecond of CPU a call, several times what the bidder needs for its answer; an exchange that
shares a machine with it would mostly time itself.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httptools

from domain.errors import Unavailable

MAX_CONNECTIONS: Final = 128
MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024

_Origin = tuple[str, str, int]


@dataclass
class HttpAnswer:
    """A response; header names are in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class HttpClient:
    """Requests to any origin, at most 128 at once; each waits ``patience_s`` for its answer once it has a connection."""

    def __init__(self, *, patience_s: float) -> None:
        self._patience_s = patience_s
        self._idle: defaultdict[_Origin, list[_Connection]] = defaultdict(list)
        self._places = asyncio.Semaphore(MAX_CONNECTIONS)

    async def request(
        self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        """The answer, whatever its status; redirects are not followed, nothing is retried.

        Raises ``Unavailable`` when no whole answer comes in time.
        """
        address = urlsplit(url)
        message = _message(method, address, body, headers or {})
        async with self._places:
            try:
                async with asyncio.timeout(self._patience_s):
                    return await self._exchange(_origin(address), message)
            except (OSError, TimeoutError, httptools.HttpParserError) as error:
                raise Unavailable(f"no answer from {url}: {error or type(error).__name__}") from error

    async def close(self) -> None:
        """Close what is idle; no request may be under way."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def _exchange(self, origin: _Origin, message: bytes) -> HttpAnswer:
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            if connection.is_open:
                break
        else:
            connection = await _connect(origin)
        try:
            answer = await connection.ask(message)
        except BaseException:
            connection.close()
            raise
        if connection.is_open:
            idle.append(connection)
        return answer


class _Connection(asyncio.Protocol):
    """One request at a time. The ``on_`` methods are the parser's callbacks."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer = HttpAnswer()
        self._pieces: list[bytes] = []
        self._size = 0
        self._waiting: asyncio.Future[HttpAnswer] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, message: bytes) -> HttpAnswer:
        if self._transport is None:
            raise ConnectionError("the connection was never made")
        self._answer, self._pieces, self._size = HttpAnswer(), [], 0
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError("the connection was closed before the answer's end"))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > MAX_ANSWER_BYTES:
            self._fail(ConnectionError(f"the answer is larger than {MAX_ANSWER_BYTES:,} bytes"))
        else:
            self._pieces.append(body)

    def on_message_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        self._answer.body = b"".join(self._pieces)
        if not self._parser.should_keep_alive():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(self._answer)

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


async def _connect(origin: _Origin) -> _Connection:
    scheme, host, port = origin
    security = ssl.create_default_context() if scheme == "https" else None
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, host, port, ssl=security)
    return connection


def _origin(address: SplitResult) -> _Origin:
    if address.scheme not in ("http", "https") or not address.hostname:
        raise Unavailable(f"not an HTTP address: {address.geturl()[:200]}")
    return address.scheme, address.hostname, address.port or (443 if address.scheme == "https" else 80)


def _message(method: str, address: SplitResult, body: bytes, headers: Mapping[str, str]) -> bytes:
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"host: {address.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or method not in ("GET", "HEAD"):
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body
