"""A cache of plans bounded by what they hold, not by how many they are."""

from collections.abc import Hashable
from typing import Final

from msgspec import Struct

from bidding.index.ask import LotKey
from bidding.index.plan import Plan

_CELLS_OF_A_PLAN: Final = 64
"""What a plan costs besides its rows and its key, in cells."""
_CHARACTERS_A_CELL: Final = 16
_OF_A_KEY: Final = 2
"""What a key says the plan's ask says again."""


class PlanCache:
    """Two generations: what is used again moves to the young one; when that is full the old one is dropped whole.

    A hit costs one look-up, or two and a move. ``most_cells`` bounds each generation (a cell is about 24 bytes).
    """

    def __init__(self, most_cells: int = 2_000_000) -> None:
        self._most_cells = most_cells
        self._young: dict[LotKey, Plan] = {}
        self._old: dict[LotKey, Plan] = {}
        self._cells = 0

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: LotKey) -> Plan | None:
        plan = self._young.get(key)
        if plan is None:
            plan = self._old.pop(key, None)
            if plan is not None:
                self.put(key, plan)
        return plan

    def put(self, key: LotKey, plan: Plan) -> None:
        self._cells += _CELLS_OF_A_PLAN + _OF_A_KEY * _cells(key) + (plan.competitors.size if plan.competitors else 0)
        if self._cells > self._most_cells:
            self._old, self._young, self._cells = self._young, {}, 0
        self._young[key] = plan

    def clear(self) -> None:
        self._young, self._old, self._cells = {}, {}, 0


def _cells(part: Hashable) -> int:
    """What part of a key costs; exchanges decide how long its lists and texts are."""
    if isinstance(part, str):
        return 1 + len(part) // _CHARACTERS_A_CELL
    if isinstance(part, tuple):
        return 1 + sum(map(_cells, part))
    if isinstance(part, Struct):
        return 1 + sum([_cells(getattr(part, name)) for name in part.__struct_fields__])
    return 1
