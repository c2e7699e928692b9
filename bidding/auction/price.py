"""What we bid: the expected worth of an impression to its campaign, in the currency of the bid.

Worth is a real number as long as probabilities are in it and becomes whole micros once, rounded down. From there on
everything is integer: one CPM micro is one nano for the impression.
"""

from math import ceil
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidding.index.rows import BASE, MAXIMUM, PER_CLICK, PER_CONVERSION
from bidding.inference.engine import Probabilities
from bidding.openrtb.request import Deal, Imp
from domain.money import MICROS, RATE_SCALE, convert
from domain.rates.values import RateTable

Reals = NDArray[np.float64]

DEFAULT_FLOOR_CURRENCY: Final = "USD"
_HIGHEST_FLOOR: Final = 1e9
"""A CPM no currency asks for; beyond it a floor is unreachable rather than arithmetic."""
_UNREACHABLE: Final = 1 << 62


class BidPrice(NamedTuple):
    """``price_micros`` is the CPM in the bid's currency; ``cost_nanos`` what winning at it costs the campaign, in its own."""

    price_micros: int
    cost_nanos: int


def expected_prices(
    terms: Reals, click: Probabilities, conversion: Probabilities, boosts: Reals | None, rates: Reals | None
) -> Reals:
    """CPM bids of k candidates in whole micros of the bid's currency, (k,) float64.

    ``terms`` is (k, 4) as in ``RowTable``; ``boosts`` multiply the worth and never lift a bid above its maximum.
    """
    worth: Reals = terms[:, PER_CLICK] * click
    worth += terms[:, PER_CONVERSION] * conversion
    worth += terms[:, BASE]
    if boosts is not None:
        worth *= boosts
    np.minimum(worth, terms[:, MAXIMUM], out=worth)
    if rates is not None:
        worth *= rates
    return np.floor(worth, out=worth)


def exact_price(expected_micros: int, max_cpm_micros: int, rate_e9: int) -> BidPrice:
    """The bid and its cost, which never exceeds ``max_cpm_micros``; ``rate_e9`` turns the bid's currency into the campaign's."""
    if rate_e9 == RATE_SCALE:
        price = min(expected_micros, max_cpm_micros)
        return BidPrice(price, price)
    cost = convert(expected_micros, rate_e9)
    if cost <= max_cpm_micros:
        return BidPrice(expected_micros, cost)
    price = max_cpm_micros * RATE_SCALE // rate_e9
    return BidPrice(price, convert(price, rate_e9))


def floor_micros(imp: Imp, deal: Deal | None, bid_currency: str, rates: RateTable) -> int | None:
    """The least CPM that may win, in micros of the bid's currency: the deal's floor if it has one, else the impression's.

    Rounded up, and high enough that the floor still holds when the bid is converted back into the floor's currency. None
    when that currency is one we have no rate for.
    """
    floor, currency = imp.bidfloor, imp.bidfloorcur
    if deal is not None and deal.bidfloor is not None:
        floor, currency = deal.bidfloor, deal.bidfloorcur
    if floor is None or not floor > 0:
        return 0
    if floor >= _HIGHEST_FLOOR:
        return _UNREACHABLE
    micros = ceil(round(floor * MICROS, 3))
    currency = (currency or DEFAULT_FLOOR_CURRENCY).upper()
    if currency == bid_currency:
        return micros
    forth = rates.rate_e9(currency, bid_currency)
    back = rates.rate_e9(bid_currency, currency)
    if forth is None or back is None:
        return None
    return max(-(-micros * forth // RATE_SCALE), -(-micros * RATE_SCALE // back))
