"""Reading HTTP/1.1 messages within limits. httptools parses; what may be asked of us is decided here."""

import asyncio
from abc import ABC, abstractmethod
from typing import Final

import httptools
import structlog

from bidding.agents.http_limits import (
    MOST_BODY_BYTES,
    MOST_HEAD_BYTES,
    MOST_HEADERS,
    MOST_MESSAGE_BYTES,
    MOST_THROWN_AWAY_BYTES,
    MOST_URL_BYTES,
)

_AUTHORIZATION: Final = b"authorization"
_CONTENT_LENGTH: Final = b"content-length"
_CONTENT_ENCODING: Final = b"content-encoding"
_EXPECT: Final = b"expect"
_VERSION: Final = b"x-openrtb-version"
_ACCEPT_ENCODING: Final = b"accept-encoding"
_OF_BROWSERS: Final = frozenset((b"cookie", b"sec-gpc"))
_TELLING_LENGTHS: Final = frozenset(
    map(len, (_AUTHORIZATION, _CONTENT_LENGTH, _CONTENT_ENCODING, _EXPECT, _VERSION, _ACCEPT_ENCODING, *_OF_BROWSERS))
)
SYNC: Final = b"/v1/sync/"

_log = structlog.get_logger(__name__)


class Refused(Exception):
    """Stops the parser: the present message has been answered and nothing after it will be read."""


class HttpReader(asyncio.Protocol, ABC):
    """One connection's incoming half. ``deaf`` once refused: whatever still arrives is thrown away.

    A subclass answers: ``head_read`` when a message's head is complete, ``message_read`` when all of it is,
    ``refuse`` when it breaks a limit, ``chunk_read`` after each chunk. ``head_read`` and ``refuse`` may raise ``Refused``.
    """

    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.deaf = False
        self.in_message = False
        self.seconds = 0
        """Since the present message began, or since the last one ended; whoever owns the connection counts it up."""
        self._thrown_away_bytes = 0
        self._begin()

    def _begin(self) -> None:
        self.url = b""
        self.authorization = b""
        self.encoding = b""
        self.version = b""
        self.accepted_encodings = b""
        self.browser: dict[bytes, bytes] | None = None
        """What a browser at a user sync says of itself; None for every other message."""
        self.content_length = 0
        self.expects_continue = False
        self.body: bytes | bytearray = b""
        self._in_head = True
        self._fresh = True
        self._headers = 0
        self._head_bytes = 0
        self._message_bytes = 0

    @abstractmethod
    def head_read(self) -> None: ...

    @abstractmethod
    def message_read(self) -> None: ...

    @abstractmethod
    def refuse(self, status: int) -> None: ...

    @abstractmethod
    def chunk_read(self) -> None: ...

    @abstractmethod
    def hang_up(self) -> None: ...

    # From the transport

    def data_received(self, data: bytes) -> None:
        if self.deaf:
            self._thrown_away_bytes += len(data)
            if self._thrown_away_bytes > MOST_THROWN_AWAY_BYTES:
                self.hang_up()
            return
        try:
            self.parser.feed_data(data)
            if self.in_message:
                self._check_growth(len(data))
        except httptools.HttpParserCallbackError as error:
            if not self.deaf:
                _log.error("a message was not processed", exc_info=error)
                self.refuse(400)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self.deaf:
                self.refuse(400)
        self.chunk_read()

    def _check_growth(self, arrived_bytes: int) -> None:
        """Bound what a message that has not ended may have sent so far, the chunk it began in left out."""
        if self._fresh:
            self._fresh = False
            return
        self._message_bytes += arrived_bytes
        if self._in_head:
            if self._message_bytes > MOST_HEAD_BYTES:
                self.refuse(431)
        elif self._message_bytes > MOST_MESSAGE_BYTES:
            self.refuse(413)

    # From the parser

    def on_message_begin(self) -> None:
        self.seconds = 0
        self.in_message = True
        self._begin()

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > MOST_URL_BYTES:
            self._stop(431)
        if self.url.startswith(SYNC):
            self.browser = {}

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers += 1
        self._head_bytes += len(name) + len(value)
        if self._headers > MOST_HEADERS or self._head_bytes > MOST_HEAD_BYTES:
            self._stop(431)
        if len(name) in _TELLING_LENGTHS and self._in_head:
            self._heed(name.lower(), value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self.content_length > MOST_BODY_BYTES:
            self._stop(413)
        self.head_read()
        if self.deaf:
            raise Refused

    def on_body(self, body: bytes) -> None:
        if not self.body:
            self.body = body
        else:
            if isinstance(self.body, bytes):
                self.body = bytearray(self.body)
            self.body += body
        if len(self.body) > MOST_BODY_BYTES:
            self._stop(413)

    def on_message_complete(self) -> None:
        self.in_message = False
        self.seconds = 0
        self.message_read()
        if self.deaf:
            raise Refused

    def _heed(self, name: bytes, value: bytes) -> None:
        if name == _AUTHORIZATION:
            self.authorization = value
        elif name == _CONTENT_LENGTH:
            self.content_length = int(value)
        elif name == _VERSION:
            self.version = value
        elif name == _ACCEPT_ENCODING:
            self.accepted_encodings = value
        elif name == _CONTENT_ENCODING:
            self.encoding = value.lower()
        elif name == _EXPECT:
            self.expects_continue = value.lower() == b"100-continue"
        elif self.browser is not None and name in _OF_BROWSERS:
            self.browser[name] = value

    def _stop(self, status: int) -> None:
        self.refuse(status)
        raise Refused
