"""What keeps caps known: every bill as it is stored, and counters that answer."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

import structlog
from nats.aio.client import Client

from bidding.people.people import People
from domain.errors import Unavailable
from domain.events.values import EventType
from storage.nats.live_feed import LiveFeed
from storage.nats.subjects import bid_event

ASK_EVERY_S: Final = 0.5

_log = structlog.get_logger(__name__)


class Counters(Protocol):
    async def counted_to(self) -> int:
        """The stream sequence up to which every bill is in the counters. Raises ``Unavailable``."""
        ...


class CapsFollower:
    """Follows bills for ``people`` and asks the counters twice a second how far they have come, until cancelled.

    While NATS or the counters are away caps become unknown by themselves, within a second or two.
    """

    def __init__(self, connection: Client, people: People, counters: Counters, *, clock_ms: Callable[[], int]) -> None:
        self._people = people
        self._counters = counters
        self._clock_ms = clock_ms
        bills = [bid_event("*", EventType.BILL, "*")]
        self._feed = LiveFeed(connection, bills, people.take_bills, current=people.followed_to, clock_ms=clock_ms)
        self._is_away = False

    async def run(self) -> None:
        position = await self._ask()
        while position is None:
            await asyncio.sleep(ASK_EVERY_S)
            position = await self._ask()
        self._people.begin(position)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._feed.run(after=position))
            tasks.create_task(self._keep_asking())

    async def _keep_asking(self) -> None:
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            await self._ask()

    async def _ask(self) -> int | None:
        asked_at_ms = self._clock_ms()
        try:
            position = await self._counters.counted_to()
        except Unavailable as error:
            if not self._is_away:
                _log.warning("counters away: capped campaigns wait", error=error.message)
            self._is_away = True
            return None
        self._is_away = False
        self._people.counters_answered(asked_at_ms, position)
        return position
