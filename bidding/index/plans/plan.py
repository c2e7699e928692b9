"""The ready answer to "who may compete for this lot?", kept for every request of the same context."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bidding.index.asking.ask import Ask
from bidding.index.asking.moment import Moment
from bidding.index.plans.kinds import Stages
from bidding.index.postings import Bitmap, Numbers, Octets
from bidding.inference.engine import Prepared
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.no_bid import NoBid
from domain.serving.values import CreativeFormat

Rates = NDArray[np.float64]


class Competitors(Struct, frozen=True, gc=False, eq=False):
    """Campaigns that may compete, and which of their creatives.

    ``turns`` (n,) are their numbers in the order in which turns go round; None where they are so many that going round
    among all campaigns finds them soon enough. ``octets`` is ``bitmap`` as the draw reads it, ``stages`` says which kinds
    of creatives passed. ``place_of_tenant`` points from a tenant's number into ``tenants``, those who have a campaign
    here. ``rates`` turn each currency, by its number, into the bid's.
    """

    bitmap: Bitmap
    octets: Octets
    turns: Numbers | None
    stages: Stages
    tenants: tuple[str, ...]
    place_of_tenant: Numbers
    rates: Rates

    @property
    def cells(self) -> int:
        """What it holds, in units of four bytes; stages are shared by all plans that ask the same of creatives."""
        return len(self.octets) // 2 + (0 if self.turns is None else len(self.turns)) + len(self.place_of_tenant)


class Plan(Struct, kw_only=True, gc=False, eq=False):
    """Who may compete for a lot, as far as the request's context decides it.

    ``refusal`` says how far the last campaign came when there are no ``competitors``, and ``stuck`` which came so far.
    ``needs_person`` tells whether any of them depends on who is watching, ``needs_place`` on where exactly. A plan is true as of its ``revision``,
    ``kinds_revision`` and ``moment``; the index brings it up to date when it is asked for.
    """

    ask: Ask
    competitors: Competitors | None
    refusal: NoBid
    stuck: Bitmap
    needs_person: bool
    needs_place: bool
    context: Prepared
    shapes: dict[CreativeFormat, MarkupShape]
    market: str
    """Which market of the first-price landscape it is (``market.market_of``)."""
    stages: Stages
    revision: int
    kinds_revision: int
    moment: Moment

    @property
    def cells(self) -> int:
        return self.competitors.cells if self.competitors is not None else self.stuck.bit_length() // 32
