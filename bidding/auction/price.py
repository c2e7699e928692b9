"""Prices in integers: the exact bid with what it costs its campaign.

``expected.py`` says what a candidate is worth; here that is whole micros of the bid's currency already. One CPM micro is
one nano for the impression. ``floors.py`` has what a bid must reach.
"""

from msgspec import Struct

from domain.money import RATE_SCALE, convert


class BidPrice(Struct, frozen=True, gc=False):
    """``price_micros`` is the CPM in the bid's currency; ``cost_nanos`` what winning at it costs the campaign, in its own."""

    price_micros: int
    cost_nanos: int


def exact_price(expected_micros: int, max_cpm_micros: int, rate_e9: int) -> BidPrice:
    """The bid and its cost, which never exceeds ``max_cpm_micros``; ``rate_e9`` turns the bid's currency into the campaign's."""
    if rate_e9 == RATE_SCALE:
        price = expected_micros if expected_micros < max_cpm_micros else max_cpm_micros  # noqa: FURB136 - hot
        return BidPrice(price, price)
    cost = convert(expected_micros, rate_e9)
    if cost <= max_cpm_micros:
        return BidPrice(expected_micros, cost)
    price = max_cpm_micros * RATE_SCALE // rate_e9
    return BidPrice(price, convert(price, rate_e9))
