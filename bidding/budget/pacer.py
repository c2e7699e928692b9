"""Which of its candidates a paced campaign goes for: the best share of them, as the banker said how many.

Each paced campaign keeps a fading histogram of what its candidates are expected to bring (the chance of a conversion
where that is the campaign's goal, of a click otherwise), and from it the level that the wished share of candidates
reaches. A request then costs one comparison per paced candidate, in a compiled pass, and nothing where no paced campaign
is live. Candidates below the level leave the auction with a price and a score of ``PACED``.

Levels are eighths of an octave, plus a share of one that runs evenly through successive requests: candidates that are
all alike are thinned out evenly too, instead of all or none.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import exp
from typing import Final

import numba
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.pacing.values import Pacing, Participation
from domain.serving.values import CampaignSnapshot, Goal

STEPS_AN_OCTAVE: Final = 8
LEVELS: Final = 24 * STEPS_AN_OCTAVE
"""Chances from one in 16 million to one."""
PACED: Final = -1.0
MEMORY_S: Final = 600.0
LEAST_SAMPLE: Final = 20.0
"""With fewer candidates than this there is no ranking them, and all go on; the banker's release holds spend meanwhile."""
MOST_LEVELS_AT_ONCE: Final = 500
"""Campaigns whose level is found anew in one go; the others have their turn the next time."""
_GOLDEN: Final = 0.6180339887498949
_EVERYTHING: Final = float("-inf")

Reals = NDArray[np.float64]
Chances = NDArray[np.float32]
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
_Kernel = Callable[
    [Numbers, Numbers, Flags, Reals, Chances, Counts, Chances, Chances, float, Reals, Reals],
    int,
]
_SIGNATURE = (
    "int64(int32[::1], int32[::1], boolean[::1], float64[::1], float32[:, ::1], int64[:, ::1], "
    "float32[::1], float32[::1], float64, float64[::1], float64[::1])"
)


def _screen(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
    rows: Numbers,
    slot_of_row: Numbers,
    by_conversion: Flags,
    floors: Reals,
    histograms: Chances,
    counts: Counts,
    click: Chances,
    conversion: Chances,
    turn: float,
    prices: Reals,
    scores: Reals,
) -> int:
    best = 0
    counting = counts.shape[0] > 0
    for place in range(rows.shape[0]):
        slot = slot_of_row[rows[place]]
        if slot >= 0:
            chance = conversion[place] if by_conversion[slot] else click[place]
            level = min(max(np.floor(np.log2(max(chance, 1e-9)) * STEPS_AN_OCTAVE) + LEVELS, 0.0), LEVELS - 1.0)
            level += (turn + slot * _GOLDEN) % 1.0
            passes = level >= floors[slot]
            if counting:
                histograms[slot, min(int(level), LEVELS - 1)] += 1.0
                counts[slot, 0] += 1
                counts[slot, 1] += passes
            if not passes:
                prices[place] = scores[place] = PACED
        if scores[place] > scores[best]:
            best = place
    return best


screen_within: Callable[..., int] = numba.njit(cache=True)(_screen)
"""The same as a part of a larger kernel."""


@cache
def compiled() -> _Kernel:
    """The kernel, compiled for one signature; call it once before serving."""
    kernel: _Kernel = numba.njit(_SIGNATURE, cache=True)(_screen)
    return kernel


class Seen(Struct, frozen=True):
    """Candidates of one campaign since it was last asked for: scored, and good enough to go on."""

    seen: int
    kept: int


class Pacer:
    """All paced campaigns of one bidder. Not thread-safe: it lives on the bidder's event loop."""

    def __init__(self) -> None:
        self.active = False
        """Whether any paced campaign is live; else there is nothing to screen."""
        self._screen = compiled()
        self._slots: dict[tuple[str, str], int] = {}
        self._seated: set[int] = set()
        """Slots of campaigns that have rows."""
        self._slot_of_row: Numbers = np.full(64, -1, np.int32)
        self._turn = 0.0
        self._looked_at_ms = 0
        self._nobody = np.zeros((0, 2), np.int64)
        self.moves = 0
        """How often an array was replaced by a larger one."""
        self._make_room(0)

    def _make_room(self, size: int) -> None:
        self._floors: Reals = np.full(size, _EVERYTHING, np.float64)
        self._shares: Reals = np.ones(size, np.float64)
        self._by_conversion = np.zeros(size, np.bool_)
        self._histograms: Chances = np.zeros((size, LEVELS), np.float32)
        self._counts = np.zeros((size, 2), np.int64)
        self._stale = np.zeros(size, np.bool_)
        self.moves += 1

    # Rows come and go with the index

    def seat(self, rows: range, snapshot: CampaignSnapshot) -> None:
        """These rows now are those of ``snapshot``'s campaign, paced or not."""
        if rows.stop > len(self._slot_of_row):
            grown = np.full(max(rows.stop, 2 * len(self._slot_of_row)), -1, np.int32)
            grown[: len(self._slot_of_row)] = self._slot_of_row
            self._slot_of_row = grown
            self.moves += 1
        is_paced = snapshot.spending.pacing is not Pacing.ASAP
        self._slot_of_row[rows.start : rows.stop] = self._slot(snapshot) if is_paced else -1
        if is_paced and rows:
            self._seated.add(int(self._slot_of_row[rows.start]))
            self.active = True

    def unseat(self, rows: range) -> None:
        """The rows are retired. What was learned of their campaign stays until its slot is needed."""
        if rows:
            self._seated.discard(int(self._slot_of_row[rows.start]))
            self._slot_of_row[rows.start : rows.stop] = -1
            self.active = bool(self._seated)

    def _slot(self, snapshot: CampaignSnapshot) -> int:
        key = (snapshot.tenant_id, snapshot.campaign_id)
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = self._vacant()
        self._by_conversion[slot] = snapshot.pricing is not None and snapshot.pricing.goal is Goal.CONVERSIONS
        return slot

    def _vacant(self) -> int:
        """A slot nobody sits in: that of a campaign gone, else a new one."""
        used = len(self._slots)
        if used < len(self._floors):
            return used
        for key, slot in self._slots.items():
            if slot not in self._seated:
                del self._slots[key]
                self._floors[slot], self._shares[slot] = _EVERYTHING, 1.0
                self._histograms[slot] = 0.0
                self._counts[slot] = 0
                return slot
        floors, shares, by_conversion = self._floors, self._shares, self._by_conversion
        histograms, counts, stale = self._histograms, self._counts, self._stale
        self._make_room(max(16, 2 * used))
        self._floors[:used], self._shares[:used], self._by_conversion[:used] = floors, shares, by_conversion
        self._histograms[:used], self._counts[:used], self._stale[:used] = histograms, counts, stale
        return used

    # The hot path

    def screen(
        self, rows: Numbers, click: Chances, conversion: Chances, prices: Reals, scores: Reals, *, counted: bool = True
    ) -> int:
        """Take paced candidates below their level out of ``prices`` and ``scores``; the place of the best of the rest.

        All arrays are (k,). Uncounted, it repeats what the last counted request would have met, and learns nothing.
        """
        if counted:
            self.next_turn()
        return self._screen(
            rows,
            self._slot_of_row,
            self._by_conversion,
            self._floors,
            self._histograms,
            self._counts if counted else self._nobody,
            click,
            conversion,
            self._turn,
            prices,
            scores,
        )

    @property
    def slots(self) -> int:
        """Campaigns that there is room for."""
        return len(self._floors)

    def next_turn(self) -> float:
        """A counted request comes; what it adds to levels, in [0, 1)."""
        turn = self._turn = (self._turn + _GOLDEN) % 1.0
        return turn

    def arrays(self) -> tuple[Numbers, Flags, Reals, Chances, Counts]:
        """What a counted ``screen`` reads and writes, as a larger kernel takes it."""
        return self._slot_of_row, self._by_conversion, self._floors, self._histograms, self._counts

    # Now and then

    def told(self, words: Iterable[Participation]) -> None:
        """The banker's shares, in force from now on."""
        for word in words:
            slot = self._slots.get((word.tenant_id, word.campaign_id))
            if slot is not None:
                self._shares[slot] = word.share
                self._find_levels(np.array([slot]))

    def look(self, now_ms: int) -> dict[tuple[str, str], Seen]:
        """What passed since the last look, by campaign; and levels brought up to it."""
        elapsed_s = max(0, now_ms - self._looked_at_ms) / 1_000 if self._looked_at_ms else 0.0
        self._looked_at_ms = now_ms
        met = self._counts[:, 0] > 0
        self._stale |= met
        slots = np.flatnonzero(self._stale)[:MOST_LEVELS_AT_ONCE]
        self._histograms *= exp(-elapsed_s / MEMORY_S)
        self._find_levels(slots)
        self._stale[slots] = False
        seen = {
            key: Seen(int(self._counts[slot, 0]), int(self._counts[slot, 1]))
            for key, slot in self._slots.items()
            if met[slot]
        }
        self._counts[:] = 0
        return seen

    def _find_levels(self, slots: NDArray[np.int64]) -> None:
        """The level that the wished share of each campaign's candidates reaches."""
        for slot in slots:
            histogram, share = self._histograms[slot], self._shares[slot]
            total = float(histogram.sum())
            if share >= 1.0 or total < LEAST_SAMPLE:
                self._floors[slot] = _EVERYTHING
                continue
            wished = share * total
            reaching = np.cumsum(histogram[::-1])
            place = int(np.searchsorted(reaching, wished))
            above = float(reaching[place - 1]) if place else 0.0
            here = float(histogram[LEVELS - 1 - place])
            self._floors[slot] = LEVELS - place - (wished - above) / here if here else LEVELS - place
