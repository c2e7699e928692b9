"""What is written down of every answer: how many there were of each kind, and an event for each bid and refusal."""

from collections import Counter
from typing import Final

from bidding.auction.call import Call
from bidding.auction.shading import Shaded
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest
from bidding.ports import Recorder
from domain.events.rules import recorded_id
from domain.events.values import Event, EventType

BID: Final = "bid"
"""The outcome counted for a request that was answered with a bid."""


class Bookkeeper:
    """``outcomes`` counts answers by no-bid code, or ``bid``; events go to ``telemetry``."""

    def __init__(self, telemetry: Recorder, bidder_id: str) -> None:
        self.outcomes: Counter[str] = Counter()
        self._telemetry = telemetry
        self._bidder_id = bidder_id

    def bids(self, call: Call) -> None:
        self.outcomes[BID] += 1
        request_id = recorded_id(call.request.id)
        for win in call.wins:
            snapshot = win.row.snapshot
            event = Event(
                event_id=f"bid:{win.bid_id}",
                type=EventType.BID,
                at_ms=call.now_ms,
                tenant_id=snapshot.tenant_id,
                campaign_id=snapshot.campaign_id,
                creative_id=win.row.creative.creative_id,
                exchange_id=call.exchange.exchange_id,
                request_id=request_id,
                impression_id=recorded_id(win.lot.imp.id),
                bid_id=win.bid_id,
                person_id=call.person_id,
                entry=call.entry,
                price_nanos=win.price.cost_nanos,
                currency=snapshot.pricing.currency if snapshot.pricing else "",
                bidder_id=self._bidder_id,
                is_test=call.is_test,
                transaction_id=_transaction(call.request),
            )
            if win.shaded is not None:
                _tell_of_shading(event, win.shaded, win.price.price_micros)
            self._telemetry.record(event)

    def no_bid(self, call: Call, reason: NoBid) -> None:
        self.outcomes[reason] += 1
        request_id = recorded_id(call.request.id)
        self._telemetry.record(
            Event(
                event_id=f"no_bid:{call.exchange.exchange_id}:{request_id}",
                type=EventType.NO_BID,
                at_ms=call.now_ms,
                exchange_id=call.exchange.exchange_id,
                request_id=request_id,
                person_id=call.person_id,
                entry=call.entry,
                reason=reason,
                bidder_id=self._bidder_id,
                is_test=call.is_test,
                transaction_id=_transaction(call.request),
            )
        )


def _tell_of_shading(event: Event, shaded: Shaded, bid_micros: int) -> None:
    event.market = shaded.market
    event.shading = shaded.arm
    event.unshaded_micros = shaded.unshaded_micros
    event.bid_micros = bid_micros


def _transaction(request: BidRequest) -> str:
    source = request.source
    return recorded_id(source.tid) if source is not None and source.tid else ""
