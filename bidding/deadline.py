"""How long a request leaves us: its ``tmax`` without what the network takes, counted from when its bytes arrived."""

import math
from collections.abc import Callable
from typing import Final

from domain.exchanges.values import Exchange

LONGEST_TMAX_MS: Final = 60_000
"""A longer ``tmax`` is taken for this: nobody waits that long for a bid."""
LONGEST_MARGIN_MS: Final = 500
LONGEST_LAG_MS: Final = 10.0
"""What of our own lag a margin may hold: a single stall of a fifth of a second would otherwise make every request late for
ten seconds. Requests that did wait are judged by their age."""
_FADES: Final = 0.9
"""What is left of a peak after a second."""


def deadline_ms(arrived_ms: int, tmax_ms: int | None, default_tmax_ms: int, network_margin_ms: int) -> int:
    """When our answer must leave, Unix ms; not after ``arrived_ms`` when the network would eat all of ``tmax``.

    An absent or non-positive ``tmax`` means the default.
    """
    allowed_ms = tmax_ms if tmax_ms is not None and tmax_ms > 0 else default_tmax_ms
    if allowed_ms > LONGEST_TMAX_MS:  # noqa: PLR1730 - min() takes as long as all the rest of a deadline
        allowed_ms = LONGEST_TMAX_MS
    return arrived_ms + allowed_ms - network_margin_ms


class NetworkMargins:
    """What of ``tmax`` each exchange's network needs, as measured.

    A margin is the round trip to the exchange, which the kernel measures on every connection of it, plus how late our
    event loop may be in reading and writing; of both the recent peak counts, which fades by a tenth a second. It is never
    under ``least_ms``: a balancer in front of us hides the way behind it. An exchange's own ``network_margin_ms`` goes
    before anything measured.
    """

    def __init__(self, least_ms: int, *, take_lag_ms: Callable[[], float] = lambda: 0.0) -> None:
        self._least_ms = least_ms
        self._take_lag_ms = take_lag_ms
        self._lag_ms = 0.0
        self._round_trips_ms: dict[str, float] = {}
        self._margins_ms: dict[str, int] = {}

    def of(self, exchange: Exchange) -> int:
        """Milliseconds to leave to the network."""
        agreed_ms = exchange.network_margin_ms
        return agreed_ms if agreed_ms is not None else self._margins_ms.get(exchange.exchange_id, self._least_ms)

    def observe(self, exchange_id: str, round_trip_us: int) -> None:
        """One connection's round trip as the kernel knows it now."""
        seen_ms = min(round_trip_us / 1_000, LONGEST_MARGIN_MS)
        if seen_ms > self._round_trips_ms.get(exchange_id, 0.0):
            self._round_trips_ms[exchange_id] = seen_ms

    def settle(self) -> None:
        """Make margins of what was observed; call it every second."""
        self._lag_ms = min(max(self._take_lag_ms(), self._lag_ms * _FADES), LONGEST_LAG_MS)
        for exchange_id, round_trip_ms in self._round_trips_ms.items():
            measured_ms = min(math.ceil(round_trip_ms + self._lag_ms), LONGEST_MARGIN_MS)
            self._margins_ms[exchange_id] = max(self._least_ms, measured_ms)
            self._round_trips_ms[exchange_id] = round_trip_ms * _FADES

    @property
    def measured_ms(self) -> dict[str, int]:
        """By exchange, what holds where nothing was agreed."""
        return dict(self._margins_ms)
