"""What a generator saw in one window, and what it cost the processes it loaded."""

import msgspec

TMAX_MS = 120
"""What the market's requests give us; an answer after it is one that an exchange no longer reads."""


class Window(msgspec.Struct, kw_only=True):
    """Latencies run from when a request was due, whether or not a connection was free then, to when its answer was read."""

    answered: int = 0
    p50_ms: float = 0.0
    p90_ms: float = 0.0
    p99_ms: float = 0.0
    p999_ms: float = 0.0
    max_ms: float = 0.0


class Tally(Window, kw_only=True):
    """``broken`` were under way on a connection that ended; ``after_tmax`` were answered too late to be read."""

    seconds: float = 0.0
    sent: int = 0
    broken: int = 0
    reconnects: int = 0
    after_tmax: int = 0
    response_bytes: int = 0
    statuses: dict[str, int] = {}
    windows: list[Window] = []
    own_cpu_ns: int = 0
    watched_cpu_ns: list[int] = []
    """By watched process, from the window's first request to its last answer."""

    @property
    def unanswered(self) -> int:
        return self.sent - self.answered

    @property
    def bids(self) -> int:
        return self.statuses.get("200", 0)

    @property
    def errors(self) -> int:
        """Whatever is neither a bid nor a no-bid in time, or no answer at all."""
        return self.unanswered + self.answered - self.bids - self.statuses.get("204", 0)

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds if self.seconds else 0.0

    def cpu_us(self, process: int = 0) -> float:
        """What one answer cost the ``process``-th of the watched."""
        return self.watched_cpu_ns[process] / max(1, self.answered) / 1_000
