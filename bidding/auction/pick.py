"""Which candidate answers: the best score at or above the floor."""

from collections.abc import Iterator
from typing import Final

from bidding.auction.price import Reals
from bidding.inference.engine import Probabilities

_TRIED: Final = -1.0


def best_first(prices: Reals, click: Probabilities, floor: int) -> Iterator[int]:
    """Places of candidates from the best score down to the floor; usually only the first is ever asked for.

    A score is the price in whole micros plus the click probability, which is below one: the higher price wins, and
    between equal prices the advert that this person is likelier to care for. What is equal even then goes to the first
    in the draw, whose order depends on the request.
    """
    scores = prices + click
    for _ in range(len(scores)):
        place = int(scores.argmax())
        if prices[place] < floor or prices[place] < 1:
            return
        yield place
        scores[place] = _TRIED
        prices[place] = _TRIED
