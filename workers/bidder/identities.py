"""What a bidder may know of people, and by which ids: consent, whose ids are whose, and the syncs that tell."""

from collections.abc import Awaitable, Callable, Sequence

from bidding.agents.sync_seals import CookieSeal
from bidding.agents.syncs import UserSyncs
from bidding.people.aliases import Aliases
from bidding.people.wanted import WantedProfiles
from bidding.privacy import Privacy
from storage.redis.identities import IdentityStore
from workers.bidder.metrics import BidderMetrics
from workers.settings import Settings


class BidderIdentities:
    """Of one bidder process; ``close`` when its doors are."""

    def __init__(
        self,
        settings: Settings,
        ask_for_profiles: Callable[[Sequence[str]], Awaitable[None]],
        *,
        clock_ms: Callable[[], int],
    ) -> None:
        self.privacy = Privacy(
            vendor_id=settings.privacy.gvl_vendor_id,
            legitimate_interests=settings.privacy.legitimate_interests,
            sources=settings.privacy.id_sources,
        )
        self._store = IdentityStore(settings.redis.profiles_url)
        self.aliases = Aliases(self._store)
        self._wanted = WantedProfiles(ask_for_profiles)
        self.syncs = UserSyncs(
            self.privacy,
            self._store,
            self.aliases,
            CookieSeal(settings.notices.keys),
            ask=self._wanted.ask,
            clock_ms=clock_ms,
        )

    def watch(self, metrics: BidderMetrics) -> None:
        metrics.watch(
            "user_syncs",
            "Browsers that came to sync, by exchange and outcome (unkept: could not be stored; unsigned: not by the exchange).",
            ("exchange", "outcome"),
            lambda: self.syncs.counts,
        )

    async def close(self) -> None:
        await self._wanted.close()
        await self._store.close()
