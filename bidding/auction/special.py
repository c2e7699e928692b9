"""Prices and ranks where a lot has terms of its own, over its (k,) candidates."""

from collections.abc import Sequence

import numpy as np

from bidding.auction.expected import Reals
from bidding.auction.floors import Money, floor_by_length
from bidding.auction.terms import Terms
from bidding.index.asking.lot import Lot
from bidding.index.live.rows import Row
from bidding.index.postings import RowNumbers


def floors_of(lot: Lot, terms: Terms, floor: int, rows: Sequence[Row], money: Money) -> Reals:
    """What each candidate has to reach, in micros of the bid's currency; infinity where no rate leads there."""
    if not terms.by_length:
        return np.full(len(rows), float(floor))
    kinds = [(row.creative.format, row.creative.duration_s) for row in rows]
    known = {kind: floor_by_length(lot.imp, lot.deal, *kind, money) for kind in set(kinds)}
    asked = [known[kind] for kind in kinds]
    return np.array([np.inf if one is None else float(one) for one in asked])


def on_terms(terms: Terms, prices: Reals, scores: Reals, floors: Reals, most_paid: Reals) -> tuple[Reals, Reals]:
    """What each candidate bids and how it ranks.

    A fixed price is bid by everybody who would bid as much, a guaranteed one by everybody who may.
    """
    if not (terms.is_fixed or terms.is_guaranteed):
        return prices, scores
    liking = scores - prices
    fixed = np.where((most_paid if terms.is_guaranteed else prices) >= floors, floors, 0.0)
    return fixed, fixed + liking


def ranking(terms: Terms, scores: Reals, rows: Sequence[Row]) -> Reals:
    """What candidates are ranked by: their scores, or in a pod that sells time, what a second of it earns."""
    if terms.pod is not None and terms.pod.is_dynamic:
        seconds: Reals = np.array([float(max(row.creative.duration_s, 1)) for row in rows])
        scores = np.divide(scores, seconds)
    return scores


def best_places(scores: Reals) -> RowNumbers:
    """From the best on."""
    return np.argsort(-scores, kind="stable").astype(np.int32)
