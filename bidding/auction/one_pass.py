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
from numba import carray

from bidding.auction import expected
from bidding.auction.expected import Reals, expected_into
from bidding.budget import pacer
from bidding.budget.pacer import LEVELS, screen_within
from bidding.index.index import LiveIndex
from bidding.index.live.rows import CACHE_LINE
from bidding.index.plans import draw
from bidding.index.plans.draw import MOST_CANDIDATES, Draw, draw_into
from bidding.index.plans.kinds import PASSED, Stages
from bidding.index.plans.plan import Competitors
from bidding.index.postings import Bitmap, Numbers, Octets, RowNumbers
from bidding.inference import addresses, fused_engine, grid
from bidding.inference.addresses import Addresses, addresses_of, fetch_ahead, pointer
from bidding.inference.engine import FusibleEngine, Prepared, Probabilities, Rows
from bidding.inference.fused_engine import score_into
from bidding.inference.grid import DRIVE_LIMIT_STEPS
from bidding.inference.network import HIDDEN
from bidding.people.people import Acquaintance

_SIGNATURE: Final = (
    "UniTuple(int64, 4)("
    "int64[::1], int32[::1], uint8[::1], int64, uint8[::1], int64, int32[::1], float64[::1], "
    "float32[:, ::1], int32[::1], float32[::1], float64)"
)
(
    _FIRST_ROW,
    _ROW_COUNT,
    _TENANT,
    _KIND,
    _CANDIDATES,
    _TERMS,
    _BOOSTS,
    _CURRENCY,
    _WEIGHTS,
    _TABLES,
    _SLOT_OF_ROW,
    _BY_CONVERSION,
    _FLOORS,
    _HISTOGRAMS,
    _COUNTS,
    _DRAWN,
    _CHANCES,
    _WORTH,
    _CAMPAIGNS,
    _ROWS,
    _LINES,
    _SLOTS,
) = range(22)
"""Places on the board: where arrays lie that stay there from one request to the next, and then how large they are."""
_PREPARED_BYTES: Final = HIDDEN * 4
_TERMS_BYTES: Final = 4 * 8
_BOOST_BYTES: Final = 8
"""How large a row is in each of these arrays."""
UNPACED: Final = -1.0
"""No turn: nobody is paced."""

Found = tuple[int, int, int, int]
"""How many candidates there are, the place of the best, its row, and its price: whole micros, or ``pacer.PACED``."""


def _edition(*modules: ModuleType) -> int:
    """Another number when one of these is another text: numba keeps what it compiled by the kernel's own file alone."""
    edition = 0
    for module in modules:
        edition = crc32(Path(str(module.__file__)).read_bytes(), edition)
    return edition


def _fetch_rows(board: Addresses, rows: RowNumbers, count: int) -> None:
    """Have what is known of the drawn rows brought from memory all at once, instead of waiting for each line in turn."""
    for place in range(count):
        prepared = board[_CANDIDATES] + rows[place] * _PREPARED_BYTES
        for line in range(0, _PREPARED_BYTES, CACHE_LINE):
            fetch_ahead(prepared + line)
        fetch_ahead(board[_TERMS] + rows[place] * _TERMS_BYTES)
        fetch_ahead(board[_BOOSTS] + rows[place] * _BOOST_BYTES)


_fetch: Callable[[Addresses, RowNumbers, int], None] = numba.njit(_fetch_rows)


def _of_edition(edition: int) -> Callable[..., Found]:
    def one_pass(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
        board: Addresses,
        turns: Numbers,
        admitted: Octets,
        start: int,
        stages: Stages,
        passed: int,
        place_of_tenant: Numbers,
        rates: Reals,
        person_rows: Prepared,
        tiers: Rows,
        context: Prepared,
        turn: float,
    ) -> Found:
        edition  # noqa: B018 - a part of the key in numba's cache
        campaigns, all_rows, slots = board[_CAMPAIGNS], board[_ROWS], board[_SLOTS]
        drawn = carray(pointer(board[_DRAWN]), (2, MOST_CANDIDATES), np.int32)
        count = draw_into(
            turns,
            admitted,
            start,
            carray(pointer(board[_FIRST_ROW]), campaigns, np.int32),
            carray(pointer(board[_ROW_COUNT]), campaigns, np.int32),
            carray(pointer(board[_KIND]), all_rows, np.int32),
            stages,
            passed,
            carray(pointer(board[_TENANT]), campaigns, np.int32),
            place_of_tenant,
            drawn[0],
            drawn[1],
        )
        if count == 0:
            return 0, 0, 0, 0
        chances = carray(pointer(board[_CHANCES]), (2, MOST_CANDIDATES), np.float32)
        worth = carray(pointer(board[_WORTH]), (2, MOST_CANDIDATES), np.float64)
        _fetch(board, drawn[0], count)
        rows, tenant_of_row = drawn[0, :count], drawn[1, :count]
        click, conversion = chances[0, :count], chances[1, :count]
        prices, scores = worth[0, :count], worth[1, :count]
        score_into(
            carray(pointer(board[_CANDIDATES]), (all_rows, HIDDEN), np.float32),
            rows,
            person_rows,
            tenant_of_row,
            context,
            carray(pointer(board[_WEIGHTS]), (2, HIDDEN + 1), np.int32),
            carray(pointer(board[_TABLES]), (2, 2 * DRIVE_LIMIT_STEPS + 1), np.float32),
            click,
            conversion,
        )
        best = expected_into(
            carray(pointer(board[_TERMS]), (all_rows, 4), np.float64),
            carray(pointer(board[_BOOSTS]), (board[_LINES], all_rows), np.float64),
            tiers,
            rows,
            tenant_of_row,
            carray(pointer(board[_CURRENCY]), all_rows, np.int32),
            rates,
            click,
            conversion,
            prices,
            scores,
        )
        if turn != UNPACED:
            best = screen_within(
                rows,
                carray(pointer(board[_SLOT_OF_ROW]), all_rows, np.int32),
                carray(pointer(board[_BY_CONVERSION]), slots, np.bool_),
                carray(pointer(board[_FLOORS]), slots, np.float64),
                carray(pointer(board[_HISTOGRAMS]), (slots, LEVELS), np.float32),
                carray(pointer(board[_COUNTS]), (slots, 2), np.int64),
                click,
                conversion,
                turn,
                prices,
                scores,
            )
        return count, best, int(rows[best]), int(prices[best])

    return one_pass


@cache
def compiled() -> Callable[..., Found]:
    """The kernel, compiled for one signature; call it once before serving. The board has all that it is not given."""
    edition = _edition(draw, fused_engine, grid, expected, pacer, addresses)
    kernel: Callable[..., Found] = numba.njit(_SIGNATURE, cache=True)(_of_edition(edition))
    return kernel


class OnePass:
    """Runs the pass over what is live, for one engine; what it found last can be read until the next time."""

    def __init__(self, index: LiveIndex, engine: FusibleEngine) -> None:
        self._index = index
        self._table = index.table
        self._pacer = index.pacer
        self._kernel = compiled()
        self._heads = engine.fusible_heads
        self._drawn: RowNumbers = np.zeros((2, MOST_CANDIDATES), np.int32)
        self._chances: Probabilities = np.zeros((2, MOST_CANDIDATES), np.float32)
        self._worth: Reals = np.zeros((2, MOST_CANDIDATES), np.float64)
        self._lay_out()

    def _lay_out(self) -> None:
        """Say where the arrays are that stay there until the table or the pacer says that some have moved."""
        table = self._table
        self._as_of = table.moves + self._pacer.moves
        self._held = (
            table.first_row,
            table.row_count,
            table.tenant,
            table.kind,
            table.prepared,
            table.terms,
            table.boosts,
            table.currency,
            *self._heads,
            *self._pacer.arrays(),
            self._drawn,
            self._chances,
            self._worth,
        )
        sizes = [len(table.tenant), table.capacity, len(table.boosts), self._pacer.slots]
        self._board: Addresses = np.append(addresses_of(self._held), sizes)

    def run(
        self, competitors: Competitors, admitted: Bitmap, start: int, context: Prepared, acquainted: Acquaintance
    ) -> Found:
        """Find the best of a counted request's candidates, those of the competitors who are ``admitted``; one at least is."""
        table, paced = self._table, self._pacer
        if self._as_of != table.moves + paced.moves:
            self._lay_out()
        turns, octets = self._index.field(competitors, admitted)
        return self._kernel(
            self._board,
            turns,
            octets,
            start,
            competitors.stages,
            PASSED,
            competitors.place_of_tenant,
            competitors.rates,
            acquainted.projections,
            table.tier_lines(acquainted.tiers),
            context,
            paced.next_turn() if paced.active else UNPACED,
        )

    def found(self, count: int) -> tuple[Draw, Reals, Reals]:
        """Who was drawn, their prices and their scores, (count,) each; valid, and yours to write to, until the next run."""
        prices, scores = self._worth[:, :count]
        rows, tenant_of_row = self._drawn[:, :count]
        return Draw(rows, tenant_of_row), prices, scores
