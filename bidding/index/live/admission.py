"""Which campaigns admit the person who is watching: segments, consent towards each tenant, and whether caps can be kept.

A campaign that asks for segments or keeps a cap needs to know the person; where the request carries nobody, or the person
has refused this tenant's personal advertising, it does not bid.

Hardly two people are in the same segments, so the answer is kept with the person, where it costs no look-up, until a
campaign comes, changes or goes.
"""

from typing import Final, NamedTuple

from bidding.index.postings import AllowList, Attribute, Bitmap
from bidding.openrtb.no_bid import NoBid, furthest
from bidding.people.people import Acquaintance, Membership
from domain.serving.values import CampaignSnapshot, SegmentClause, Targeting

MOST_KEPT_BITS: Final = 4_096
"""Of an answer kept with a person: what a hundred thousand people hold of them stays under 60 MB."""


class Admission(NamedTuple):
    """Campaigns that do not admit the person, or not the place; by why, of which there may be several."""

    outside: Bitmap
    unknown: Bitmap
    unmatched: Bitmap
    uncountable: Bitmap
    capped_out: Bitmap

    @property
    def refused(self) -> Bitmap:
        return self.outside | self.unknown | self.unmatched | self.uncountable | self.capped_out

    @property
    def turned_away(self) -> tuple[tuple[NoBid, Bitmap], ...]:
        """A code with the campaigns it refused, in the order of ``NoBid``."""
        return (
            (NoBid.OUTSIDE_RADIUS, self.outside),
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


class _Wishes:
    """What one tenant's campaigns ask of a person.

    ``undemanding`` ones ask for no segment, ``personal`` ones cannot do without a person; ``asking`` and ``excluding``
    say who asks for a segment and who refuses it. Clauses beyond the first that ask for segments alone are a shelf each
    in ``further``; those that could be broken only by somebody who is in a certain segment are kept by it in ``alert``.
    """

    __slots__ = ("alert", "asking", "campaigns", "capped", "excluding", "further", "personal")

    def __init__(self) -> None:
        self.campaigns: Bitmap = 0
        self.capped: Bitmap = 0
        self.personal: Bitmap = 0
        self.asking: AllowList[int] = AllowList()
        self.excluding: Attribute[int] = Attribute()
        self.further: list[AllowList[int]] = []
        self.alert: dict[int, Attribute[SegmentClause]] = {}

    def refusing(self, membership: tuple[int, ...]) -> Bitmap:
        """Campaigns that ask for other segments, or refuse one of these."""
        refused = self.asking.refusing(membership) if self.asking.restricted else 0
        for shelf in self.further:
            refused |= shelf.refusing(membership)
        if self.excluding:
            refused |= self.excluding.having(membership)
        if self.alert:
            for segment in membership:
                clauses = self.alert.get(segment)
                if clauses is not None:
                    refused |= clauses.having([one for one in clauses.values() if not _holds(one, membership)])
        return refused


class Admissions:
    """Campaigns by what they ask of people, tenant by tenant."""

    def __init__(self) -> None:
        self._wishes: dict[str, _Wishes] = {}
        self.dependent: Bitmap = 0
        """Campaigns for which it matters who is watching."""
        self._change()

    def _change(self) -> None:
        """What was found until now holds no longer."""
        self._states = (object(), object())
        """These campaigns towards somebody whose impressions are not known, and towards somebody whose are."""

    def add(self, number: int, snapshot: CampaignSnapshot) -> None:
        self._change()
        bit = 1 << number
        wishes = self._wishes.setdefault(snapshot.tenant_id, _Wishes())
        wishes.campaigns |= bit
        asked, excluded, alert = _sorted(snapshot.targeting)
        wishes.asking.add(number, asked[0] if asked else ())
        while len(wishes.further) < len(asked) - 1:
            shelf: AllowList[int] = AllowList()
            shelf.unrestricted = wishes.campaigns ^ bit
            wishes.further.append(shelf)
        for place, shelf in enumerate(wishes.further, start=1):
            shelf.add(number, asked[place] if place < len(asked) else ())
        wishes.excluding.add(number, excluded)
        for clause in alert:
            wishes.alert.setdefault(clause.outside[0], Attribute()).add(number, (clause,))
        if snapshot.caps.limits:
            wishes.capped |= bit
        if asked or snapshot.caps.limits:
            wishes.personal |= bit
        if asked or excluded or alert or snapshot.caps.limits:
            self.dependent |= bit

    def discard(self, number: int, snapshot: CampaignSnapshot) -> None:
        """Undo ``add`` of the same number and snapshot."""
        self._change()
        bit = 1 << number
        wishes = self._wishes[snapshot.tenant_id]
        asked, excluded, alert = _sorted(snapshot.targeting)
        wishes.asking.discard(number, asked[0] if asked else ())
        for place, shelf in enumerate(wishes.further, start=1):
            shelf.discard(number, asked[place] if place < len(asked) else ())
        while wishes.further and not wishes.further[-1]:
            wishes.further.pop()
        wishes.excluding.discard(number, excluded)
        for clause in alert:
            clauses = wishes.alert[clause.outside[0]]
            clauses.discard(number, (clause,))
            if not clauses:
                del wishes.alert[clause.outside[0]]
        wishes.campaigns &= ~bit
        wishes.capped &= ~bit
        wishes.personal &= ~bit
        self.dependent &= ~bit
        if not wishes.campaigns:
            del self._wishes[snapshot.tenant_id]

    def refused_by(self, tenants: tuple[str, ...], acquaintance: Acquaintance, *, caps_known: bool) -> Bitmap:
        """What ``refusing`` finds for campaigns of ``tenants``, whose acquaintance it is."""
        state = self._states[caps_known]
        if acquaintance.as_of is state:
            return acquaintance.refused
        refused = self.refusing(tenants, acquaintance.memberships, caps_known=caps_known)
        if acquaintance.tenants and refused.bit_length() <= MOST_KEPT_BITS:
            acquaintance.as_of, acquaintance.refused = state, refused
        return refused

    def refusing(self, tenants: tuple[str, ...], memberships: tuple[Membership, ...], *, caps_known: bool) -> Bitmap:
        """Everybody whom ``of`` finds to refuse, without the reasons."""
        refused = 0
        wishes_of = self._wishes.get
        for tenant, membership in zip(tenants, memberships, strict=True):
            wishes = wishes_of(tenant)
            if wishes is None:
                continue
            if membership is None:
                refused |= wishes.personal
            else:
                refused |= wishes.refusing(membership)
                if not caps_known:
                    refused |= wishes.capped
        return refused

    def of(
        self,
        tenants: tuple[str, ...],
        memberships: tuple[Membership, ...],
        *,
        caps_known: bool,
        capped_out: Bitmap = 0,
        outside: Bitmap = 0,
    ) -> Admission:
        """For campaigns of ``tenants`` only; ``memberships`` are in their order."""
        unknown = unmatched = uncountable = 0
        for tenant, membership in zip(tenants, memberships, strict=True):
            wishes = self._wishes.get(tenant)
            if wishes is None:
                continue
            if membership is None:
                unknown |= wishes.personal
                continue
            mismatching = wishes.refusing(membership)
            unmatched |= mismatching
            if not caps_known:
                uncountable |= wishes.capped & ~mismatching
        return Admission(outside, unknown, unmatched, uncountable, capped_out)


def _sorted(aims: Targeting) -> tuple[list[tuple[int, ...]], set[int], set[SegmentClause]]:
    """Segments asked for, a list a clause; segments that exclude; and clauses that are neither."""
    asked = [aims.segments_any] if aims.segments_any else []
    excluded = set(aims.segments_none)
    alert = set()
    for clause in aims.segment_clauses:
        if not clause.outside:
            asked.append(clause.inside)
        elif not clause.inside and len(clause.outside) == 1:
            excluded.add(clause.outside[0])
        else:
            alert.add(clause)
    return asked, excluded, alert


def _holds(clause: SegmentClause, membership: tuple[int, ...]) -> bool:
    return any(segment in membership for segment in clause.inside) or any(
        segment not in membership for segment in clause.outside
    )
