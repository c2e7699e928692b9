"""Prices in integers: the exact bid with what it costs its campaign, and the floor it has to reach.

``expected.py`` says what a candidate is worth; here that is whole micros of the bid's currency already. One CPM micro is
one nano for the impression.
"""

from math import ceil
from typing import Final, NamedTuple

from bidding.openrtb.request import Deal, Imp
from domain.money import MICROS, RATE_SCALE, convert
from domain.rates.values import RateTable

DEFAULT_FLOOR_CURRENCY: Final = "USD"
_HIGHEST_FLOOR: Final = 1e9
"""A CPM no currency asks for; beyond it a floor is unreachable rather than arithmetic."""
_UNREACHABLE: Final = 1 << 62


class BidPrice(NamedTuple):
    """``price_micros`` is the CPM in the bid's currency; ``cost_nanos`` what winning at it costs the campaign, in its own."""

    price_micros: int
    cost_nanos: int


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
