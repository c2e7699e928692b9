"""What is written down of a request's answer: ``domain.events.values.Event`` as JSON, made of pieces.

A bidder writes one event a request, so making an ``Event`` and encoding it would be much of what answering costs. What
events of one kind have in common is encoded once; ids that exchanges chose are escaped, ids of ours need not be.
"""

from typing import Final

from bidding.auction.call import Call, Win
from bidding.auction.shading import Shaded
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.response import json_bytes
from domain.events.rules import recorded_id
from domain.events.values import NO_TENANT, Entry, EventType
from domain.serving.values import CampaignSnapshot
from domain.shading.values import Arm
from storage.nats.subjects import bid_event

RecordedEvent = tuple[str, bytes]
"""The subject it belongs on, and an ``Event`` as JSON."""

_ENTERED: Final = {entry: b',"entry":%b' % json_bytes(entry.value) for entry in Entry}
_ARMS: Final = {arm: json_bytes(arm.value) for arm in Arm}
_TEST: Final = b',"is_test":true'
_MOST_REFUSALS: Final = 4_096


class BidEvents:
    """Bids and no-bids of one bidder."""

    def __init__(self, bidder_id: str) -> None:
        self.bidder_id = bidder_id
        self._refusals: dict[tuple[str, NoBid], bytes] = {}
        self._refused_on = bid_event(NO_TENANT, EventType.NO_BID.value, bidder_id)

    def begun(self, snapshot: CampaignSnapshot, creative_id: str, exchange_id: str) -> RecordedEvent:
        """What events of a creative's bids begin with, and where they go."""
        common = {
            "type": EventType.BID.value,
            "tenant_id": snapshot.tenant_id,
            "campaign_id": snapshot.campaign_id,
            "creative_id": creative_id,
            "exchange_id": exchange_id,
            "currency": snapshot.pricing.currency if snapshot.pricing else "",
            "bidder_id": self.bidder_id,
        }
        return bid_event(snapshot.tenant_id, EventType.BID.value, self.bidder_id), json_bytes(common)[:-1]

    @staticmethod
    def closing(call: Call) -> bytes:
        """What all events of a call end with."""
        source = call.request.source
        transaction_id = recorded_id(source.tid) if source is not None and source.tid else ""
        return b'%b%b,"person_id":%b,"transaction_id":%b}' % (
            _TEST if call.is_test else b"",
            _ENTERED[call.entry],
            json_bytes(call.person_id),
            json_bytes(transaction_id),
        )

    @staticmethod
    def bid(begun: bytes, win: Win, now_ms: int, request_id: bytes, impression_id: bytes, closing: bytes) -> bytes:  # noqa: PLR0917 - the pieces of one event
        """The event of a bid; the ids are JSON already."""
        bid_id, price, shaded = win.bid_id.encode(), win.price, win.shaded
        return (
            b'%b,"bid_id":"%b","event_id":"bid:%b","at_ms":%d,"price_nanos":%d,"request_id":%b,"impression_id":%b%b%b'
            % (
                begun,
                bid_id,
                bid_id,
                now_ms,
                price.cost_nanos,
                request_id,
                impression_id,
                b"" if shaded is None else _shading(shaded, price.price_micros),
                closing,
            )
        )

    def no_bid(self, call: Call, reason: NoBid) -> RecordedEvent:
        """The event of a request that is not bid for."""
        exchange_id = call.exchange.exchange_id
        begun = self._refusals.get((exchange_id, reason))
        if begun is None:
            begun = self._refusal(exchange_id, reason)
        request_id = json_bytes(recorded_id(call.request.id))[1:-1]
        return self._refused_on, b'%b%b","request_id":"%b","at_ms":%d%b' % (
            begun,
            request_id,
            request_id,
            call.now_ms,
            self.closing(call),
        )

    def _refusal(self, exchange_id: str, reason: NoBid) -> bytes:
        """What events of one reason on one exchange begin with, up to the part of their id that is the request's."""
        common = {
            "type": EventType.NO_BID.value,
            "exchange_id": exchange_id,
            "reason": reason.value,
            "bidder_id": self.bidder_id,
            "event_id": f"no_bid:{exchange_id}:",
        }
        if len(self._refusals) >= _MOST_REFUSALS:
            self._refusals.clear()
        begun = self._refusals[exchange_id, reason] = json_bytes(common)[: -len('"}')]
        return begun


def _shading(shaded: Shaded, bid_micros: int) -> bytes:
    return b',"market":%b,"shading":%b,"unshaded_micros":%d,"bid_micros":%d' % (
        json_bytes(shaded.market),
        _ARMS[shaded.arm],
        shaded.unshaded_micros,
        bid_micros,
    )
