"""The person watching, as the auction sees them: by tenant, or nobody."""

import time
from typing import Final

import numpy as np

from bidding.index.admission import Membership
from bidding.index.index import LiveIndex
from bidding.index.postings import Bitmap
from bidding.inference.engine import Engine, Prepared
from bidding.inference.layout import person_features
from bidding.people.people import Person
from domain.profiles.values import Profile, TenantProfile
from domain.serving.values import FrequencyCaps

_STRANGER: Final = TenantProfile()


class Viewer:
    """One request's person; without one (``person`` is None) every tenant sees nobody."""

    __slots__ = ("now_ms", "person", "profile")

    def __init__(self, person: Person | None, now_ms: int) -> None:
        self.person = person
        self.profile: Profile | None = person.profile if person is not None else None
        self.now_ms = now_ms

    def as_known_to(self, tenant_id: str) -> TenantProfile | None:
        """The tenant's part of the profile; None when there is nobody, or they refused this tenant's personal adverts."""
        if self.person is None:
            return None
        part = self.profile.tenants.get(tenant_id, _STRANGER) if self.profile is not None else _STRANGER
        return part if part.personalised_ads else None

    def memberships(self, tenants: tuple[str, ...]) -> tuple[Membership, ...]:
        parts = [self.as_known_to(tenant) for tenant in tenants]
        return tuple([None if part is None else part.segments for part in parts])

    def tiers(self, tenants: tuple[str, ...]) -> tuple[str, ...]:
        """The loyalty tier with each of ``tenants``, which may lift a bid; empty for nobody."""
        parts = [self.as_known_to(tenant) for tenant in tenants]
        return tuple(["" if part is None else part.tier for part in parts])

    @property
    def caps_known(self) -> bool:
        return self.person is not None and self.person.caps_known

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


class Projector:
    """Prepared person rows, made once per person and tenant and kept with the person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._nobody: dict[tuple[int, int], Prepared] = {}

    def rows(self, viewer: Viewer, tenants: tuple[str, ...]) -> Prepared:
        """(t, person_width): the viewer as each of ``tenants`` knows them."""
        if viewer.person is None:
            return self._nobody_for(len(tenants), viewer.now_ms)
        if len(tenants) == 1:
            return self._row(viewer, viewer.person, tenants[0])
        return np.concatenate([self._row(viewer, viewer.person, tenant) for tenant in tenants])

    def _row(self, viewer: Viewer, person: Person, tenant_id: str) -> Prepared:
        row = person.projections.get(tenant_id)
        if row is None:
            part = viewer.as_known_to(tenant_id)
            features = person_features(viewer.profile if part else None, part, month=_month(viewer.now_ms))
            row = person.projections[tenant_id] = self._engine.prepare_person(features).reshape(1, -1)
        return row

    def _nobody_for(self, tenants: int, now_ms: int) -> Prepared:
        key = (tenants, _month(now_ms))
        rows = self._nobody.get(key)
        if rows is None:
            row = self._engine.prepare_person(person_features(None, None, month=key[1]))
            rows = self._nobody[key] = np.tile(row, (tenants, 1))
        return rows


def _month(now_ms: int) -> int:
    return time.gmtime(now_ms / 1000).tm_mon
