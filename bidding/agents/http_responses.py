"""Every response of the bidders' HTTP port, rendered as far as it can be before the first request."""

from http import HTTPStatus
from typing import Final

_VERSION: Final = b"x-openrtb-version: 2.6\r\n"
_CLOSE: Final = b"connection: close\r\n"


def _head(status: int, *fields: bytes) -> bytes:
    return b"HTTP/1.1 %d %b\r\n%b" % (status, HTTPStatus(status).phrase.encode(), b"".join(fields))


_BID: Final = _head(200, b"content-type: application/json\r\n", _VERSION)
_BID_KEEP: Final = _BID + b"content-length: %d\r\n\r\n%b"
_BID_CLOSE: Final = _BID + _CLOSE + b"content-length: %d\r\n\r\n%b"

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


def _empty(status: int, *, close: bool) -> bytes:
    fields = [_VERSION]
    if close:
        fields.append(_CLOSE)
    if status == 401:
        fields.append(b"www-authenticate: Bearer\r\n")
    if status == 503:
        fields.append(b"retry-after: 1\r\n")
    if status != 204:
        fields.append(b"content-length: 0\r\n")
    return _head(status, *fields) + b"\r\n"


_EMPTY_STATUSES: Final = (200, 204, 400, 401, 403, 404, 405, 408, 413, 415, 417, 431, 503)
_EMPTY_KEEP: Final = {status: _empty(status, close=False) for status in _EMPTY_STATUSES}
_EMPTY_CLOSE: Final = {status: _empty(status, close=True) for status in _EMPTY_STATUSES}


def empty(status: int, *, keep_alive: bool) -> bytes:
    """Render a response without a body."""
    return (_EMPTY_KEEP if keep_alive else _EMPTY_CLOSE)[status]


def bid(body: bytes, *, keep_alive: bool) -> bytes:
    """Render a bid response."""
    return (_BID_KEEP if keep_alive else _BID_CLOSE) % (len(body), body)


def json(status: int, body: bytes, *, keep_alive: bool) -> bytes:
    """Render JSON that is no bid response."""
    fields = [b"content-type: application/json\r\n"]
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(status, *fields) + b"content-length: %d\r\n\r\n%b" % (len(body), body)


def redirect(location: str, *, keep_alive: bool) -> bytes:
    """Render a 302 to ``location``, which must be printable ASCII."""
    fields = [b"location: %b\r\n" % location.encode("ascii"), b"cache-control: no-store\r\n"]
    if not keep_alive:
        fields.append(_CLOSE)
    return _head(302, *fields) + b"content-length: 0\r\n\r\n"
