"""Drawing a request's candidates from everybody who may compete, in one compiled pass."""

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numba
import numpy as np

from bidding.index.postings import Bitmap, Octets, RowNumbers, as_octets

MOST_CANDIDATES: Final = 64

NOBODY_REFUSED: Final[Octets] = np.zeros(0, np.uint8)

_SIGNATURE = "Tuple((int32[::1], int32[::1]))(int32[::1], uint8[::1], int64, int32[::1], int32[::1])"

_Kernel = Callable[[RowNumbers, Octets, int, RowNumbers, RowNumbers], tuple[RowNumbers, RowNumbers]]


class Draw(NamedTuple):
    """The candidates of one request: their row numbers, and which of the plan's tenants each belongs to, both (k,)."""

    rows: RowNumbers
    tenant_of_row: RowNumbers


def refused_octets(refused: Bitmap, capacity: int) -> Octets:
    """``refused`` as ``Drawer`` reads it."""
    return as_octets(refused, capacity) if refused else NOBODY_REFUSED


def _draw(
    rows: RowNumbers, refused: Octets, start: int, tenant: RowNumbers, place_of_tenant: RowNumbers
) -> tuple[RowNumbers, RowNumbers]:
    admitted = rows
    left = rows.shape[0]
    if refused.shape[0]:
        admitted = np.empty(left, np.int32)
        left = 0
        for row in rows:
            admitted[left] = row
            left += 1 - ((refused[row >> 3] >> (row & 7)) & 1)
    count = min(left, MOST_CANDIDATES)
    drawn = np.empty(count, np.int32)
    tenant_of_row = np.empty(count, np.int32)
    turn = start % left if left else 0
    for place in range(count):
        row = admitted[turn]
        drawn[place] = row
        tenant_of_row[place] = place_of_tenant[tenant[row]]
        turn += 1
        if turn == left:
            turn = 0
    return drawn, tenant_of_row


@cache
def compiled() -> _Kernel:
    """The kernel, compiled for one signature; call it once before serving.

    Draws all of ``rows`` (n,) that ``refused`` lets through, or as many as fit, from a ``start`` that the request's id
    decides. Every row is drawn by an equal share of requests; and as the first of equally good candidates wins, the turn
    goes round there as well. ``refused`` holds a bit a row number, or is empty when nobody is refused. ``tenant`` is by
    row number, ``place_of_tenant`` by tenant number. Returns a ``Draw``, empty when nobody is left.
    """
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True, nogil=True)(_draw)
    return kernel
