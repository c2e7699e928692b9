"""The landscape of each exchange, as it was learned last and bidders look it up."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import msgspec
from nats.js import JetStreamContext

from domain.shading.values import Landscape
from storage.nats.buckets import RevisedBucket
from storage.nats.subjects import LANDSCAPES_BUCKET

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Landscape)
MOST_BYTES: Final = 900_000


class Landscapes:
    """The ``landscapes`` bucket, a value an exchange; the one learned last wins."""

    def __init__(self, js: JetStreamContext) -> None:
        self._bucket = RevisedBucket(js, LANDSCAPES_BUCKET)

    async def publish(self, landscape: Landscape) -> None:
        """Let every bidder use ``landscape``, unless a later one is there already. Raises ``Unavailable``.

        One too large for a message loses its narrowest markets, the least seen first: those around them answer.
        """
        value = _fitting(landscape)

        def decide(present: bytes | None) -> bytes | None:
            if present is not None and _decoder.decode(present).learned_at_ms >= landscape.learned_at_ms:
                return None
            return value

        await self._bucket.replace(landscape.exchange_id, decide)

    async def get(self, exchange_id: str) -> Landscape | None:
        value = await self._bucket.read(exchange_id)
        return _decoder.decode(value) if value else None

    async def all(self) -> dict[str, Landscape]:
        """Every exchange's, by exchange."""
        found: dict[str, Landscape] = {}
        async with aclosing(self.watch()) as watching:
            async for landscape in watching:
                if landscape is None:
                    break
                found[landscape.exchange_id] = landscape
        return found

    async def watch(self) -> AsyncGenerator[Landscape | None, None]:
        """Every exchange's, then ``None`` once, then every new one. Raises ``Unavailable`` at the start."""
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                yield _decoder.decode(value) if value is not None else None


def _fitting(landscape: Landscape) -> bytes:
    value = _encoder.encode(landscape)
    markets = landscape.markets
    while len(value) > MOST_BYTES:
        keep = sorted(markets, key=lambda name: (name.count("/"), -markets[name].observations))[: len(markets) * 3 // 4]
        markets = {name: markets[name] for name in keep}
        value = _encoder.encode(msgspec.structs.replace(landscape, markets=markets))
    return value
