"""A cache of plans bounded by what they hold, not by how many they are."""

from typing import Final

from bidding.index.asking.ask import LotKey
from bidding.index.generations import Generations
from bidding.index.plans.plan import Plan

_MOST_CELLS: Final = 12_000_000
_CELLS_OF_A_PLAN: Final = 1_024
"""What a plan costs besides its competitors, in cells: its key above all, and the context that it was made for."""


class PlanCache(Generations[LotKey, Plan]):
    """``most_cells`` bounds each generation; a cell is about four bytes."""

    __slots__ = ()

    def __init__(self, most_cells: int = _MOST_CELLS) -> None:
        super().__init__(most_cells)

    def weight_of(self, kept: Plan) -> int:
        return _CELLS_OF_A_PLAN + kept.cells
