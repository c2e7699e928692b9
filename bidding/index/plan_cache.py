"""A cache of plans bounded by what they hold, not by how many they are."""

from typing import Final

from bidding.index.ask import LotKey
from bidding.index.plan import Plan

_CELLS_OF_A_PLAN: Final = 1_024
"""What a plan costs besides its competitors, in cells: its key above all, and the context that it was made for."""
_FREED_A_PUT: Final = 4


class PlanCache:
    """Two generations: what is used again moves to the young one; when that is full the old one is dropped whole.

    A hit costs one look-up, or two and a move. ``most_cells`` bounds each generation (a cell is about four bytes). What is
    dropped is not freed at once, which would hold up a request for many milliseconds, but by and by as plans are put.
    """

    def __init__(self, most_cells: int = 12_000_000) -> None:
        self._most_cells = most_cells
        self._young: dict[LotKey, Plan] = {}
        self._old: dict[LotKey, Plan] = {}
        self._cells = 0
        self._leaving: list[dict[LotKey, Plan]] = []

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: LotKey) -> Plan | None:
        plan = self._young.get(key)
        if plan is None and self._old:
            plan = self._old.pop(key, None)
            if plan is not None:
                self.put(key, plan)
        return plan

    def put(self, key: LotKey, plan: Plan) -> None:
        cells = _CELLS_OF_A_PLAN + plan.cells
        if self._cells + cells > self._most_cells:
            self._leave(self._old)
            self._old, self._young, self._cells = self._young, {}, 0
        self._cells += cells
        self._free_some()
        self._young[key] = plan

    def clear(self) -> None:
        self._leave(self._young)
        self._leave(self._old)
        self._young, self._old, self._cells = {}, {}, 0

    def _leave(self, generation: dict[LotKey, Plan]) -> None:
        if generation:
            self._leaving.append(generation)

    def _free_some(self) -> None:
        for generation in self._leaving[-1:]:
            for _ in range(_FREED_A_PUT):
                if generation:
                    generation.popitem()
            if not generation:
                self._leaving.pop()
