"""What is auctioned separately."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from bidding.openrtb.request import BidRequest, Deal, Imp

MOST_LOTS: Final = 256
"""More than any exchange asks for at once; it bounds the time, the money and the bytes that one request may take."""


class Lot(Struct, frozen=True, gc=False):
    """An impression in the open (``deal`` is None), or one of its deals; numbered through the request."""

    imp: Imp
    deal: Deal | None
    number: int


def lots(request: BidRequest) -> Sequence[Lot]:
    """Every impression in the open, followed by each of its deals, but guaranteed deals before everything else.

    What is beyond the first 256 gets no bid. A deal that an impression lists again is one deal, on its first terms: nobody
    could tell which of two bids with its id is for which.
    """
    if len(request.imp) == 1 and request.imp[0].pmp is None:
        return (Lot(request.imp[0], None, 0),)
    offered = list(islice(_all_lots(request), MOST_LOTS))
    if any(lot.deal is not None and lot.deal.guar == 1 for lot in offered):
        offered.sort(key=lambda lot: not is_guaranteed(lot.deal))
    return offered


def is_guaranteed(deal: Deal | None) -> bool:
    """Whether we must answer the deal, at its price."""
    return deal is not None and deal.guar == 1


def _all_lots(request: BidRequest) -> Iterator[Lot]:
    number = 0
    for imp in request.imp:
        yield Lot(imp, None, number)
        number += 1
        offered: dict[str, Deal] = {}
        for deal in (imp.pmp.deals if imp.pmp else None) or ():
            offered.setdefault(deal.id, deal)
        for deal in offered.values():
            yield Lot(imp, deal, number)
            number += 1
