"""Which campaigns are within their flight dates, kept as one bitmap that changes only when a date passes."""

from heapq import heappop, heappush
from typing import Final, NamedTuple

from bidding.index.postings import Bitmap

_FOREVER: Final = 1 << 62


class _Flight(NamedTuple):
    number: int
    starts_at_ms: int
    ends_at_ms: int


class Flights:
    """``flying`` are the campaigns to serve at the last ``advance``; ``until_ms`` is when that may change."""

    def __init__(self) -> None:
        self.flying: Bitmap = 0
        self.until_ms = _FOREVER
        self._now_ms = 0
        self._flights: dict[str, _Flight] = {}
        self._dates: list[tuple[int, str]] = []

    def schedule(self, campaign_id: str, number: int, starts_at_ms: int, ends_at_ms: int) -> None:
        """Fly the campaign of this number from start (inclusive) to end (exclusive, 0 for open-ended)."""
        self.cancel(campaign_id)
        self._flights[campaign_id] = _Flight(number, starts_at_ms, ends_at_ms or _FOREVER)
        self._settle(campaign_id)
        for date_ms in (starts_at_ms, ends_at_ms):
            if date_ms > self._now_ms:
                heappush(self._dates, (date_ms, campaign_id))
        self.until_ms = self._dates[0][0] if self._dates else _FOREVER

    def cancel(self, campaign_id: str) -> None:
        flight = self._flights.pop(campaign_id, None)
        if flight is not None:
            self.flying &= ~(1 << flight.number)

    def advance(self, now_ms: int) -> Bitmap:
        """Bring ``flying`` to ``now_ms`` and return who took off or landed; a clock that went back is followed too."""
        before = self.flying
        self._follow(now_ms)
        return before ^ self.flying

    def _follow(self, now_ms: int) -> None:
        if now_ms < self._now_ms:
            self._dates = []
            self._now_ms = now_ms
            for campaign_id, flight in list(self._flights.items()):
                ends_at_ms = 0 if flight.ends_at_ms == _FOREVER else flight.ends_at_ms
                self.schedule(campaign_id, flight.number, flight.starts_at_ms, ends_at_ms)
            return
        self._now_ms = now_ms
        while self._dates and self._dates[0][0] <= now_ms:
            self._settle(heappop(self._dates)[1])
        self.until_ms = self._dates[0][0] if self._dates else _FOREVER

    def _settle(self, campaign_id: str) -> None:
        flight = self._flights.get(campaign_id)
        if flight is None:
            return
        if flight.starts_at_ms <= self._now_ms < flight.ends_at_ms:
            self.flying |= 1 << flight.number
        else:
            self.flying &= ~(1 << flight.number)
