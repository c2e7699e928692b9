"""Ad breaks: what fits into one, and what keeps two adverts apart in it (OpenRTB 2.6, section 7.6).

A dynamic pod takes several bids for one impression, as long as they fit its time and number together; a slot of a
structured one takes one, and so do the slots of a hybrid pod. The impressions of a break share what may not be repeated.
"""

from collections.abc import Iterable
from typing import Final

from bidding.auction.terms import PodTerms
from domain.serving.values import CampaignSnapshot, CreativeFormat, ServedCreative

BY_ADVERTISER: Final = 1
BY_CATEGORY: Final = 2
BY_CREATIVE: Final = 3
BY_MEDIUM: Final = 4
"""AdCOM list Pod Deduplication Settings."""

Mark = tuple[int, str]
Breaks = dict[tuple[str, CreativeFormat], dict[Mark, str]]
"""By break: what its adverts may not share, and the impression that has it."""


class Break:
    """One lot's place in a break. The same advert may answer one slot twice, openly and for a deal: one of them wins."""

    def __init__(self, terms: PodTerms, breaks: Breaks, impression_id: str) -> None:
        self._terms = terms
        self._taken = breaks.setdefault(terms.key, {})
        self._impression_id = impression_id
        self._left_s = terms.seconds
        self._left = terms.most

    def takes(self, snapshot: CampaignSnapshot, creative: ServedCreative) -> bool:
        """Whether there is time for the advert, and nothing in the break that keeps it out."""
        dynamic = self._terms.is_dynamic
        if creative.format is not self._terms.key[1]:
            return not dynamic
        if dynamic and creative.duration_s > self._left_s:
            return False
        taken = self._taken
        holders = {taken[mark] for mark in self._marks(snapshot, creative) if mark in taken}
        return not holders or (not dynamic and holders == {self._impression_id})

    def put(self, snapshot: CampaignSnapshot, creative: ServedCreative) -> bool:
        """Give the advert its place; whether there may be another one."""
        if creative.format is self._terms.key[1]:
            self._taken.update(dict.fromkeys(self._marks(snapshot, creative), self._impression_id))
        self._left_s -= creative.duration_s
        self._left -= 1
        return self._left > 0 and self._left_s > 0

    def _marks(self, snapshot: CampaignSnapshot, creative: ServedCreative) -> Iterable[Mark]:
        """What no two adverts of the break may share; the creative itself in any case."""
        separates = self._terms.separates
        yield BY_CREATIVE, creative.creative_id
        if BY_ADVERTISER in separates:
            yield BY_ADVERTISER, snapshot.advertiser_domain
        if BY_CATEGORY in separates:
            yield from ((BY_CATEGORY, category) for category in snapshot.categories + creative.categories)
        if BY_MEDIUM in separates:
            yield BY_MEDIUM, creative.media_url or creative.vast_url
