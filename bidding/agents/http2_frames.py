"""The frames of HTTP/2 (RFC 9113) as far as a server of gRPC reads and writes them."""

from struct import Struct as Layout
from typing import Final

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEAD: Final = Layout(">IBI")
"""Length (24 bits) and type (8), flags, stream."""
HEAD_BYTES: Final = HEAD.size
MOST_FRAME_BYTES: Final = 16_384
"""What everybody must take, and what we take."""
WIDEST_WINDOW: Final = 2**31 - 1
FIRST_WINDOW: Final = 65_535
LAST_STREAM: Final = 2**31 - 1

DATA: Final = 0
HEADERS: Final = 1
PRIORITY: Final = 2
RST_STREAM: Final = 3
SETTINGS: Final = 4
PUSH_PROMISE: Final = 5
PING: Final = 6
GOAWAY: Final = 7
WINDOW_UPDATE: Final = 8
CONTINUATION: Final = 9

END_STREAM: Final = 1
ACK: Final = 1
END_HEADERS: Final = 4
PADDED: Final = 8
HAS_PRIORITY: Final = 32

NO_ERROR: Final = 0
PROTOCOL_ERROR: Final = 1
FLOW_CONTROL_ERROR: Final = 3
STREAM_CLOSED: Final = 5
FRAME_SIZE_ERROR: Final = 6
REFUSED_STREAM: Final = 7
CANCEL: Final = 8
COMPRESSION_ERROR: Final = 9
ENHANCE_YOUR_CALM: Final = 11

ENABLE_PUSH: Final = 2
MAX_CONCURRENT_STREAMS: Final = 3
INITIAL_WINDOW_SIZE: Final = 4
MAX_FRAME_SIZE: Final = 5
MAX_HEADER_LIST_SIZE: Final = 6

_SETTING: Final = Layout(">HI")
_NUMBER: Final = Layout(">I")


class ConnectionFault(Exception):
    """The client has broken the protocol: nothing more of this connection can be understood."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return HEAD.pack(len(payload) << 8 | kind, flags, stream) + payload


def settings(values: dict[int, int]) -> bytes:
    return frame(SETTINGS, 0, 0, b"".join(_SETTING.pack(name, value) for name, value in values.items()))


def read_settings(payload: bytes) -> list[tuple[int, int]]:
    """Names and values in their order. Raises ``ConnectionFault``."""
    if len(payload) % _SETTING.size:
        raise ConnectionFault(FRAME_SIZE_ERROR, "settings of an odd length")
    told = list(_SETTING.iter_unpack(payload))
    for name, value in told:
        if name == INITIAL_WINDOW_SIZE and value > WIDEST_WINDOW:
            raise ConnectionFault(FLOW_CONTROL_ERROR, "a first window that is too wide")
        if (name == ENABLE_PUSH and value > 1) or (
            name == MAX_FRAME_SIZE and not MOST_FRAME_BYTES <= value < MOST_FRAME_BYTES << 10
        ):
            raise ConnectionFault(PROTOCOL_ERROR, "a setting that cannot be")
    return told


def window_update(stream: int, more: int) -> bytes:
    return frame(WINDOW_UPDATE, 0, stream, _NUMBER.pack(more))


def reset(stream: int, code: int) -> bytes:
    return frame(RST_STREAM, 0, stream, _NUMBER.pack(code))


def goaway(last_stream: int, code: int, why: bytes = b"") -> bytes:
    return frame(GOAWAY, 0, 0, _NUMBER.pack(last_stream) + _NUMBER.pack(code) + why)


def unpadded(payload: bytes, flags: int) -> bytes:
    """The payload of DATA or HEADERS without its padding. Raises ``ConnectionFault``."""
    if not flags & PADDED:
        return payload
    if not payload or payload[0] >= len(payload):
        raise ConnectionFault(PROTOCOL_ERROR, "more padding than payload")
    return payload[1 : len(payload) - payload[0]]
