"""Messages of many callers handed over in one go: what is asked for while a handover is under way goes with the next one.

Sixteen shards with a message each are sixteen times three transactions when each hands over its own, and three together.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from activities.messages import LIMIT, DeliveryReport

LANES: Final = 2
"""Handovers of one tenant at a time: while one waits for the store, the other renders."""


class Deliver(Protocol):
    """See ``activities.messages.Deliverer``."""

    async def __call__(self, tenant_id: str, *, keys: Sequence[str], limit: int, now_ms: int) -> DeliveryReport: ...


@dataclass(frozen=True, slots=True)
class _Asked:
    keys: Sequence[str]
    now_ms: int
    told: "asyncio.Future[DeliveryReport]"


class HandingTogether:
    """Called like ``Deliverer.deliver``. Each message is in one caller's report, though not always in that of who named it."""

    def __init__(self, deliver: Deliver, *, lanes: int = LANES, most: int = LIMIT) -> None:
        self._deliver = deliver
        self._lanes = lanes
        self._most = most
        self._waiting: defaultdict[str, deque[_Asked]] = defaultdict(deque)
        self._running: defaultdict[str, set[asyncio.Task[None] | None]] = defaultdict(set)

    async def __call__(self, tenant_id: str, *, keys: Sequence[str], limit: int, now_ms: int) -> DeliveryReport:
        """Return once all of them were looked at, ``limit`` at most. Raises what the handover they were part of raised."""
        loop = asyncio.get_running_loop()
        asked = _Asked(keys[:limit], now_ms, loop.create_future())
        self._waiting[tenant_id].append(asked)
        running = self._running[tenant_id]
        if len(running) < self._lanes:
            task = loop.create_task(self._hand_over(tenant_id))
            running.add(task)
        return await asked.told

    async def _hand_over(self, tenant_id: str) -> None:
        """Whoever comes from the moment on in which nobody waits any more begins a handover of their own."""
        waiting = self._waiting[tenant_id]
        try:
            while waiting:
                await self._together(tenant_id, _next(waiting, self._most))
        finally:
            self._running[tenant_id].discard(asyncio.current_task())

    async def _together(self, tenant_id: str, together: Sequence[_Asked]) -> None:
        keys = [key for asked in together for key in asked.keys]
        now_ms = max(asked.now_ms for asked in together)
        try:
            report = await self._deliver(tenant_id, keys=keys, limit=len(keys), now_ms=now_ms)
        except BaseException as error:
            for asked in together:
                if not asked.told.done():
                    asked.told.set_exception(error) if isinstance(error, Exception) else asked.told.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for asked in together:
            if not asked.told.done():
                asked.told.set_result(report)
                report = DeliveryReport()


def _next(waiting: "deque[_Asked]", most: int) -> list[_Asked]:
    """Whoever goes together: no more messages than ``most``, unless one caller alone has more."""
    together = [waiting.popleft()]
    number = len(together[0].keys)
    while waiting and number + len(waiting[0].keys) <= most:
        together.append(waiting.popleft())
        number += len(together[-1].keys)
    return together
