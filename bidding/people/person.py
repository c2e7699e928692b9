"""One person as this process knows them, in as little memory as that takes: a bidder remembers hundreds of thousands."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bidding.people.caps import Bids
from domain.frequency.rules import shown
from domain.frequency.values import ALL_CAMPAIGNS, NEVER, NOT_SHOWN, Seen, Shown
from domain.profiles.values import Profile
from storage.redis.profiles import unpack_profile

Membership = tuple[int, ...] | None
"""The segments one tenant has put the person in; None where the tenant may not know them."""
SeenByTenant = Mapping[str, Mapping[str, Seen]]
"""Tenant id -> campaign id, or ``ALL_CAMPAIGNS`` -> impressions."""

NOTHING_SEEN: Final[SeenByTenant] = {}


class Acquaintance:
    """A person as some ``tenants`` know them, in their order.

    ``tiers`` are loyalty tiers, empty for strangers; ``projections`` (t, person_width) the first layer of the model that
    ``engine`` runs, which alone may use them. ``refused`` is a bitmap of the campaigns that do not admit the person, true
    ``as_of`` a state of those campaigns; both are for ``Admissions`` to fill in.
    """

    __slots__ = ("as_of", "engine", "memberships", "projections", "refused", "tenants", "tiers")

    def __init__(
        self,
        tenants: tuple[str, ...],
        memberships: tuple[Membership, ...],
        tiers: tuple[str, ...],
        projections: NDArray[np.float32],
        engine: Any = None,
    ) -> None:
        self.tenants = tenants
        self.memberships = memberships
        self.tiers = tiers
        self.projections = projections
        self.engine = engine
        self.as_of: object = None
        self.refused = 0


class Person:
    """What a request needs to know of somebody.

    ``profile`` is None only while it could not be read; it is kept packed, since what the auction needs of it is worked
    out once, into ``acquaintances`` (the processor's, the latest first).

    ``seen`` holds impressions of the tenants in ``counted_for``. While ``caps_known`` is false no capped campaign may bid.
    """

    __slots__ = (
        "_profile",
        "acquaintances",
        "caps_known",
        "counted_for",
        "counted_until_ms",
        "in_flight",
        "misses",
        "person_id",
        "seen",
        "until_ms",
    )

    def __init__(self, person_id: str, profile: Profile | bytes | None, until_ms: int, misses: int = 0) -> None:
        self.person_id = person_id
        self._profile = profile
        self.until_ms = until_ms
        self.misses = misses
        self.seen: SeenByTenant = NOTHING_SEEN
        self.counted_for: tuple[str, ...] = ()
        self.counted_until_ms = 0
        self.caps_known = True
        self.in_flight: Bids | None = None
        self.acquaintances: tuple[Acquaintance, ...] = ()

    @property
    def profile(self) -> Profile | None:
        """Unpacked anew at every look."""
        packed = self._profile
        return unpack_profile(self.person_id, packed) if isinstance(packed, bytes) else packed

    def impressions(self, tenant_id: str, campaign_id: str, now_ms: int) -> Shown:
        """Impressions of a campaign, or of ``ALL_CAMPAIGNS``, this process's bids in flight included.

        Meaningful only while ``caps_known`` and when the tenant was named to ``known`` or ``fetch``.
        """
        seen = self.seen.get(tenant_id)
        times = shown(seen.get(campaign_id, NEVER), now_ms) if seen else NOT_SHOWN
        flying = self.flying(tenant_id, campaign_id, now_ms)
        return Shown(*(count + flying for count in times)) if flying else times

    def flying(self, tenant_id: str, campaign_id: str, now_ms: int) -> int:
        """Unresolved bids that this process made for a campaign, or for ``ALL_CAMPAIGNS``."""
        bids = self.in_flight
        if not bids:
            return 0
        return sum(
            bid.until_ms > now_ms and bid.tenant_id == tenant_id and campaign_id in (bid.campaign_id, ALL_CAMPAIGNS)
            for bid in bids.values()
        )
