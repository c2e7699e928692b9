"""HTTP over raw sockets: keep-alive connections with a fixed number of pipelined requests each, or an open loop."""

import asyncio
import contextlib
import time
from array import array
from collections import deque
from collections.abc import AsyncIterator, Callable
from itertools import cycle
from typing import Self, cast

from benchmarks.load.tally import Tally
from benchmarks.load.windows import endlessly, offer

_HEAD = b"POST /v1/bid HTTP/1.1\r\nhost: bidder\r\ncontent-type: application/json\r\nx-openrtb-version: 2.6\r\ncontent-length: %d\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection. It finds the ends of responses by their content-length and asks ``answered`` for what to send."""

    def __init__(self, load: "HttpLoad") -> None:
        self._load = load
        self._rest = b""
        self.transport: asyncio.Transport | None = None
        self.due_ns: deque[int] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        answered = 0
        while True:
            head_end = data.find(b"\r\n\r\n", at)
            if head_end < 0:
                break
            status = data[at + 9 : at + 12]
            length_at = data.find(b"content-length: ", at, head_end)
            length = int(data[length_at + 16 : head_end]) if length_at > 0 else 0
            end = head_end + 4 + length
            if end > len(data):
                break
            at = end
            answered += 1
            self._load.count(status, length, self.due_ns)
        self._rest = data[at:]
        if answered:
            self._load.answered(self, answered)


class HttpLoad:
    def __init__(self, next_message: Callable[[], bytes], depth: int) -> None:
        self._next_message = next_message
        self._depth = depth
        self._clients: list[Client] = []
        self._saturates = False
        self._sent = 0
        self._tally = Tally()
        self._latencies_ns = array("q")

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, port: int, bodies: list[bytes], *, lanes: int, depth: int, fresh: bool
    ) -> AsyncIterator[Self]:
        load = cls(endlessly([_HEAD % len(body) + body for body in bodies], fresh=fresh), depth)
        loop = asyncio.get_running_loop()
        for _ in range(lanes):
            _, client = await loop.create_connection(lambda: Client(load), "127.0.0.1", port)
            load._clients.append(client)
        yield load
        for client in load._clients:
            assert client.transport is not None
            client.transport.close()

    def count(self, status: bytes, length: int, due_ns: deque[int]) -> None:
        self._tally.count(status.decode())
        self._tally.response_bytes += length
        if due_ns:
            self._latencies_ns.append(time.monotonic_ns() - due_ns.popleft())

    def answered(self, client: Client, requests: int) -> None:
        if self._saturates:
            self._send(client, requests)

    def _send(self, client: Client, requests: int) -> None:
        assert client.transport is not None
        self._sent += requests
        message = self._next_message
        client.transport.write(b"".join([message() for _ in range(requests)]))

    async def saturate(self, seconds: float) -> Tally:
        began = self._begin()
        self._saturates = True
        for client in self._clients:
            self._send(client, self._depth)
        await asyncio.sleep(seconds)
        self._saturates = False
        return await self._end(began)

    async def at_rate(self, rate: float, seconds: float) -> Tally:
        began = self._begin()
        turn = cycle(self._clients)

        def send(due_ns: int) -> None:
            client = next(turn)
            client.due_ns.append(due_ns)
            self._send(client, 1)

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
