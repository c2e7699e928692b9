"""What candidates are worth: expected value, loyalty boost, maximum, in one compiled pass over all of them.

Worth is a real number as long as probabilities are in it, and becomes whole micros of the bid's currency once, rounded
down. The score that ranks candidates is that price plus the click probability, which is below one: the higher price
wins, and between equal prices the advert that this person is likelier to care for.
"""

from collections.abc import Callable
from functools import cache

import numba
import numpy as np
from numpy.typing import NDArray

from bidding.inference.engine import Probabilities, Rows

Reals = NDArray[np.float64]

_SIGNATURE = (
    "Tuple((float64[::1], float64[::1], int64))("
    "float64[:, ::1], float64[:, ::1], int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], float32[::1], float32[::1])"
)

_Kernel = Callable[
    [Reals, Reals, Rows, Rows, Rows, Rows, Reals, Probabilities, Probabilities],
    tuple[Reals, Reals, int],
]


def _expected_into(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
    terms: Reals,
    boosts: Reals,
    tiers: Rows,
    rows: Rows,
    tenant_of_row: Rows,
    currency: Rows,
    rates: Reals,
    click: Probabilities,
    conversion: Probabilities,
    prices: Reals,
    scores: Reals,
) -> int:
    best = 0
    for place in range(rows.shape[0]):
        row = rows[place]
        worth = terms[row, 0] + terms[row, 1] * click[place] + terms[row, 2] * conversion[place]
        worth *= boosts[tiers[tenant_of_row[place]], row]
        price = np.floor(min(worth, terms[row, 3]) * rates[currency[row]])
        prices[place] = price
        scores[place] = price + click[place]
        if scores[place] > scores[best]:
            best = place
    return best


expected_into: Callable[..., int] = numba.njit(cache=True)(_expected_into)
"""The same as a part of a larger kernel: fills the last two, both (k,), and returns the place of the best."""


def _expected(  # noqa: PLR0917 - as above
    terms: Reals,
    boosts: Reals,
    tiers: Rows,
    rows: Rows,
    tenant_of_row: Rows,
    currency: Rows,
    rates: Reals,
    click: Probabilities,
    conversion: Probabilities,
) -> tuple[Reals, Reals, int]:
    prices = np.empty(rows.shape[0], np.float64)
    scores = np.empty(rows.shape[0], np.float64)
    best = expected_into(terms, boosts, tiers, rows, tenant_of_row, currency, rates, click, conversion, prices, scores)
    return prices, scores, best


@cache
def compiled() -> _Kernel:
    """The kernel, compiled for one signature; call it once before serving.

    ``terms`` (rows, 4) and ``boosts`` (tiers, rows) are the table's; ``tiers`` (t,) gives the viewer's tier with each
    tenant; ``currency`` is by row, ``rates`` by currency. ``rows``, ``tenant_of_row`` and the two probabilities are the k
    candidates'. Returns their prices and scores, both (k,), and the place of the best score: the first among equals.
    """
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True)(_expected)
    return kernel
