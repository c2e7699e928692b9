"""Bills lately heard of, until the counters are sure to hold them.

A bidder hears of every bill within milliseconds; the counters in Redis follow a little later, and much later while ingest
is away. What is read from them is therefore completed with what was heard and is not yet in it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST_BILLS: Final = 200_000
REMEMBERED: Final = 200_000
"""Event ids by which a repetition is recognised; the counters recognise it for longer."""


class Bill(NamedTuple):
    position: int
    tenant_id: str
    campaign_id: str
    at_ms: int


class RecentBills:
    """By tenant and person. ``floor`` is the stream position from which on nothing is missing here."""

    def __init__(self) -> None:
        self.floor = 0
        self._bills: dict[tuple[str, str], list[Bill]] = {}
        self._order: deque[tuple[int, tuple[str, str]]] = deque()
        self._events: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._order)

    def begin(self, position: int) -> None:
        """Everything up to ``position`` is in the counters, everything after it will be heard."""
        self.floor = position

    def add(self, event_id: str, person_id: str, bill: Bill) -> bool:
        """Whether the bill is new."""
        events = self._events
        if event_id in events:
            return False
        events[event_id] = None
        if len(events) > 2 * REMEMBERED:
            self._events = dict.fromkeys(list(events)[REMEMBERED:])
        key = (bill.tenant_id, person_id)
        self._bills.setdefault(key, []).append(bill)
        self._order.append((bill.position, key))
        while len(self._order) > MOST_BILLS:
            self.floor = max(self.floor, self._order[0][0])
            self._drop_first()
        return True

    def counted_to(self, position: int) -> None:
        """Forget what the counters hold for certain."""
        order = self._order
        while order and order[0][0] <= position:
            self._drop_first()
        self.floor = max(self.floor, position)

    def after(self, tenant_id: str, person_id: str, position: int) -> Iterator[Bill]:
        """The person's bills behind ``position``."""
        for bill in self._bills.get((tenant_id, person_id), ()):
            if bill.position > position:
                yield bill

    def _drop_first(self) -> None:
        _, key = self._order.popleft()
        bills = self._bills[key]
        del bills[0]
        if not bills:
            del self._bills[key]
