"""What a bidder holds of one campaign's budget: leases, the bids in flight on them, and how fast it spends.

A bid in flight is not an object. A lease knows only how much it holds back for bids that expire in each slice of time;
the notice that ends a bid carries its lease, maximum price and expiry, signed, and that is all it takes to let go of
the right amount. Memory and work therefore grow with leases, not with bids.
"""

from asyncio import Future
from math import exp
from typing import Final

SLICE_MS: Final = 2_000
"""Bids that expire within the same slice are held, and let go, together."""
LEASE_WINDOW_S: Final = 10.0
"""A full purse lasts about this long at the recent pace."""
REFILL_WINDOW_S: Final = 2.0
"""A purse asks for more when it would be dry this soon."""
LOT: Final = 32
"""A purse with demand holds at least this many of its cheapest bids, where the budget allows."""
IDLE_FACTOR: Final = 3
"""Money beyond this many full purses is returned."""
PACE_MEMORY_S: Final = 3.0
FORGOTTEN_AFTER_MS: Final = 15_000
"""A purse nobody asked for this long has no demand: it returns everything."""
FIRST_BACK_OFF_MS: Final = 500
LAST_BACK_OFF_MS: Final = 8_000
NO_PRICE: Final = 2**63


class HeldLease:
    """A lease as its bidder sees it: granted = free + held + spent + returned, in nanos.

    ``free_nanos`` is below zero only after contradictory notices (a loss, then a bill of the same bid).
    """

    __slots__ = ("free_nanos", "granted_nanos", "holds", "lease_id", "purse", "returned_nanos", "spendable")

    def __init__(self, lease_id: str, purse: "Purse", granted_nanos: int) -> None:
        self.lease_id = lease_id
        self.purse = purse
        self.granted_nanos = granted_nanos
        self.free_nanos = granted_nanos
        self.returned_nanos = 0
        self.holds: dict[int, int] = {}
        """Nanos held, by the slice in which the bids expire."""
        self.spendable = True
        """False once the banker has taken the bidder for dead: only returned, never spent."""

    def move(self, nanos: int) -> None:
        """Add to what is free (or take from it), here and in the purse."""
        self.free_nanos += nanos
        if self.spendable:
            self.purse.free_nanos += nanos

    def unhold(self, expiry_slice: int, nanos: int) -> int:
        """Let go of what is held for one bid; returns how much that was (0 when the slice is past)."""
        held = self.holds.get(expiry_slice, 0)
        if held > nanos:
            self.holds[expiry_slice] = held - nanos
            return nanos
        self.holds.pop(expiry_slice, None)
        return held


class Purse:
    """One campaign's leases and demand in this bidder."""

    __slots__ = (
        "answered",
        "back_off_ms",
        "campaign_id",
        "cheapest_before_nanos",
        "cheapest_nanos",
        "current",
        "demand_nanos",
        "free_nanos",
        "last_demand_at_ms",
        "leases",
        "low_water_nanos",
        "missed_nanos",
        "pace_nanos_per_s",
        "retry_at_ms",
        "tenant_id",
        "thirsty",
        "wanted_nanos",
    )

    def __init__(self, tenant_id: str, campaign_id: str, now_ms: int) -> None:
        self.tenant_id = tenant_id
        self.campaign_id = campaign_id
        self.leases: list[HeldLease] = []
        self.current = HeldLease("", self, 0)
        self.free_nanos = 0
        self.demand_nanos = 0
        """Wanted since the last look, whether funded or not."""
        self.last_demand_at_ms = now_ms
        self.pace_nanos_per_s = 0.0
        self.low_water_nanos = 1
        self.cheapest_nanos = NO_PRICE
        self.cheapest_before_nanos = NO_PRICE
        self.thirsty = False
        self.wanted_nanos = 0
        self.missed_nanos = 0
        """Asked for since the last report, and of that what found no money."""
        self.answered: Future[None] | None = None
        """Done when the banker has answered the next ask; made for whoever waits for it."""
        self.retry_at_ms = 0
        self.back_off_ms = 0

    def add(self, lease: HeldLease) -> None:
        self.leases.append(lease)
        self.free_nanos += lease.free_nanos
        self.back_off_ms = self.retry_at_ms = 0

    def remove(self, lease: HeldLease) -> None:
        self.leases.remove(lease)
        self.free_nanos -= lease.free_nanos
        if self.current is lease:
            self.current = HeldLease("", self, 0)

    def richest(self) -> HeldLease:
        """The lease with most to spend; from now on the first to be tried."""
        if self.leases:
            self.current = max(self.leases, key=_free)
        return self.current

    def refused(self, now_ms: int, jitter: float) -> None:
        """Remember a refusal: no further ask before a growing, jittered pause (``jitter`` in [0, 1))."""
        self.back_off_ms = min(max(self.back_off_ms * 2, FIRST_BACK_OFF_MS), LAST_BACK_OFF_MS)
        self.retry_at_ms = now_ms + int(self.back_off_ms * (0.5 + jitter))

    def look(self, now_ms: int, elapsed_s: float) -> None:
        """Fold the demand since the last look into the pace, and set the low-water mark by it."""
        if self.demand_nanos:
            self.last_demand_at_ms = now_ms
        elif now_ms - self.last_demand_at_ms > FORGOTTEN_AFTER_MS:
            self.pace_nanos_per_s = 0.0
        self.wanted_nanos += self.demand_nanos
        weight = 1.0 - exp(-elapsed_s / PACE_MEMORY_S)
        self.pace_nanos_per_s += weight * (self.demand_nanos / elapsed_s - self.pace_nanos_per_s)
        self.demand_nanos = 0
        self.low_water_nanos = max(int(self.pace_nanos_per_s * REFILL_WINDOW_S), self.least_nanos)

    def hear(self) -> None:
        """The banker has answered an ask."""
        self.thirsty = False
        answered, self.answered = self.answered, None
        if answered is not None and not answered.done():
            answered.set_result(None)

    def turn_page(self) -> None:
        """Forget prices seen before the last turn, so that the cheapest price is a recent one."""
        self.cheapest_before_nanos, self.cheapest_nanos = self.cheapest_nanos, NO_PRICE

    @property
    def least_nanos(self) -> int:
        """The cheapest bid lately made or missed."""
        cheapest = min(self.cheapest_nanos, self.cheapest_before_nanos)
        return cheapest if cheapest != NO_PRICE else 1

    @property
    def has_demand(self) -> bool:
        return self.pace_nanos_per_s > 0.0

    @property
    def full_nanos(self) -> int:
        """What this purse should hold: some seconds of its pace, and not less than a lot of bids."""
        return max(int(self.pace_nanos_per_s * LEASE_WINDOW_S), self.least_nanos * LOT) if self.has_demand else 0

    @property
    def is_idle(self) -> bool:
        return not (self.leases or self.has_demand or self.demand_nanos)

    def surplus(self) -> list[HeldLease]:
        """Leases whose free money nobody here will miss: remnants below any bid's price, and what a lull leaves over."""
        least = self.least_nanos
        surplus = [
            lease
            for lease in self.leases
            if 0 < lease.free_nanos < least and (lease is not self.current or self.back_off_ms)
        ]
        if self.free_nanos > self.full_nanos * IDLE_FACTOR:
            spare = self.free_nanos - self.full_nanos
            for lease in self.leases:
                if least <= lease.free_nanos <= spare:
                    surplus.append(lease)
                    spare -= lease.free_nanos
        return surplus


def _free(lease: HeldLease) -> int:
    return lease.free_nanos
