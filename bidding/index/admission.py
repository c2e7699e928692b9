"""Which rows admit the person who is watching: segments, consent towards each tenant, and whether caps can be kept.

A campaign that asks for segments or keeps a cap needs to know the person; where the request carries nobody, or the person
has refused this tenant's personal advertising, it does not bid.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidding.index.postings import Bitmap, as_booleans
from bidding.index.shelves import Shelves
from bidding.openrtb.no_bid import NoBid, furthest

Membership = tuple[int, ...] | None
"""The segments one tenant has put the person in; None where the tenant may not know them."""

_MOST_KEPT: Final = 4_096


class Admission(NamedTuple):
    """``admitted`` is by row number, ``refused`` the rest; ``turned_away`` pairs a code with the rows it refused."""

    admitted: NDArray[np.bool_]
    refused: Bitmap
    turned_away: tuple[tuple[NoBid, Bitmap], ...]


class Admissions:
    """Admissions by what the tenants know, so that people of the same segments share one. Cleared when rows change."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._kept: dict[tuple[tuple[str, ...], tuple[Membership, ...], bool], Admission] = {}

    def clear(self) -> None:
        self._kept.clear()

    def of(
        self, tenants: tuple[str, ...], memberships: tuple[Membership, ...], *, caps_known: bool, capacity: int
    ) -> Admission:
        """For rows of ``tenants`` only; ``memberships`` are in their order."""
        key = (tenants, memberships, caps_known)
        admission = self._kept.get(key)
        if admission is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            turned_away = self._turned_away(tenants, memberships, caps_known=caps_known)
            refused = 0
            for _, rows in turned_away:
                refused |= rows
            admission = self._kept[key] = Admission(~as_booleans(refused, capacity), refused, turned_away)
        return admission

    def _turned_away(
        self, tenants: tuple[str, ...], memberships: tuple[Membership, ...], *, caps_known: bool
    ) -> tuple[tuple[NoBid, Bitmap], ...]:
        shelves = self._shelves
        unknown = 0
        for tenant, membership in zip(tenants, memberships, strict=True):
            if membership is None:
                unknown |= shelves.tenants.having((tenant,))
        known_tenants = [pair for pair in zip(tenants, memberships, strict=True) if pair[1] is not None]
        segments = [(tenant, segment) for tenant, membership in known_tenants for segment in membership or ()]
        personal = ~shelves.segments_any.unrestricted | shelves.capped.having((True,))
        needs_person = unknown & personal
        known = shelves.tenants.having(tenant for tenant, _ in known_tenants)
        matching = shelves.segments_any.admitting(segments) & ~shelves.segments_none.having(segments)
        unmatched = known & ~matching
        uncountable = 0 if caps_known else known & matching & shelves.capped.having((True,))
        return (
            (NoBid.PERSON_UNKNOWN, needs_person),
            (NoBid.SEGMENT_NOT_MATCHED, unmatched),
            (NoBid.CAPS_UNKNOWN, uncountable),
        )


def furthest_refusal(competitors: Bitmap, turned_away: tuple[tuple[NoBid, Bitmap], ...]) -> NoBid:
    """The furthest code that refused one of ``competitors``; they were all refused by one of these."""
    reason = NoBid.NO_CAMPAIGN
    for code, rows in turned_away:
        if competitors & rows:
            reason = furthest(reason, code)
    return reason
