"""The bidder's engine: one compiled pass over projections that were summed beforehand.

The first layer is linear, so a candidate's potential is the sum of three projections: the person's, the context's and
its own. Each is computed when its source changes, which leaves 64 additions and comparisons a candidate, and sums of
the trained heads' weights in whole drive steps. Exact by ``grid.py``, whatever the order of summation.
"""

from collections.abc import Callable
from functools import cache

import numba
import numpy as np

from bidding.inference import grid
from bidding.inference.engine import Heads, Prepared, Probabilities, Rows
from bidding.inference.layout import CANDIDATE, CONTEXT, PERSON, Features
from bidding.inference.network import CLICK, CONVERSION, HIDDEN, Network, head_index
from domain.errors import InvalidInput

_LIMIT = grid.DRIVE_LIMIT_STEPS
_SIGNATURE = (
    "Tuple((float32[::1], float32[::1]))("
    "float32[:, ::1], int32[::1], float32[:, ::1], int32[::1], float32[::1], int32[:, ::1], float32[:, ::1])"
)


_Kernel = Callable[[Prepared, Rows, Prepared, Rows, Prepared, Rows, Prepared], tuple[Probabilities, Probabilities]]


def _score_into(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
    candidates: Prepared,
    rows: Rows,
    person_rows: Prepared,
    person_of_row: Rows,
    context: Prepared,
    head_weights: Rows,
    tables: Prepared,
    click: Probabilities,
    conversion: Probabilities,
) -> None:
    """``head_weights`` is (2, 65): a row a head of drive steps a spike, the bias last; ``tables`` is (2, 6145).

    Sums of steps stay below 2^24 by ``grid.py``; said to be of 32 bits, twice as many are added at once.
    """
    floor = np.empty(person_rows.shape, np.float32)
    for tenant in range(person_rows.shape[0]):
        for unit in range(HIDDEN):
            floor[tenant, unit] = -(person_rows[tenant, unit] + context[unit])
    for k in range(rows.shape[0]):
        own = candidates[rows[k]]
        needed = floor[person_of_row[k]]
        click_drive = head_weights[0, HIDDEN]
        conversion_drive = head_weights[1, HIDDEN]
        for unit in range(HIDDEN):
            fires = np.int32(own[unit] >= needed[unit])
            click_drive = np.int32(click_drive + fires * head_weights[0, unit])
            conversion_drive = np.int32(conversion_drive + fires * head_weights[1, unit])
        click_step = min(max(click_drive, -_LIMIT), _LIMIT) + _LIMIT
        conversion_step = min(max(conversion_drive, -_LIMIT), _LIMIT) + _LIMIT
        click[k] = tables[0, click_step]
        conversion[k] = tables[0, click_step] * tables[1, conversion_step]


score_into: Callable[..., None] = numba.njit(cache=True)(_score_into)
"""The score as a part of a larger kernel: fills the last two, both (k,)."""


def _score(  # noqa: PLR0917 - as above
    candidates: Prepared,
    rows: Rows,
    person_rows: Prepared,
    person_of_row: Rows,
    context: Prepared,
    head_weights: Rows,
    tables: Prepared,
) -> tuple[Probabilities, Probabilities]:
    click = np.empty(rows.shape[0], np.float32)
    conversion = np.empty(rows.shape[0], np.float32)
    score_into(candidates, rows, person_rows, person_of_row, context, head_weights, tables, click, conversion)
    return click, conversion


@cache
def _compiled() -> _Kernel:
    """Compiled for one signature only: a stray type or layout is refused, not compiled anew while a request waits."""
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True)(_score)
    return kernel


class FusedEngine:
    """Scores 64 candidates in a few microseconds. Prepared rows are projections onto the 64 hidden units."""

    name = "fused"
    candidate_width = HIDDEN
    person_width = HIDDEN
    context_width = HIDDEN

    def __init__(self, network: Network) -> None:
        if not network.is_exact():
            raise InvalidInput(
                "the model's weights are off the grid that makes fused sums exact",
                field="model",
                remedy="Train it with this release's script, or run it with the onnxruntime engine.",
            )
        near, far = CONTEXT
        self._person = np.ascontiguousarray(network.w1[PERSON])
        self._candidate = np.ascontiguousarray(network.w1[CANDIDATE])
        self._context = np.concatenate([network.w1[near], network.w1[far]])
        self._offset = network.b1 - network.threshold
        trained = [head_index(CLICK), head_index(CONVERSION)]
        weights = np.vstack([network.w2, network.b2])[:, trained] * grid.DRIVE_STEPS
        head_weights: Rows = np.ascontiguousarray(weights.T, np.int32)
        tables = np.stack([network.calibrations[head].table() for head in (CLICK, CONVERSION)])
        self.fusible_heads = Heads(head_weights, tables)
        self._kernel = _compiled()

    def prepare_candidates(self, features: Features) -> Prepared:
        return grid.snap(features) @ self._candidate

    def prepare_person(self, features: Features) -> Prepared:
        return grid.snap(features) @ self._person

    def prepare_context(self, features: Features) -> Prepared:
        projection: Prepared = grid.snap(features) @ self._context + self._offset
        return projection

    def score(
        self, candidates: Prepared, rows: Rows, person_rows: Prepared, person_of_row: Rows, context: Prepared
    ) -> tuple[Probabilities, Probabilities]:
        return self._kernel(candidates, rows, person_rows, person_of_row, context, *self.fusible_heads)

    def warm_up(self) -> None:
        rows = np.zeros(1, np.int32)
        table = np.zeros((1, HIDDEN), np.float32)
        self.score(table, rows, table, rows, np.zeros(HIDDEN, np.float32))
