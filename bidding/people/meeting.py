"""Somebody being met: what is read of them comes from two stores, in any order, and one request waits for both."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from bidding.people.coalesced import Read
from bidding.people.person import Person
from storage.redis.counters import NOTHING_COUNTED, Counted


class Hosts(Protocol):
    """Those who make people of what was read."""

    def introduce(self, person_id: str, read: Read[bytes], now_ms: int) -> Person: ...
    def count(self, person: Person, counters: dict[str, Counted], counted_to: int, now_ms: int) -> bool: ...


class Meeting:
    """Of one request with one person; ``met`` is called once the profile and the counters of all ``tenants`` are read.

    ``person`` is set where the profile is known already. ``counted_to`` is how far the counters had come when they were
    asked; whether caps are known at all is known beforehand.
    """

    __slots__ = (
        "_caps_known",
        "_counted_to",
        "_counters",
        "_hosts",
        "_met",
        "_now_ms",
        "_person_id",
        "_to_count",
        "person",
    )

    def __init__(  # noqa: PLR0917 - one is made for every request that meets somebody
        self,
        hosts: Hosts,
        person_id: str,
        now_ms: int,
        tenants: Sequence[str],
        caps_known: bool,  # noqa: FBT001 - as the others
        counted_to: int,
        met: Callable[[Person], None],
    ) -> None:
        self._hosts = hosts
        self._person_id = person_id
        self._now_ms = now_ms
        self._to_count = len(tenants)
        self._caps_known = caps_known
        self._counted_to = counted_to
        self._met = met
        self._counters: dict[str, Counted] | None = None
        self.person: Person | None = None

    def profile_read(self, read: Read[bytes]) -> None:
        self.person = self._hosts.introduce(self._person_id, read, self._now_ms)
        if not self._to_count:
            self._end(self.person)

    def counters_read(self, tenant_id: str, read: Read[Counted]) -> None:
        self._to_count -= 1
        if read.is_away:
            self._caps_known = False
        if self._counters is None:
            self._counters = {}
        self._counters[tenant_id] = read.value or NOTHING_COUNTED
        if self.person is not None and not self._to_count:
            self._end(self.person)

    def _end(self, person: Person) -> None:
        known = self._caps_known
        if known and self._counters is not None:
            known = self._hosts.count(person, self._counters, self._counted_to, self._now_ms)
        person.caps_known = known
        self._met(person)


async def met(meet: Callable[[Callable[[Person], None]], None]) -> Person:
    """The person whom ``meet`` hands over, for those who may wait."""
    coming: asyncio.Future[Person] = asyncio.get_running_loop().create_future()

    def take(person: Person) -> None:
        if not coming.done():
            coming.set_result(person)

    meet(take)
    return await coming
