"""Which campaigns a person has seen too often already."""

from bidding.index.postings import Bitmap
from bidding.people.person import Person
from domain.frequency.rules import reached, reached_together
from domain.frequency.values import ALL_CAMPAIGNS
from domain.serving.values import CampaignSnapshot, FrequencyCaps


class Ceilings:
    """The caps of live campaigns. What a request pays for is what its person has seen, however many campaigns are capped."""

    def __init__(self) -> None:
        self._capped: dict[str, tuple[FrequencyCaps, Bitmap]] = {}
        self._tenants: dict[str, int] = {}
        self._together: dict[str, dict[FrequencyCaps, Bitmap]] = {}
        self._capped_among: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, snapshot: CampaignSnapshot, bitmap: Bitmap) -> None:
        """Hold the campaign of ``bitmap`` to its caps, if it has any."""
        caps, tenant_id = snapshot.caps, snapshot.tenant_id
        if not caps.limits:
            return
        self._tenants[tenant_id] = self._tenants.get(tenant_id, 0) + 1
        self._capped_among.clear()
        if caps.limits_campaign:
            self._capped[snapshot.campaign_id] = (caps, bitmap)
        if caps.limits_tenant:
            together = self._together.setdefault(tenant_id, {})
            together[caps] = together.get(caps, 0) | bitmap

    def discard(self, snapshot: CampaignSnapshot, bitmap: Bitmap) -> None:
        """Undo ``add`` of the same."""
        caps, tenant_id = snapshot.caps, snapshot.tenant_id
        if not caps.limits:
            return
        self._tenants[tenant_id] -= 1
        if not self._tenants[tenant_id]:
            del self._tenants[tenant_id]
        self._capped_among.clear()
        self._capped.pop(snapshot.campaign_id, None)
        if caps.limits_tenant:
            together = self._together[tenant_id]
            together[caps] &= ~bitmap
            if not together[caps]:
                del together[caps]
                if not together:
                    del self._together[tenant_id]

    def capped_tenants(self, tenants: tuple[str, ...]) -> tuple[str, ...]:
        """Those of ``tenants`` with a capped campaign among their live ones; the same tuple until caps change."""
        known = self._capped_among.get(tenants)
        if known is None:
            capped = self._tenants
            known = self._capped_among[tenants] = tuple([tenant for tenant in tenants if tenant in capped])
        return known

    def counts(self, snapshot: CampaignSnapshot) -> bool:
        """Whether a bid of the campaign counts while it is in flight: towards its own caps, or its tenant's."""
        return snapshot.campaign_id in self._capped or snapshot.tenant_id in self._together

    def reached_by(self, person: Person, tenants: tuple[str, ...], now_ms: int) -> Bitmap:
        """Campaigns of ``tenants`` that may not be shown to the person again now, our own bids in flight included."""
        seen, flying = person.seen, person.in_flight
        if not seen and not flying:
            return 0
        reached_caps = 0
        capped = self._capped
        candidates = {bid.campaign_id: bid.tenant_id for bid in flying.values()} if flying else {}
        for tenant_id in tenants:
            of_tenant = seen.get(tenant_id)
            if of_tenant:
                candidates.update(dict.fromkeys(of_tenant, tenant_id))
            together = self._together.get(tenant_id)
            if together:
                times = person.impressions(tenant_id, ALL_CAMPAIGNS, now_ms)
                for caps, campaigns in together.items():
                    if reached_together(caps, times):
                        reached_caps |= campaigns
        for campaign_id, tenant_id in candidates.items():
            limited = capped.get(campaign_id)
            if limited is not None and reached(limited[0], person.impressions(tenant_id, campaign_id, now_ms)):
                reached_caps |= limited[1]
        return reached_caps
