"""Around every request: an id, one line in the log, and a decent answer when our own code fails."""

import time
from collections.abc import Sequence
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import unexpected
from domain.acting import within
from domain.ids import new_id

REQUEST_ID_HEADER: Final = b"x-request-id"
_LONGEST_ID: Final = 64
_QUIET: Final = frozenset({"/live", "/ready", "/health", "/v1/bid"})
"""Asked many times a second, and counted elsewhere; logged only when they fail."""

_SAID: Final = "said_on_answer"

_log = structlog.get_logger("api.access")


class AccessLog:
    """ASGI middleware. A caller's own ``X-Request-ID`` is kept if it is harmless, and returned either way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})
        started = time.perf_counter()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = scope["state"].get(_SAID, ())
                message["headers"] = [*message["headers"], *said, (REQUEST_ID_HEADER, request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id), within(request_id):
            try:
                await self._app(scope, receive, answer)
            except Exception:
                _log.exception("a request failed", method=scope["method"], path=scope["path"])
                if status:
                    raise
                await unexpected(request_id)(scope, receive, answer)
            if status >= 500 or not _is_quiet(scope["path"]):
                _log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    took_ms=round((time.perf_counter() - started) * 1_000, 1),
                )


def say_on_answer(request: Request, headers: Sequence[tuple[bytes, bytes]]) -> None:
    """Add ``headers`` to whatever this request is answered with, be it a refusal."""
    setattr(request.state, _SAID, headers)


def _is_quiet(path: str) -> bool:
    return path in _QUIET or path.startswith("/v1/bid/")


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == REQUEST_ID_HEADER:
            given = value.decode("latin-1")
            if len(given) <= _LONGEST_ID and given.replace("-", "").replace("_", "").isalnum() and given.isascii():
                return str(given)
    return new_id("req")
