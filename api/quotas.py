"""Holding callers to what their key and their tenant may ask in a minute, however many processes serve them.

Processes share one count in Redis and take from it a fiftieth of a quota at a time, so that most requests ask nobody and
the quota is never exceeded. What a process took and did not use is lost with the minute. While Redis is away each process
holds everybody to the whole quota by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from domain.errors import TooMany, Unavailable
from domain.identity.values import Quota
from storage.redis.quotas import SharedCounts

WINDOW_S: Final = 60
SHARE: Final = 50
"""A process takes so small a part of a quota at a time."""
ALONE_MS: Final = 5_000
"""How long Redis is not asked again once it was silent."""
_MOST_HELD: Final = 20_000
Headers = Sequence[tuple[bytes, bytes]]
_log = structlog.get_logger("api.quotas")


@dataclass(slots=True)
class _Held:
    """What this process may still let through of one quota in one window."""

    window: int
    permits: int = 0
    used: int = 0
    left_elsewhere: int = 0
    is_alone: bool = False


class Meter:
    """Of one process of the API."""

    def __init__(self, shared: SharedCounts | None = None) -> None:
        self._shared = shared
        self._held: dict[tuple[str, str, int], _Held] = {}
        self._alone_until_ms = 0

    async def take(self, quotas: Sequence[Quota], *, now_ms: int) -> Headers:
        """Let one request through, and say what is left. Raises ``TooMany``, then nothing is taken of any quota."""
        taken: list[tuple[Quota, _Held]] = []
        for quota in quotas:
            held = await self._with_a_permit(quota, now_ms)
            if held.permits <= 0:
                for _, earlier in taken:
                    earlier.permits, earlier.used = earlier.permits + 1, earlier.used - 1
                raise QuotaExceeded(quota, now_ms=now_ms)
            held.permits, held.used = held.permits - 1, held.used + 1
            taken.append((quota, held))
        return _told([(quota, held.permits + held.left_elsewhere) for quota, held in taken], _ends_in_s(now_ms))

    async def _with_a_permit(self, quota: Quota, now_ms: int) -> _Held:
        """Of this minute; without a permit where there is none left."""
        window, key = now_ms // (WINDOW_S * 1_000), (quota.name, quota.subject, quota.per_minute)
        held = self._held.get(key)
        if held is None or held.window != window:
            if len(self._held) >= _MOST_HELD:
                self._held.clear()
            held = self._held[key] = _Held(window, left_elsewhere=quota.per_minute)
        if held.permits <= 0 and held.left_elsewhere > 0:
            await self._ask(quota, held, now_ms)
        return held

    async def _ask(self, quota: Quota, held: _Held, now_ms: int) -> None:
        wanted = max(1, quota.per_minute // SHARE)
        if self._shared is not None and not held.is_alone and now_ms >= self._alone_until_ms:
            try:
                total = await self._shared.add(
                    quota.tenant_id, f"{quota.name}:{quota.subject}", held.window, wanted, kept_s=2 * WINDOW_S
                )
            except Unavailable as error:
                self._alone_until_ms = now_ms + ALONE_MS
                _log.warning("requests are counted by each process alone", reason=error.message)
            else:
                held.permits += min(wanted, max(0, quota.per_minute - total + wanted))
                held.left_elsewhere = max(0, quota.per_minute - total)
                return
        if not held.is_alone:
            held.is_alone, held.left_elsewhere = True, 0
            held.permits = max(0, quota.per_minute - held.used)


def _told(left: Sequence[tuple[Quota, int]], ends_in_s: int) -> Headers:
    """As the draft standard has it (draft-ietf-httpapi-ratelimit-headers-10)."""
    policies = ", ".join(f'"{quota.name}";q={quota.per_minute};w={WINDOW_S}' for quota, _ in left)
    standing = ", ".join(f'"{quota.name}";r={requests};t={ends_in_s}' for quota, requests in left)
    return ((b"ratelimit-policy", policies.encode()), (b"ratelimit", standing.encode()))


def _ends_in_s(now_ms: int) -> int:
    return WINDOW_S - now_ms // 1_000 % WINDOW_S


class QuotaExceeded(TooMany):
    """More was asked than a quota allows."""

    def __init__(self, quota: Quota, *, now_ms: int) -> None:
        whose = "this key" if quota.name == "key" else "your tenant"
        ends_in_s = _ends_in_s(now_ms)
        super().__init__(f"{whose} may send {quota.per_minute} requests a minute", retry_after_s=ends_in_s)
        self.headers: Headers = _told([(quota, 0)], ends_in_s)
