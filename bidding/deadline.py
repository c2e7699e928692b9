"""How long a request leaves us: pure arithmetic on ``tmax``."""

from typing import Final

LONGEST_TMAX_MS: Final = 60_000
"""A longer ``tmax`` is taken for this: nobody waits that long for a bid."""


def deadline_ms(now_ms: int, tmax_ms: int | None, *, default_tmax_ms: int, network_margin_ms: int) -> int:
    """When our answer must leave, Unix ms; not after ``now_ms`` when the network would eat all of ``tmax``.

    An absent or non-positive ``tmax`` means the default.
    """
    allowed_ms = tmax_ms if tmax_ms is not None and tmax_ms > 0 else default_tmax_ms
    return now_ms + min(allowed_ms, LONGEST_TMAX_MS) - network_margin_ms
