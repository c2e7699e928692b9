"""What a generator saw, and what it cost the processes it loaded."""

import math
from array import array

import msgspec

TMAX_MS = 120
"""What the market's requests give us; an answer after it is one that an exchange no longer reads."""


class Tally(msgspec.Struct):
    """Answers of one window. Latencies run from when a request was due to when its answer was read."""

    statuses: dict[str, int] = {}
    seconds: float = 0.0
    response_bytes: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    after_tmax: int = 0
    unanswered: int = 0
    watched_cpu_ns: list[int] = []
    own_cpu_ns: int = 0

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
            self.after_tmax = sum(latency > TMAX_MS * 1_000_000 for latency in ordered)


class Showing(msgspec.Struct):
    """Windows of one door: saturated, then an open loop at half of the median rate."""

    saturated: list[Tally]
    half: list[Tally]
