"""What travels through the stages of one request."""

from typing import NamedTuple

from msgspec import Struct

from bidding.auction.pod import Breaks
from bidding.auction.price import BidPrice
from bidding.auction.shading import Shaded
from bidding.index.asking.ask import Ask
from bidding.index.asking.lot import Lot
from bidding.index.live.rows import Row
from bidding.inference.engine import Probabilities, Rows
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest
from bidding.privacy import EVERY_PERMISSION, Permissions
from domain.events.values import Entry
from domain.exchanges.values import Exchange


class Win(Struct, frozen=True, kw_only=True):
    """A candidate that answers a lot, with its money held on ``lease_id`` until ``expires_at_ms``."""

    lot: Lot
    ask: Ask
    shape: MarkupShape
    row: Row
    bid_id: str
    price: BidPrice
    rate_e9: int
    shaded: Shaded | None
    """For a first-price auction: what became of its value."""
    lease_id: str
    expires_at_ms: int
    quantity_e6: int = 1_000_000
    """How many impressions the showing counts as, in millionths; the price's cost is that of all of them."""


class Foreseen(NamedTuple):
    """What a deferred engine said of a request's lots, by their numbers, while the index was at ``revision``.

    Each answer is of the rows that were asked about, and holds for those alone.
    """

    revision: int
    answers: dict[int, tuple[Rows, tuple[Probabilities, Probabilities]]]


class Call(Struct):
    """One request on its way. ``response_id`` is made with its first bid; ``reason`` is the furthest refusal so far.

    ``seed`` is what its id hashes to, which decides whatever is decided by lot.
    """

    request: BidRequest
    exchange: Exchange
    entry: Entry
    now_ms: int
    deadline_ms: int
    bid_currency: str
    seed: int
    viewer_id: str = ""
    """The person to look up; empty when there is none."""
    person_id: str = ""
    """As it may be written down, in events and tokens; empty where it may not."""
    is_alias: bool = False
    """Whether ``viewer_id`` is somebody else's id, and whose it is must be found first."""
    permissions: Permissions = EVERY_PERMISSION
    is_test: bool = False
    is_traced: bool = False
    """Its sender may see, and asked, why it was answered as it was."""
    is_dry: bool = False
    """Only to be explained: whether there is money is looked up, and nothing is held, counted or asked for."""
    scored_by: str = ""
    """The provider and the model at the time of its answer; kept for those accounted for."""
    response_id: str = ""
    wins: list[Win] = []
    breaks: Breaks = {}

    refusals: dict[str, NoBid] | None = None
    """Why impressions got no bid; kept only for a sender who asks."""
    foreseen: Foreseen | None = None
    reason: NoBid = NoBid.NO_CAMPAIGN
    has_waited: bool = False
    """For a campaign's first lease; nobody waits twice."""
