"""Which campaigns have a creative that passes, in one compiled pass over their rows."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numba
import numpy as np

from bidding.index.live.rows import RowTable
from bidding.index.plans.kinds import PASSED, Stages
from bidding.index.postings import Bitmap, Numbers, Octets, as_bitmap, as_octets

_SIGNATURE = "Tuple((uint8[::1], uint8[::1], int64))(uint8[::1], int32[::1], int32[::1], int32[::1], uint8[::1], int64)"

_Kernel = Callable[[Octets, Numbers, Numbers, Numbers, Stages, int], tuple[Octets, Octets, int]]


class Field(NamedTuple):
    """Campaigns that may compete; of those that may not, the ones whose creatives came furthest, and how far that is."""

    competing: Bitmap
    stuck: Bitmap
    stage: int


def _furthest_of(first: int, count: int, kind_of_row: Numbers, stages: Stages, passed: int) -> int:
    """The stage that the best of ``count`` rows from ``first`` reaches."""
    stage = 0
    for row in range(first, first + count):
        if stages[kind_of_row[row]] > stage:
            stage = int(stages[kind_of_row[row]])
        if stage == passed:
            break
    return stage


_furthest: Callable[[int, int, Numbers, Stages, int], int] = numba.njit(cache=True)(_furthest_of)


def _compete(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
    campaigns: Octets, first_row: Numbers, row_count: Numbers, kind_of_row: Numbers, stages: Stages, passed: int
) -> tuple[Octets, Octets, int]:
    competing = np.zeros(campaigns.shape[0], np.uint8)
    stuck = np.zeros(campaigns.shape[0], np.uint8)
    furthest = 0
    for place in range(campaigns.shape[0]):
        if campaigns[place] == 0:
            continue
        for bit in range(8):
            if (campaigns[place] >> bit) & 1 == 0:
                continue
            number = place * 8 + bit
            stage = _furthest(first_row[number], row_count[number], kind_of_row, stages, passed)
            if stage == passed:
                competing[place] |= np.uint8(1 << bit)
                continue
            if stage > furthest:
                furthest = stage
                stuck[: place + 1] = 0
            if stage == furthest:
                stuck[place] |= np.uint8(1 << bit)
    return competing, stuck, furthest


@cache
def compiled() -> _Kernel:
    """The kernel, compiled for one signature; call it once before serving.

    ``campaigns`` holds a bit a campaign number; ``first_row`` and ``row_count`` are by campaign, ``kind_of_row`` by row.
    """
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True)(_compete)
    return kernel


def field(table: RowTable, campaigns: Bitmap, stages: Stages) -> Field:
    """Who of ``campaigns`` has a row whose kind passed all gates."""
    octets = as_octets(campaigns, campaigns.bit_length())
    competing, stuck, stage = compiled()(octets, table.first_row, table.row_count, table.kind, stages, PASSED)
    return Field(as_bitmap(competing), as_bitmap(stuck), stage)
