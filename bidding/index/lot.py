"""What is auctioned separately."""

from collections.abc import Iterator

from msgspec import Struct

from bidding.openrtb.request import BidRequest, Deal, Imp


class Lot(Struct, frozen=True, gc=False):
    """An impression in the open (``deal`` is None), or one of its deals; numbered through the request."""

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
