"""Many deadlines, one timer.

A timer for every request that waits costs more than what it waits for. Here a deadline is a place in a set of those that
end within the same few milliseconds, and the loop is asked to come back for the earliest set alone.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Generic, TypeVar

Waiting = TypeVar("Waiting")

STEP_MS: Final = 4
"""So much later than it should a wait may be given up."""


class Deadlines(Generic[Waiting]):
    """Calls ``late`` with whatever was not forgotten in time. For one event loop."""

    def __init__(self, late: Callable[[Waiting], None]) -> None:
        self._late = late
        self._steps: dict[int, set[Waiting]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0

    def __len__(self) -> int:
        return sum(map(len, self._steps.values()))

    def watch(self, waiting: Waiting, within_ms: int) -> int:
        """Give it ``within_ms``; what is returned is for ``forget``."""
        loop = asyncio.get_running_loop()
        step = (int(loop.time() * 1_000) + within_ms) // STEP_MS + 1
        ending = self._steps.get(step)
        if ending is None:
            self._steps[step] = {waiting}
            if self._timer is None or step < self._due:
                self._look_at(step)
        else:
            ending.add(waiting)
        return step

    def forget(self, waiting: Waiting, step: int) -> None:
        """It is waited for no longer."""
        ending = self._steps.get(step)
        if ending is not None:
            ending.discard(waiting)
            if not ending:
                del self._steps[step]

    def _look_at(self, step: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = step
        self._timer = asyncio.get_running_loop().call_at(step * STEP_MS / 1_000, self._look)

    def _look(self) -> None:
        """Give up what is over; when nothing waits any more, so does nobody here."""
        self._timer = None
        now = int(asyncio.get_running_loop().time() * 1_000) // STEP_MS
        for step in [step for step in self._steps if step <= now]:
            for waiting in self._steps.pop(step):
                self._late(waiting)
        if self._steps and self._timer is None:
            self._look_at(min(self._steps))
