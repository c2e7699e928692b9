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

    Arrays are held twice over, end to end, so that any run of them is a slice; ``size`` is how many there are.
    """

    bitmap: Bitmap
    size: int
    rows: RowNumbers
    tenants: tuple[str, ...]
    tenant_of_row: RowNumbers
    rates: Rates


class Plan(NamedTuple):
    """Who may compete for a lot, as far as the request's context decides it.

    ``refusal`` says how far the last row came when there are no ``competitors``. ``needs_person`` tells whether any of
    them depends on who is watching.
    """

    ask: Ask
    competitors: Competitors | None
    refusal: NoBid
    needs_person: bool
    context: Prepared
    shapes: dict[CreativeFormat, MarkupShape]


def draw(competitors: Competitors, start: int) -> Draw:
    """All candidates, or as many as fit, from a ``start`` that the request's id decides.

    Every row is drawn by an equal share of requests; and as the first of equally good candidates wins, the turn goes
    round there as well.
    """
    turn = start % competitors.size
    run = slice(turn, turn + min(competitors.size, MOST_CANDIDATES))
    return Draw(competitors.rows[run], competitors.tenant_of_row[run], competitors.rates[run])


def draw_admitted(competitors: Competitors, start: int, admitted: NDArray[np.bool_]) -> Draw | None:
    """The same among those that ``admitted``, by row number, lets through; None when it lets nobody through."""
    places = np.flatnonzero(admitted[competitors.rows[: competitors.size]])
    left = len(places)
    if not left:
        return None
    turn = start % left
    drawn = np.concatenate([places, places])[turn : turn + min(left, MOST_CANDIDATES)]
    return Draw(competitors.rows[drawn], competitors.tenant_of_row[drawn], competitors.rates[drawn])
