"""How much somebody may send: a steady rate, and for a while more than that.

Each process of the API counts for itself, so that nobody waits for a store to be let in.
"""

from math import ceil
from typing import Final

WEBSITE_EVENTS_A_SECOND: Final = 500
WEBSITE_EVENTS_AT_ONCE: Final = 5_000
"""Anybody can read a write key out of a page: this is what they can do with it."""
OPT_OUTS_A_SECOND: Final = 2
OPT_OUTS_AT_ONCE: Final = 2_000
"""That are new to us, of one website's browsers, and as many addresses: each is kept for good, and nobody can tell a made-up one."""
SIGN_ON_STEPS_A_SECOND: Final = 50
SIGN_ON_STEPS_AT_ONCE: Final = 500
"""Of one provider's people, and of one address, behind which a whole company may be: each may cost the provider a call."""


class Pace:
    """Buckets by name, each with room for ``burst`` and filled by ``a_second``. Full ones are forgotten."""

    def __init__(self, *, a_second: int, burst: int) -> None:
        self._a_second = a_second
        self._burst = burst
        self._full_at_ms: dict[str, float] = {}

    def take(self, name: str, amount: int, *, now_ms: int) -> int:
        """0 when so much may come now, else in how many seconds it may. What is refused takes nothing."""
        full_at_ms = max(self._full_at_ms.get(name, 0.0), float(now_ms))
        missing = (full_at_ms - now_ms) / 1_000 * self._a_second + min(amount, self._burst)
        if missing > self._burst:
            return ceil((missing - self._burst) / self._a_second)
        if len(self._full_at_ms) >= 10_000:
            self._full_at_ms = {each: at_ms for each, at_ms in self._full_at_ms.items() if at_ms > now_ms}
        self._full_at_ms[name] = full_at_ms + amount * 1_000 / self._a_second
        return 0


def of_sign_ons() -> Pace:
    """What may come to the doors of single sign-on."""
    return Pace(a_second=SIGN_ON_STEPS_A_SECOND, burst=SIGN_ON_STEPS_AT_ONCE)


def of_websites() -> Pace:
    """What a website's tag may send."""
    return Pace(a_second=WEBSITE_EVENTS_A_SECOND, burst=WEBSITE_EVENTS_AT_ONCE)


def of_opt_outs() -> Pace:
    """Whom a website's key may opt out of sale and sharing."""
    return Pace(a_second=OPT_OUTS_A_SECOND, burst=OPT_OUTS_AT_ONCE)
