"""How soon plans take notice of a change.

At once, as long as changes are few. But where campaigns change dozens of times a second, every plan would be looked through
again for every request; so then changes are let come together for half a second. What stopped meanwhile, or has other
creatives or another price, does not bid until then.
"""

from typing import Final

from bidding.index.live.changes import REMEMBERED, Changes

TOGETHER_MS: Final = 500
AT_ONCE: Final = 32
"""Times that plans may be looked through in a row before changes are let come together; they come back one by one."""


class Horizon:
    """Which revision plans must have. Follows a clock that goes back as well."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._revision = 0
        self._at_ms = 0
        self._left = float(AT_ONCE)
        self._is_urgent = False

    def hurry(self) -> None:
        """The next request must see everything that has changed."""
        self._is_urgent = True

    def at(self, now_ms: int) -> int:
        """The revision that plans must have at ``now_ms``."""
        passed_ms = abs(now_ms - self._at_ms)
        is_behind = self._changes.revision - self._revision > REMEMBERED // 2
        if self._is_urgent or is_behind or passed_ms >= TOGETHER_MS or self._left >= 1:
            self._left = min(self._left + passed_ms / TOGETHER_MS, AT_ONCE) - 1 if not self._is_urgent else self._left
            self._left = max(self._left, 0.0)
            self._revision, self._at_ms, self._is_urgent = self._changes.revision, now_ms, False
        return self._revision
