"""Reading HTTP/2: frames and header blocks within limits. What they mean is decided by whoever owns the streams."""

import asyncio
from abc import ABC, abstractmethod
from typing import Final

from bidding.agents import http2_frames as h2
from bidding.agents.hpack import HeaderFault, HeaderReader
from bidding.agents.http2_frames import ConnectionFault

MOST_METADATA_BYTES: Final = 16 * 1024
_MOST_BLOCK_BYTES: Final = 2 * MOST_METADATA_BYTES
_OF_CONNECTIONS: Final = frozenset((h2.SETTINGS, h2.PING, h2.GOAWAY))


class Http2Reader(asyncio.Protocol, ABC):
    """One connection's incoming half. ``deaf`` once it is over: whatever still arrives is thrown away.

    A subclass takes what was read; all but ``chunk_read`` and ``failed`` may raise ``ConnectionFault``.
    """

    def __init__(self, wanted: frozenset[bytes]) -> None:
        self.deaf = False
        self.knows_settings = False
        """Whether the client has said its own, as it must first of all."""
        self._reader = HeaderReader(wanted)
        self._rest = b""
        """The beginning of a frame."""
        self._is_greeted = False
        self._block: bytearray | None = None
        """A header block that goes on in the next frame."""
        self._block_stream = self._block_flags = 0

    @abstractmethod
    def headers_read(self, number: int, headers: dict[bytes, bytes], size: int, *, ends: bool) -> None: ...

    @abstractmethod
    def data_read(self, number: int, flags: int, data: bytes, start: int, stop: int) -> None:
        """``data[start:stop]`` for a stream."""

    @abstractmethod
    def padding_read(self, number: int, size: int) -> None:
        """Before data, what uses up windows like it and means nothing."""

    @abstractmethod
    def settings_read(self, told: list[tuple[int, int]]) -> None: ...

    @abstractmethod
    def ping_read(self, payload: bytes, *, is_answer: bool) -> None: ...

    @abstractmethod
    def window_read(self, number: int, more: int) -> None: ...

    @abstractmethod
    def reset_read(self, number: int) -> None: ...

    @abstractmethod
    def chunk_read(self) -> None:
        """Everything that has arrived by now is read."""

    @abstractmethod
    def failed(self, fault: ConnectionFault) -> None:
        """What came is not HTTP/2."""

    def data_received(self, data: bytes) -> None:
        if self.deaf:
            return
        if self._rest:
            data = self._rest + data
        at = 0
        try:
            if not self._is_greeted:
                at = self._greeted(data)
            at = self._read_frames(data, at)
        except ConnectionFault as fault:
            self.failed(fault)
            return
        self._rest = data[at:]
        self.chunk_read()

    def _greeted(self, data: bytes) -> int:
        if data.startswith(h2.PREFACE):
            self._is_greeted = True
            return len(h2.PREFACE)
        if not h2.PREFACE.startswith(data):
            raise ConnectionFault(h2.PROTOCOL_ERROR, "this port speaks HTTP/2")
        return 0

    def _read_frames(self, data: bytes, at: int) -> int:
        """Read whole frames; return where the next one begins. Every message passes here: about 1 µs each."""
        end = len(data)
        unpack = h2.HEAD.unpack_from
        while self._is_greeted and at + h2.HEAD_BYTES <= end:
            word, flags, number = unpack(data, at)
            length = word >> 8
            if length > h2.MOST_FRAME_BYTES:
                raise ConnectionFault(h2.FRAME_SIZE_ERROR, "a frame that is too long")
            start = at + h2.HEAD_BYTES
            stop = start + length
            if stop > end:
                break
            at = stop
            if word & 0xFF == h2.DATA and self._block is None and self.knows_settings and not flags & h2.PADDED:
                self.data_read(number & h2.LAST_STREAM, flags, data, start, stop)
            else:
                self._read_frame(word & 0xFF, flags, number & h2.LAST_STREAM, data[start:stop])
        return at

    def _read_frame(self, kind: int, flags: int, number: int, payload: bytes) -> None:
        self._check_order(kind, number)
        if kind in _OF_CONNECTIONS:
            if number:
                raise ConnectionFault(h2.PROTOCOL_ERROR, "what concerns the connection came on a stream")
            self._read_of_connection(kind, flags, payload)
            return
        match kind:
            case h2.DATA:
                data = h2.unpadded(payload, flags)
                self.padding_read(number, len(payload) - len(data))
                self.data_read(number, flags, data, 0, len(data))
            case h2.HEADERS:
                self._headers(number, payload, flags)
            case h2.CONTINUATION:
                self._continuation(payload, flags)
            case h2.WINDOW_UPDATE:
                _of_length(payload, 4)
                self.window_read(number, int.from_bytes(payload, "big") & h2.WIDEST_WINDOW)
            case h2.RST_STREAM:
                _of_length(payload, 4)
                self.reset_read(number)
            case h2.PRIORITY:
                _of_length(payload, 5)
            case h2.PUSH_PROMISE:
                raise ConnectionFault(h2.PROTOCOL_ERROR, "clients promise nothing")
            case _:
                pass  # what is unknown is for somebody else

    def _check_order(self, kind: int, number: int) -> None:
        if self._block is not None and (kind != h2.CONTINUATION or number != self._block_stream):
            raise ConnectionFault(h2.PROTOCOL_ERROR, "a header block was not finished")
        if not self.knows_settings and kind != h2.SETTINGS:
            raise ConnectionFault(h2.PROTOCOL_ERROR, "settings come first")

    def _read_of_connection(self, kind: int, flags: int, payload: bytes) -> None:
        """A farewell asks nothing of us: its sender calls no more, and hangs up when it likes."""
        is_answer = bool(flags & h2.ACK)
        if kind == h2.PING:
            _of_length(payload, 8)
            self.ping_read(payload, is_answer=is_answer)
        elif kind == h2.SETTINGS and is_answer:
            _of_length(payload, 0)
        elif kind == h2.SETTINGS:
            told = h2.read_settings(payload)
            self.knows_settings = True
            self.settings_read(told)

    def _headers(self, number: int, payload: bytes, flags: int) -> None:
        if not number & 1:
            raise ConnectionFault(h2.PROTOCOL_ERROR, "clients' streams are odd")
        block = h2.unpadded(payload, flags)
        if flags & h2.HAS_PRIORITY:
            if len(block) < 5:
                raise ConnectionFault(h2.FRAME_SIZE_ERROR, "a priority cut short")
            block = block[5:]
        if flags & h2.END_HEADERS:
            self._block_read(number, block, flags)
        else:
            self._block = bytearray(block)
            self._block_stream = number
            self._block_flags = flags

    def _continuation(self, payload: bytes, flags: int) -> None:
        if self._block is None:
            raise ConnectionFault(h2.PROTOCOL_ERROR, "there is nothing to continue")
        self._block += payload
        if len(self._block) > _MOST_BLOCK_BYTES or (not payload and not flags & h2.END_HEADERS):
            raise ConnectionFault(h2.ENHANCE_YOUR_CALM, "headers without end")
        if flags & h2.END_HEADERS:
            block, self._block = bytes(self._block), None
            self._block_read(self._block_stream, block, self._block_flags)

    def _block_read(self, number: int, block: bytes, flags: int) -> None:
        try:
            headers, size = self._reader.read(block)
        except HeaderFault as fault:
            raise ConnectionFault(h2.COMPRESSION_ERROR, str(fault)) from fault
        self.headers_read(number, headers, size, ends=bool(flags & h2.END_STREAM))


def _of_length(payload: bytes, length: int) -> None:
    if len(payload) != length:
        raise ConnectionFault(h2.FRAME_SIZE_ERROR, "a frame of a length that cannot be")
