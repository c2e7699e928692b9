"""What a generator saw."""

import asyncio
import math
import time
from array import array
from collections.abc import Callable
from random import Random

import msgspec


class Tally(msgspec.Struct):
    """Answers of one window. Latencies are nanoseconds from when a request was due to when its answer was read."""

    statuses: dict[str, int] = {}
    seconds: float = 0.0
    response_bytes: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    unanswered: int = 0

    @property
    def answered(self) -> int:
        return sum(self.statuses.values())

    def count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def latencies(self, nanoseconds: "array[int]") -> None:
        ordered = sorted(nanoseconds)
        if ordered:
            self.p50_ms = ordered[len(ordered) // 2] / 1e6
            self.p99_ms = ordered[math.ceil(len(ordered) * 0.99) - 1] / 1e6


async def offer(rate: float, seconds: float, send: Callable[[int], None]) -> None:
    """Call ``send`` with the time each request is due (ns, monotonic) at a Poisson ``rate``, late or not: an open loop."""
    chance = Random(0)
    due_ns = time.monotonic_ns()
    end_ns = due_ns + int(seconds * 1e9)
    while due_ns < end_ns:
        due_ns += int(chance.expovariate(rate) * 1e9)
        ahead_s = (due_ns - time.monotonic_ns()) / 1e9
        if ahead_s > 0.0005:
            await asyncio.sleep(ahead_s)
        send(due_ns)
