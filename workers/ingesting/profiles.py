"""Profiles that bidders missed, from SQL into Redis."""

from typing import Final

from prometheus_client import Counter as Metric

from domain.profiles.service import load_for_serving, people_known_as
from storage.nats.wanted_profiles import WantedProfiles
from storage.redis.profiles import ProfileCache
from storage.sql.database import Database

FETCH: Final = 64
FETCH_WITHIN_S: Final = 0.5

_loaded = Metric("campaign_express_profiles_loaded", "Profiles loaded because a bidder missed them.", ["known"])


class ProfileLoading:
    """Serves requests together, each person once, and remembers for a while whom nobody knows."""

    def __init__(self, wanted: WantedProfiles, database: Database, cache: ProfileCache) -> None:
        self._wanted = wanted
        self._database = database
        self._cache = cache

    async def step(self) -> bool:
        """Load everybody who is wanted now. Raises ``Unavailable``; what was not acknowledged comes again."""
        wanted = await self._wanted.fetch(FETCH, within_s=FETCH_WITHIN_S)
        if wanted.person_ids:
            async with self._database.platform_reading() as session:
                known = await load_for_serving(session, wanted.person_ids)
                unknown = [person_id for person_id in wanted.person_ids if person_id not in known]
                aliases = await people_known_as(session, unknown)
            await self._cache.put_identities(aliases)
            await self._cache.fill_many(known.values(), unknown)
            _loaded.labels("yes").inc(len(known))
            _loaded.labels("no").inc(len(unknown))
        await self._wanted.acknowledge(wanted)
        return True
