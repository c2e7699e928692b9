"""Requests over NATS: a protocol of our own, since a full client would cost more than the bidder it asks."""

import asyncio
import contextlib
import re
import time
from array import array
from collections.abc import AsyncIterator, Callable
from typing import Self, cast

from benchmarks.load.tally import Tally
from benchmarks.load.windows import endlessly, offer
from storage.nats.subjects import BID_REQUESTS

_REPLY = re.compile(rb"HMSG _INBOX\.bench\.(\d+) 1 (\d+) (\d+)\r\n")
_STATUS = re.compile(rb"Status: ?(\d{3})")


class NatsLoad(asyncio.Protocol):
    """One connection with up to ``depth`` requests under way."""

    def __init__(self, next_body: Callable[[], bytes], depth: int) -> None:
        self._next_body = next_body
        self._rest = b""
        self._sending = False
        self._depth = depth
        self._due_ns: dict[int, int] = {}
        self._transport: asyncio.Transport | None = None
        self.greeted = asyncio.Event()
        self._number = 0
        self._sent = 0
        self._tally = Tally()
        self._latencies_ns = array("q")

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, port: int, bodies: list[bytes], *, lanes: int, depth: int, fresh: bool
    ) -> AsyncIterator[Self]:
        loop = asyncio.get_running_loop()
        next_body = endlessly(bodies, fresh=fresh)
        _, load = await loop.create_connection(lambda: cls(next_body, lanes * depth), "127.0.0.1", port)
        await load.greeted.wait()
        yield load
        load.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(
            b'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"name":"bench"}\r\n'
            b"SUB _INBOX.bench.* 1\r\nPING\r\n"
        )

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        answered = 0
        while at < len(data):
            line_end = data.find(b"\r\n", at)
            if line_end < 0:
                break
            reply = _REPLY.match(data, at)
            if reply is None:
                if data.startswith(b"PING", at):
                    self._write(b"PONG\r\n")
                elif data.startswith(b"PONG", at):
                    self.greeted.set()
                at = line_end + 2
                continue
            number, head_bytes, total_bytes = (int(group) for group in reply.groups())
            end = reply.end() + total_bytes + 2
            if end > len(data):
                break
            status = _STATUS.search(data, reply.end(), reply.end() + head_bytes)
            self._tally.count(status[1].decode() if status else "none")
            self._tally.response_bytes += total_bytes - head_bytes
            due_ns = self._due_ns.pop(number, 0)
            if due_ns:
                self._latencies_ns.append(time.monotonic_ns() - due_ns)
            answered += 1
            at = end
        self._rest = data[at:]
        if answered and self._sending:
            self._send(answered)

    def _send(self, requests: int) -> None:
        parts = []
        for _ in range(requests):
            body = self._next_body()
            self._sent += 1
            self._number += 1
            parts.append(
                b"PUB %b _INBOX.bench.%d %d\r\n%b\r\n" % (BID_REQUESTS.encode(), self._number, len(body), body)
            )
        self._write(b"".join(parts))

    async def saturate(self, seconds: float) -> Tally:
        began = self._begin()
        self._sending = True
        self._send(self._depth)
        await asyncio.sleep(seconds)
        self._sending = False
        return await self._end(began)

    async def at_rate(self, rate: float, seconds: float) -> Tally:
        began = self._begin()

        def send(due_ns: int) -> None:
            self._due_ns[self._number + 1] = due_ns
            self._send(1)

        await offer(rate, seconds, send)
        return await self._end(began)

    def _begin(self) -> float:
        self._sent, self._tally, self._latencies_ns = 0, Tally(), array("q")
        return time.monotonic()

    async def _end(self, began: float) -> Tally:
        tally = self._tally
        deadline = time.monotonic() + 5
        while tally.answered < self._sent and time.monotonic() < deadline:
            await asyncio.sleep(0.002)
        tally.seconds = time.monotonic() - began
        tally.unanswered = self._sent - tally.answered
        tally.latencies(self._latencies_ns)
        return tally

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()

    def _write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)
