"""One client's HTTP/2 connection: its streams, both sides' windows, and the order in which things end.

It knows streams and bytes, nothing of what is said on them; ``GrpcConnection`` does. What one chunk of incoming bytes
brings is read first, then served, then written at once. Windows bound what a client may have us keep: a stream's is
opened again as its messages are served, so whoever sends faster than we answer waits. A client that does not read its
answers is not read from either.
"""

import asyncio
import socket
from abc import ABC, abstractmethod
from typing import Final, cast

from bidding.agents import http2_frames as h2
from bidding.agents.http2_frames import ConnectionFault
from bidding.agents.http2_reader import MOST_METADATA_BYTES, Http2Reader
from bidding.agents.http_limits import LINGER_S, MESSAGE_S

STREAM_WINDOW: Final = 4 * 1024 * 1024
CONNECTION_WINDOW: Final = 16 * 1024 * 1024
MOST_KEPT_BYTES: Final = 32 * 1024 * 1024
"""Of one connection, received and not served yet."""
MOST_STREAMS: Final = 1_000
MOST_SETTINGS_A_SECOND: Final = 100
IDLE_S: Final = 1_800
"""Without a stream."""
_LEAVING: Final = b"leaving\0"

_GREETING: Final = h2.settings(
    {
        h2.MAX_CONCURRENT_STREAMS: MOST_STREAMS,
        h2.INITIAL_WINDOW_SIZE: STREAM_WINDOW,
        h2.MAX_HEADER_LIST_SIZE: MOST_METADATA_BYTES,
    }
) + h2.window_update(0, CONNECTION_WINDOW - h2.FIRST_WINDOW)
_SETTINGS_ACK: Final = h2.frame(h2.SETTINGS, h2.ACK, 0)


class Stream:
    """One stream both ways."""

    __slots__ = ("credit", "ended", "held", "kept", "last_words", "number", "receive_window", "send_window")

    def __init__(self, number: int, send_window: int) -> None:
        self.number = number
        self.send_window = send_window
        self.receive_window = STREAM_WINDOW
        self.credit = 0
        """Bytes served, and not yet granted again."""
        self.kept = 0
        """Bytes received and not served yet."""
        self.ended = False
        """Whether the client has said all."""
        self.held = bytearray()
        """What the client has no window for yet."""
        self.last_words = b""
        """Frames that follow what is held, and end the stream."""


class Http2Connection(Http2Reader, ABC):
    """A subclass says what streams are for; ``send``, ``finish`` and ``reset`` are for it to use, and ``flush`` after them."""

    def __init__(self, wanted: frozenset[bytes]) -> None:
        super().__init__(wanted)
        self.streams: dict[int, Stream] = {}
        self.first_window = h2.FIRST_WINDOW
        """What a new stream may be sent."""
        self.kept = 0
        """Bytes of all streams that are not served yet."""
        self._transport: asyncio.Transport | None = None
        self._seconds = 0
        """Since there was a stream last, or since the connection began to end."""
        self._settings_told = 0
        """Of this second."""
        self._is_leaving = self._has_left = False
        self._last_stream = 0
        self._out: list[bytes] = []
        self._blocked: dict[int, Stream] = {}
        """Streams that hold something for want of a window."""
        self._send_window = h2.FIRST_WINDOW
        self._receive_window = CONNECTION_WINDOW

    @abstractmethod
    def begin(self, number: int, headers: dict[bytes, bytes], size: int) -> Stream | None:
        """A stream for these headers, unless it was answered already."""

    @abstractmethod
    def stream_read(self, stream: Stream, data: bytes, start: int, stop: int) -> None:
        """Take ``data[start:stop]``, and the end when ``stream.ended`` is set."""

    @abstractmethod
    def serve(self) -> None:
        """Answer what was read."""

    @abstractmethod
    def go_on(self, stream: Stream) -> None:
        """What the stream held has left."""

    @abstractmethod
    def forgotten(self, stream: Stream) -> None:
        """The stream is over."""

    # The connection's life

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        connected = transport.get_extra_info("socket")
        if connected is not None:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._transport.write(_GREETING)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.deaf = True
        self._transport = None
        self._forget_all()

    def pause_writing(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def tick(self) -> None:
        """Another second has passed."""
        self._settings_told = 0
        self._seconds = 0 if self.streams and not self.deaf else self._seconds + 1
        if self.deaf:
            if self._seconds > LINGER_S:
                self.hang_up()
        elif not self.knows_settings:
            if self._seconds > MESSAGE_S:
                self.hang_up()
        elif self._seconds > IDLE_S:
            self.leave()

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    @property
    def has_begun(self) -> bool:
        """Whether there has been a stream: who has just connected is about to begin one."""
        return self._last_stream > 0

    def leave(self) -> None:
        """Ask the client to call elsewhere; what it calls before it has heard that is still served."""
        if self._is_leaving or self.deaf:
            return
        self._is_leaving = True
        self._out.append(h2.goaway(h2.LAST_STREAM, h2.NO_ERROR) + h2.frame(h2.PING, 0, 0, _LEAVING))
        self.flush()

    def _close_if_over(self) -> None:
        if self._has_left and not self.streams and not self.deaf:
            self.flush()
            self.deaf = True
            if self._transport is not None:
                self._transport.close()

    def failed(self, fault: ConnectionFault) -> None:
        self._out.append(h2.goaway(self._last_stream, fault.code, str(fault).encode()))
        self.flush()
        self.deaf = True
        self._seconds = 0
        self._forget_all()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write_eof()

    def _forget_all(self) -> None:
        for stream in list(self.streams.values()):
            self._forget(stream)

    # What was read

    def headers_read(self, number: int, headers: dict[bytes, bytes], size: int, *, ends: bool) -> None:
        stream = self.streams.get(number)
        if stream is not None:  # trailers
            if stream.ended or not ends:
                self.reset(stream, h2.PROTOCOL_ERROR)
                return
        elif number <= self._last_stream or self._has_left:
            return  # what we have ended, the client may not have yet; and what we were told after leaving is not for us
        else:
            self._last_stream = number
            if len(self.streams) >= MOST_STREAMS:
                self._out.append(h2.reset(number, h2.REFUSED_STREAM))
                return
            stream = self.begin(number, headers, size)
            if stream is None:
                return
            self.streams[number] = stream
        if ends:
            stream.ended = True
            self.stream_read(stream, b"", 0, 0)

    def data_read(self, number: int, flags: int, data: bytes, start: int, stop: int) -> None:
        size = stop - start
        self._receive_window -= size
        if self._receive_window < CONNECTION_WINDOW // 2:
            self._widen()
        stream = self.streams.get(number)
        if stream is None:
            self._was_there(number)
            return
        stream.receive_window -= size
        if stream.ended or stream.receive_window < 0:
            self.reset(stream, h2.STREAM_CLOSED if stream.ended else h2.FLOW_CONTROL_ERROR)
            return
        stream.kept += size
        self.kept += size
        if flags & h2.END_STREAM:
            stream.ended = True
        self.stream_read(stream, data, start, stop)

    def padding_read(self, number: int, size: int) -> None:
        self._receive_window -= size
        if self._receive_window < CONNECTION_WINDOW // 2:
            self._widen()
        stream = self.streams.get(number)
        if stream is not None:
            stream.receive_window -= size
            stream.credit += size

    def _widen(self) -> None:
        """What a connection may bring is bounded by its streams' windows and ``MOST_KEPT_BYTES``; its own is kept open."""
        if self._receive_window < 0:
            raise ConnectionFault(h2.FLOW_CONTROL_ERROR, "more than the window holds")
        self._out.append(h2.window_update(0, CONNECTION_WINDOW - self._receive_window))
        self._receive_window = CONNECTION_WINDOW

    def _was_there(self, number: int) -> None:
        """Streams that are over may still be spoken on for a while; others may not."""
        if not number & 1 or (number > self._last_stream and not self._has_left):
            raise ConnectionFault(h2.PROTOCOL_ERROR, "a stream that never began")

    def settings_read(self, told: list[tuple[int, int]]) -> None:
        self._settings_told += 1
        if self._settings_told > MOST_SETTINGS_A_SECOND:
            raise ConnectionFault(h2.ENHANCE_YOUR_CALM, "settings without end")
        for name, value in told:
            if name == h2.INITIAL_WINDOW_SIZE and value != self.first_window:
                more, self.first_window = value - self.first_window, value
                for stream in self.streams.values():
                    stream.send_window += more
                    if stream.send_window > h2.WIDEST_WINDOW:
                        raise ConnectionFault(h2.FLOW_CONTROL_ERROR, "a window that is too wide")
        self._out.append(_SETTINGS_ACK)
        self._release(list(self._blocked.values()))

    def ping_read(self, payload: bytes, *, is_answer: bool) -> None:
        if not is_answer:
            self._out.append(h2.frame(h2.PING, h2.ACK, 0, payload))
        elif self._is_leaving and payload == _LEAVING and not self._has_left:
            self._out.append(h2.goaway(self._last_stream, h2.NO_ERROR))
            self._has_left = True
            self._close_if_over()

    def window_read(self, number: int, more: int) -> None:
        if not number:
            was_shut = self._send_window <= 0
            self._send_window += more
            if not more or self._send_window > h2.WIDEST_WINDOW:
                raise ConnectionFault(h2.FLOW_CONTROL_ERROR if more else h2.PROTOCOL_ERROR, "no such window")
            if was_shut:
                self._release(list(self._blocked.values()))
            return
        stream = self.streams.get(number)
        if stream is None:
            self._was_there(number)
            return
        stream.send_window += more
        if not more or stream.send_window > h2.WIDEST_WINDOW:
            self.reset(stream, h2.FLOW_CONTROL_ERROR if more else h2.PROTOCOL_ERROR)
        elif stream.held:
            self._release([stream])

    def reset_read(self, number: int) -> None:
        stream = self.streams.get(number)
        if stream is None:
            self._was_there(number)
        else:
            self._forget(stream)
            self._close_if_over()

    def chunk_read(self) -> None:
        self.serve()
        self.flush()

    # Writing

    def consumed(self, stream: Stream, size: int) -> None:
        """That much of what was received is served; the client may send as much again."""
        stream.kept -= size
        self.kept -= size
        stream.credit += size
        if stream.credit > STREAM_WINDOW // 2 and not stream.ended:
            self._out.append(h2.window_update(stream.number, stream.credit))
            stream.receive_window += stream.credit
            stream.credit = 0

    def send_frames(self, frames: bytes) -> None:
        """Send frames that no window holds back."""
        self._out.append(frames)

    def send(self, stream: Stream, head: bytes, body: bytes, tail: bytes) -> None:
        """Send one message in three parts, now or as windows open."""
        size = len(head) + len(body) + len(tail)
        if size <= stream.send_window and size <= self._send_window and size <= h2.MOST_FRAME_BYTES and not stream.held:
            stream.send_window -= size
            self._send_window -= size
            self._out += (h2.HEAD.pack(size << 8, 0, stream.number), head, body, tail)
        else:
            stream.held += head + body + tail
            self._let_go(stream)

    def finish(self, stream: Stream, frames: bytes) -> None:
        """End the stream with ``frames`` once everything of it is sent."""
        if stream.held:
            stream.last_words = frames
            return
        self._out.append(frames)
        if not stream.ended:
            self._out.append(h2.reset(stream.number, h2.NO_ERROR))
        self._forget(stream)
        self._close_if_over()

    def reset(self, stream: Stream, code: int) -> None:
        self._out.append(h2.reset(stream.number, code))
        self._forget(stream)
        self._close_if_over()

    def flush(self) -> None:
        """Write what is ready."""
        out = self._out
        if out:
            if self._transport is not None:
                self._transport.write(out[0] if len(out) == 1 else b"".join(out))
            out.clear()

    def _forget(self, stream: Stream) -> None:
        if self.streams.pop(stream.number, None) is None:
            return
        self._blocked.pop(stream.number, None)
        self.kept -= stream.kept
        stream.kept = 0
        self.forgotten(stream)

    def _release(self, streams: list[Stream]) -> None:
        for stream in streams:
            self._let_go(stream)
            if stream.held:
                continue
            if stream.last_words:
                self.finish(stream, stream.last_words)
            else:
                self.go_on(stream)

    def _let_go(self, stream: Stream) -> None:
        held = stream.held
        at = 0
        while at < len(held):
            size = min(len(held) - at, stream.send_window, self._send_window, h2.MOST_FRAME_BYTES)
            if size <= 0:
                break
            stream.send_window -= size
            self._send_window -= size
            self._out.append(h2.frame(h2.DATA, 0, stream.number, bytes(held[at : at + size])))
            at += size
        del held[:at]
        if held:
            self._blocked[stream.number] = stream
        else:
            self._blocked.pop(stream.number, None)
