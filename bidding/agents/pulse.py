"""How far behind the event loop is: the time that bytes waited before we could so much as read them."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

BEAT_S: Final = 0.005
_BEAT_NS: Final = int(BEAT_S * 1e9)

ClockNs = Callable[[], int]
"""Monotonic nanoseconds."""


class Pulse:
    """A timer that is due every 5 ms. ``lag_ns`` is how late it was last: what arrived meanwhile has waited as long.

    It is late by what one turn of the loop takes beyond 5 ms, and on time again with the first turn that is short: it
    neither remembers nor averages. An idle loop has no lag, however long it slept.
    """

    def __init__(self, clock_ns: ClockNs = time.monotonic_ns) -> None:
        self.clock_ns = clock_ns
        self.lag_ns = 0
        self._peak_ns = 0
        self._due_ns = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Beat on the running loop from now on."""
        self._due_ns = self.clock_ns() + _BEAT_NS
        self._timer = asyncio.get_running_loop().call_later(BEAT_S, self._on_time)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def beat(self) -> None:
        """Take the time of one beat; the next one is due 5 ms from now."""
        now_ns = self.clock_ns()
        self.lag_ns = lag_ns = max(0, now_ns - self._due_ns) if self._due_ns else 0
        self._peak_ns = max(self._peak_ns, lag_ns)
        self._due_ns = now_ns + _BEAT_NS

    def take_peak_ms(self) -> float:
        """The longest lag since this was last asked."""
        peak_ns, self._peak_ns = self._peak_ns, 0
        return peak_ns / 1e6

    def _on_time(self) -> None:
        self.beat()
        self._timer = asyncio.get_running_loop().call_later(BEAT_S, self._on_time)
