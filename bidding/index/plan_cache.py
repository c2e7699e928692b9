"""A cache of plans bounded by what they hold, not by how many they are."""

from collections.abc import Callable
from typing import Final

from bidding.index.ask import LotKey
from bidding.index.plan import Competitors, Plan
from bidding.index.postings import Bitmap

_CELLS_OF_A_PLAN: Final = 1_024
"""What a plan costs besides its competitors, in cells: its key above all, and the context that it was made for."""
_FREED_A_PUT: Final = 4

Field = tuple[Bitmap, str]
"""What competitors depend on: which rows they are, and the currency they bid in."""


class _Generation:
    __slots__ = ("cells", "competitors", "plans")

    def __init__(self) -> None:
        self.plans: dict[LotKey, Plan] = {}
        self.competitors: dict[Field, Competitors] = {}
        self.cells = 0


class PlanCache:
    """Two generations: what is used again moves to the young one; when that is full the old one is dropped whole.

    A hit costs one look-up, or two and a move. Plans of a generation share their competitors: many contexts differ in
    nothing that a campaign asks for. ``most_cells`` bounds each generation (a cell is about four bytes). What is dropped
    is not freed at once, which would hold up a request for many milliseconds, but by and by as plans are put.
    """

    def __init__(self, most_cells: int = 12_000_000) -> None:
        self._most_cells = most_cells
        self._young = _Generation()
        self._old = _Generation()
        self._leaving: list[_Generation] = []

    def __len__(self) -> int:
        return len(self._young.plans) + len(self._old.plans)

    def get(self, key: LotKey) -> Plan | None:
        plan = self._young.plans.get(key)
        if plan is None:
            plan = self._old.plans.pop(key, None)
            if plan is not None:
                self.put(key, plan)
        return plan

    def put(self, key: LotKey, plan: Plan) -> None:
        self._make_room(_CELLS_OF_A_PLAN)
        self._free_some()
        self._young.plans[key] = plan
        if plan.competitors is not None:
            self._share((plan.competitors.bitmap, plan.ask.bid_currency), plan.competitors)

    def competitors(self, field: Field, make: Callable[[Bitmap, str], Competitors]) -> Competitors:
        """Those of an earlier plan over the same field, else new ones."""
        known = self._young.competitors.get(field) or self._old.competitors.get(field)
        return known or make(*field)

    def _share(self, field: Field, competitors: Competitors) -> None:
        if field not in self._young.competitors:
            self._young.competitors[field] = competitors
            self._young.cells += competitors.size

    def _make_room(self, cells: int) -> None:
        if self._young.cells + cells > self._most_cells:
            self._leaving.append(self._old)
            self._old, self._young = self._young, _Generation()
        self._young.cells += cells

    def _free_some(self) -> None:
        for generation in self._leaving[-1:]:
            for _ in range(_FREED_A_PUT):
                if generation.plans:
                    generation.plans.popitem()
            if not generation.plans:
                self._leaving.pop()

    def clear(self) -> None:
        self._leaving += [generation for generation in (self._young, self._old) if generation.plans]
        self._young, self._old = _Generation(), _Generation()
