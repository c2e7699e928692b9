"""One measurement: windows of load through one door, and what the bidder says of itself before and after."""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from benchmarks.load.generator import Generator, Stamp
from benchmarks.load.tally import Tally
from benchmarks.market import REQUESTS

WARM_AFTER = 2 * REQUESTS
WARMING_S = 0.5
LONGEST_WARMING_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to measure: ``windows`` at saturation, ``open_windows`` at half of that rate, of ``seconds`` each."""

    windows: int = 3
    open_windows: int = 5
    seconds: float = 2.0
    warm_after: int = WARM_AFTER
    longest_warming_s: float = LONGEST_WARMING_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where requests go, and how the generator is to knock: ``lanes`` connections with ``depth`` requests under way on each."""

    entry: str
    port: int
    bodies: Path
    lanes: int = 64
    depth: int = 1
    more: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()

    @property
    def arguments(self) -> list[str]:
        words = [self.entry, "--port", self.port, "--bodies", self.bodies, "--lanes", self.lanes, "--depth", self.depth]
        stamps = [word for stamp in self.stamps for word in ("--stamp", stamp)]
        return [str(word) for word in (*words, *self.more, *stamps)]


class Account(msgspec.Struct):
    """What a bidder tells of itself, since its start."""

    outcomes: dict[str, int] = {}
    candidates_scored: int = 0
    people: int = 0
    events_waiting: int = 0
    events_dropped: int = 0

    def since(self, before: "Account") -> "Account":
        grown = {reason: total - before.outcomes.get(reason, 0) for reason, total in self.outcomes.items()}
        return Account(
            {reason: total for reason, total in grown.items() if total},
            self.candidates_scored - before.candidates_scored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One door. ``account`` is the bidder's own, of all windows. CPU is per answered request."""

    saturated: Sequence[Tally]
    half: Sequence[Tally]
    account: Account = field(default_factory=Account)

    def cpu_us(self, process: int = 0) -> float:
        """Of the ``process``-th of the watched, in the median window at saturation."""
        return statistics.median(one.cpu_us(process) for one in self.saturated)

    def best_cpu_us(self, process: int = 0) -> float:
        return min(one.cpu_us(process) for one in self.saturated)

    @property
    def own_cpu_us(self) -> float:
        """Of the generator."""
        return statistics.median(one.own_cpu_ns / max(1, one.answered) / 1_000 for one in self.saturated)

    @property
    def busy(self) -> float:
        """Share of one core that the bidder used at saturation; well below one, something else was the bottleneck."""
        return statistics.median(one.watched_cpu_ns[0] / one.seconds / 1e9 for one in self.saturated)

    @property
    def per_second(self) -> float:
        return max(one.per_second for one in self.saturated)

    @property
    def response_bytes(self) -> float:
        return sum(one.response_bytes for one in self._windows) / max(1, sum(one.answered for one in self._windows))

    @property
    def bids_share(self) -> float:
        return sum(one.bids for one in self._windows) / max(1, sum(one.sent for one in self._windows))

    @property
    def without_a_bid(self) -> int:
        """Requests that got no bid."""
        return sum(one.sent - one.bids for one in self._windows)

    @property
    def errors(self) -> int:
        return sum(one.errors for one in self._windows)

    @property
    def scored_a_bid(self) -> float:
        return self.account.candidates_scored / max(1, self.account.outcomes.get("bid", 0))

    def best_ms(self, percentile: str) -> float:
        return min((getattr(one, percentile) for one in self.half), default=0.0)

    def median_ms(self, percentile: str) -> float:
        return statistics.median([getattr(one, percentile) for one in self.half] or [0.0])

    @property
    def _windows(self) -> Sequence[Tally]:
        return (*self.saturated, *self.half)


async def measure(
    binary: Path, door: Door, watched: Sequence[int], effort: Effort, *, health_port: int = 0
) -> Measured:
    """Let every request pass twice, then measure. ``watched`` are the bidder and whatever works for it."""
    async with Generator.opened(binary, door.arguments, watched) as generator:
        warm = 0
        until = asyncio.get_running_loop().time() + effort.longest_warming_s
        while warm < effort.warm_after and asyncio.get_running_loop().time() < until:
            warm += (await generator.saturate(WARMING_S)).answered
        before = await account(health_port) if health_port else Account()
        saturated = [await generator.saturate(effort.seconds) for _ in range(effort.windows)]
        rate = statistics.median(one.per_second for one in saturated) / 2
        half = [await generator.offer(rate, effort.seconds) for _ in range(effort.open_windows)]
    after = await account(health_port) if health_port else Account()
    return Measured(saturated=saturated, half=half, account=after.since(before))


async def account(port: int) -> Account:
    """What the bidder at ``port`` says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /health HTTP/1.1\r\nhost: bidder\r\nconnection: close\r\n\r\n")
    response = await reader.read()
    writer.close()
    return msgspec.json.decode(response.partition(b"\r\n\r\n")[2], type=Account)
