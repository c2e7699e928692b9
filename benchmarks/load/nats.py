"""Requests over NATS: a protocol of our own, since a full client would cost more than the bidder it asks."""

import asyncio
import re
import time
from array import array
from itertools import cycle
from typing import cast

from benchmarks.load.tally import Tally, offer
from storage.nats.subjects import BID_REQUESTS

_REPLY = re.compile(rb"HMSG _INBOX\.bench\.(\d+) 1 (\d+) (\d+)\r\n")
_STATUS = re.compile(rb"Status: ?(\d{3})")


class NatsLoad(asyncio.Protocol):
    """One connection with up to ``depth`` requests under way."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = cycle(bodies)
        self._rest = b""
        self._sending = False
        self._depth = 0
        self._due_ns: dict[int, int] = {}
        self._transport: asyncio.Transport | None = None
        self.greeted = asyncio.Event()
        self.sent = 0
        self.tally = Tally()
        self.latencies_ns = array("q")

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
            self.tally.count(status[1].decode() if status else "none")
            self.tally.response_bytes += total_bytes - head_bytes
            due_ns = self._due_ns.pop(number, 0)
            if due_ns:
                self.latencies_ns.append(time.monotonic_ns() - due_ns)
            answered += 1
            at = end
        self._rest = data[at:]
        if answered and self._sending:
            self.send(answered)

    def send(self, requests: int) -> None:
        parts = []
        for _ in range(requests):
            body = next(self._bodies)
            self.sent += 1
            parts.append(b"PUB %b _INBOX.bench.%d %d\r\n%b\r\n" % (BID_REQUESTS.encode(), self.sent, len(body), body))
        self._write(b"".join(parts))

    async def saturate(self, *, depth: int, seconds: float) -> None:
        self._sending = True
        self.send(depth)
        await asyncio.sleep(seconds)
        self._sending = False

    async def at_rate(self, *, rate: float, seconds: float) -> None:
        def send(due_ns: int) -> None:
            self._due_ns[self.sent + 1] = due_ns
            self.send(1)

        await offer(rate, seconds, send)

    async def settle(self) -> None:
        deadline = time.monotonic() + 5
        while self.tally.answered < self.sent and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        self.tally.unanswered = self.sent - self.tally.answered
        assert self._transport is not None
        self._transport.close()

    def _write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)


async def run(port: int, bodies: list[bytes], *, depth: int, rate: float, seconds: float) -> Tally:
    _, load = await asyncio.get_running_loop().create_connection(lambda: NatsLoad(bodies), "127.0.0.1", port)
    await load.greeted.wait()
    began = time.monotonic()
    if rate:
        await load.at_rate(rate=rate, seconds=seconds)
    else:
        await load.saturate(depth=depth, seconds=seconds)
    await load.settle()
    load.tally.seconds = time.monotonic() - began
    load.tally.latencies(load.latencies_ns)
    return load.tally
