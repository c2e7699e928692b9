"""HTTP/2 spoken in frames, so that a door can be told what no client library would say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from msgspec import Struct

from bidding.agents import http2_frames as h2
from tests.patience import PATIENCE_S

PATH = b"/campaign_express.bidding.v1.BiddingService/"
SETTINGS = h2.frame(h2.SETTINGS, 0, 0)
HELLO = h2.PREFACE + SETTINGS


class Frame(Struct, frozen=True):
    kind: int
    flags: int
    stream: int
    payload: bytes

    @property
    def number(self) -> int:
        """What a RST_STREAM, a WINDOW_UPDATE or a GOAWAY says, the last stream of a GOAWAY left out."""
        return int.from_bytes(self.payload[4:8] if self.kind == h2.GOAWAY else self.payload[:4], "big")


def literal(name: bytes, value: bytes) -> bytes:
    return b"\x00%c%b%c%b" % (len(name), name, len(value), value)


def call_headers(method: bytes, *more: tuple[bytes, bytes]) -> bytes:
    block = b"\x83\x86" + literal(b":path", PATH + method) + literal(b"content-type", b"application/grpc")
    return block + b"".join(literal(*one) for one in more)


def call(number: int, method: bytes, *more: tuple[bytes, bytes]) -> bytes:
    return h2.frame(h2.HEADERS, h2.END_HEADERS, number, call_headers(method, *more))


def message(number: int, body: bytes, *, ends: bool = False) -> bytes:
    """A ``BidRequest`` of less than 128 bytes with its prefix, in one DATA frame."""
    said = b"\x0a%c%b" % (len(body), body)
    return h2.frame(h2.DATA, int(ends), number, b"\x00" + len(said).to_bytes(4, "big") + said)


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    @classmethod
    @asynccontextmanager
    async def connected(cls, port: int, hello: bytes = HELLO) -> AsyncIterator[Self]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(hello)
        try:
            yield cls(reader, writer)
        finally:
            writer.close()

    def say(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def frame(self) -> Frame | None:
        """The next frame, or None at the end."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                word, flags, stream = h2.HEAD.unpack(await self._reader.readexactly(h2.HEAD_BYTES))
                return Frame(word & 0xFF, flags, stream, await self._reader.readexactly(word >> 8))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def until(self, *kinds: int, stream: int | None = None) -> Frame:
        """The next frame of one of ``kinds``; the others before it are not looked at."""
        while (frame := await self.frame()) is not None:
            if frame.kind in kinds and stream in {None, frame.stream}:
                return frame
        raise AssertionError(f"the connection ended before a frame of {kinds}")

    async def everything(self) -> list[Frame]:
        """All frames until the end."""
        frames = []
        while (frame := await self.frame()) is not None:
            frames.append(frame)
        return frames
