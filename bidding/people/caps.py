"""Frequency caps as a bidder sees them: billed impressions of everybody, plus its own bids still in flight.

A bidder reads a person's counters when it first needs them and from then on follows every bill as it is stored, whoever's
bid it was (``bills.py``, ``people.py``). Its own bids count from the moment they are made until they are billed, lost or
expired, so one bidder process never bids beyond a cap. What it cannot see is what *other* processes have in flight for
the same person and campaign.

Overshoot bound: with ``n`` bidder processes one person gets at most ``cap * n`` impressions of a campaign in a window,
reached only if every process bids its full allowance before any bid of the others is billed. Bids billed after their own
expiry come on top; the banker disputes those. A bill on its way to the others does not: until it is stored it is in flight.
"""

from heapq import heappop, heappush
from typing import NamedTuple


class Flying(NamedTuple):
    """One bid that may yet be billed, until ``until_ms``."""

    tenant_id: str
    campaign_id: str
    until_ms: int


Bids = dict[str, Flying]
"""Of one person, by bid id."""


class BidsInFlight:
    """The process's own unresolved bids that caps count, by person. They expire by themselves."""

    def __init__(self) -> None:
        self._people: dict[str, Bids] = {}
        self._bids: dict[str, str] = {}
        self._expiries: list[tuple[int, str]] = []
        """A heap: what is kept longest keeps nobody else."""

    def __len__(self) -> int:
        return len(self._bids)

    def of(self, person_id: str) -> Bids | None:
        return self._people.get(person_id)

    def add(self, person_id: str, bid_id: str, flying: Flying, *, now_ms: int) -> Bids:
        """Count ``bid_id`` until it is resolved or expires, and return all of the person's bids."""
        self._forget_expired(now_ms)
        bids = self._people.get(person_id)
        if bids is None:
            bids = self._people[person_id] = {}
        bids[bid_id] = flying
        self._bids[bid_id] = person_id
        heappush(self._expiries, (flying.until_ms, bid_id))
        return bids

    def resolved(self, bid_id: str) -> None:
        """Stop counting a bid that was billed or will never be; unknown ones are somebody else's or long gone."""
        person_id = self._bids.pop(bid_id, None)
        if person_id is None:
            return
        bids = self._people[person_id]
        del bids[bid_id]
        if not bids:
            del self._people[person_id]

    def _forget_expired(self, now_ms: int) -> None:
        expiries = self._expiries
        while expiries and expiries[0][0] <= now_ms:
            self.resolved(heappop(expiries)[1])
