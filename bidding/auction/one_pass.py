"""A lot's candidates drawn, scored, priced and paced in one compiled call.

Each step is the one that ``draw``, ``fused_engine``, ``expected`` and ``pacer`` also offer alone, so both ways find the same
to the bit. What one call saves is three others with the arrays between them, half of what the steps cost together.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final
from zlib import crc32

import numba
import numpy as np

from bidding.auction import expected
from bidding.auction.expected import Reals, expected_into
from bidding.budget import pacer
from bidding.budget.pacer import Chances, Counts, Flags, screen_within
from bidding.index.index import LiveIndex
from bidding.index.plans import draw
from bidding.index.plans.draw import MOST_CANDIDATES, Draw, draw_into
from bidding.index.plans.kinds import PASSED, Stages
from bidding.index.plans.plan import Competitors
from bidding.index.postings import Bitmap, Numbers, Octets, RowNumbers
from bidding.inference import fused_engine, grid
from bidding.inference.engine import FusibleEngine, Prepared, Probabilities, Rows
from bidding.inference.fused_engine import score_into
from bidding.people.people import Acquaintance

_SIGNATURE: Final = (
    "UniTuple(int64, 4)("
    "int32[::1], uint8[::1], int64, int32[::1], int32[::1], int32[::1], uint8[::1], int64, int32[::1], int32[::1], "
    "float32[:, ::1], float32[:, ::1], float32[::1], int32[:, ::1], float32[:, ::1], "
    "float64[:, ::1], float64[:, ::1], int32[::1], int32[::1], float64[::1], "
    "int32[::1], boolean[::1], float64[::1], float32[:, ::1], int64[:, ::1], float64, "
    "int32[:, ::1], float32[:, ::1], float64[:, ::1])"
)

Found = tuple[int, int, int, int]
"""How many candidates there are, the place of the best, its row, and its price: whole micros, or ``pacer.PACED``."""


def _edition(*modules: ModuleType) -> int:
    """Another number when one of these is another text: numba keeps what it compiled by the kernel's own file alone."""
    edition = 0
    for module in modules:
        edition = crc32(Path(str(module.__file__)).read_bytes(), edition)
    return edition


def _of_edition(edition: int) -> Callable[..., Found]:
    def one_pass(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
        turns: Numbers,
        admitted: Octets,
        start: int,
        first_row: Numbers,
        row_count: Numbers,
        kind_of_row: Numbers,
        stages: Stages,
        passed: int,
        tenant: Numbers,
        place_of_tenant: Numbers,
        candidates: Prepared,
        person_rows: Prepared,
        context: Prepared,
        head_weights: Rows,
        tables: Prepared,
        terms: Reals,
        boosts: Reals,
        tiers: Rows,
        currency: Numbers,
        rates: Reals,
        slot_of_row: Numbers,
        by_conversion: Flags,
        floors: Reals,
        histograms: Chances,
        counts: Counts,
        turn: float,
        drawn: Numbers,
        chances: Chances,
        worth: Reals,
    ) -> Found:
        edition  # noqa: B018 - a part of the key in numba's cache
        count = draw_into(
            turns,
            admitted,
            start,
            first_row,
            row_count,
            kind_of_row,
            stages,
            passed,
            tenant,
            place_of_tenant,
            drawn[0],
            drawn[1],
        )
        if count == 0:
            return 0, 0, 0, 0
        rows, tenant_of_row = drawn[0, :count], drawn[1, :count]
        click, conversion = chances[0, :count], chances[1, :count]
        prices, scores = worth[0, :count], worth[1, :count]
        score_into(candidates, rows, person_rows, tenant_of_row, context, head_weights, tables, click, conversion)
        best = expected_into(
            terms, boosts, tiers, rows, tenant_of_row, currency, rates, click, conversion, prices, scores
        )
        if slot_of_row.shape[0] > 0:
            best = screen_within(
                rows, slot_of_row, by_conversion, floors, histograms, counts, click, conversion, turn, prices, scores
            )
        return count, best, int(rows[best]), int(prices[best])

    return one_pass


@cache
def compiled() -> Callable[..., Found]:
    """The kernel, compiled for one signature; call it once before serving.

    Its arrays are those of the four steps, in their order; the last three, (2, 64) each, are filled with what they find.
    """
    edition = _edition(draw, fused_engine, grid, expected, pacer)
    kernel: Callable[..., Found] = numba.njit(_SIGNATURE, cache=True)(_of_edition(edition))
    return kernel


class OnePass:
    """Runs the pass over what is live, for one engine; what it found last can be read until the next time."""

    def __init__(self, index: LiveIndex, engine: FusibleEngine) -> None:
        self._index = index
        self._table = index.table
        self._pacer = index.pacer
        self._kernel = compiled()
        self._weights, self._probabilities = engine.fusible_heads
        self._drawn: RowNumbers = np.zeros((2, MOST_CANDIDATES), np.int32)
        self._chances: Probabilities = np.zeros((2, MOST_CANDIDATES), np.float32)
        self._worth: Reals = np.zeros((2, MOST_CANDIDATES), np.float64)

    def run(
        self, competitors: Competitors, refused: Bitmap, start: int, context: Prepared, acquainted: Acquaintance
    ) -> Found:
        """Find the best of a counted request's candidates; there must be one who is not ``refused``."""
        table, paced = self._table, self._pacer
        turns, admitted = self._index.field(competitors, refused)
        slots, by_conversion, floors, histograms, counts = paced.arrays()
        return self._kernel(
            turns,
            admitted,
            start,
            table.first_row,
            table.row_count,
            table.kind,
            competitors.stages,
            PASSED,
            table.tenant,
            competitors.place_of_tenant,
            table.prepared,
            acquainted.projections,
            context,
            self._weights,
            self._probabilities,
            table.terms,
            table.boosts,
            table.tier_lines(acquainted.tiers),
            table.currency,
            competitors.rates,
            slots,
            by_conversion,
            floors,
            histograms,
            counts,
            paced.next_turn() if paced.active else 0.0,
            self._drawn,
            self._chances,
            self._worth,
        )

    def found(self, count: int) -> tuple[Draw, Reals, Reals]:
        """Who was drawn, their prices and their scores, (count,) each; valid, and yours to write to, until the next run."""
        prices, scores = self._worth[:, :count]
        rows, tenant_of_row = self._drawn[:, :count]
        return Draw(rows, tenant_of_row), prices, scores
