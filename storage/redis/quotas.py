"""How much was asked under a name in a window of time, counted by all processes of the API together."""

from typing import Final, Self

from storage.redis.connection import open_redis, translated

_TIMEOUT_S: Final = 0.25
"""A request waits for this."""


class SharedCounts:
    """A tenant's counts lie in one slot of a cluster, and are gone a while after their window."""

    def __init__(self, url: str, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)

    async def add(self, tenant_id: str, name: str, window: int, by: int, *, kept_s: int) -> int:
        """What the count is with ``by`` more. Raises ``Unavailable`` when Redis does not answer in time."""
        key = f"quota:{{{tenant_id}}}:{name}:{window}"
        with translated("count requests"):
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.incrby(key, by)
                pipe.expire(key, kept_s)
                total, _ = await pipe.execute()
        return int(total)

    async def close(self) -> None:
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
