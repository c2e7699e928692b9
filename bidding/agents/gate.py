"""Who is turned away before anything of the request is read: what came too long ago, and what is over the limit."""

from typing import Final

from msgspec import Struct

from bidding.agents.pulse import Pulse
from bidding.agents.quotas import Quotas
from bidding.openrtb.no_bid import NoBid
from domain.exchanges.values import Exchange

SHED_AFTER_MS: Final = 50
"""An answer to a request this old would come late for most of those who asked."""
MOST_WAITING: Final = 4_096
"""Requests that may wait for a person to be looked up; beyond that the look-up itself is behind."""


class Refusal(Struct, frozen=True, gc=False):
    """An answer without a body."""

    status: int
    reason: str = ""
    body: bytes = b""


_SHED: Final = Refusal(204, NoBid.SHEDDING.value)
_OVER_LIMIT: Final = Refusal(204, NoBid.QPS_LIMITED.value)


class Gate:
    """Decides by age and by rate; the costs of a refusal are those of reading two numbers.

    An age is counted from when the request's bytes reached this machine, as well as we know: the loop's lag when they were
    read, plus what they waited for their turn since. Every request is judged by itself, so the first that comes in time
    is served again.
    """

    def __init__(
        self, pulse: Pulse | None = None, quotas: Quotas | None = None, *, shed_after_ms: int = SHED_AFTER_MS
    ) -> None:
        self.pulse = pulse or Pulse()
        self.quotas = quotas or Quotas()
        self._shed_after_ns = shed_after_ms * 1_000_000

    def refusal(self, exchange: Exchange, age_ns: int, now_ns: int, waiting: int) -> Refusal | None:
        """Why a request goes no further, if so."""
        if age_ns > self._shed_after_ns or waiting > MOST_WAITING:
            return _SHED
        if exchange.qps_limit and not self.quotas.admit(exchange, now_ns):
            return _OVER_LIMIT
        return None
