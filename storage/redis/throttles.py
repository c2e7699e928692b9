"""Token buckets that all workers share: how many messages may go to a vendor, or from a tenant, right now.

A message may have to pass several buckets at once (its account's, its channel's, the tenant's); it takes a token of each or
of none. Buckets fill by Redis's own clock, so workers need not agree on the time. A tenant's buckets lie in one slot of a
cluster. Redis away raises ``Unavailable``: whoever asks then lets nothing pass that is throttled, and what is not goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from redis.commands.core import AsyncScript

from storage.redis.connection import TIMEOUT_S, open_redis, translated

_TAKE: Final = """
local time = redis.call('TIME')
local now_us = time[1] * 1000000 + time[2]
local granted = tonumber(ARGV[1])
local held = {}
for place, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[2 * place]), tonumber(ARGV[2 * place + 1])
  local kept = redis.call('HMGET', key, 'tokens', 'at_us')
  local tokens = burst
  if kept[1] then
    local passed_s = math.max(0, now_us - tonumber(kept[2])) / 1000000
    tokens = math.min(burst, tonumber(kept[1]) + passed_s * rate)
  end
  held[place] = tokens
  granted = math.min(granted, math.floor(tokens))
end
granted = math.max(granted, 0)
local wait_ms = 0
for place, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[2 * place]), tonumber(ARGV[2 * place + 1])
  local left = held[place] - granted
  redis.call('HSET', key, 'tokens', string.format('%.6f', left), 'at_us', string.format('%.0f', now_us))
  redis.call('PEXPIRE', key, math.ceil(1000 * burst / rate) + 60000)
  if granted < tonumber(ARGV[1]) and left < 1 then
    wait_ms = math.max(wait_ms, math.ceil(1000 * (1 - left) / rate))
  end
end
return {granted, wait_ms}
"""

_GIVE_BACK: Final = """
for place, key in ipairs(KEYS) do
  local tokens = redis.call('HGET', key, 'tokens')
  if tokens then
    local burst = tonumber(ARGV[place + 1])
    redis.call('HSET', key, 'tokens', string.format('%.6f', math.min(burst, tonumber(tokens) + tonumber(ARGV[1]))))
  end
end
return 1
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """``per_second`` tokens flow in; it never holds more than ``burst``."""

    tenant_id: str
    name: str
    per_second: float
    burst: int

    @property
    def key(self) -> str:
        return f"throttle:{{{self.tenant_id}}}:{self.name}"


@dataclass(frozen=True, slots=True)
class Permits:
    """How many may go now, and when to ask for the others again."""

    granted: int
    wait_ms: int = 0


class Throttles:
    """Every method raises ``Unavailable`` when Redis does not answer in time."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._take: AsyncScript = self._redis.register_script(_TAKE)
        self._give_back: AsyncScript = self._redis.register_script(_GIVE_BACK)

    async def take(self, buckets: Sequence[Bucket], wanted: int) -> Permits:
        """Up to ``wanted`` tokens of each of the tenant's ``buckets``."""
        if wanted <= 0:
            return Permits(0)
        limits = [limit for bucket in buckets for limit in (bucket.per_second, bucket.burst)]
        with translated("throttle messages"):
            granted, wait_ms = await self._take(keys=[bucket.key for bucket in buckets], args=[wanted, *limits])
        return Permits(int(granted), int(wait_ms))

    async def give_back(self, buckets: Sequence[Bucket], unused: int) -> None:
        """Tokens taken for messages that did not go after all."""
        if unused > 0:
            with translated("give permits back"):
                await self._give_back(
                    keys=[bucket.key for bucket in buckets], args=[unused, *(bucket.burst for bucket in buckets)]
                )

    async def close(self) -> None:
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
