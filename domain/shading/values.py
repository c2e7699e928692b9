"""The landscape of first-price auctions: what it takes to win, and how much less than its value a bid should be.

Prices are CPM micros of the market's currency. A market is named from wide to narrow
(``USD/open/banner/300x250/USA``), so that dropping the last part gives the market around it. Everything is an integer:
the same request meets the same price in every bidder.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

WHOLE: Final = 10_000
"""Factors are parts of ten thousand."""
BUCKETS_AN_OCTAVE: Final = 4
FIRST_BUCKET: Final = 40
"""Values below 0.001 of the currency share it."""
BUCKETS: Final = 112
_BEFORE_FIRST: Final = FIRST_BUCKET - BUCKETS_AN_OCTAVE
QUANTILES: Final = 32


class Arm(StrEnum):
    """What was done to a bid of a first-price auction."""

    SHADED = "shaded"
    HOLDOUT = "holdout"
    """Left at its value, so that what shading gains can be measured."""
    EXPLORED = "explored"
    """Lowered at random, within bounds: how else to learn what a lower bid would have done?"""


class Market(Struct, frozen=True, array_like=True):
    """One market as learned from ``observations`` bids.

    ``needed_micros`` (32) are the prices that win one in 32 auctions, two in 32, and so on to all of them; ``factors``
    says per bucket of value what part of it to bid.
    """

    observations: int
    needed_micros: tuple[int, ...]
    factors: tuple[int, ...]


class Landscape(Struct, frozen=True, kw_only=True):
    """All markets of one exchange, as learned at ``learned_at_ms``, which is its revision too."""

    exchange_id: str
    learned_at_ms: int
    markets: dict[str, Market]

    def market(self, name: str) -> Market | None:
        """The narrowest market around ``name`` that is known."""
        while name:
            known = self.markets.get(name)
            if known is not None:
                return known
            name = name.rpartition("/")[0]
        return None


def market_name(currency: str, *, is_deal: bool, kind: str, width: int, height: int, country: str) -> str:
    """How a market is called; what a request does not say is a dash."""
    size = f"{width}x{height}" if width > 0 and height > 0 else "-"
    place = country if len(country) == 3 and country.isascii() and country.isalpha() else "-"
    return f"{currency}/{'deal' if is_deal else 'open'}/{kind or '-'}/{size}/{place}"


def bucket_of(value_micros: int) -> int:
    """Which bucket a value falls into: four to an octave."""
    shift = value_micros.bit_length() - 3
    if shift <= 0:
        return 0
    bucket = shift * BUCKETS_AN_OCTAVE + ((value_micros >> shift) & 3) - _BEFORE_FIRST
    if bucket < 0:
        return 0
    return bucket if bucket < BUCKETS else BUCKETS - 1


def bucket_value(bucket: int) -> int:
    """A value in the middle of a bucket, in micros."""
    shift, quarter = divmod(bucket + FIRST_BUCKET - BUCKETS_AN_OCTAVE, BUCKETS_AN_OCTAVE)
    lowest = (4 + quarter) << shift
    return lowest + (1 << shift) // 2


def lowered(value_micros: int, factor: int, floor_micros: int) -> int:
    """The bid for a value at or above the floor: its part, but never above the value nor below the floor."""
    bid = value_micros * factor // WHOLE
    if bid < floor_micros or bid < 1:
        bid = max(floor_micros, 1)
    if bid > value_micros:
        return value_micros
    return bid
