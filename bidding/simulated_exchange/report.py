"""What a run of simulated traffic saw."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bidding.simulated_exchange.notices import Tally
from domain.events.values import Entry

KEPT_FAULTS: Final = 50
_ANSWERS: Final = frozenset({200, 204, 400})


@dataclass
class EntryReport:
    """One entry: what it answered, and how long it took."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    """By HTTP status; 0 where no answer came."""
    no_bids: Counter[str] = field(default_factory=Counter)
    """Reasons, where the entry tells them."""
    unanswered: Counter[str] = field(default_factory=Counter)
    """What was said instead of an answer."""
    latencies_us: list[int] = field(default_factory=list)

    @property
    def bids(self) -> int:
        return self.statuses[200]

    @property
    def failed(self) -> int:
        """Requests without an answer, and answers that are none: refusals, and faults of the bidder."""
        return sum(count for status, count in self.statuses.items() if status not in _ANSWERS)

    @property
    def turned_away(self) -> Counter[int]:
        """Answers by status where the request was not even taken; a 400 is an answer to what it says."""
        return Counter({status: count for status, count in self.statuses.items() if status and status not in _ANSWERS})

    def latency_ms(self, share: float) -> float:
        """The latency that this share of the answers stayed within, in milliseconds; 0 without answers."""
        if not self.latencies_us:
            return 0.0
        ranked = sorted(self.latencies_us)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] / 1_000


@dataclass
class TrafficReport:
    """A whole run. ``behind`` counts requests that were sent late because the sender could not keep its rate."""

    entries: dict[Entry, EntryReport] = field(default_factory=dict)
    shapes: Counter[str] = field(default_factory=Counter)
    won: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    """By loss reason."""
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)
    """The first of them, each naming its request."""
    behind: int = 0
    duration_s: float = 0.0
    tally: Tally = field(default_factory=Tally)

    @property
    def sent(self) -> int:
        return sum(entry.sent for entry in self.entries.values())

    @property
    def bids(self) -> int:
        return sum(entry.bids for entry in self.entries.values())

    @property
    def no_bids(self) -> Counter[str]:
        """Reasons over all entries that tell them; HTTP does not."""
        return sum((entry.no_bids for entry in self.entries.values()), start=Counter())

    @property
    def unanswered(self) -> Counter[str]:
        return sum((entry.unanswered for entry in self.entries.values()), start=Counter())

    @property
    def failures(self) -> int:
        return sum(entry.failed for entry in self.entries.values())

    @property
    def turned_away(self) -> Counter[int]:
        return sum((entry.turned_away for entry in self.entries.values()), start=Counter())

    def note_faults(self, request_id: str, faults: list[str]) -> None:
        self.fault_count += len(faults)
        room = KEPT_FAULTS - len(self.faults)
        self.faults += [f"request {request_id}: {fault}" for fault in faults[:room]]
