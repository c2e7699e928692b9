"""Answering bidders: one message, one transaction, one answer."""

from collections.abc import Callable
from typing import Final

import msgspec
import nats.errors
import structlog
from msgspec.structs import replace
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from domain.budgets.rules import LeaseTerms
from domain.budgets.service import answer_bidder
from domain.budgets.values import LeaseRequest
from storage.nats.errors import cancellable, translated
from storage.nats.subjects import LEASES
from storage.nats.subscribing import known_to_the_server
from storage.sql.database import Database
from workers.banking.pacing import PaceBook

LISTEN_S: Final = 0.25

_log = structlog.get_logger("banker")
_decoder = msgspec.json.Decoder(LeaseRequest)
_encoder = msgspec.json.Encoder()


class Teller:
    """Serves ``banker.leases``. What cannot be written is not answered: the bidder asks again, word for word."""

    def __init__(
        self,
        connection: Client,
        database: Database,
        book: PaceBook,
        *,
        epoch: int,
        terms: LeaseTerms,
        clock_ms: Callable[[], int],
    ) -> None:
        self._connection = connection
        self._database = database
        self._book = book
        self._epoch = epoch
        self._terms = terms
        self._clock_ms = clock_ms
        self._subscription: Subscription | None = None

    async def open(self) -> None:
        with translated("listen to bidders"):
            self._subscription = await self._connection.subscribe(LEASES)
        await known_to_the_server(self._connection)

    async def step(self) -> bool:
        """Answer the next bidder, if one asks within a moment."""
        assert self._subscription is not None
        try:
            with cancellable():
                message = await self._subscription.next_msg(timeout=LISTEN_S)
        except (nats.errors.TimeoutError, TimeoutError):
            return True
        await self._answer(message)
        return True

    async def _answer(self, message: Msg) -> None:
        try:
            request = _decoder.decode(message.data)
        except msgspec.MsgspecError as error:
            _log.error("not a lease request", error=str(error))
            return
        now_ms = self._clock_ms()
        self._book.hear(request, now_ms)
        async with self._database.platform() as session:
            reply = await answer_bidder(
                session, request, epoch=self._epoch, terms=self._terms, now_ms=now_ms, release=self._book.release
            )
        reply = replace(reply, participation=self._book.answer(request))
        with translated("answer a bidder"):
            await message.respond(_encoder.encode(reply))
