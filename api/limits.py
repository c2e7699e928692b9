"""How much one request may make us hold: bodies are read, and gzip is expanded, only up to a bound.

The body is taken in here, whole, before anything parses it, so a route never sees more than its path allows; only files
are handed on as they come. Nothing is buffered beyond the bound: 50 MB are refused after the first bytes too many, and gzip
that would expand to gigabytes after as many bytes as the bound.

Whoever is refused may still be sending, and a connection closed over unread bytes is reset, answer and all. So the answer
goes out at once, and what goes on coming is thrown away for a moment before the connection ends.
"""

import asyncio
import contextlib
import zlib
from collections.abc import Mapping
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ErrorBody, ErrorDetail
from domain.assets.values import MAX_UPLOAD_BYTES

MEBIBYTE: Final = 1024 * 1024
MAX_BODY: Final = MEBIBYTE
MAX_BODY_BELOW: Final[Mapping[str, int]] = {
    "/api/v1/profiles/": 8 * MEBIBYTE,
    "/api/v1/contact-files/imports": 16 * MEBIBYTE,
    "/api/v1/brand/validations": 16 * MEBIBYTE,
    "/v1/channels/ingest": 4 * MEBIBYTE,
    "/v1/bid": MEBIBYTE,
}
"""Bounds of paths that begin like this, expanded; all others are held to ``MAX_BODY``."""
MAX_STREAM: Final[Mapping[str, int]] = {"/api/v1/brand/assets/files": MAX_UPLOAD_BYTES}
"""Bounds of paths whose route takes the body as it comes, unexpanded, because nobody should hold it whole."""
MAX_SILENCE_S: Final = 30
"""How long such a body may keep us waiting for its next piece."""
MAX_BODY_S: Final = 30
"""How long a caller may take to send it."""
LINGER_S: Final = 2
"""How long a refused caller may go on sending."""
MAX_THROWN_AWAY: Final = 256 * MEBIBYTE
_GZIP: Final = 16 + zlib.MAX_WBITS
_BIDS: Final = "/v1/bid"


class BodyLimits:
    """ASGI middleware: hands on the request with its whole, expanded body, or answers 400, 413 or 415 itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1").strip().lower() for name, value in scope["headers"]}
        if scope["path"] in MAX_STREAM:
            await self._stream(scope, receive, send, headers)
            return
        coming = _Coming(receive)
        try:
            reader = _Reader(_bound(scope["path"]), headers.get(b"content-encoding", ""))
            reader.announce(headers.get(b"content-length", ""))
            async with asyncio.timeout(MAX_BODY_S):
                body = await reader.read(coming)
        except _Refusal as refusal:
            await _refusal(scope["path"], refusal)(scope, receive, _keeping_open(send))
            await coming.throw_away()
            await send({"type": "http.response.body"})
            return
        except TimeoutError:
            slow = _Refusal(408, "too_slow", f"the body took longer than {MAX_BODY_S} seconds", "Send it again.")
            await _refusal(scope["path"], slow)(scope, receive, send)
            return
        if body is None:
            return
        plain = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_WIRE]
        plain.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": plain}, _replay(body, receive), send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[bytes, str]) -> None:
        coming = _Coming(receive)
        metered = _Metered(coming, MAX_STREAM[scope["path"]])
        try:
            metered.announce(headers)
            await self._app(scope, metered, _ending_after(send, coming))
        except _Refusal as refusal:
            await _refusal(scope["path"], refusal)(scope, receive, _keeping_open(send))
            await coming.throw_away()
            await send({"type": "http.response.body"})
        except ClientDisconnect:
            return


_OF_THE_WIRE: Final = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


class _Coming:
    """A body as it comes; knows whether its end was seen."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    @property
    def has_ended(self) -> bool:
        return self._ended

    async def throw_away(self) -> None:
        """Read the rest of it for nothing, a bounded time long and to a bounded size."""
        thrown_away = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_S):
                while not self._ended and thrown_away < MAX_THROWN_AWAY:
                    thrown_away += len((await self()).get("body", b""))


def _keeping_open(send: Send) -> Send:
    """``send``, which leaves the response's end to be said later."""

    async def send_on(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    return send_on


def _ending_after(send: Send, coming: _Coming) -> Send:
    """``send``, which ends a response no sooner than the body it answers."""

    async def send_on(message: Message) -> None:
        ends = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not ends or coming.has_ended:
            await send(message)
            return
        await send({**message, "more_body": True})
        await coming.throw_away()
        await send({"type": "http.response.body"})

    return send_on


class _Refusal(Exception):
    def __init__(self, status: int, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.status = status
        self.detail = ErrorDetail(code=code, message=message, field="body", remedy=remedy)


class _Metered:
    """A body handed on piece by piece, up to ``bound`` bytes."""

    def __init__(self, coming: _Coming, bound: int) -> None:
        self._coming = coming
        self._bound = bound
        self._received = 0

    def announce(self, headers: Mapping[bytes, str]) -> None:
        encoding = headers.get(b"content-encoding", "")
        if encoding not in {"", "identity"}:
            raise _Refusal(415, "unsupported_encoding", f"we do not read '{encoding}' here", "Send it plain.")
        _refuse_announced(headers.get(b"content-length", ""), self._bound)

    async def __call__(self) -> Message:
        try:
            async with asyncio.timeout(MAX_SILENCE_S):
                message = await self._coming()
        except TimeoutError:
            why = f"nothing came for {MAX_SILENCE_S} seconds"
            raise _Refusal(408, "too_slow", why, "Send it again.") from None
        self._received += len(message.get("body", b""))
        if self._received > self._bound:
            raise _too_large(self._bound)
        return message


class _Reader:
    """Takes in one body of at most ``bound`` bytes, as sent and as expanded."""

    def __init__(self, bound: int, encoding: str) -> None:
        if encoding not in {"", "identity", "gzip"}:
            raise _Refusal(415, "unsupported_encoding", f"we do not read '{encoding}'", "Send it plain or as gzip.")
        self._bound = bound
        self._expander = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        self._received = 0
        self._body = bytearray()

    def announce(self, content_length: str) -> None:
        _refuse_announced(content_length, self._bound)

    async def read(self, receive: _Coming) -> bytes | None:
        """The body; None when the client went away before its end."""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            self._take(message.get("body", b""))
            more = message.get("more_body", False)
        if self._expander is not None and self._received and not self._expander.eof:
            raise self._broken_gzip()
        return bytes(self._body)

    def _take(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._received > self._bound:
            raise _too_large(self._bound)
        if self._expander is None:
            self._body += chunk
            return
        try:
            self._body += self._expander.decompress(chunk, self._bound + 1 - len(self._body))
        except zlib.error as error:
            raise self._broken_gzip() from error
        if len(self._body) > self._bound:
            raise _too_large(self._bound)
        if self._expander.unused_data:
            raise self._broken_gzip()

    def _broken_gzip(self) -> _Refusal:
        return _Refusal(400, "bad_request", "the body is not one whole gzip member", "Compress it again.")


def _refuse_announced(content_length: str, bound: int) -> None:
    if content_length.isdigit() and (len(content_length) > 12 or int(content_length) > bound):
        raise _too_large(bound)


def _too_large(bound: int) -> _Refusal:
    return _Refusal(
        413, "too_large", f"the body is larger than {bound} bytes", "Send less at a time, in several calls."
    )


def _bound(path: str) -> int:
    return next((bound for prefix, bound in MAX_BODY_BELOW.items() if path.startswith(prefix)), MAX_BODY)


def _refusal(path: str, refusal: _Refusal) -> Response:
    """Exchanges get an empty body, as OpenRTB asks; everybody else learns what to do. The connection ends here."""
    headers = {"Connection": "close"}
    if path.startswith(_BIDS):
        return Response(status_code=refusal.status, headers=headers)
    body = ErrorBody(error=refusal.detail).model_dump_json(exclude_none=True)
    return Response(body, status_code=refusal.status, headers=headers, media_type="application/json")


def _replay(body: bytes, receive: Receive) -> Receive:
    pending = True

    async def replay() -> Message:
        nonlocal pending
        if pending:
            pending = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay
