"""Which campaigns changed lately, so that a plan made before need not be made again for the rest."""

from collections import deque
from typing import Final

from bidding.index.postings import Bitmap

REMEMBERED: Final = 256
"""Changes; a plan that missed more of them is made anew, which costs no more than looking all of them up."""


class Changes:
    """``revision`` counts every change there ever was."""

    def __init__(self) -> None:
        self.revision = 0
        self._numbers: deque[int] = deque(maxlen=REMEMBERED)
        self._told: dict[int, Bitmap] = {}

    def note(self, number: int) -> None:
        """The campaign of this number came, changed, left, or passed one of its dates."""
        self.revision += 1
        self._numbers.append(number)
        self._told.clear()

    def since(self, revision: int) -> Bitmap | None:
        """Campaigns that changed after ``revision``; None when that is too long ago to tell."""
        missed = self.revision - revision
        if missed > len(self._numbers):
            return None
        told = self._told.get(revision)
        if told is not None:
            return told
        changed = 0
        for back in range(1, missed + 1):
            changed |= 1 << self._numbers[-back]
        self._told[revision] = changed
        return changed

    def forget(self) -> None:
        """Everything has changed."""
        self.revision += 1
        self._numbers.clear()
        self._told.clear()
