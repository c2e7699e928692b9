"""The web application: what was built of ``ui/``, served where the API itself has no route.

A page that a browser asks for by its address is the one page there is, which finds out what to show; programs, which ask for
no HTML, are told that nothing is there. Built files carry a
digest in their names, so that browsers keep them for ever; the page is asked for anew each time. What was compressed when it
was built is sent as it is.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

PAGE: Final = "/index.html"
NOT_PAGES: Final = ("/api", "/v1", "/r", "/.well-known", "/.vite", "/health", "/live", "/ready", "/metrics")
"""Where an address that leads nowhere is a mistake of a program's, and answered as one."""

_MAY_COME_FROM: Final = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # places of rows, colours of charts: set on elements
    "img-src": "'self' data: blob: https:",  # creatives lie anywhere
    "media-src": "'self' blob: https:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_GUARDED: Final = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in _MAY_COME_FROM.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_COMPRESSED: Final = {".br": "br", ".gz": "gzip"}
"""Best first."""
_HTTPS_ALONE: Final = {"Strict-Transport-Security": "max-age=31536000"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"
_MISSING: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Campaign Express</title>
<h1>The web application has not been built</h1>
<p>The API is up. To have its pages as well, run <code>make ui</code> in the repository and load this page again.</p>"""


@dataclass(frozen=True, slots=True)
class _File:
    """One built file, as it is and compressed."""

    bodies: dict[str, bytes]
    """By encoding; the empty one is the file as it is."""
    kind: str
    digest: str
    keep: str

    def answer(self, request: Headers) -> Response:
        accepted = _accepted(request.get("accept-encoding", ""))
        encoding = next((each for each in _COMPRESSED.values() if each in self.bodies and each in accepted), "")
        etag = f'"{self.digest}-{encoding}"' if encoding else f'"{self.digest}"'
        headers = {"ETag": etag, "Cache-Control": self.keep, "Vary": "Accept-Encoding"}
        if etag in request.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(self.bodies[encoding], media_type=self.kind, headers=headers | _GUARDED)


class Site:
    """ASGI application over ``directory``; what it has nothing for is left to ``otherwise``.

    A newer build is noticed when a page is asked for. Where ``is_https``, browsers are told to come by HTTPS alone from then on.
    """

    def __init__(self, directory: Path, otherwise: ASGIApp, *, is_https: bool = False) -> None:
        self._directory = directory
        self._otherwise = otherwise
        self._is_https = is_https
        self._built_at_ns = 0
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if answer is not None and self._is_https:
            answer.headers.update(_HTTPS_ALONE)
        await (answer or self._otherwise)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if any(path == place or path.startswith(f"{place}/") for place in NOT_PAGES):
            return None
        self._notice_builds()
        file = self._files.get(path)
        if file is None and _is_file(path):
            return None
        asked = Headers(scope=scope)
        if file is None and path != "/" and "text/html" not in asked.get("accept", ""):
            return None
        file = file or self._files.get(PAGE)
        if file is None:
            return HTMLResponse(_MISSING, status_code=503, headers=_GUARDED | {"Cache-Control": "no-store"})
        return file.answer(asked)

    def _notice_builds(self) -> None:
        try:
            built_at_ns = (self._directory / PAGE[1:]).stat().st_mtime_ns
        except OSError:
            built_at_ns = 0
        if built_at_ns != self._built_at_ns:
            self._files = _read(self._directory) if built_at_ns else {}
            self._built_at_ns = built_at_ns


def _accepted(header: str) -> frozenset[str]:
    """Encodings a browser names and does not refuse with ``q=0``."""
    named = (each.replace(" ", "").lower().partition(";q=") for each in header.split(","))
    return frozenset(name for name, _, quality in named if quality.strip("0.") or not quality)


def _is_file(path: str) -> bool:
    return "." in path.rpartition("/")[2]


def _read(directory: Path) -> dict[str, _File]:
    paths = [path for path in directory.rglob("*") if path.is_file() and path.suffix not in _COMPRESSED]
    return {f"/{path.relative_to(directory).as_posix()}": _file(path, directory) for path in paths}


def _file(path: Path, directory: Path) -> _File:
    body = path.read_bytes()
    smaller = {encoding: path.with_name(path.name + suffix) for suffix, encoding in _COMPRESSED.items()}
    return _File(
        bodies={"": body} | {encoding: each.read_bytes() for encoding, each in smaller.items() if each.exists()},
        kind=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        digest=hashlib.sha256(body).hexdigest()[:32],
        keep=_FOR_EVER if path.parent == directory / "assets" else _ASK_FIRST,
    )
