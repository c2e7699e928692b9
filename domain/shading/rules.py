"""Learning what it takes to win, and bidding accordingly: pure arithmetic on counts.

An auction tells one of three things about the price it needed: exactly what it was (the exchange said so, or named the
winner's price), that it was no more than our bid (we won), or that it was more (we lost). The distribution that explains
all three best is found by expectation maximisation over a geometric grid of prices, drawn towards the market around it
where there is little to see.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import log
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.shading.values import BUCKETS, QUANTILES, WHOLE, Market, bucket_value

BINS: Final = 400
LOWEST_MICROS: Final = 1_000
STEP: Final = 1.05
LEAST_FACTOR: Final = 2_000
"""No bid is lowered to less than a fifth of its value, whatever was learned."""
ENOUGH: Final = 200
"""Bids that a market must have been seen in before it speaks for itself."""
PULL: Final = 100.0
"""How many bids' worth of weight the market around has."""
_ROUNDS: Final = 150
_PRIOR: Final = 2.0
_TINY: Final = 1e-12

Reals = NDArray[np.float64]
_EDGES: Final[Reals] = LOWEST_MICROS * STEP ** np.arange(1, BINS + 1, dtype=np.float64)
"""The highest price of each bin."""


class Kind(StrEnum):
    """What an auction told about the price it needed."""

    EXACT = "exact"
    WON = "won"
    """No more than the bid."""
    LOST = "lost"
    """More than the bid."""


class Observation(Struct, frozen=True):
    """``bids`` auctions of one market that told the same about a price in ``bin``."""

    market: str
    kind: Kind
    bin: int
    bids: int


def bin_of(price_micros: float) -> int:
    """The bin of a price; what lies beyond the grid falls into its ends."""
    if price_micros <= LOWEST_MICROS:
        return 0
    return min(int(log(price_micros / LOWEST_MICROS) / log(STEP)), BINS - 1)


def learn(observations: Iterable[Observation], *, enough: int = ENOUGH) -> dict[str, Market]:
    """Every market, narrow and wide, that was seen in ``enough`` auctions."""
    seen: dict[str, dict[Kind, Reals]] = {}
    for one in observations:
        for name in _around(one.market):
            counts = seen.setdefault(name, {kind: np.zeros(BINS) for kind in Kind})
            counts[one.kind][one.bin] += one.bids
    chances: dict[str, Reals] = {}
    markets: dict[str, Market] = {}
    for name in sorted(seen, key=lambda each: (each.count("/"), each)):
        told = sum(int(counts.sum()) for counts in seen[name].values())
        if told < enough:
            continue
        wider = chances.get(name.rpartition("/")[0])
        chances[name] = needed = _needed(seen[name], wider)
        markets[name] = _market(needed, told)
    return markets


def _around(market: str) -> Iterable[str]:
    while market:
        yield market
        market = market.rpartition("/")[0]


def _needed(counts: Mapping[Kind, Reals], wider: Reals | None) -> Reals:
    """(BINS,) how likely it is that an auction needs a price of each bin."""
    prior = np.full(BINS, 1 / BINS) if wider is None else wider * (1 - 1e-3) + 1e-3 / BINS
    pull = prior * (_PRIOR if wider is None else PULL)
    exact, won, lost = counts[Kind.EXACT], counts[Kind.WON], counts[Kind.LOST]
    chance = prior
    for _ in range(_ROUNDS):
        reached = np.cumsum(chance)
        below = np.cumsum((won / np.maximum(reached, _TINY))[::-1])[::-1]
        missed = lost / np.maximum(1.0 - reached, _TINY)
        above = np.concatenate([[0.0], np.cumsum(missed)[:-1]])
        weight = exact + chance * (below + above) + pull
        chance = weight / weight.sum()
    return chance


def _market(needed: Reals, told: int) -> Market:
    reached = np.minimum(np.cumsum(needed), 1.0)
    shares = np.arange(1, QUANTILES + 1) / QUANTILES
    places = np.minimum(np.searchsorted(reached, shares - 1e-9), BINS - 1)
    return Market(
        observations=told,
        needed_micros=tuple(int(price) for price in _EDGES[places]),
        factors=tuple(best_factor(reached, bucket_value(bucket)) for bucket in range(BUCKETS)),
    )


def best_factor(reached: Reals, value_micros: int) -> int:
    """The part of a value whose bid has the best expected surplus; ``reached`` (BINS,) is the chance to win by price."""
    lower = int(np.searchsorted(_EDGES, value_micros))
    bids = np.append(_EDGES[:lower], float(value_micros))
    chances = np.append(reached[:lower], reached[min(lower, BINS - 1)])
    surplus = (value_micros - bids) * chances
    best = int(surplus.argmax())
    if surplus[best] <= 0:
        return WHOLE
    return max(LEAST_FACTOR, min(WHOLE, round(float(bids[best]) * WHOLE / value_micros)))
