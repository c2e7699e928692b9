"""The person watching, as the auction sees them: by tenant, or nobody."""

import time
from sys import intern
from typing import Final

import numpy as np

from bidding.index.index import LiveIndex
from bidding.index.postings import Bitmap
from bidding.inference.engine import Engine
from bidding.inference.layout import Features, features_by_tenant, person_features
from bidding.people.people import Acquaintance, Person
from bidding.privacy import EVERY_PERMISSION, Permissions
from domain.profiles.values import Profile, TenantProfile

_STRANGER: Final = TenantProfile()
_MOST_KEPT_A_PERSON: Final = 8
"""Sets of tenants that one person's acquaintances are kept for; an exchange's requests rarely bring together more."""


class Viewer:
    """One request's person; without one (``person`` is None) every tenant sees nobody.

    ``permissions`` may leave a person who is counted for caps but is a stranger otherwise, or the other way round.
    """

    __slots__ = ("now_ms", "permissions", "person")

    def __init__(self, person: Person | None, now_ms: int, permissions: Permissions = EVERY_PERMISSION) -> None:
        self.person = person
        self.permissions = permissions
        self.now_ms = now_ms

    def features_for(self, tenants: tuple[str, ...]) -> Features:
        """(t, 138) the viewer as the model was told of them for each tenant: nobody, unless they may be advertised to."""
        month = _month(self.now_ms)
        person = self.person
        if person is None or not self.permissions.may_personalise:
            return np.tile(person_features(None, None, month=month), (len(tenants), 1))
        profile = person.profile
        parts = [_part(profile, tenant) for tenant in tenants]
        return np.stack([person_features(profile if part else None, part, month=month) for part in parts])

    def is_known_to(self, tenant_id: str) -> bool:
        """Whether the tenant knows something of the person, and may use it for this request."""
        person = self.person
        if person is None or not self.permissions.may_personalise:
            return False
        profile = person.profile
        part = profile.tenants.get(tenant_id) if profile is not None else None
        return part is not None and part.personalised_ads

    @property
    def caps_known(self) -> bool:
        return self.person is not None and self.person.caps_known and self.permissions.may_cap

    def capped_out(self, index: LiveIndex, tenants: tuple[str, ...]) -> Bitmap:
        """Campaigns whose frequency cap this person has reached, our own bids in flight included.

        None where the person may not be counted: capped campaigns then wait, as their caps are not known.
        """
        if self.person is None or not self.permissions.may_cap:
            return 0
        return index.ceilings.reached_by(self.person, tenants, self.now_ms)


class Introductions:
    """Makes tenants acquainted with people: worked out once per person and set of tenants, and kept with the person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._with_nobody: dict[tuple[int, int], Acquaintance] = {}

    def of(self, viewer: Viewer, tenants: tuple[str, ...]) -> Acquaintance:
        person = viewer.person
        if person is None:
            return self._of_nobody(len(tenants), _month(viewer.now_ms))
        if not viewer.permissions.may_personalise:
            nobody = self._of_nobody(len(tenants), _month(viewer.now_ms))
            return Acquaintance(
                tenants=(),
                memberships=((),) * len(tenants),
                tiers=nobody.tiers,
                projections=nobody.projections,
                engine=nobody.engine,
            )
        for acquaintance in person.acquaintances:
            if acquaintance.tenants == tenants and acquaintance.engine is self._engine:
                return acquaintance
        met = self._introduced(viewer, person, tenants)
        kept = [one for one in person.acquaintances if one.engine is self._engine]
        person.acquaintances = (met, *kept[: _MOST_KEPT_A_PERSON - 1])
        return met

    def _introduced(self, viewer: Viewer, person: Person, tenants: tuple[str, ...]) -> Acquaintance:
        profile, month = person.profile, _month(viewer.now_ms)
        parts = [_part(profile, tenant) for tenant in tenants]
        return Acquaintance(
            tenants=tenants,
            memberships=tuple([None if part is None else part.segments for part in parts]),
            tiers=tuple(["" if part is None else intern(part.tier) for part in parts]),
            projections=self._engine.prepare_person(features_by_tenant(profile, parts, month=month)),
            engine=self._engine,
        )

    def _of_nobody(self, tenants: int, month: int) -> Acquaintance:
        known = self._with_nobody.get((tenants, month))
        if known is None:
            row = self._engine.prepare_person(person_features(None, None, month=month))
            known = self._with_nobody[tenants, month] = Acquaintance(
                tenants=(),
                memberships=(None,) * tenants,
                tiers=("",) * tenants,
                projections=np.tile(row, (tenants, 1)),
                engine=self._engine,
            )
        return known


def _part(profile: Profile | None, tenant_id: str) -> TenantProfile | None:
    """What the tenant knows; None for whoever refused its personal adverts."""
    part = profile.tenants.get(tenant_id, _STRANGER) if profile is not None else _STRANGER
    return part if part.personalised_ads else None


def _month(now_ms: int) -> int:
    return time.gmtime(now_ms / 1000).tm_mon
