"""Drawing a request's candidates from everybody who may compete, in one compiled pass."""

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numba
import numpy as np

from bidding.index.plans.kinds import Stages
from bidding.index.postings import Numbers, Octets, RowNumbers

MOST_CANDIDATES: Final = 64
_TRIES: Final = 16
_POSITIVE: Final = 0x7FFF_FFFF_FFFF_FFFF

_SIGNATURE = (
    "Tuple((int32[::1], int32[::1]))("
    "int32[::1], uint8[::1], int64, int32[::1], int32[::1], int32[::1], uint8[::1], int64, int32[::1], int32[::1])"
)

_Kernel = Callable[
    [Numbers, Octets, int, Numbers, Numbers, Numbers, Stages, int, Numbers, Numbers], tuple[RowNumbers, Numbers]
]


class Draw(NamedTuple):
    """The candidates of one request: their row numbers, and which of the plan's tenants each belongs to, both (k,)."""

    rows: RowNumbers
    tenant_of_row: Numbers


def _holds_number(octets: Octets, number: int) -> bool:
    place = number >> 3
    return bool(place < octets.shape[0] and (octets[place] >> (number & 7)) & 1 == 1)


_holds: Callable[[Octets, int], bool] = numba.njit(cache=True)(_holds_number)


def _place_to_begin(turns: Numbers, admitted: Octets, start: int) -> int:
    """The place of some admitted campaign, each as likely as any other; -1 when there is none."""
    size = turns.shape[0]
    lot = start
    for _ in range(_TRIES if size else 0):
        place: int = lot % size
        if _holds(admitted, turns[place]):
            return place
        lot = ((lot * 6364136223846793005 + 1442695040888963407) & _POSITIVE) >> 1
    left = 0
    for number in turns:
        left += _holds(admitted, number)
    turn = start % left if left else 0
    for place in range(size if left else 0):
        if _holds(admitted, turns[place]):
            if turn == 0:
                return place
            turn -= 1
    return -1


_begin: Callable[[Numbers, Octets, int], int] = numba.njit(cache=True)(_place_to_begin)


def _row_after(  # noqa: PLR0917 - as above
    first: int, count: int, kind_of_row: Numbers, stages: Stages, passed: int, skip: int
) -> int:
    """Of ``count`` rows from ``first``, the one that passes after ``skip`` others that do; -1 when there is none."""
    for row in range(first, first + count):
        if stages[kind_of_row[row]] == passed:
            if skip == 0:
                return row
            skip -= 1
    return -1


_nth: Callable[[int, int, Numbers, Stages, int, int], int] = numba.njit(cache=True)(_row_after)


def _draw_into(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
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
    rows: RowNumbers,
    tenant_of_row: Numbers,
) -> int:
    size = turns.shape[0]
    begin = _begin(turns, admitted, start)
    drawn = np.empty(MOST_CANDIDATES, np.int32)
    choices = np.empty(MOST_CANDIDATES, np.int32)
    last = np.empty(MOST_CANDIDATES, np.int32)
    taken = 0
    total = 0
    for step in range(size if begin >= 0 else 0):
        number = turns[begin + step if begin + step < size else begin + step - size]
        if not _holds(admitted, number):
            continue
        choice = 0
        for row in range(first_row[number], first_row[number] + row_count[number]):
            if stages[kind_of_row[row]] == passed:
                choice += 1
                last[taken] = row
        drawn[taken] = number
        choices[taken] = choice
        taken += 1
        total += choice
        if taken == MOST_CANDIDATES:
            break

    count = min(total, MOST_CANDIDATES)
    found = 0
    again = 0
    lot = ((start * 6364136223846793005) & _POSITIVE) >> 40
    while found < count:
        for which in range(taken):
            if again < choices[which] and found < count:
                number = drawn[which]
                if choices[which] == 1:
                    rows[found] = last[which]
                else:
                    skip = (lot + again) % choices[which]
                    rows[found] = _nth(first_row[number], row_count[number], kind_of_row, stages, passed, skip)
                tenant_of_row[found] = place_of_tenant[tenant[number]]
                found += 1
        again += 1
    return count


draw_into: Callable[..., int] = numba.njit(cache=True)(_draw_into)
"""The draw as a part of a larger kernel: fills the last two, both (64,), and returns how many there are."""


def _draw(  # noqa: PLR0917 - as above
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
) -> tuple[RowNumbers, Numbers]:
    rows = np.empty(MOST_CANDIDATES, np.int32)
    tenant_of_row = np.empty(MOST_CANDIDATES, np.int32)
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
        rows,
        tenant_of_row,
    )
    return rows[:count], tenant_of_row[:count]


@cache
def compiled() -> _Kernel:
    """The kernel, compiled for one signature; call it once before serving.

    Turns go round among the campaigns of ``turns`` (n,) that ``admitted`` holds, a bit a campaign number, from a ``start``
    that the request's id decides: each of them is as likely as any other to begin, and so to be drawn; and as the first of
    equally good candidates wins, that is shared as well. Every campaign sends one of its rows whose kind ``passed`` all
    gates, each in its turn; where there are fewer campaigns than places, they send their second, and so on.
    ``first_row``, ``row_count`` and ``tenant`` are by campaign number, ``kind_of_row`` by row, ``place_of_tenant`` by
    tenant number. Returns a ``Draw``, empty when nobody is left.
    """
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True)(_draw)
    return kernel
