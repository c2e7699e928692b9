"""What people do, told over NATS in bulk by somebody who does not give up: one and the same event as often as it takes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import msgspec
import nats.errors
import nats.js.errors
from nats.js import JetStreamContext

from domain.behaviour.values import MAX_ITEMS, Source
from storage.nats.connection import connect
from storage.nats.subjects import INGEST_STREAM, ingest_subject
from tests.system.journeys.office import TENANT
from workers.demo.rest import Json

_PATIENCE_S: Final = 120.0
_ANSWERS_WITHIN_S: Final = 3.0
_AGAIN_AFTER_S: Final = 0.3


class Door:
    """A sender's end of ``ingest.web.<tenant>``."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js
        self._subject = ingest_subject(Source.WEB, TENANT)

    async def tell(self, events: Sequence[Json]) -> None:
        """Return once JetStream has all of them. Raises ``TimeoutError`` when it does not for long."""
        async with asyncio.timeout(_PATIENCE_S):
            for start in range(0, len(events), MAX_ITEMS):
                body = msgspec.json.encode({"events": events[start : start + MAX_ITEMS]})
                while not await self._stored(body):
                    await asyncio.sleep(_AGAIN_AFTER_S)

    async def _stored(self, body: bytes) -> bool:
        try:
            await self._js.publish(self._subject, body, stream=INGEST_STREAM, timeout=_ANSWERS_WITHIN_S)
        except (nats.errors.Error, nats.js.errors.Error, TimeoutError, OSError):
            return False
        return True


@asynccontextmanager
async def door(nats_url: str) -> AsyncIterator[Door]:
    client = await connect(nats_url, "somebody's shop")
    try:
        yield Door(client.jetstream())
    finally:
        await client.close()
