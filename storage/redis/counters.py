"""Billed impressions per campaign and person, by clock hour and day (UTC): what frequency caps look at.

One hash per tenant and person, ``caps:{tenant:person}``, holds a field per campaign and bucket. Each event leaves a
marker beside it for two days, longer than its day bucket is ever read, so a repetition within that time is recognised
and a later one can only touch a bucket nobody looks at. Tenant and person form the hash tag, so that on a cluster the
script's keys share a slot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from redis.commands.core import AsyncScript

from storage.redis.connection import TIMEOUT_S, open_redis, translated

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000
SEEN_TTL_S: Final = 2 * 86_400
COUNTS_TTL_S: Final = 2 * 86_400

_COUNT_ONCE = """
if not redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[4]) then
  return 0
end
local hour, day = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('HINCRBY', KEYS[1], ARGV[1] .. '|h|' .. ARGV[2], 1)
redis.call('HINCRBY', KEYS[1], ARGV[1] .. '|d|' .. ARGV[3], 1)
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local kind, bucket = string.match(field, '|([hd])|(%d+)$')
  local oldest = kind == 'h' and hour - 1 or day - 1
  if tonumber(bucket) < oldest then
    redis.call('HDEL', KEYS[1], field)
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""

Counts = dict[str, tuple[int, int]]
"""Campaign id to impressions in the present hour and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledImpression:
    """What one count is made from; ``event_id`` makes it happen once."""

    tenant_id: str
    campaign_id: str
    person_id: str
    event_id: str
    at_ms: int


class FrequencyCounters:
    """The counters; every method raises ``Unavailable`` when Redis does not answer in time."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._count_once: AsyncScript = self._redis.register_script(_COUNT_ONCE)

    async def count_once(self, tenant_id: str, campaign_id: str, person_id: str, event_id: str, at_ms: int) -> bool:
        """Count one billed impression; ``False`` when ``event_id`` was counted before."""
        [counted] = await self.count_many(
            [
                BilledImpression(
                    tenant_id=tenant_id, campaign_id=campaign_id, person_id=person_id, event_id=event_id, at_ms=at_ms
                )
            ]
        )
        return counted

    async def count_many(self, impressions: Sequence[BilledImpression]) -> list[bool]:
        """``count_once`` for many, in one round trip and in the order given. A failure half-way is safe to repeat."""
        if not impressions:
            return []
        with translated("count impressions"):
            pipeline = self._redis.pipeline(transaction=False)
            for impression in impressions:
                counts = _key(impression.tenant_id, impression.person_id)
                await self._count_once(
                    keys=[counts, f"{counts}:seen:{impression.event_id}"],
                    args=[
                        impression.campaign_id,
                        impression.at_ms // HOUR_MS,
                        impression.at_ms // DAY_MS,
                        SEEN_TTL_S,
                        COUNTS_TTL_S,
                    ],
                    client=pipeline,
                )
            return [bool(counted) for counted in await pipeline.execute()]

    async def read_many(self, people: Iterable[tuple[str, str]], now_ms: int) -> dict[tuple[str, str], Counts]:
        """Counts of the present hour and day for each (tenant, person), in one round trip.

        Everybody asked for is in the answer; a campaign that is not has shown nothing today.
        """
        wanted = list(dict.fromkeys(people))
        if not wanted:
            return {}
        with translated("read impression counts"):
            pipeline = self._redis.pipeline(transaction=False)
            for tenant_id, person_id in wanted:
                pipeline.hgetall(_key(tenant_id, person_id))
            found = await pipeline.execute()
        return {who: _counts(fields, now_ms) for who, fields in zip(wanted, found, strict=True)}

    async def close(self) -> None:
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _key(tenant_id: str, person_id: str) -> str:
    return f"caps:{{{tenant_id}:{person_id}}}"


def _counts(fields: dict[bytes, bytes], now_ms: int) -> Counts:
    hours: dict[str, int] = {}
    days: dict[str, int] = {}
    hour, day = str(now_ms // HOUR_MS), str(now_ms // DAY_MS)
    for field, count in fields.items():
        campaign_id, kind, bucket = field.decode().rsplit("|", 2)
        if kind == "d" and bucket == day:
            days[campaign_id] = int(count)
        elif kind == "h" and bucket == hour:
            hours[campaign_id] = int(count)
    return {
        campaign_id: (hours.get(campaign_id, 0), days.get(campaign_id, 0)) for campaign_id in days.keys() | hours.keys()
    }
