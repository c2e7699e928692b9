"""A circuit breaker over a share of failures, not a run of them: a vendor that fails every other call is as bad as one that fails all.

Closed, it looks at the last ten calls; once half of them failed it opens, and calls fail at once for a minute. Then one
call is let through: its success closes the breaker, its failure opens it for another minute.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LOOKED_AT: Final = 10
MOST_FAILED: Final = 5
OPEN_MS: Final = 60_000


class BreakerOpen(Exception):
    """The call was not made."""


class Breaker:
    """One vendor's breaker. ``clock_ms`` is Unix milliseconds."""

    def __init__(self, clock_ms: Callable[[], int]) -> None:
        self._clock_ms = clock_ms
        self._failed: deque[bool] = deque(maxlen=LOOKED_AT)
        self._opened_at_ms: int | None = None
        self._is_trying = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call; whatever it raises counts as a failure, its being cancelled as nothing. Raises ``BreakerOpen``."""
        trying = self._admit()
        try:
            yield
        except Exception:
            self._note(failed=True, trying=trying)
            raise
        except BaseException:
            self._is_trying = self._is_trying and not trying
            raise
        self._note(failed=False, trying=trying)

    def _admit(self) -> bool:
        """Whether the call is the one that tries a breaker that was open."""
        if self._opened_at_ms is None:
            return False
        if self._is_trying or self._clock_ms() < self._opened_at_ms + OPEN_MS:
            raise BreakerOpen
        self._is_trying = True
        return True

    def _note(self, *, failed: bool, trying: bool) -> None:
        if trying:
            self._is_trying = False
            self._opened_at_ms = self._clock_ms() if failed else None
            self._failed.clear()
        elif self._opened_at_ms is None:
            self._failed.append(failed)
            if len(self._failed) == LOOKED_AT and sum(self._failed) >= MOST_FAILED:
                self._opened_at_ms = self._clock_ms()
