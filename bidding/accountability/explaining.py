"""Answers the API when it asks what this bidder would make of a request now, and why."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from typing import Final, Protocol

import msgspec
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from bidding.openrtb.request import NotABidRequest
from domain.accountability.values import ExplainReply, ExplainRequest, Trace
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from storage.nats.errors import translated
from storage.nats.subjects import (
    BID_AGENTS,
    EXCHANGE_HEADER,
    EXPLAIN,
    NO_BID_HEADER,
    STATUS_HEADER,
    TRACED_BIDS,
)
from storage.nats.subscribing import known_to_the_server

MOST_AT_ONCE: Final = 2

_request: Final = msgspec.json.Decoder(ExplainRequest)
_encode: Final = msgspec.json.Encoder().encode
_log = structlog.get_logger(__name__)


class Answer(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def reason(self) -> str: ...


class Answering(Protocol):
    """The desk where all bid requests are answered, as far as these are."""

    def answer(
        self, body: bytes, exchange: Exchange, entry: Entry, arrived_ns: int = 0, *, traced: bool = False
    ) -> Answer | Awaitable[Answer]: ...


class Tracing(Protocol):
    """The accountant, as far as it explains."""

    async def trace(
        self, body: bytes, exchange: Exchange, entry: Entry, tenant_id: str, *, may_read_profiles: bool | None = None
    ) -> Trace | None: ...


class Directory(Protocol):
    def trusted(self, exchange_id: str) -> Exchange | None: ...


class ExplainAgent:
    """Takes explain requests, a few at a time, and bid requests to be traced, in turn with the other bidders.

    The latter are answered at the same desk as all others, by the same limits.
    """

    def __init__(self, connection: Client, desk: Answering, accountant: Tracing, exchanges: Directory) -> None:
        self._connection = connection
        self._desk = desk
        self._accountant = accountant
        self._exchanges = exchanges
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._subscriptions: list[Subscription] = []
        self._coming: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Raises ``Unavailable``."""
        with translated("subscribe to explain requests"):
            for subject, take in ((EXPLAIN, self._take), (TRACED_BIDS, self._bid)):
                self._subscriptions.append(await self._connection.subscribe(subject, queue=BID_AGENTS, cb=take))
        await known_to_the_server(self._connection)

    async def stop(self) -> None:
        """Take no more, and send what is still to come."""
        for subscription in self._subscriptions:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()
        self._subscriptions.clear()
        await asyncio.gather(*self._coming, return_exceptions=True)

    async def _take(self, message: Msg) -> None:
        async with self._turns:
            try:
                reply = await self._explained(_request.decode(message.data))
            except msgspec.MsgspecError:
                reply = ExplainReply(error="invalid_request")
            except Exception:  # noqa: BLE001 - whoever asked is told; bidding goes on
                _log.exception("a request could not be explained")
                reply = ExplainReply(error="internal_error")
        await self._send(message, _encode(reply))

    async def _bid(self, message: Msg) -> None:
        headers = message.headers or {}
        exchange = self._exchanges.trusted(headers.get(EXCHANGE_HEADER, ""))
        if exchange is None:
            await self._send(message, b"", {STATUS_HEADER: "401"})
            return
        answer = self._desk.answer(message.data, exchange, Entry.NATS, time.monotonic_ns(), traced=True)
        if isinstance(answer, Awaitable):
            task = asyncio.get_running_loop().create_task(self._once_there(message, answer))
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)
        else:
            await self._tell(message, answer)

    async def _once_there(self, message: Msg, coming: Awaitable[Answer]) -> None:
        await self._tell(message, await coming)

    async def _tell(self, message: Msg, answer: Answer) -> None:
        told = {STATUS_HEADER: str(answer.status)}
        if answer.reason:
            told[NO_BID_HEADER] = answer.reason
        await self._send(message, answer.body, told)

    async def _send(self, message: Msg, payload: bytes, headers: dict[str, str] | None = None) -> None:
        if not message.reply:
            return
        try:
            await self._connection.publish(message.reply, payload, headers=headers)
        except (nats.errors.Error, OSError) as error:
            _log.warning("an explanation could not be sent", error=str(error))

    async def _explained(self, request: ExplainRequest) -> ExplainReply:
        exchange = self._exchanges.trusted(request.exchange_id)
        if exchange is None or request.tenant_id not in exchange.tenants:
            return ExplainReply(error="unknown_exchange")
        try:
            trace = await self._accountant.trace(
                request.body,
                exchange,
                Entry.NATS,
                request.tenant_id,
                may_read_profiles=request.may_read_profiles,
            )
        except NotABidRequest:
            return ExplainReply(error="invalid_request")
        return ExplainReply(trace=trace) if trace is not None else ExplainReply(error="no_campaign")
