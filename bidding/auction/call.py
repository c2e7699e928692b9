"""What travels through the stages of one request."""

from collections.abc import Iterator

from msgspec import Struct

from bidding.auction.price import BidPrice
from bidding.index.ask import Ask
from bidding.index.rows import Row
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest, Deal, Imp
from bidding.openrtb.response import MarkupShape
from domain.events.values import Entry
from domain.exchanges.values import Exchange


class Lot(Struct, frozen=True, gc=False):
    """What is auctioned separately: an impression in the open (``deal`` is None), or one of its deals."""

    imp: Imp
    deal: Deal | None
    number: int


def lots(request: BidRequest) -> Iterator[Lot]:
    """Every impression in the open, followed by each of its deals."""
    number = 0
    for imp in request.imp:
        yield Lot(imp, None, number)
        number += 1
        for deal in (imp.pmp.deals if imp.pmp else None) or ():
            yield Lot(imp, deal, number)
            number += 1


class Win(Struct, frozen=True, kw_only=True):
    """A candidate that answers a lot, with its money held on ``lease_id`` until ``expires_at_ms``."""

    lot: Lot
    ask: Ask
    shape: MarkupShape
    row: Row
    bid_id: str
    price: BidPrice
    rate_e9: int
    lease_id: str
    expires_at_ms: int


class Call(Struct, kw_only=True):
    """One request on its way. ``response_id`` is made with its first bid; ``reason`` is the furthest refusal so far."""

    request: BidRequest
    exchange: Exchange
    entry: Entry
    now_ms: int
    deadline_ms: int
    bid_currency: str
    person_id: str
    is_test: bool
    response_id: str = ""
    wins: list[Win] = []
    reason: NoBid = NoBid.NO_CAMPAIGN
