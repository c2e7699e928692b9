"""Who looks on, and what they are told to look at again."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from typing import Final

from domain.changes.values import ChangeKind
from domain.errors import TooMany, Unavailable

MOST: Final = 1_000
"""Lookers-on of one process; each holds a connection."""
MOST_OF_ONE: Final = 20
"""Of one person: a browser needs one, however many of its tabs are open."""


class Onlooker:
    """One who looks on: what has changed since they were last told."""

    def __init__(self) -> None:
        self._changed: set[ChangeKind] = set()
        self._woken = asyncio.Event()
        self._over = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def hear(self, kinds: Collection[ChangeKind]) -> None:
        self._changed.update(kinds)
        self._woken.set()

    def end(self) -> None:
        self._over.set()
        self._woken.set()

    async def changed(self, *, within_s: float) -> set[ChangeKind]:
        """What has changed, as soon as something has; nothing where nothing did in time, or looking on is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._woken.wait()
        self._woken.clear()
        changed, self._changed = self._changed, set()
        return changed

    async def rest(self, for_s: float) -> None:
        """Let changes gather, unless looking on is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                await self._over.wait()


class Changes:
    """Hands every change to those who look on at its tenant. For one event loop."""

    def __init__(self) -> None:
        self._onlookers: dict[str, dict[Onlooker, str]] = {}
        self._is_closed = False

    def hear(self, tenant_id: str, kinds: Collection[ChangeKind]) -> None:
        for onlooker in self._onlookers.get(tenant_id, ()):
            onlooker.hear(kinds)

    @contextlib.contextmanager
    def looking_on(self, tenant_id: str, user_id: str) -> Iterator[Onlooker]:
        """Raises ``TooMany`` for one who does so too often at once, ``Unavailable`` where too many do, or nobody may now."""
        everybody = [whose for of_tenant in self._onlookers.values() for whose in of_tenant.values()]
        if everybody.count(user_id) >= MOST_OF_ONE:
            raise TooMany(f"you follow changes {MOST_OF_ONE} times already", retry_after_s=60)
        if self._is_closed or len(everybody) >= MOST:
            raise Unavailable("changes cannot be followed here now", retry_after_s=10)
        onlooker = Onlooker()
        of_tenant = self._onlookers.setdefault(tenant_id, {})
        of_tenant[onlooker] = user_id
        try:
            yield onlooker
        finally:
            del of_tenant[onlooker]
            if not of_tenant:
                self._onlookers.pop(tenant_id, None)

    def close(self) -> None:
        """Let everybody go: they hold connections, which a process that stops would otherwise wait for."""
        self._is_closed = True
        for of_tenant in self._onlookers.values():
            for onlooker in of_tenant:
                onlooker.end()
