"""What a bidder may know of people, and by which ids: consent, whose ids are whose, and the syncs that tell."""

from collections.abc import Callable

from bidding.agents.syncs import UserSyncs
from bidding.people.aliases import Aliases
from bidding.privacy import Privacy
from storage.redis.identities import IdentityStore
from workers.bidder_metrics import BidderMetrics
from workers.settings import Settings


class BidderIdentities:
    """Of one bidder process; ``close`` when its doors are."""

    def __init__(self, settings: Settings, *, clock_ms: Callable[[], int]) -> None:
        self.privacy = Privacy(
            vendor_id=settings.privacy.gvl_vendor_id,
            legitimate_interests=settings.privacy.legitimate_interests,
            sources=settings.privacy.id_sources,
        )
        self._store = IdentityStore(settings.redis.profiles_url)
        self.aliases = Aliases(self._store)
        self.syncs = UserSyncs(self.privacy, self._store, self.aliases, clock_ms=clock_ms)

    def watch(self, metrics: BidderMetrics) -> None:
        metrics.watch(
            "user_syncs",
            "Browsers that came to sync, by exchange and outcome (unkept: the match could not be stored).",
            ("exchange", "outcome"),
            lambda: self.syncs.counts,
        )

    async def close(self) -> None:
        await self._store.close()
