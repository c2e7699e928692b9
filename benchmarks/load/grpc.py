"""Requests over gRPC, single calls or bidirectional streams."""

import asyncio
import time
from array import array
from collections import deque
from collections.abc import AsyncIterator
from itertools import cycle

import grpc.aio

from benchmarks.load.tally import Tally, offer
from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from bidding.agents.bidding_pb2_grpc import BiddingServiceStub

_FULL_TILT = 10**12


class GrpcLoad:
    def __init__(self, port: int, bodies: list[bytes]) -> None:
        self._channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        self._stub = BiddingServiceStub(self._channel)
        self._requests = cycle([BidRequest(openrtb_json=body) for body in bodies])
        self.tally = Tally()
        self.latencies_ns = array("q")

    def count(self, response: BidResponse) -> None:
        self.tally.count(str(response.status))
        self.tally.response_bytes += len(response.openrtb_json)

    async def unary(self, *, depth: int, rate: float, seconds: float) -> None:
        if rate:
            calls: set[asyncio.Task[None]] = set()

            def send(due_ns: int) -> None:
                call = asyncio.get_running_loop().create_task(self._call(due_ns))
                calls.add(call)
                call.add_done_callback(calls.discard)

            await offer(rate, seconds, send)
            while calls:
                await asyncio.wait(calls, timeout=5)
        else:
            until = time.monotonic() + seconds
            await asyncio.gather(*(self._call_until(until) for _ in range(depth)))

    async def _call(self, due_ns: int) -> None:
        self.count(await self._stub.ProcessBid(next(self._requests)))
        self.latencies_ns.append(time.monotonic_ns() - due_ns)

    async def _call_until(self, until: float) -> None:
        while time.monotonic() < until:
            self.count(await self._stub.ProcessBid(next(self._requests)))

    async def streams(self, streams: int, *, depth: int, rate: float, seconds: float) -> None:
        await asyncio.gather(*(self._stream(depth=depth, rate=rate / streams, seconds=seconds) for _ in range(streams)))

    async def _stream(self, *, depth: int, rate: float, seconds: float) -> None:
        due: deque[int] = deque()
        waiting: asyncio.Queue[int | None] = asyncio.Queue()

        async def outgoing() -> AsyncIterator[BidRequest]:
            while (due_ns := await waiting.get()) is not None:
                due.append(due_ns)
                yield next(self._requests)

        responses = self._stub.StreamBids(outgoing())
        until = time.monotonic() + seconds
        if rate:
            offering = asyncio.create_task(self._offer(waiting, rate, seconds))
        else:
            offering = None
            for _ in range(depth):
                waiting.put_nowait(_FULL_TILT)
        async for response in responses:
            self.count(response)
            due_ns = due.popleft()
            if rate:
                self.latencies_ns.append(time.monotonic_ns() - due_ns)
            elif time.monotonic() < until:
                waiting.put_nowait(_FULL_TILT)
            elif not due:
                waiting.put_nowait(None)
        if offering is not None:
            await offering

    async def _offer(self, waiting: asyncio.Queue[int | None], rate: float, seconds: float) -> None:
        await offer(rate, seconds, waiting.put_nowait)
        waiting.put_nowait(None)

    async def close(self) -> None:
        await self._channel.close()


async def run(port: int, bodies: list[bytes], *, streams: int, depth: int, rate: float, seconds: float) -> Tally:
    """Load with ``streams`` streams, or with single calls when it is 0."""
    load = GrpcLoad(port, bodies)
    began = time.monotonic()
    if streams:
        await load.streams(streams, depth=depth, rate=rate, seconds=seconds)
    else:
        await load.unary(depth=depth, rate=rate, seconds=seconds)
    load.tally.seconds = time.monotonic() - began
    load.tally.latencies(load.latencies_ns)
    await load.close()
    return load.tally
