"""What is written down of every answer: how many there were of each kind, and an event for each bid and refusal."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bidding.auction.call import Call
from bidding.auction.recording import BidEvents, RecordedEvent
from bidding.openrtb.no_bid import NoBid
from bidding.ports import Recorder

BID: Final = "bid"
"""The outcome counted for a request that was answered with a bid."""


class Bookkeeper:
    """``outcomes`` counts answers by no-bid code, or ``bid``; events go to ``telemetry``."""

    def __init__(self, telemetry: Recorder, events: BidEvents) -> None:
        self.outcomes: Counter[str] = Counter()
        self._record = telemetry.record_encoded
        self._events = events

    def bids(self, events: Iterable[RecordedEvent]) -> None:
        self.outcomes[BID] += 1
        for subject, event in events:
            self._record(subject, event)

    def no_bid(self, call: Call, reason: NoBid) -> None:
        self.outcomes[reason] += 1
        subject, event = self._events.no_bid(call, reason)
        self._record(subject, event)
