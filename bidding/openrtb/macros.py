"""OpenRTB 2.6 substitution macros (section 4.4): the exchange expands them in notice URLs and in markup.

A macro that nobody has a value for becomes the empty string, as the specification asks. ``${MACRO:B64}`` is the value in
base 64.
"""

from base64 import b64encode
from collections.abc import Mapping
from re import Match
from re import compile as pattern
from typing import Final

AUCTION_ID: Final = "AUCTION_ID"
AUCTION_BID_ID: Final = "AUCTION_BID_ID"
AUCTION_IMP_ID: Final = "AUCTION_IMP_ID"
AUCTION_SEAT_ID: Final = "AUCTION_SEAT_ID"
AUCTION_AD_ID: Final = "AUCTION_AD_ID"
AUCTION_PRICE: Final = "AUCTION_PRICE"
AUCTION_CURRENCY: Final = "AUCTION_CURRENCY"
AUCTION_MIN_TO_WIN: Final = "AUCTION_MIN_TO_WIN"
AUCTION_LOSS: Final = "AUCTION_LOSS"
AUCTION_MULTIPLIER: Final = "AUCTION_MULTIPLIER"

_MACRO: Final = pattern(r"\$\{(AUCTION_[A-Z_]+)(:B64)?\}")


def expand(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every macro replaced by its value: what an exchange does with our markup and notice URLs."""

    def value_of(macro: Match[str]) -> str:
        value = values.get(macro[1], "")
        return b64encode(value.encode()).decode("ascii") if macro[2] else value

    return _MACRO.sub(value_of, text)
