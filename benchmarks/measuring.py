"""One measurement: a generator in a process of its own, and what the bidder says of itself before and after."""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from benchmarks.load.tally import Showing, Tally
from benchmarks.market import REQUESTS

WARM_AFTER = 2 * REQUESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where requests go, and how the generator is to knock."""

    name: str
    arguments: tuple[str, ...]
    bodies: Path


class Account(msgspec.Struct):
    """What a bidder tells of itself, since its start."""

    outcomes: dict[str, int] = {}
    candidates_scored: int = 0

    def since(self, before: "Account") -> "Account":
        grown = {reason: total - before.outcomes.get(reason, 0) for reason, total in self.outcomes.items()}
        return Account(
            {reason: total for reason, total in grown.items() if total},
            self.candidates_scored - before.candidates_scored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One door: several windows at saturation, several at half of that rate in an open loop.

    ``account`` is the bidder's own, of the warm-up and all windows. CPU is per answered request.
    """

    name: str
    saturated: Sequence[Tally]
    half: Sequence[Tally]
    account: Account = field(default_factory=Account)

    @property
    def cpu_us(self) -> float:
        return statistics.median(self._cpu_us(0))

    @property
    def best_cpu_us(self) -> float:
        return min(self._cpu_us(0))

    @property
    def server_cpu_us(self) -> float:
        """Of the server between us and the bidder, where there is one."""
        return statistics.median(self._cpu_us(1)) if len(self.saturated[0].watched_cpu_ns) > 1 else 0.0

    @property
    def busy(self) -> float:
        """Share of one core that the bidder used at saturation; well below one, something else was the bottleneck."""
        return statistics.median(one.watched_cpu_ns[0] / one.seconds / 1e9 for one in self.saturated)

    @property
    def generator_busy(self) -> float:
        return statistics.median(one.own_cpu_ns / one.seconds / 1e9 for one in self.saturated)

    @property
    def per_second(self) -> float:
        return statistics.median(one.answered / one.seconds for one in self.saturated)

    @property
    def bids_share(self) -> float:
        answered = sum(one.answered for one in self._windows)
        return sum(one.statuses.get("200", 0) for one in self._windows) / answered if answered else 0.0

    @property
    def late_share(self) -> float:
        """Answers of an open-loop window read after ``tmax`` by the generator's clock; the median window's share."""
        return statistics.median(one.after_tmax / max(1, one.answered) for one in self.half)

    @property
    def unanswered(self) -> int:
        return sum(one.unanswered for one in self._windows)

    @property
    def response_bytes(self) -> float:
        return sum(one.response_bytes for one in self._windows) / max(1, sum(one.answered for one in self._windows))

    @property
    def scored_a_bid(self) -> float:
        return self.account.candidates_scored / max(1, self.account.outcomes.get("bid", 0))

    def best_ms(self, percentile: str) -> float:
        return min(getattr(one, percentile) for one in self.half)

    def median_ms(self, percentile: str) -> float:
        return statistics.median(getattr(one, percentile) for one in self.half)

    @property
    def _windows(self) -> Sequence[Tally]:
        return (*self.saturated, *self.half)

    def _cpu_us(self, process: int) -> list[float]:
        return [one.watched_cpu_ns[process] / max(1, one.answered) / 1_000 for one in self.saturated]


async def measure(
    door: Door, watched: Sequence[int], *, windows: int, seconds: float, health_port: int = 0
) -> Measured:
    """Let every request pass twice, then measure. ``watched`` are the bidder and whatever works for it."""
    argv = [sys.executable, "-m", "benchmarks.load", *door.arguments, "--bodies", str(door.bodies)]
    argv += ["--warm", str(WARM_AFTER), "--windows", str(windows), "--seconds", str(seconds)]
    argv += [word for pid in watched for word in ("--watch", str(pid))]
    before = await account(health_port) if health_port else Account()
    generator = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE)
    said, _ = await generator.communicate()
    if generator.returncode:
        raise RuntimeError(f"the generator at {door.name} failed with {generator.returncode}")
    showing = msgspec.json.decode(said, type=Showing)
    after = await account(health_port) if health_port else Account()
    return Measured(name=door.name, saturated=showing.saturated, half=showing.half, account=after.since(before))


async def account(port: int) -> Account:
    """What the bidder at ``port`` says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /health HTTP/1.1\r\nhost: bidder\r\nconnection: close\r\n\r\n")
    response = await reader.read()
    writer.close()
    return msgspec.json.decode(response.partition(b"\r\n\r\n")[2], type=Account)
