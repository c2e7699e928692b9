"""Who is who: people who are looked up, changed and merged together, in memory. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from domain.contacts.rules import STRENGTH, changed, devices_seen, differences, refuses_sale, say
from domain.contacts.values import (
    MAX_ATTRIBUTES,
    MAX_IDENTITIES_A_KIND,
    SALE,
    ClaimRefused,
    Consent,
    Contact,
    ContactChange,
    Identity,
    IdentityKind,
    Merge,
    MergeCause,
)
from domain.delivery.values import ConsentState

_CHANGE_HANDS: Final = frozenset({IdentityKind.ANONYMOUS_ID.value, IdentityKind.EXCHANGE_ID.value})
"""A browser belongs to whoever uses it now; an address does not."""


def merged(survivor: Contact, absorbed: Contact, *, now_ms: int) -> Contact:
    """Both as one: the survivor's word where both say something, but of consents whatever was said last.

    An opt-out of sale and sharing of either holds for both, and only what they say after both words takes it back.
    """
    consents, since = dict(survivor.consents), dict(survivor.consented_at_ms)
    for key, state in absorbed.consents.items():
        say(consents, since, key, state, absorbed.consented_at_ms.get(key, 0))
    if refuses_sale(survivor) or refuses_sale(absorbed):
        consents[SALE] = ConsentState.DENIED
    identities = dict(survivor.identities)
    for kind, values in absorbed.identities.items():
        held = identities.get(kind, ())
        identities[kind] = held + tuple(value for value in values if value not in held)
    return Contact(
        person_id=survivor.person_id,
        attributes=absorbed.attributes | survivor.attributes,
        identities=identities,
        devices=devices_seen(survivor.devices, absorbed.devices),
        consents=consents,
        consented_at_ms=since,
        time_zone=survivor.time_zone or absorbed.time_zone,
        locale=survivor.locale or absorbed.locale,
        preferred_channel=survivor.preferred_channel or absorbed.preferred_channel,
        created_at_ms=min(survivor.created_at_ms, absorbed.created_at_ms),
        updated_at_ms=now_ms,
    )


@dataclass(slots=True)
class Roster:
    """People who are looked up, changed and merged together, in memory: what is dirty afterwards has to be written.

    ``contacts`` and ``owners`` are all the people and identities concerned, as they stand. Whoever is merged away is in
    ``became``. Merging follows what identities are worth: two people who share one become one, unless the tenant's own
    ids (``external_id``) tell them apart. Then a browser changes hands, and everything else stays where it is.
    """

    contacts: dict[str, Contact]
    owners: dict[Identity, str]
    new_id: Callable[[], str]
    became: dict[str, str] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    dirty: set[str] = field(default_factory=set)
    claimed: dict[Identity, str] = field(default_factory=dict)
    """Whose identities that changed hands are now; nobody's where it is empty."""
    known: frozenset[Identity] = frozenset()
    """Those that were somebody's to begin with."""
    merges: list[Merge] = field(default_factory=list)
    absorbed: dict[str, Contact] = field(default_factory=dict)
    refused: list[ClaimRefused] = field(default_factory=list)
    consents: list[tuple[str, Consent]] = field(default_factory=list)
    told: dict[str, set[str]] = field(default_factory=dict)
    """What of whom is another now: attributes by name, and ``consent``, ``locale``, ``time_zone``, ``preferred_channel``."""

    def __post_init__(self) -> None:
        self.known = frozenset(self.owners).union(
            (kind, value)
            for contact in self.contacts.values()
            for kind, values in contact.identities.items()
            for value in values
        )

    def now(self, person_id: str) -> str:
        """Who ``person_id`` has become."""
        while person_id in self.became:
            person_id = self.became[person_id]
        return person_id

    def person(self, identities: Iterable[Identity], *, person_id: str = "", now_ms: int) -> str:
        """Whoever is known by these, ``person_id`` where it is said; somebody new when nobody is.

        Afterwards they are known by all of them, but for those in ``refused``.
        """
        claims = sorted(set(identities), key=lambda each: (STRENGTH[each[0]], each[1]))
        anchor = self.now(person_id) if person_id else self._anchor(claims)
        if anchor is None:
            anchor = self.new_id()
        if anchor not in self.contacts:
            self.contacts[anchor] = Contact(person_id=anchor, created_at_ms=now_ms, updated_at_ms=now_ms)
            self.created.add(anchor)
        for claim in claims:
            anchor = self._claim(anchor, claim, now_ms)
        return anchor

    def change(self, person_id: str, change: ContactChange, *, now_ms: int) -> str:
        """Apply ``change``, identities first; whoever it is then. Raises ``InvalidInput``, and then nothing has changed."""
        if self._may_be_too_much(person_id, change):
            self._rehearse(person_id, change, now_ms)
        who = self.person(change.identities, person_id=person_id, now_ms=now_ms)
        before = self.contacts[who]
        after = changed(before, change, now_ms=now_ms)
        if after is not before:
            self.contacts[who] = after
            self.dirty.add(who)
            self.told.setdefault(who, set()).update(differences(before, after))
        self.consents.extend((who, consent) for consent in change.consents)
        return who

    def merge(self, one: str, other: str, cause: MergeCause, *, now_ms: int, identity: str = "") -> str:
        """Both become one, whatever their ids say: an alias, or somebody's decision. Who survives is returned."""
        one, other = self.now(one), self.now(other)
        if one == other:
            return one
        survivor, absorbed = sorted((self.contacts[one], self.contacts[other]), key=_seniority)
        gone = absorbed.person_id
        self.contacts[survivor.person_id] = merged(survivor, absorbed, now_ms=now_ms)
        for kind, values in absorbed.identities.items():
            for value in values:
                self._own((kind, value), survivor.person_id)
        self.absorbed[gone] = self.contacts.pop(gone)
        self.became[gone] = survivor.person_id
        self.merges.append(
            Merge(person_id=survivor.person_id, absorbed_id=gone, cause=cause, identity=identity, at_ms=now_ms)
        )
        self.dirty.discard(gone)
        self.dirty.add(survivor.person_id)
        self.told.setdefault(survivor.person_id, set()).update(
            self.told.pop(gone, ()), differences(survivor, self.contacts[survivor.person_id])
        )
        return survivor.person_id

    def _may_be_too_much(self, person_id: str, change: ContactChange) -> bool:
        """Whether the change could be refused: what everybody concerned has, taken together, is beyond the bound."""
        if not change.attributes:
            return False
        known = sum(len(self.contacts[each].attributes) for each in self._concerned(person_id, change))
        return known + len(change.attributes) > MAX_ATTRIBUTES

    def _rehearse(self, person_id: str, change: ContactChange, now_ms: int) -> None:
        """The change on a roster of nobody but those concerned: who is one with whom there is forgotten. Raises ``InvalidInput``."""
        concerned = self._concerned(person_id, change)
        aside = Roster(
            contacts={each: self.contacts[each] for each in concerned},
            owners={claim: owner for claim in change.identities if (owner := self._owner(claim)) is not None},
            new_id=str,
        )
        who = aside.person(change.identities, person_id=self.now(person_id), now_ms=now_ms)
        changed(aside.contacts[who], change, now_ms=now_ms)

    def _concerned(self, person_id: str, change: ContactChange) -> set[str]:
        named = {self.now(person_id), *(self._owner(claim) for claim in change.identities)}
        return {each for each in named if each in self.contacts}

    def _anchor(self, claims: Iterable[Identity]) -> str | None:
        """The owner of the identity that tells best, if nothing better contradicts."""
        named = {value for kind, value in claims if kind == IdentityKind.EXTERNAL_ID}
        for claim in claims:
            owner = self._owner(claim)
            if owner is not None and not self._told_apart(self._external_ids(owner), named):
                return owner
        return None

    def _claim(self, who: str, claim: Identity, now_ms: int) -> str:
        owner = self._owner(claim)
        if owner == who:
            self._prefer(who, claim)
            return who
        if owner is None:
            self._give(who, claim)
            return who
        if not self._told_apart(self._external_ids(who), self._external_ids(owner)):
            return self.merge(who, owner, MergeCause.SHARED_IDENTITY, now_ms=now_ms, identity=f"{claim[0]}:{claim[1]}")
        if claim[0] in _CHANGE_HANDS:
            self._take_away(owner, claim)
            self._give(who, claim)
        else:
            reason = "belongs to somebody with another external id"
            self.refused.append(ClaimRefused(identity=claim, owner_id=owner, reason=reason))
        return who

    def _owner(self, claim: Identity) -> str | None:
        owner = self.owners.get(claim)
        return None if owner is None else self.now(owner)

    def _external_ids(self, person_id: str) -> set[str]:
        return set(self.contacts[person_id].identities.get(IdentityKind.EXTERNAL_ID, ()))

    @staticmethod
    def _told_apart(one: set[str], other: set[str]) -> bool:
        return bool(one) and bool(other) and one.isdisjoint(other)

    def _own(self, claim: Identity, person_id: str) -> None:
        self.owners[claim] = person_id
        self.claimed[claim] = person_id

    def _give(self, who: str, claim: Identity) -> None:
        kind, value = claim
        contact = self.contacts[who]
        values = contact.identities.get(kind, ())
        if len(values) >= MAX_IDENTITIES_A_KIND:
            if kind not in _CHANGE_HANDS:
                reason = f"nobody has more than {MAX_IDENTITIES_A_KIND} of a kind"
                self.refused.append(ClaimRefused(identity=claim, owner_id=who, reason=reason))
                return
            self._take_away(who, (kind, values[-1]))
            contact = self.contacts[who]
            values = contact.identities.get(kind, ())
        self.contacts[who] = msgspec.structs.replace(contact, identities=contact.identities | {kind: (value, *values)})
        self._own(claim, who)
        self.dirty.add(who)

    def _prefer(self, who: str, claim: Identity) -> None:
        """The address that was named last is the one that is written to."""
        kind, value = claim
        contact = self.contacts[who]
        values = contact.identities[kind]
        if values[0] != value and kind not in _CHANGE_HANDS:
            others = tuple(other for other in values if other != value)
            self.contacts[who] = msgspec.structs.replace(
                contact, identities=contact.identities | {kind: (value, *others)}
            )
            self.dirty.add(who)

    def _take_away(self, who: str, claim: Identity) -> None:
        kind, value = claim
        contact = self.contacts[who]
        left = tuple(other for other in contact.identities.get(kind, ()) if other != value)
        identities = {**contact.identities, kind: left} if left else _without(contact.identities, kind)
        self.contacts[who] = msgspec.structs.replace(contact, identities=identities)
        self.owners.pop(claim, None)
        self.claimed[claim] = ""
        self.dirty.add(who)


def _without(identities: dict[str, tuple[str, ...]], kind: str) -> dict[str, tuple[str, ...]]:
    return {each: values for each, values in identities.items() if each != kind}


def _seniority(contact: Contact) -> tuple[bool, int, str]:
    """Who survives comes first: whom the tenant has an id of, then who was known earlier."""
    return IdentityKind.EXTERNAL_ID not in contact.identities, contact.created_at_ms, contact.person_id
