"""Exchange credentials, as the control plane publishes them and the doors of the bid plane read them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec
from nats.js import JetStreamContext

from domain.errors import Conflict
from domain.exchanges.values import Exchange
from storage.nats.buckets import RevisedBucket
from storage.nats.subjects import EXCHANGES_BUCKET

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Exchange)


class Exchanges:
    """The ``exchanges`` bucket. A revoked exchange stays in it, marked, so nothing older can bring it back."""

    def __init__(self, js: JetStreamContext) -> None:
        self._bucket = RevisedBucket(js, EXCHANGES_BUCKET)

    async def publish(self, exchange: Exchange) -> None:
        """Make ``exchange`` what every door honours. Raises ``Conflict`` for a revision that is not newer."""
        value = _encoder.encode(exchange)

        def decide(present: bytes | None) -> bytes | None:
            if present == value:
                return None
            if present is not None and (held := _decoder.decode(present).revision) >= exchange.revision:
                raise Conflict(
                    f"exchange {exchange.exchange_id} is published at revision {held}, not before {exchange.revision}",
                    field="revision",
                    remedy="Read the exchange again and change its present revision.",
                )
            return value

        await self._bucket.replace(exchange.exchange_id, decide)

    async def get(self, exchange_id: str) -> Exchange | None:
        value = await self._bucket.read(exchange_id)
        return _decoder.decode(value) if value else None

    async def all(self) -> dict[str, Exchange]:
        """Every exchange, revoked ones too, by id."""
        found: dict[str, Exchange] = {}
        async with aclosing(self.watch()) as watching:
            async for exchange in watching:
                if exchange is None:
                    break
                found[exchange.exchange_id] = exchange
        return found

    async def watch(self) -> AsyncGenerator[Exchange | None, None]:
        """Every exchange, revoked ones too, then ``None`` once, then every change, across reconnections.

        Raises ``Unavailable`` when the bucket cannot be read at the start.
        """
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                yield _decoder.decode(value) if value is not None else None
