"""Whose an id of somebody else's is: what imports and user syncs have told us, beside the cached profiles."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Final, Self

from redis.asyncio import Redis

from storage.redis.connection import TIMEOUT_S, open_redis, translated
from storage.redis.pipe import RedisPipe

TTL_S: Final = 30 * 86_400
"""A month after it was last told, an id is nobody's again."""


async def write_identities(client: Redis, people: Mapping[str, str], *, kind: str = "identity") -> None:
    if not people:
        return
    with translated("write identities"):
        pipeline = client.pipeline(transaction=False)
        for key, person_id in people.items():
            pipeline.set(f"{kind}:{key}", person_id, ex=TTL_S)
        await pipeline.execute()


class IdentityStore:
    """Person ids under ``identity:{key}`` as imports say and ``synced:{key}`` as user syncs do; imports go first.

    The key is as ``domain.profiles.values.identity_key`` makes it. Every method raises ``Unavailable`` when Redis does not answer in time.
    """

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._pipe = RedisPipe(url, timeout_s=timeout_s)

    def get_many(self, keys: Sequence[str]) -> Awaitable[dict[str, str]]:
        """Whose ids these are, in one round trip; one that is nobody's is absent. At least one is asked for."""

        def by_key(answers: list[list[bytes | None]]) -> dict[str, str]:
            imported, synced = answers[0][: len(keys)], answers[0][len(keys) :]
            found = zip(keys, imported, synced, strict=True)
            return {key: person.decode() for key, first, second in found if (person := first or second) is not None}

        wanted = [f"{kind}:{key}" for kind in ("identity", "synced") for key in keys]
        return self._pipe.ask([("MGET", *wanted)], by_key)

    async def put_many(self, people: Mapping[str, str]) -> None:
        """Remember whose each id is as imports say, in one round trip, over whatever they said before."""
        await write_identities(self._redis, people)

    async def keep_synced(self, people: Mapping[str, str]) -> None:
        """The same as user syncs say: it counts where no import says anything."""
        await write_identities(self._redis, people, kind="synced")

    async def close(self) -> None:
        await self._pipe.close()
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
