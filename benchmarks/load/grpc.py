"""Requests over gRPC, single calls or bidirectional streams."""

import asyncio
import contextlib
import time
from array import array
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Self

import grpc.aio

from benchmarks.load.tally import Tally
from benchmarks.load.windows import endlessly, offer
from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from bidding.agents.bidding_pb2_grpc import BiddingServiceStub

SETTLE_S = 5


class GrpcLoad:
    """Single calls on one channel."""

    def __init__(self, stub: BiddingServiceStub, next_body: Callable[[], bytes], *, lanes: int, depth: int) -> None:
        self._stub = stub
        self._next_body = next_body
        self._lanes = lanes
        self._depth = depth
        self._sent = 0
        self._tally = Tally()
        self._latencies_ns = array("q")

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, port: int, bodies: list[bytes], *, lanes: int, depth: int, fresh: bool
    ) -> AsyncIterator[Self]:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield cls(BiddingServiceStub(channel), endlessly(bodies, fresh=fresh), lanes=lanes, depth=depth)

    async def saturate(self, seconds: float) -> Tally:
        began = self._begin()
        until = began + seconds
        await asyncio.gather(*(self._call_until(until) for _ in range(self._lanes * self._depth)))
        return self._end(began)

    async def at_rate(self, rate: float, seconds: float) -> Tally:
        began = self._begin()
        calls: set[asyncio.Task[None]] = set()

        def send(due_ns: int) -> None:
            call = asyncio.get_running_loop().create_task(self._call(due_ns))
            calls.add(call)
            call.add_done_callback(calls.discard)

        await offer(rate, seconds, send)
        if calls:
            await asyncio.wait(calls, timeout=SETTLE_S)
        return self._end(began)

    async def _call(self, due_ns: int) -> None:
        self._count(await self._stub.ProcessBid(self._request()))
        self._latencies_ns.append(time.monotonic_ns() - due_ns)

    async def _call_until(self, until: float) -> None:
        while time.monotonic() < until:
            self._count(await self._stub.ProcessBid(self._request()))

    def _request(self) -> BidRequest:
        self._sent += 1
        return BidRequest(openrtb_json=self._next_body())

    def _count(self, response: BidResponse) -> None:
        self._tally.count(str(response.status))
        self._tally.response_bytes += len(response.openrtb_json)

    def _begin(self) -> float:
        self._sent, self._tally, self._latencies_ns = 0, Tally(), array("q")
        return time.monotonic()

    def _end(self, began: float) -> Tally:
        tally = self._tally
        tally.seconds = time.monotonic() - began
        tally.unanswered = self._sent - tally.answered
        tally.latencies(self._latencies_ns)
        return tally


class GrpcStreams(GrpcLoad):
    """Bidirectional streams, each answered in order."""

    async def saturate(self, seconds: float) -> Tally:
        began = self._begin()
        await asyncio.gather(*(self._saturate_stream(began + seconds) for _ in range(self._lanes)))
        return self._end(began)

    async def at_rate(self, rate: float, seconds: float) -> Tally:
        began = self._begin()
        await asyncio.gather(*(self._offer_stream(rate / self._lanes, seconds) for _ in range(self._lanes)))
        return self._end(began)

    async def _saturate_stream(self, until: float) -> None:
        outgoing: asyncio.Queue[BidRequest | None] = asyncio.Queue()
        under_way = self._depth
        for _ in range(under_way):
            outgoing.put_nowait(self._request())
        async for response in self._stub.StreamBids(_all_of(outgoing)):
            self._count(response)
            if time.monotonic() < until:
                outgoing.put_nowait(self._request())
                continue
            under_way -= 1
            if not under_way:
                outgoing.put_nowait(None)

    async def _offer_stream(self, rate: float, seconds: float) -> None:
        outgoing: asyncio.Queue[BidRequest | None] = asyncio.Queue()
        due: deque[int] = deque()

        def send(due_ns: int) -> None:
            due.append(due_ns)
            outgoing.put_nowait(self._request())

        async def offered() -> None:
            await offer(rate, seconds, send)
            outgoing.put_nowait(None)

        offering = asyncio.create_task(offered())
        async for response in self._stub.StreamBids(_all_of(outgoing)):
            self._count(response)
            self._latencies_ns.append(time.monotonic_ns() - due.popleft())
        await offering


async def _all_of(outgoing: "asyncio.Queue[BidRequest | None]") -> AsyncIterator[BidRequest]:
    while (request := await outgoing.get()) is not None:
        yield request
