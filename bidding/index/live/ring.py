"""The numbers of live campaigns, and the order in which their turns go round.

A campaign keeps its number while it is live. The order is a shuffle that depends on the campaigns' ids alone, so it is the
same in every process, whatever came first there.
"""

from collections import deque
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bidding.index.live.changes import REMEMBERED, Changes
from bidding.index.postings import Bitmap, Numbers


class Ring:
    """``turns`` (n,) are the numbers of all live campaigns in their order, ``live`` the same as a bitmap.

    ``highest`` is above every number in use.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.turns: Numbers = np.zeros(0, np.int32)
        self._keys: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._left: deque[tuple[int, int]] = deque()
        self.highest = 0
        self.live: Bitmap = 0

    def join(self, campaign_id: str) -> int:
        """A number for a campaign that comes.

        One that somebody left behind is not given away before every plan that may remember its owner is too old to be
        brought up to date.
        """
        if self._left and self._changes.revision - self._left[0][1] > REMEMBERED:
            number = self._left.popleft()[0]
        else:
            number = self.highest
            self.highest += 1
        self.live |= 1 << number
        key = _key(campaign_id)
        place = int(np.searchsorted(self._keys, key))
        self._keys = np.insert(self._keys, place, key)
        self.turns = np.insert(self.turns, place, np.int32(number))
        return number

    def leave(self, number: int) -> None:
        place = int(np.flatnonzero(self.turns == number)[0])
        self._keys = np.delete(self._keys, place)
        self.turns = np.delete(self.turns, place)
        self.live &= ~(1 << number)
        self._left.append((number, self._changes.revision))


def _key(campaign_id: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(campaign_id.encode(), digest_size=8).digest(), "little"))
