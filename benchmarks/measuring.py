"""One measurement: a generator in a process of its own, and the CPU that everybody else spent meanwhile."""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.cpu import cpu_ns
from benchmarks.load.tally import Tally
from benchmarks.market import REQUESTS

WARM_AFTER = 2 * REQUESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where requests go, and how the generator is to knock."""

    name: str
    arguments: tuple[str, ...]
    bodies: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What one window of load showed. CPU is per answered request, by process."""

    tally: Tally
    cpu_us: float
    server_cpu_us: float


async def window(door: Door, pid: int, *, seconds: float, rate: float = 0.0, server_pid: int = 0) -> Window:
    """Load ``door`` and read what the bidder ``pid`` and, beside it, ``server_pid`` spent on it."""
    argv = [sys.executable, "-m", "benchmarks.load", *door.arguments, "--bodies", str(door.bodies)]
    argv += ["--seconds", str(seconds), "--rate", str(rate)]
    before_ns = cpu_ns(pid)
    server_before_ns = cpu_ns(server_pid) if server_pid else 0
    generator = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE)
    assert generator.stdout is not None
    said = await generator.stdout.read()
    await generator.wait()
    tally = msgspec.json.decode(said, type=Tally)
    answered = max(1, tally.answered)
    return Window(
        tally=tally,
        cpu_us=(cpu_ns(pid) - before_ns) / answered / 1_000,
        server_cpu_us=(cpu_ns(server_pid) - server_before_ns) / answered / 1_000 if server_pid else 0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Several windows at saturation, several at half of that rate in an open loop."""

    name: str
    saturated: Sequence[Window]
    half: Sequence[Window]

    @property
    def cpu_us(self) -> float:
        return statistics.median(one.cpu_us for one in self.saturated)

    @property
    def best_cpu_us(self) -> float:
        return min(one.cpu_us for one in self.saturated)

    @property
    def server_cpu_us(self) -> float:
        return statistics.median(one.server_cpu_us for one in self.saturated)

    @property
    def per_second(self) -> float:
        return statistics.median(one.tally.answered / one.tally.seconds for one in self.saturated)

    @property
    def bids_share(self) -> float:
        answered = sum(one.tally.answered for one in self.saturated)
        return sum(one.tally.statuses.get("200", 0) for one in self.saturated) / answered if answered else 0.0

    @property
    def unanswered(self) -> int:
        return sum(one.tally.unanswered for one in (*self.saturated, *self.half))

    def best_ms(self, percentile: str) -> float:
        return min((getattr(one.tally, percentile) for one in self.half), default=0.0)

    def median_ms(self, percentile: str) -> float:
        return statistics.median([getattr(one.tally, percentile) for one in self.half] or [0.0])


async def measure(door: Door, pid: int, *, windows: int, seconds: float, server_pid: int = 0) -> Measured:
    """Let every request pass twice, saturate the door ``windows`` times, then offer half of what it took, as often."""
    answered = 0
    while answered < WARM_AFTER:
        warming = await window(door, pid, seconds=2.0)
        answered += max(1, warming.tally.answered)
    saturated = [await window(door, pid, seconds=seconds, server_pid=server_pid) for _ in range(windows)]
    rate = statistics.median(one.tally.answered / one.tally.seconds for one in saturated) / 2
    half = [await window(door, pid, seconds=seconds, rate=rate) for _ in range(windows)]
    return Measured(name=door.name, saturated=saturated, half=half)
