"""HTTP over raw sockets: keep-alive connections with a fixed number of pipelined requests each, or an open loop."""

import asyncio
import time
from array import array
from collections import deque
from itertools import cycle
from typing import cast

from benchmarks.load.tally import Tally, offer

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
    def __init__(self, bodies: list[bytes]) -> None:
        self._messages = cycle([_HEAD % len(body) + body for body in bodies])
        self._sending = True
        self._measures_latency = False
        self.sent = 0
        self.tally = Tally()
        self.latencies_ns = array("q")

    def count(self, status: bytes, length: int, due_ns: deque[int]) -> None:
        self.tally.count(status.decode())
        self.tally.response_bytes += length
        if due_ns:
            self.latencies_ns.append(time.monotonic_ns() - due_ns.popleft())

    def answered(self, client: Client, requests: int) -> None:
        if self._sending and not self._measures_latency:
            self.send(client, requests)

    def send(self, client: Client, requests: int) -> None:
        assert client.transport is not None
        self.sent += requests
        messages = self._messages
        client.transport.write(b"".join([next(messages) for _ in range(requests)]))

    async def saturate(self, clients: list[Client], *, depth: int, seconds: float) -> None:
        for client in clients:
            self.send(client, depth)
        await asyncio.sleep(seconds)
        self._sending = False
        await self._settle()

    async def at_rate(self, clients: list[Client], *, rate: float, seconds: float) -> None:
        self._measures_latency = True
        turn = cycle(clients)

        def send(due_ns: int) -> None:
            client = next(turn)
            client.due_ns.append(due_ns)
            self.send(client, 1)

        await offer(rate, seconds, send)
        await self._settle()

    async def _settle(self) -> None:
        deadline = time.monotonic() + 5
        while self.tally.answered < self.sent and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        self.tally.unanswered = self.sent - self.tally.answered


async def run(port: int, bodies: list[bytes], *, connections: int, depth: int, rate: float, seconds: float) -> Tally:
    loop = asyncio.get_running_loop()
    load = HttpLoad(bodies)
    clients = []
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: Client(load), "127.0.0.1", port)
        clients.append(client)
    began = time.monotonic()
    if rate:
        await load.at_rate(clients, rate=rate, seconds=seconds)
    else:
        await load.saturate(clients, depth=depth, seconds=seconds)
    load.tally.seconds = time.monotonic() - began
    load.tally.latencies(load.latencies_ns)
    for client in clients:
        assert client.transport is not None
        client.transport.close()
    return load.tally
