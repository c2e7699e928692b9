"""Every response of the bidders' HTTP port, rendered as far as it can be before the first request."""

from http import HTTPStatus
from typing import Final

NEWEST: Final = b"2.6"
"""What we speak; a request that names an older 2.x is answered as its version."""
_CLOSE: Final = b"connection: close\r\n"
_GZIP: Final = b"content-encoding: gzip\r\nvary: accept-encoding\r\n"


_PIXEL: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
"""GIF, 42 bytes."""


def _head(status: int, *fields: bytes) -> bytes:
    return b"HTTP/1.1 %d %b\r\n%b" % (status, HTTPStatus(status).phrase.encode(), b"".join(fields))


def _version(version: bytes) -> bytes:
    return b"x-openrtb-version: %b\r\n" % version


def _bid(version: bytes, *, keep_alive: bool, gzip: bool) -> bytes:
    fields = [b"content-type: application/json\r\n", _version(version)]
    if gzip:
        fields.append(_GZIP)
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(200, *fields) + b"content-length: %d\r\n\r\n%b"


_VERSIONS: Final = (NEWEST, b"2.5")
_BID: Final = {version: _bid(version, keep_alive=True, gzip=False) for version in _VERSIONS}
_BID_OTHERWISE: Final = {
    (version, keep_alive, gzip): _bid(version, keep_alive=keep_alive, gzip=gzip)
    for version in _VERSIONS
    for keep_alive in (False, True)
    for gzip in (False, True)
}

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


def _empty(status: int, *, close: bool) -> bytes:
    fields = [_version(NEWEST)]
    if close:
        fields.append(_CLOSE)
    if status == 401:
        fields.append(b"www-authenticate: Bearer\r\n")
    if status == 405:
        fields.append(b"allow: POST, OPTIONS\r\n")
    if status == 503:
        fields.append(b"retry-after: 1\r\n")
    if status != 204:
        fields.append(b"content-length: 0\r\n")
    return _head(status, *fields) + b"\r\n"


_EMPTY_STATUSES: Final = (200, 204, 400, 401, 403, 404, 405, 408, 413, 415, 417, 431, 503)
_EMPTY_KEEP: Final = {status: _empty(status, close=False) for status in _EMPTY_STATUSES}
_EMPTY_CLOSE: Final = {status: _empty(status, close=True) for status in _EMPTY_STATUSES}
_NO_BIDS: Final[dict[tuple[str, bytes, bool], bytes]] = {}


def echo_of(version: bytes) -> bytes:
    """What ``x-openrtb-version`` of a response says to one of a request; empty for a version we cannot read.

    Every 2.x is read as 2.6, which only added to the others; 2.5 is answered as 2.5. Without a version it is 2.6.
    """
    if version in {b"", NEWEST}:
        return NEWEST
    if version == b"2.5":
        return version
    major, dot, minor = version.partition(b".")
    return NEWEST if major == b"2" and (not dot or minor[:1].isdigit()) else b""


def empty(status: int, *, keep_alive: bool) -> bytes:
    """Render a response without a body."""
    return (_EMPTY_KEEP if keep_alive else _EMPTY_CLOSE)[status]


def no_bid(reason: str, version: bytes, *, keep_alive: bool) -> bytes:
    """Render a 204 that says why; ``reason`` is one of a closed vocabulary."""
    known = _NO_BIDS.get((reason, version, keep_alive))
    if known is None:
        fields = [_version(version)]
        if reason:
            fields.append(b"no-bid-reason: %b\r\n" % reason.encode("ascii"))
        if not keep_alive:
            fields.append(_CLOSE)
        known = _NO_BIDS[reason, version, keep_alive] = _head(204, *fields) + b"\r\n"
    return known


def bid(body: bytes, version: bytes = NEWEST, *, keep_alive: bool, gzip: bool = False) -> bytes:
    """Render a bid response; ``body`` is compressed already where ``gzip`` says so."""
    if keep_alive and not gzip:
        return _BID[version] % (len(body), body)
    return _BID_OTHERWISE[version, keep_alive, gzip] % (len(body), body)


def json(status: int, body: bytes, *, keep_alive: bool, head_only: bool = False) -> bytes:
    """Render JSON that is no bid response; of a HEAD request, its head alone."""
    fields = [b"content-type: application/json\r\n"]
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(status, *fields) + b"content-length: %d\r\n\r\n%b" % (len(body), b"" if head_only else body)


def allowing(status: int, methods: bytes, *, keep_alive: bool) -> bytes:
    """Render a 405, or the answer to an OPTIONS request (204)."""
    fields = [b"allow: %b\r\n" % methods]
    if not keep_alive:
        fields.append(_CLOSE)
    if status != 204:
        fields.append(b"content-length: 0\r\n")
    return _head(status, *fields) + b"\r\n"


def pixel(*, keep_alive: bool, cookie: str = "") -> bytes:
    """Render a picture of one transparent pixel."""
    fields = [b"content-type: image/gif\r\n", b"cache-control: no-store\r\n"]
    if cookie:
        fields.append(b"set-cookie: %b\r\n" % cookie.encode("ascii"))
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(200, *fields) + b"content-length: %d\r\n\r\n%b" % (len(_PIXEL), _PIXEL)


def synced(location: str, cookie: str, *, keep_alive: bool) -> bytes:
    """Render the end of a user sync: on to ``location``, or a pixel where there is none."""
    if not location:
        return pixel(keep_alive=keep_alive, cookie=cookie)
    onward = redirect(location, keep_alive=keep_alive)
    if not cookie:
        return onward
    head, _, rest = onward.partition(b"\r\n")
    return b"%b\r\nset-cookie: %b\r\n%b" % (head, cookie.encode("ascii"), rest)


def redirect(location: str, *, keep_alive: bool) -> bytes:
    """Render a 302 to ``location``, which must be printable ASCII."""
    fields = [b"location: %b\r\n" % location.encode("ascii"), b"cache-control: no-store\r\n"]
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(302, *fields) + b"content-length: 0\r\n\r\n"
