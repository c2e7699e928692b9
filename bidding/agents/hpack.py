"""Reading header blocks of HTTP/2 (RFC 7541). We answer with blocks written once and for all, so nothing is encoded here."""

from bisect import bisect_right
from itertools import accumulate
from typing import Final

TABLE_BYTES: Final = 4_096
"""Of entries to refer back to: what a client may use unless told otherwise, which we do not (RFC 7540, 6.5.2)."""
_ENTRY_OVERHEAD_BYTES: Final = 32
_MOST_KNOWN: Final = 64
_MOST_TOLD_BYTES: Final = 256 * 1024
"""Of one block, which may refer to large headers with a byte each."""
_MOST_NUMBER: Final = 1 << 24

# Appendix A, with the names that have several values written out.
_STATIC: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b":authority", b""), (b":method", b"GET"), (b":method", b"POST"), (b":path", b"/"), (b":path", b"/index.html"),
    (b":scheme", b"http"), (b":scheme", b"https"), (b":status", b"200"), (b":status", b"204"), (b":status", b"206"),
    (b":status", b"304"), (b":status", b"400"), (b":status", b"404"), (b":status", b"500"), (b"accept-charset", b""),
    (b"accept-encoding", b"gzip, deflate"),
    *((name, b"") for name in (
        b"accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control "
        b"content-disposition content-encoding content-language content-length content-location content-range "
        b"content-type cookie date etag expect expires from host if-match if-modified-since if-none-match if-range "
        b"if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization range "
        b"referer refresh retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via "
        b"www-authenticate"
    ).split()),
)  # fmt: skip

# Appendix B: bits of each octet's code, and of the end's. The code is canonical: codes of one length follow each other in
# the order of their symbols, and on those of the length before.
_CODE_BITS: Final = bytes.fromhex(
    "0d171c1c1c1c1c1c1c181e1c1c1e1c1c1c1c1c1c1c1c1e1c1c1c1c1c1c1c1c1c060a0a0c0d06080b0a0a080b080606060505050606060606"
    "060607080f060c0a0d06070707070707070707070707070707070707070707070807080d130d0e060f050605060506060605070706060605"
    "06070605050607070707070f0b0e0d1c14161414161616171617171717171817181816171817171717151617161717181615141616171715"
    "1716161815161717151516151716171714161616171616171a1a1413161716191a1a1a1b1b1a181913151a1b1b1a1b1815151a1a1c1b1b1b"
    "14181415161515171616191918181a171a1b1a1a1b1b1b1b1b1c1b1b1b1b1b1a1e"
)
_LONGEST: Final = max(_CODE_BITS)
_END: Final = 256
_SYMBOLS: Final = sorted(range(_END + 1), key=lambda symbol: (_CODE_BITS[symbol], symbol))
_LIMITS: Final = list(accumulate(1 << (_LONGEST - _CODE_BITS[symbol]) for symbol in _SYMBOLS))
"""By place in ``_SYMBOLS``: the first code, filled up to the longest code's length, that is no longer this symbol's."""


class HeaderFault(Exception):
    """What came is no header block; nothing after it on this connection can be read."""


class HeaderReader:
    """One connection's incoming headers. ``wanted`` are those that are told; the first of a name counts."""

    def __init__(self, wanted: frozenset[bytes]) -> None:
        self._wanted = wanted
        self._entries: list[tuple[bytes, bytes]] = []
        """The newest first."""
        self._size = 0
        self._limit = TABLE_BYTES
        self._is_changed = False
        self._known: dict[bytes, tuple[dict[bytes, bytes], int]] = {}
        """Blocks that were read since the table last changed, and left it as it was."""

    def read(self, block: bytes) -> tuple[dict[bytes, bytes], int]:
        """The wanted headers, and the size of all, overhead included (RFC 7540, 10.5.1). Raises ``HeaderFault``."""
        known = self._known.get(block)
        if known is not None:
            return known
        self._is_changed = False
        try:
            told = self._read(block)
        except IndexError as error:
            raise HeaderFault("a header block ends early") from error
        if self._is_changed:
            self._known.clear()
        elif len(self._known) < _MOST_KNOWN:
            self._known[bytes(block)] = told
        return told

    def _read(self, block: bytes) -> tuple[dict[bytes, bytes], int]:
        headers: dict[bytes, bytes] = {}
        size = at = 0
        end = len(block)
        while at < end:
            first = block[at]
            if first >= 0x80:
                number, at = _number(block, at, 0x7F)
                name, value = self._entry(number)
            elif first >= 0x40:
                name, value, at = self._literal(block, at, 0x3F)
                self._add(name, value)
            elif first >= 0x20:
                if size:
                    raise HeaderFault("a table's size changes amid a block")
                limit, at = _number(block, at, 0x1F)
                self._resize(limit)
                continue
            else:
                name, value, at = self._literal(block, at, 0x0F)
            size += len(name) + len(value) + _ENTRY_OVERHEAD_BYTES
            if size > _MOST_TOLD_BYTES:
                raise HeaderFault("headers without end")
            if name in self._wanted and name not in headers:
                headers[name] = value
        return headers, size

    def _entry(self, number: int) -> tuple[bytes, bytes]:
        if not number:
            raise HeaderFault("there is no header 0")
        if number <= len(_STATIC):
            return _STATIC[number - 1]
        return self._entries[number - len(_STATIC) - 1]

    def _literal(self, block: bytes, at: int, mask: int) -> tuple[bytes, bytes, int]:
        number, at = _number(block, at, mask)
        if number:
            name = self._entry(number)[0]
        else:
            name, at = _text(block, at)
        value, at = _text(block, at)
        return name, value, at

    def _add(self, name: bytes, value: bytes) -> None:
        self._is_changed = True
        self._entries.insert(0, (name, value))
        self._size += len(name) + len(value) + _ENTRY_OVERHEAD_BYTES
        self._evict()

    def _resize(self, limit: int) -> None:
        if limit > TABLE_BYTES:
            raise HeaderFault("a table larger than we keep")
        self._is_changed = True
        self._limit = limit
        self._evict()

    def _evict(self) -> None:
        while self._size > self._limit:
            name, value = self._entries.pop()
            self._size -= len(name) + len(value) + _ENTRY_OVERHEAD_BYTES


def _number(block: bytes, at: int, mask: int) -> tuple[int, int]:
    """A number that begins in the low bits of an octet (5.1), and where it ends."""
    number = block[at] & mask
    at += 1
    if number < mask:
        return number, at
    shift = 0
    while True:
        octet = block[at]
        at += 1
        number += (octet & 0x7F) << shift
        if number > _MOST_NUMBER:
            raise HeaderFault("a number is too large")
        if octet < 0x80:
            return number, at
        shift += 7
        if shift > 28:
            raise HeaderFault("a number is too long")


def _text(block: bytes, at: int) -> tuple[bytes, int]:
    is_coded = block[at] >= 0x80
    length, at = _number(block, at, 0x7F)
    stop = at + length
    if stop > len(block):
        raise HeaderFault("a header ends early")
    text = block[at:stop]
    return (unpacked(text) if is_coded else text), stop


def unpacked(coded: bytes) -> bytes:
    """The text of a Huffman-coded one (5.2). Raises ``HeaderFault``."""
    out = bytearray()
    window = held = 0
    octets = iter(coded)
    while True:
        while held < _LONGEST and (octet := next(octets, None)) is not None:
            window = window << 8 | octet
            held += 8
        if not held:
            return bytes(out)
        missing = _LONGEST - held
        code = window >> -missing if missing <= 0 else window << missing | (1 << missing) - 1
        symbol = _SYMBOLS[bisect_right(_LIMITS, code)] if code < _LIMITS[-1] else _END
        bits = _CODE_BITS[symbol]
        if symbol == _END or bits > held:
            if held > 7 or window != (1 << held) - 1:
                raise HeaderFault("a coded header does not end as it should")
            return bytes(out)
        out.append(symbol)
        held -= bits
        window &= (1 << held) - 1
