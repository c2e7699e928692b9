"""The exchange rates in force, as the platform put them and bidders convert by."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import msgspec
from nats.js import JetStreamContext

from domain.rates.values import RateTable
from storage.nats.buckets import RevisedBucket
from storage.nats.subjects import RATES_BUCKET

_KEY: Final = "in-force"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(RateTable)


class Rates:
    """The ``rates`` bucket: one table, replaced by newer ones alone."""

    def __init__(self, js: JetStreamContext) -> None:
        self._bucket = RevisedBucket(js, RATES_BUCKET)

    async def publish(self, table: RateTable) -> None:
        """Have every bidder convert by ``table``, unless a newer one is in force. Raises ``Unavailable``."""
        value = _encoder.encode(table)

        def decide(present: bytes | None) -> bytes | None:
            return None if present is not None and _decoder.decode(present).revision >= table.revision else value

        await self._bucket.replace(_KEY, decide)

    async def get(self) -> RateTable | None:
        value = await self._bucket.read(_KEY)
        return _decoder.decode(value) if value else None

    async def watch(self) -> AsyncGenerator[RateTable | None, None]:
        """The table in force if any was put, then ``None`` once, then every newer one."""
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                yield _decoder.decode(value) if value is not None else None
