"""Which rows admit the person who is watching: segments, consent towards each tenant, and whether caps can be kept.

A campaign that asks for segments or keeps a cap needs to know the person; where the request carries nobody, or the person
has refused this tenant's personal advertising, it does not bid.

Worked out anew for every request: hardly two people are in the same segments, and a handful of bitmaps costs less than
finding out that the answer is not in a cache.
"""

from typing import NamedTuple

from bidding.index.postings import Bitmap
from bidding.index.shelves import Shelves
from bidding.openrtb.no_bid import NoBid, furthest
from bidding.people.people import Membership


class Admission(NamedTuple):
    """Rows that do not admit the person, by why; no row is in two of them but ``capped_out``."""

    unknown: Bitmap
    unmatched: Bitmap
    uncountable: Bitmap
    capped_out: Bitmap

    @property
    def refused(self) -> Bitmap:
        return self.unknown | self.unmatched | self.uncountable | self.capped_out

    @property
    def turned_away(self) -> tuple[tuple[NoBid, Bitmap], ...]:
        """A code with the rows it refused, in the order of ``NoBid``."""
        return (
            (NoBid.PERSON_UNKNOWN, self.unknown),
            (NoBid.SEGMENT_NOT_MATCHED, self.unmatched),
            (NoBid.CAPS_UNKNOWN, self.uncountable),
            (NoBid.FREQUENCY_CAPPED, self.capped_out),
        )

    def furthest(self, competitors: Bitmap) -> NoBid:
        """The furthest code that refused one of ``competitors``, which were all refused."""
        reason = NoBid.NO_CAMPAIGN
        for code, rows in self.turned_away:
            if competitors & rows:
                reason = furthest(reason, code)
        return reason


class _Wishes(NamedTuple):
    """What one tenant's rows ask of a person.

    ``undemanding`` rows ask for no segment, ``personal`` ones cannot do without a person; ``asking`` and ``excluding``
    give the rows that ask for a segment, and those that refuse it.
    """

    rows: Bitmap
    undemanding: Bitmap
    capped: Bitmap
    personal: Bitmap
    asking: dict[int, Bitmap]
    excluding: dict[int, Bitmap]

    def matching(self, membership: tuple[int, ...]) -> Bitmap:
        admitting, refusing = self.undemanding, 0
        asking, excluding = self.asking, self.excluding
        for segment in membership:
            if segment in asking:
                admitting |= asking[segment]
            if segment in excluding:
                refusing |= excluding[segment]
        return admitting & ~refusing


class Admissions:
    """Admissions by what the tenants know; ``clear`` when rows change."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._wishes: dict[str, _Wishes] = {}

    def clear(self) -> None:
        self._wishes.clear()

    def of(
        self, tenants: tuple[str, ...], memberships: tuple[Membership, ...], *, caps_known: bool, capped_out: Bitmap = 0
    ) -> Admission:
        """For rows of ``tenants`` only; ``memberships`` are in their order."""
        unknown = unmatched = uncountable = 0
        for tenant, membership in zip(tenants, memberships, strict=True):
            wishes = self._wishes.get(tenant) or self._wishes_of(tenant)
            if membership is None:
                unknown |= wishes.personal
                continue
            matching = wishes.matching(membership)
            unmatched |= wishes.rows & ~matching
            if not caps_known:
                uncountable |= wishes.capped & matching
        return Admission(unknown, unmatched, uncountable, capped_out)

    def _wishes_of(self, tenant: str) -> _Wishes:
        shelves = self._shelves
        rows = shelves.tenants.having((tenant,))
        undemanding = rows & shelves.segments_any.unrestricted
        capped = rows & shelves.capped.having((True,))
        wishes = self._wishes[tenant] = _Wishes(
            rows=rows,
            undemanding=undemanding,
            capped=capped,
            personal=rows & ~undemanding | capped,
            asking={
                named[1]: shelves.segments_any.listing((named,))
                for named in shelves.segments_any.values()
                if named[0] == tenant
            },
            excluding={
                named[1]: shelves.segments_none.having((named,))
                for named in shelves.segments_none.values()
                if named[0] == tenant
            },
        )
        return wishes
