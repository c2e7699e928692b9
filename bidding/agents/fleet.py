"""Bidders telling each other that they are there, and what limited exchanges ask of them."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import msgspec
import structlog
from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from bidding.agents.quotas import Quotas
from domain.errors import Unavailable
from storage.nats.errors import translated
from storage.nats.subjects import BIDDER_DEMAND
from storage.nats.subscribing import known_to_the_server

EVERY_S: Final = 0.5
_log = structlog.get_logger(__name__)


class _Word(Struct, omit_defaults=True):
    bidder_id: str
    demand: dict[str, float] = {}
    leaves: bool = False


_words = msgspec.json.Decoder(_Word)
_encoder = msgspec.json.Encoder()


class Fleet:
    """Keeps ``quotas`` in step with the other bidders; without the bus it goes by what it heard last."""

    def __init__(
        self,
        connection: Client,
        bidder_id: str,
        quotas: Quotas,
        *,
        limits: Callable[[], dict[str, int]],
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._connection = connection
        self._bidder_id = bidder_id
        self._quotas = quotas
        self._limits = limits
        self._clock_ns = clock_ns
        self._subscription: Subscription | None = None

    async def start(self) -> None:
        """Listen to the others from here on. Raises ``Unavailable``."""
        with translated("listen to the other bidders"):
            self._subscription = await self._connection.subscribe(BIDDER_DEMAND, cb=self._hear)
        await known_to_the_server(self._connection)

    async def run(self) -> None:
        """Speak until cancelled, and say farewell."""
        try:
            while True:
                await self._say(_Word(self._bidder_id, self._quotas.announce(self._limits(), self._clock_ns())))
                await asyncio.sleep(EVERY_S)
        finally:
            await self._say(_Word(self._bidder_id, leaves=True))

    async def _say(self, word: _Word) -> None:
        if not self._connection.is_connected:
            return
        try:
            with translated("tell the other bidders"):
                await self._connection.publish(BIDDER_DEMAND, _encoder.encode(word))
        except Unavailable as error:
            _log.info("the other bidders were not told", error=error.message)

    async def _hear(self, message: Msg) -> None:
        try:
            word = _words.decode(message.data)
        except msgspec.DecodeError as error:
            _log.info("what a bidder said cannot be read", error=str(error))
            return
        if word.bidder_id == self._bidder_id:
            return
        if word.leaves:
            self._quotas.forget(word.bidder_id)
        else:
            self._quotas.hear(word.bidder_id, word.demand, self._clock_ns())
