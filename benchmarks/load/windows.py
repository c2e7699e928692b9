"""Windows of load in a row, with the CPU that the loaded processes spent from a window's first request to its last answer."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import count, cycle
from random import Random
from typing import Protocol

from benchmarks.cpu import cpu_ns
from benchmarks.load.tally import Showing, Tally
from benchmarks.market import UNHEARD_OF

WARMING_S = 0.5


class Load(Protocol):
    """Requests through one door. Both wait for the last answer, for five seconds at most, and then tell what came."""

    async def saturate(self, seconds: float) -> Tally: ...
    async def at_rate(self, rate: float, seconds: float) -> Tally: ...


async def show(load: Load, watched: Sequence[int], *, warm: int, windows: int, seconds: float) -> Showing:
    """Answer ``warm`` requests, saturate the door ``windows`` times, then offer half of what it took, as often."""
    while warm > 0:
        warm -= max(1, (await load.saturate(WARMING_S)).answered)
    saturated = [await _watching(watched, load.saturate(seconds)) for _ in range(windows)]
    rate = statistics.median(one.answered / one.seconds for one in saturated) / 2
    return Showing(saturated, [await _watching(watched, load.at_rate(rate, seconds)) for _ in range(windows)])


async def _watching(watched, window) -> Tally:
    before_ns, own_ns = [cpu_ns(pid) for pid in watched], time.process_time_ns()
    tally = await window
    tally.own_cpu_ns = time.process_time_ns() - own_ns
    tally.watched_cpu_ns = [cpu_ns(pid) - before for pid, before in zip(watched, before_ns, strict=True)]
    return tally


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


def endlessly(messages: Sequence[bytes], *, fresh: bool) -> Callable[[], bytes]:
    """One message after the other, again and again; ``fresh`` ones each block an advertiser that was never heard of."""
    turn = cycle(messages)
    if not fresh:
        return turn.__next__
    number = count()
    return lambda: next(turn).replace(UNHEARD_OF, b"%010x.example" % next(number))
