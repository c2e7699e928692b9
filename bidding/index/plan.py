"""The ready answer to "who may compete for this lot?", kept for every request of the same context."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidding.index.ask import Ask
from bidding.index.postings import Bitmap, RowNumbers
from bidding.inference.engine import Prepared
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.no_bid import NoBid
from domain.serving.values import CreativeFormat

Rates = NDArray[np.float64]


class Competitors(NamedTuple):
    """Rows that passed every gate of some contexts.

    ``rows`` (n,) are in the order in which turns go round; ``place_of_tenant`` points from a tenant's number into
    ``tenants``, those who have a row here. ``rates`` turn each currency, by its number, into the bid's.
    """

    bitmap: Bitmap
    rows: RowNumbers
    tenants: tuple[str, ...]
    place_of_tenant: RowNumbers
    rates: Rates

    @property
    def size(self) -> int:
        return len(self.rows)


class Plan(NamedTuple):
    """Who may compete for a lot, as far as the request's context decides it.

    ``refusal`` says how far the last row came when there are no ``competitors``. ``needs_person`` tells whether any of
    them depends on who is watching.
    """

    ask: Ask
    competitors: Competitors | None
    refusal: NoBid
    needs_person: bool
    context: Prepared
    shapes: dict[CreativeFormat, MarkupShape]
    market: str = ""
    """Which market of the first-price landscape it is (``market.market_of``)."""
