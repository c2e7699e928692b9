"""Taking in what changes without holding up a request for longer than a slice of it.

A change costs what its creatives cost to prepare, so those are prepared a few at a time, and requests get their turn after
each slice and after each change. What is half prepared is not served; a change is seen whole, by the next request.
"""

import asyncio
from typing import Final

import numpy as np

from bidding.index.index import LiveIndex, features_of
from domain.serving.values import CampaignSnapshot

CREATIVES_A_SLICE: Final = 8


class Intake:
    """Applies snapshots to ``index`` in the order in which they come. One ``take`` at a time."""

    def __init__(self, index: LiveIndex) -> None:
        self._index = index

    async def take(self, snapshot: CampaignSnapshot) -> bool:
        """As ``LiveIndex.apply``, between requests. Raises ``ValueError`` as that does."""
        if not self._index.is_news(snapshot):
            return False
        creatives = snapshot.creatives
        features = None
        if len(creatives) > CREATIVES_A_SLICE and snapshot.pricing is not None:
            slices = []
            for start in range(0, len(creatives), CREATIVES_A_SLICE):
                slices.append(features_of(snapshot, creatives[start : start + CREATIVES_A_SLICE]))
                await asyncio.sleep(0)
            features = np.concatenate(slices)
        is_taken = self._index.apply(snapshot, features)
        await asyncio.sleep(0)
        return is_taken
