"""The door for what people did: read, held against what the tenant expects, and stored before the caller hears of it."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from domain.behaviour import service
from domain.behaviour.ingestion.rules import read_body
from domain.behaviour.service import Expectations
from domain.behaviour.values import Observed, Refusal
from domain.errors import InvalidInput
from domain.ids import new_id
from storage.nats.behaviour import BehaviourPublisher
from storage.sql import Database

REMEMBER_MS: Final = 2_000
"""How long a change of what is expected may take to be noticed here; whoever takes the events in looks anew each time."""


class Accepted(msgspec.Struct, frozen=True):
    """What became of a body, item by item."""

    event_ids: dict[int, str]
    """By their place: what is stored. An id that comes twice is stored as it came first."""
    refused: tuple[Refusal, ...]
    is_batch: bool


class IngestDoor:
    """One for all tenants of a process."""

    def __init__(self, publisher: BehaviourPublisher, journeys: Database, clock_ms: Callable[[], int]) -> None:
        self._publisher = publisher
        self._journeys = journeys
        self._clock_ms = clock_ms
        self._expected: dict[str, tuple[int, Expectations]] = {}

    async def take(self, tenant_id: str, body: bytes, *, headers: Mapping[str, str], door: str) -> Accepted:
        """Store what can be taken in. Raises ``InvalidInput`` for an unreadable body, ``Unavailable`` while NATS is away."""
        read = read_body(body, headers=headers, door=door, now_ms=self._clock_ms(), new_id=lambda: new_id("evt"))
        expected = await self._expectations(tenant_id)
        fitting: dict[int, str] = {}
        once: dict[str, Observed] = {}
        refused = list(read.refused)
        for place, item in zip(read.places, read.items, strict=True):
            try:
                expected.check(item)
            except InvalidInput as error:
                refused.append(
                    Refusal(
                        index=place,
                        field=error.field or "",
                        message=error.message,
                        remedy=error.remedy or "",
                        event_id=item.event_id,
                    )
                )
            else:
                fitting[place] = item.event_id
                once.setdefault(item.event_id, item)
        if once:
            await self._publisher.publish(tenant_id, list(once.values()))
        return Accepted(
            fitting,
            tuple(sorted(refused, key=lambda each: each.index)),
            read.is_batch,
        )

    def forget(self, tenant_id: str) -> None:
        """What the tenant expects has just changed."""
        self._expected.pop(tenant_id, None)

    async def _expectations(self, tenant_id: str) -> Expectations:
        now_ms = self._clock_ms()
        looked_at_ms, expected = self._expected.get(tenant_id, (0, None))
        if expected is None or now_ms - looked_at_ms > REMEMBER_MS:
            async with self._journeys.reading(tenant_id) as session:
                expected = await service.expectations(session)
            self._expected[tenant_id] = (now_ms, expected)
        return expected
