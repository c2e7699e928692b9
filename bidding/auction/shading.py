"""First-price shading on the bid path: one look-up and one multiplication for the candidate that answers.

Only where the winner pays its bid (``at`` 1): a second-price auction is best bid at value, and a deal of fixed price
(``at`` 3) is paid at its floor. Which requests are left alone, and which are bid lower to learn from, is decided by their
id, so that every bidder and every repetition treats a request the same.
"""

from typing import Final

from msgspec import Struct

from bidding.index.asking.lot import Lot
from bidding.openrtb.request import BidRequest
from domain.shading.values import WHOLE, Arm, Landscape, bucket_of, lowered

FIRST_PRICE: Final = 1
SECOND_PRICE: Final = 2
"""What an exchange that does not say holds (OpenRTB 2.6, section 3.2.1)."""
_SPREAD: Final = 0x9E3779B1
_WHOLE_HASH: Final = 0xFFFFFFFF
HOLDOUT_PER_CENT: Final = 5
EXPLORED_PER_CENT: Final = 3
_HOLDOUT_BELOW: Final = (_WHOLE_HASH + 1) * HOLDOUT_PER_CENT // 100
_EXPLORED_BELOW: Final = (_WHOLE_HASH + 1) * (HOLDOUT_PER_CENT + EXPLORED_PER_CENT) // 100
_LEAST_EXPLORED: Final = WHOLE // 2
_MOST_REMEMBERED: Final = 16_384
_SHADED: Final = Arm.SHADED
_HOLDOUT: Final = Arm.HOLDOUT
_EXPLORED: Final = Arm.EXPLORED


class Shaded(Struct, frozen=True, gc=False):
    """A first-price bid: the price to send, what it would have been, and what was done to it."""

    price_micros: int
    unshaded_micros: int
    arm: Arm
    market: str


def is_first_price(request: BidRequest, lot: Lot) -> bool:
    """Whether the winner of this lot pays its bid; a deal's own terms come before the request's."""
    deal = lot.deal
    return ((deal.at if deal is not None else None) or request.at) == FIRST_PRICE


def arm_of(seed: int) -> Arm:
    """What is done to bids of the request whose id hashes to ``seed``."""
    place = (seed * _SPREAD) & _WHOLE_HASH
    if place < _HOLDOUT_BELOW:
        return _HOLDOUT
    return _EXPLORED if place < _EXPLORED_BELOW else _SHADED


class Shading:
    """The landscapes of all exchanges, as last heard of."""

    def __init__(self) -> None:
        self._landscapes: dict[str, Landscape] = {}
        self._known: dict[tuple[str, str], tuple[int, ...] | None] = {}

    def apply(self, landscape: Landscape) -> None:
        """Use ``landscape`` from the next request on; an older one than that in use is ignored."""
        held = self._landscapes.get(landscape.exchange_id)
        if held is None or held.learned_at_ms <= landscape.learned_at_ms:
            self._landscapes[landscape.exchange_id] = landscape
            self._known.clear()

    def bid(self, exchange_id: str, market: str, seed: int, value_micros: int, floor_micros: int) -> Shaded:
        """The bid for a value of ``value_micros``, which is at or above the floor.

        It is never above the value, never below the floor; a market nobody has learned yet is bid at value.
        """
        if (seed * _SPREAD) & _WHOLE_HASH >= _EXPLORED_BELOW:
            try:
                factors = self._known[exchange_id, market]
            except KeyError:
                factors = self._factors(exchange_id, market)
            if factors is None:
                return Shaded(value_micros, value_micros, _SHADED, market)
            price = lowered(value_micros, factors[bucket_of(value_micros)], floor_micros)
            return Shaded(price, value_micros, _SHADED, market)
        if arm_of(seed) is _HOLDOUT:
            return Shaded(value_micros, value_micros, _HOLDOUT, market)
        price = lowered(value_micros, _LEAST_EXPLORED + seed % (WHOLE - _LEAST_EXPLORED), floor_micros)
        return Shaded(price, value_micros, _EXPLORED, market)

    def _factors(self, exchange_id: str, market: str) -> tuple[int, ...] | None:
        """What part of each bucket of values to bid; None for a market that nobody has learned."""
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        landscape = self._landscapes.get(exchange_id)
        learned = landscape.market(market) if landscape is not None else None
        found = self._known[exchange_id, market] = learned.factors if learned is not None else None
        return found
