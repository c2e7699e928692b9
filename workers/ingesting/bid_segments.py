"""Memberships of segments that are for bidding, from the store of journeys to the profiles that bidders read."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final

from prometheus_client import Counter as Metric

from domain.profiles import service as profiles
from domain.segments import service as segments
from storage.redis.profiles import ProfileCache
from storage.sql.database import Database

PEOPLE_AT_ONCE: Final = 500
EVERY_S: Final = 1.0

_told = Metric("campaign_express_bid_segments_told", "People whose segments bidders were told of.")


class TellingBidders:
    """Whoever changed is told of by all they are in now, so that one who changes twice, or is told twice, comes out right.

    ``tell`` has bidders read anew the people whom they hold as they were.
    """

    def __init__(
        self,
        journeys: Database,
        main: Database,
        cache: ProfileCache,
        tell: Callable[[Collection[str]], Awaitable[None]],
        *,
        clock_ms: Callable[[], int],
    ) -> None:
        self._journeys = journeys
        self._main = main
        self._cache = cache
        self._tell_bidders = tell
        self._clock_ms = clock_ms

    async def step(self) -> bool:
        """Tell of some people of every tenant; whether there may be more. Raises ``Unavailable``, and they stay untold."""
        async with self._journeys.platform_reading() as session:
            tenants = await segments.tenants_to_tell(session)
        told = [await self._tell(tenant_id) for tenant_id in tenants]
        return any(people == PEOPLE_AT_ONCE for people in told)

    async def _tell(self, tenant_id: str) -> int:
        async with self._journeys.reading(tenant_id) as session:
            untold = await segments.untold(session, limit=PEOPLE_AT_ONCE)
        async with self._main.tenant(tenant_id) as session:
            await profiles.put_segments(session, untold.numbers, now_ms=self._clock_ms())
        async with self._main.platform_reading() as session:
            known = await profiles.load_for_serving(session, untold.numbers)
        await self._cache.put_many(known.values())
        await self._tell_bidders(untold.numbers)
        async with self._journeys.tenant(tenant_id) as session:
            await segments.note_told(session, untold)
        _told.inc(len(untold.told))
        return len(untold.told)
