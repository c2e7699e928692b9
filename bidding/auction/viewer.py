"""The person watching, as the auction sees them: by tenant, or nobody."""

import time
from typing import Final

import numpy as np

from bidding.index.index import LiveIndex
from bidding.index.postings import Bitmap
from bidding.inference.engine import Engine, Prepared
from bidding.inference.layout import person_features
from bidding.people.people import Acquaintance, Person
from bidding.privacy import EVERY_PERMISSION, Permissions
from domain.profiles.values import Profile, TenantProfile
from domain.serving.values import FrequencyCaps

_STRANGER: Final = TenantProfile()
_MOST_KEPT_A_PERSON: Final = 8
"""Sets of tenants that one person's acquaintances are kept for; an exchange's requests rarely bring together more."""


class Viewer:
    """One request's person; without one (``person`` is None) every tenant sees nobody.

    ``permissions`` may leave a person who is counted for caps but is a stranger otherwise, or the other way round.
    """

    __slots__ = ("now_ms", "permissions", "person", "profile")

    def __init__(self, person: Person | None, now_ms: int, permissions: Permissions = EVERY_PERMISSION) -> None:
        self.person = person
        self.permissions = permissions
        self.profile: Profile | None = person.profile if person is not None else None
        self.now_ms = now_ms

    def as_known_to(self, tenant_id: str) -> TenantProfile | None:
        """The tenant's part of the profile; None when there is nobody, or they refused this tenant's personal adverts."""
        if self.person is None:
            return None
        if not self.permissions.may_personalise:
            return _STRANGER
        part = self.profile.tenants.get(tenant_id, _STRANGER) if self.profile is not None else _STRANGER
        return part if part.personalised_ads else None

    @property
    def caps_known(self) -> bool:
        return self.person is not None and self.person.caps_known and self.permissions.may_cap

    def capped_out(self, index: LiveIndex, tenants: tuple[str, ...]) -> Bitmap:
        """Rows of campaigns whose frequency cap this person has reached, our own bids in flight included."""
        person = self.person
        if person is None or not (person.counts or person.in_flight):
            return 0
        rows = 0
        seen = [(tenant, campaign) for tenant in tenants for campaign in person.counts.get(tenant, ())]
        for campaign_id in person.in_flight or ():
            live = index.campaign(campaign_id)
            if live is not None:
                seen.append((live.snapshot.tenant_id, campaign_id))
        for tenant_id, campaign_id in seen:
            live = index.campaign(campaign_id)
            if live is not None and reached(
                live.snapshot.caps, *person.impressions(tenant_id, campaign_id, self.now_ms)
            ):
                rows |= live.bitmap
        return rows


def reached(caps: FrequencyCaps, hour: int, day: int) -> bool:
    """Whether another impression would exceed a cap."""
    return bool((caps.per_hour and hour >= caps.per_hour) or (caps.per_day and day >= caps.per_day))


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
            return nobody._replace(memberships=((),) * len(tenants))
        acquaintance = person.acquaintances.get(tenants)
        if acquaintance is None or acquaintance.engine is not self._engine:
            self._forget_some(person)
            acquaintance = person.acquaintances[tenants] = self._introduced(viewer, person, tenants)
        return acquaintance

    def _forget_some(self, person: Person) -> None:
        """Make room, and let go of what an engine made that has been replaced."""
        kept = person.acquaintances
        if kept and (len(kept) >= _MOST_KEPT_A_PERSON or next(iter(kept.values())).engine is not self._engine):
            kept.clear()
            person.projections.clear()

    def _introduced(self, viewer: Viewer, person: Person, tenants: tuple[str, ...]) -> Acquaintance:
        parts = [viewer.as_known_to(tenant) for tenant in tenants]
        rows = [self._projection(viewer, person, tenant, part) for tenant, part in zip(tenants, parts, strict=True)]
        return Acquaintance(
            memberships=tuple([None if part is None else part.segments for part in parts]),
            tiers=tuple(["" if part is None else part.tier for part in parts]),
            projections=rows[0] if len(rows) == 1 else np.concatenate(rows),
            engine=self._engine,
        )

    def _projection(self, viewer: Viewer, person: Person, tenant_id: str, part: TenantProfile | None) -> Prepared:
        row = person.projections.get(tenant_id)
        if row is None:
            features = person_features(viewer.profile if part else None, part, month=_month(viewer.now_ms))
            row = person.projections[tenant_id] = self._engine.prepare_person(features).reshape(1, -1)
        return row

    def _of_nobody(self, tenants: int, month: int) -> Acquaintance:
        known = self._with_nobody.get((tenants, month))
        if known is None:
            row = self._engine.prepare_person(person_features(None, None, month=month))
            known = self._with_nobody[tenants, month] = Acquaintance(
                memberships=(None,) * tenants,
                tiers=("",) * tenants,
                projections=np.tile(row, (tenants, 1)),
                engine=self._engine,
            )
        return known


def _month(now_ms: int) -> int:
    return time.gmtime(now_ms / 1000).tm_mon
