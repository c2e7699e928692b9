"""Kinds of creatives: those that no request can tell apart share one.

A market of two hundred thousand creatives has a few hundred kinds, and it is those that pass through the gates.
"""

from typing import Final

import numpy as np

from bidding.index.asking.ask import Ask
from bidding.index.generations import Generations
from bidding.index.live.shelves import Kind, Shelves
from bidding.index.plans.gates import CREATIVE_GATES
from bidding.index.postings import Attribute, Bitmap, Octets
from bidding.openrtb.no_bid import NoBid

Stages = Octets
"""(kinds,) How many gates each kind passed, one after another; ``PASSED`` when all."""

PASSED: Final = len(CREATIVE_GATES)
_MOST_STAGES: Final = 2_048


def refused_at(stage: int) -> NoBid:
    """The code of the gate that a kind of this stage did not pass."""
    return CREATIVE_GATES[stage][0]


class Kinds:
    """Numbers kinds while some creative is of them; ``revision`` counts the numbers given out."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._numbers: dict[Kind, int] = {}
        self._kinds: list[Kind | None] = []
        self._creatives: list[int] = []
        self._free: list[int] = []
        self._live: Bitmap = 0
        self._stages: Generations[tuple[Bitmap, ...], Stages] = Generations(_MOST_STAGES)
        self.campaigns: Attribute[int] = Attribute()
        """Which campaigns have creatives of which kinds."""
        self.revision = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def join(self, kind: Kind) -> int:
        """The number of ``kind``, which has one creative more."""
        number = self._numbers.get(kind)
        if number is None:
            number = self._numbers[kind] = self._new_number()
            self._kinds[number] = kind
            self._shelves.add_kind(number, kind)
            self._live |= 1 << number
            self.revision += 1
            self._stages.clear()
        self._creatives[number] += 1
        return number

    def leave(self, number: int) -> None:
        """The kind of this number has one creative less."""
        self._creatives[number] -= 1
        kind = self._kinds[number]
        if not self._creatives[number] and kind is not None:
            del self._numbers[kind]
            self._kinds[number] = None
            self._shelves.discard_kind(number, kind)
            self._live &= ~(1 << number)
            self._free.append(number)

    def stages(self, ask: Ask) -> Stages:
        """How far each kind comes with what a lot asks for."""
        remaining = self._live
        passing = []
        for _, gate in CREATIVE_GATES:
            remaining = remaining & gate(self._shelves, ask) if remaining else 0
            passing.append(remaining)
        key = tuple(passing)
        stages = self._stages.get(key)
        if stages is None:
            stages = self._counted(passing)
            self._stages.put(key, stages)
        return stages

    def _counted(self, passing: list[Bitmap]) -> Stages:
        stages = np.zeros(len(self._kinds), np.uint8)
        size = (len(self._kinds) + 7) // 8
        for bitmap in passing:
            if not bitmap:
                break
            octets = np.frombuffer(bitmap.to_bytes(size, "little"), np.uint8)
            stages += np.unpackbits(octets, count=len(stages), bitorder="little")
        return stages

    def _new_number(self) -> int:
        if self._free:
            return self._free.pop()
        self._kinds.append(None)
        self._creatives.append(0)
        return len(self._kinds) - 1
