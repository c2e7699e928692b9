"""The ready answer to "who may compete for this lot?", kept for every request of the same context."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidding.index.ask import Ask
from bidding.index.postings import Bitmap, RowNumbers
from bidding.inference.engine import Prepared
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.response import MarkupShape
from domain.serving.values import CreativeFormat

MOST_CANDIDATES: Final = 64

Rates = NDArray[np.float64]


class Draw(NamedTuple):
    """The candidates of one request, at most ``MOST_CANDIDATES``.

    ``rows`` (k,) are row numbers, ``tenant_of_row`` (k,) points into the plan's tenants, ``rates`` (k,) turns each row's
    currency into the bid's.
    """

    rows: RowNumbers
    tenant_of_row: RowNumbers
    rates: Rates


class Competitors(NamedTuple):
    """Rows that passed every gate of the context, in the order in which turns go round.

    Arrays are held twice over, end to end, so that any run of them is a slice; ``count`` is how many there are.
    """

    bitmap: Bitmap
    count: int
    rows: RowNumbers
    tenants: tuple[str, ...]
    tenant_of_row: RowNumbers
    rates: Rates


class Plan(NamedTuple):
    """Who may compete for a lot, as far as the request's context decides it.

    ``refusal`` says how far the last row came when there are no ``competitors``. ``needs_person`` tells whether any of
    them depends on who is watching, ``capped_tenants`` whose frequency caps have to be known.
    """

    ask: Ask
    competitors: Competitors | None
    refusal: NoBid
    needs_person: bool
    context: Prepared
    shapes: dict[CreativeFormat, MarkupShape]


def draw(competitors: Competitors, start: int, admitted: NDArray[np.bool_] | None) -> Draw | None:
    """Take a request's candidates: all that are admitted, or as many as fit from a ``start`` that its id decides.

    Every row is drawn by an equal share of requests; and as the first of equally good candidates wins, the turn goes
    round there as well. ``admitted`` is by row number; None admits all. Returns None when it admits none.
    """
    _, count, rows, _, tenant_of_row, rates = competitors
    if admitted is None:
        turn = start % count
        run = slice(turn, turn + min(count, MOST_CANDIDATES))
        return Draw(rows[run], tenant_of_row[run], rates[run])
    places = np.flatnonzero(admitted[rows[:count]])
    left = len(places)
    if not left:
        return None
    turn = start % left
    drawn = np.concatenate([places, places])[turn : turn + min(left, MOST_CANDIDATES)]
    return Draw(rows[drawn], tenant_of_row[drawn], rates[drawn])
