"""One keep-alive HTTP/1.1 connection of a client that asks one thing at a time."""

import asyncio
import ssl
from typing import Final, NamedTuple, cast

import httptools

from domain.errors import Unavailable

LARGEST_BODY_BYTES: Final = 64 * 1024 * 1024


class HttpReply(NamedTuple):
    """``headers`` are by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpConnection(asyncio.Protocol):
    """Opened by ``connect``. ``usable`` tells whether another request may follow on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[HttpReply] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._keep_alive = True

    @classmethod
    async def connect(cls, host: str, port: int, *, secure: bool) -> "HttpConnection":
        """Raises ``OSError``."""
        context = ssl.create_default_context() if secure else None
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port, ssl=context)
        return connection

    @property
    def usable(self) -> bool:
        return self._keep_alive and self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> HttpReply:
        """Send a whole request and await its reply. Cancelling closes the connection. Raises ``Unavailable``."""
        if self._transport is None or self._transport.is_closing():
            raise Unavailable("the connection was closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._headers, self._body = {}, bytearray()
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        try:
            return await self._waiting
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._waiting = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the connection was lost{f': {exc}' if exc else ''}")

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"the answer is no HTTP: {error}")
            self.close()

    # httptools callbacks

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > LARGEST_BODY_BYTES:
            self._fail("the answer is too large")
            self.close()

    def on_message_complete(self) -> None:
        self._keep_alive = self._parser.should_keep_alive()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(HttpReply(self._parser.get_status_code(), self._headers, bytes(self._body)))

    def _fail(self, problem: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Unavailable(problem))
