"""Frequency caps as a bidder sees them: counted impressions from Redis, plus its own bids still in flight.

Redis counts billed impressions. A bidder reads them at most a second before it relies on them and adds its own bids
that may yet be billed, so a single bidder process never bids beyond a cap. What it cannot see is what *other* bidder
processes have in flight for the same person and campaign, nor what was billed within the last second and the time
counting takes.

Overshoot bound: with ``n`` bidder processes one person gets at most ``cap * n`` impressions of a campaign in a window,
reached only if every process bids its full allowance before any bid of the others is billed and counted. Bids billed
after their own expiry come on top; the banker disputes those.
"""

from collections import deque
from typing import Final

IN_FLIGHT_AFTER_BILL_MS: Final = 5_000
"""A billed bid goes on counting as in flight this long, so that it is never missing from both sides."""

Bids = dict[str, dict[str, int]]
"""Of one person: campaign id -> bid id -> when that bid stops counting, Unix ms."""


class BidsInFlight:
    """The process's own unresolved bids of capped campaigns, by person. They expire by themselves."""

    def __init__(self) -> None:
        self._people: dict[str, Bids] = {}
        self._bids: dict[str, tuple[str, str]] = {}
        self._expiries: deque[tuple[int, str]] = deque()

    def __len__(self) -> int:
        return len(self._bids)

    def of(self, person_id: str) -> Bids | None:
        return self._people.get(person_id)

    def add(self, person_id: str, campaign_id: str, bid_id: str, *, expires_at_ms: int, now_ms: int) -> Bids:
        """Count ``bid_id`` until it is resolved or expires, and return all of the person's bids."""
        self._forget_expired(now_ms)
        bids = self._people.get(person_id)
        if bids is None:
            bids = self._people[person_id] = {}
        bids.setdefault(campaign_id, {})[bid_id] = expires_at_ms
        self._bids[bid_id] = (person_id, campaign_id)
        self._expiries.append((expires_at_ms, bid_id))
        return bids

    def lost(self, bid_id: str) -> None:
        """Stop counting a bid that will never be billed; unknown ones are somebody else's or long gone."""
        found = self._bids.pop(bid_id, None)
        if found is None:
            return
        person_id, campaign_id = found
        bids = self._people[person_id]
        of_campaign = bids[campaign_id]
        del of_campaign[bid_id]
        if not of_campaign:
            del bids[campaign_id]
            if not bids:
                del self._people[person_id]

    def billed(self, bid_id: str, now_ms: int) -> None:
        """Let Redis take over the counting, with an overlap."""
        found = self._bids.get(bid_id)
        if found is not None:
            person_id, campaign_id = found
            stops_at_ms = now_ms + IN_FLIGHT_AFTER_BILL_MS
            self._people[person_id][campaign_id][bid_id] = stops_at_ms
            self._expiries.append((stops_at_ms, bid_id))

    def _forget_expired(self, now_ms: int) -> None:
        expiries = self._expiries
        while expiries and expiries[0][0] <= now_ms:
            _, bid_id = expiries.popleft()
            found = self._bids.get(bid_id)
            if found is not None and self._people[found[0]][found[1]][bid_id] <= now_ms:
                self.lost(bid_id)
