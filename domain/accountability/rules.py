"""Sampling by a request's id, and what a sample says about the whole."""

from collections.abc import Iterable
from math import sqrt
from typing import Final

from msgspec import structs

from domain.accountability.values import Interval, Trace

HASHES: Final = 1 << 32
_SPREAD: Final = 0x85EBCA6B
_Z: Final = 1.96


def place_of(seed: int) -> int:
    """Where in [0, 2^32) the request falls whose id hashes to ``seed``; independent of what else is decided by it."""
    return ((seed ^ (seed >> 15)) * _SPREAD) & (HASHES - 1)


def limit_for(one_in: int) -> int:
    """Requests placed below it are one in ``one_in``; nobody when that is 0."""
    return HASHES // one_in if one_in > 0 else 0


def total_interval(contributions: Iterable[tuple[float, int]]) -> Interval:
    """For a total of values of sampled requests, each given with how many requests it stands for.

    Every request was taken independently with probability ``1 / one_in`` (a Poisson sample), so the variance of the
    projected total is estimated by the sum of ``(1 - p) (y / p)²``. Zero seen of a sample of n says at most three.
    """
    total = variance = 0.0
    heaviest = 1
    for value, one_in in contributions:
        total += value * one_in
        variance += (1 - 1 / one_in) * (value * one_in) ** 2
        heaviest = max(heaviest, one_in)
    if not total:
        return Interval(0.0, 3.0 * heaviest if heaviest > 1 else 0.0)
    half = _Z * sqrt(variance)
    return Interval(max(0.0, total - half), total + half)


OF_A_PERSON: Final = ("interest.", "segment.", "loyalty.", "recency")
"""How the names of those features begin that say something of the person."""


def without_person(trace: Trace) -> Trace:
    """The trace without what the model was told of the person, and whether the tenant knows them."""
    lots = tuple(
        structs.replace(
            lot,
            candidates=tuple(
                structs.replace(
                    one,
                    features={name: value for name, value in one.features.items() if not name.startswith(OF_A_PERSON)},
                )
                for one in lot.candidates
            ),
        )
        for lot in trace.lots
    )
    return structs.replace(trace, lots=lots, person_known=False)
