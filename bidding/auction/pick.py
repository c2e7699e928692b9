"""Which candidate answers: the best score at or above the floor."""

from collections.abc import Iterator
from typing import Final

from bidding.auction.expected import Reals

_TRIED: Final = -1.0


def best_first(prices: Reals, scores: Reals, best: int, floor: int) -> Iterator[int]:
    """Places of candidates from the best score, at ``best``, down to the floor; usually only the first is asked for.

    Equal scores come in the order of the draw, which depends on the request. A price of nothing is no bid.
    """
    least = max(floor, 1)
    while prices[best] >= least:
        yield best
        best = next_best(prices, scores, best)


def next_best(prices: Reals, scores: Reals, tried: int) -> int:
    """Take the candidate at ``tried`` out, and return the place of the best of the rest."""
    scores[tried] = prices[tried] = _TRIED
    return int(scores.argmax())
