"""Billed impressions per campaign and person: what frequency caps look at.

One hash per tenant and person, ``seen:{tenant:person}``, holds a field for each campaign and one for all of them together:
the hour of the last impression, then how many there were in that hour, its day, its week, and ever. The field ``@`` is the
stream position of the last bill that was counted there, by which a reader who follows the bills himself knows which of them
are in what he read. Each event leaves a marker beside the hash for two days, so a repetition within that time is
recognised. Tenant and person form the hash tag, so that on a cluster the script's keys share a slot.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from redis.commands.core import AsyncScript

from domain.frequency.values import HOUR_MS, Seen
from storage.redis.connection import TIMEOUT_S, open_redis, translated
from storage.redis.pipe import RedisPipe

SEEN_TTL_S: Final = 2 * 86_400
COUNTS_TTL_S: Final = 90 * 86_400
"""Whoever has seen nothing of a tenant for this long begins anew, lifetime caps included."""
MOST_CAMPAIGNS: Final = 256
"""Of one tenant, kept for one person; beyond that, those not shown for ``COUNTS_TTL_S`` are forgotten."""

_POSITION_KEY: Final = "seen-counted-to"
_LAST: Final = "@"

_COUNT_ONCE: Final = """
local hour, sequence = tonumber(ARGV[2]), tonumber(ARGV[3])
local last = tonumber(redis.call('HGET', KEYS[1], '@') or '0')
local is_new = redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[4])
if sequence > last then
  redis.call('HSET', KEYS[1], '@', ARGV[3])
end
if not is_new then
  return 0
end
local function day(of) return math.floor(of / 24) end
local function week(of) return math.floor((math.floor(of / 24) + 3) / 7) end
for _, field in ipairs({ARGV[1], '*'}) do
  local h, in_hour, in_day, in_week, ever = hour, 0, 0, 0, 0
  local packed = redis.call('HGET', KEYS[1], field)
  if packed then
    local a, b, c, d, e = string.match(packed, '(%d+),(%d+),(%d+),(%d+),(%d+)')
    h, in_hour, in_day, in_week, ever = tonumber(a), tonumber(b), tonumber(c), tonumber(d), tonumber(e)
    if hour > h then
      in_hour = 0
      if day(hour) ~= day(h) then in_day = 0 end
      if week(hour) ~= week(h) then in_week = 0 end
      h = hour
    end
  end
  if hour == h then in_hour = in_hour + 1 end
  if day(hour) == day(h) then in_day = in_day + 1 end
  if week(hour) == week(h) then in_week = in_week + 1 end
  redis.call('HSET', KEYS[1], field, string.format('%d,%d,%d,%d,%d', h, in_hour, in_day, in_week, ever + 1))
end
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[6]) then
  local oldest = hour - tonumber(ARGV[5]) / 3600
  local fields = redis.call('HGETALL', KEYS[1])
  for place = 1, #fields, 2 do
    local h = string.match(fields[place + 1], '^(%d+),')
    if h and tonumber(h) < oldest then
      redis.call('HDEL', KEYS[1], fields[place])
    end
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""

PersonKey = tuple[str, str]
"""Tenant id and person id."""


class Counted(NamedTuple):
    """One person's impressions of one tenant's campaigns, by campaign id, ``*`` for all of them together.

    ``position`` is the stream sequence of the last bill that is in them.
    """

    position: int
    seen: Mapping[str, Seen]


NOTHING_COUNTED: Final = Counted(0, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledImpression:
    """What one count is made from; ``event_id`` makes it happen once, ``sequence`` is its message's in the stream."""

    tenant_id: str
    campaign_id: str
    person_id: str
    event_id: str
    at_ms: int
    sequence: int = 0


class FrequencyCounters:
    """The counters; every method raises ``Unavailable`` when Redis does not answer in time."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._pipe = RedisPipe(url, timeout_s=timeout_s)
        self._count_once: AsyncScript = self._redis.register_script(_COUNT_ONCE)

    async def count_many(self, impressions: Sequence[BilledImpression]) -> list[bool]:
        """Count each of them once, in one round trip and in the order given; ``False`` for one that was counted before.

        A failure half-way is safe to repeat.
        """
        if not impressions:
            return []
        with translated("count impressions"):
            pipeline = self._redis.pipeline(transaction=False)
            for impression in impressions:
                counts = _key(impression.tenant_id, impression.person_id)
                await self._count_once(
                    keys=[counts, f"{counts}:{impression.event_id}"],
                    args=[
                        impression.campaign_id,
                        impression.at_ms // HOUR_MS,
                        impression.sequence,
                        SEEN_TTL_S,
                        COUNTS_TTL_S,
                        MOST_CAMPAIGNS,
                    ],
                    client=pipeline,
                )
            return [bool(counted) for counted in await pipeline.execute()]

    def read_many(self, people: Sequence[PersonKey]) -> Awaitable[dict[PersonKey, Counted]]:
        """What is counted for each (tenant, person), in one round trip; whoever was never counted is absent.

        At least one of them is asked for.
        """

        def by_person(answers: list[list[bytes]]) -> dict[PersonKey, Counted]:
            return {who: _counted(fields) for who, fields in zip(people, answers, strict=True) if fields}

        return self._pipe.ask([("HGETALL", _key(tenant, person)) for tenant, person in people], by_person)

    async def say_counted_to(self, position: int) -> None:
        """Every bill up to this stream sequence has been counted."""
        with translated("note how far impressions are counted"):
            await self._redis.set(_POSITION_KEY, position)

    async def counted_to(self) -> int:
        """The last ``say_counted_to``; 0 when there was none."""
        return await self._pipe.ask([("GET", _POSITION_KEY)], lambda answers: int(answers[0] or 0))

    async def close(self) -> None:
        await self._pipe.close()
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _key(tenant_id: str, person_id: str) -> str:
    return f"seen:{{{tenant_id}:{person_id}}}"


def _counted(fields: Sequence[bytes]) -> Counted:
    position = 0
    seen: dict[str, Seen] = {}
    for place in range(0, len(fields), 2):
        name, value = fields[place].decode(), fields[place + 1]
        if name == _LAST:
            position = int(value)
        else:
            seen[name] = Seen(*map(int, value.split(b",")))
    return Counted(position, seen)
