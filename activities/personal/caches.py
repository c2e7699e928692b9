"""What Redis has for bidders."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Final

from domain.privacy.places.values import Found, Rows, Subject
from domain.profiles import service as profiles
from domain.profiles.values import Shared
from storage.redis.people import OF_OTHERS, PeopleInRedis
from storage.sql.database import Database

_KNOWN: Final = "another tenant knows the same person, and answers for that itself"


class CachesPlace:
    """Cached profiles, impressions counted for caps, and other people's ids.

    Whom another tenant knows too, that one goes on finding by its own ids and by those of exchanges.
    """

    name = "caches"

    def __init__(
        self, redis: PeopleInRedis, main: Database, *, forget_cached: Callable[[Collection[str]], Awaitable[None]]
    ) -> None:
        """``forget_cached`` has bidders read people anew."""
        self._redis = redis
        self._store = main
        self._forget_cached = forget_cached

    async def find(self, subject: Subject) -> Found:
        counts = await self._redis.find(subject, await self._shared(subject))
        return Found(counts=dict(counts), kept={kind: _KNOWN for kind in counts if kind.endswith(OF_OTHERS)})

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        return self._redis.read(subject)

    async def erase(self, subject: Subject) -> None:
        await self._redis.erase(subject, await self._shared(subject))
        await self._forget_cached(subject.known_to_bidders_as)

    async def _shared(self, subject: Subject) -> Shared:
        async with self._store.platform_reading() as session:
            return await profiles.shared(session, subject.known_to_bidders_as, tenant_id=subject.tenant_id)
