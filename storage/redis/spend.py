"""Spend as anyone may read it quickly: derived from the SQL ledger by absolute value, never added up here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from redis.commands.core import AsyncScript

from storage.redis.connection import TIMEOUT_S, open_redis, translated

_SET_IF_NEWER = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and tonumber(string.match(held, '^(%d+)|')) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3])
return 1
"""


@dataclass(frozen=True, slots=True)
class Spend:
    """Nanos of the campaign's currency, as the ledger stood at its ``sequence``."""

    spent_nanos: int
    sequence: int


class SpendView:
    """One hash per tenant, ``spend:{tenant}``; every method raises ``Unavailable`` when Redis does not answer in time."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._set_if_newer: AsyncScript = self._redis.register_script(_SET_IF_NEWER)

    async def set_absolute(self, tenant_id: str, campaign_id: str, spent_nanos: int, sequence: int) -> bool:
        """Show ``spent_nanos``; ``False``, and no change, unless ``sequence`` is newer than what is shown."""
        with translated("write spend"):
            written = await self._set_if_newer(keys=[_key(tenant_id)], args=[campaign_id, sequence, spent_nanos])
        return bool(written)

    async def get_many(self, campaigns: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Spend]:
        """Spend of each (tenant, campaign) that has any, in one round trip."""
        wanted = list(dict.fromkeys(campaigns))
        if not wanted:
            return {}
        with translated("read spend"):
            pipeline = self._redis.pipeline(transaction=False)
            for tenant_id, campaign_id in wanted:
                pipeline.hget(_key(tenant_id), campaign_id)
            found = await pipeline.execute()
        return {who: _parsed(held) for who, held in zip(wanted, found, strict=True) if held is not None}

    async def close(self) -> None:
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _key(tenant_id: str) -> str:
    return f"spend:{tenant_id}"


def _parsed(held: bytes) -> Spend:
    sequence, spent_nanos = held.split(b"|")
    return Spend(spent_nanos=int(spent_nanos), sequence=int(sequence))
