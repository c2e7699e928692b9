"""Asking bidders over the bus: requests that come together travel together.

A message costs requester, server and bidder much more than what is in it. So a request goes out at once when nothing of
its exchange is under way, and else with those that come within a millisecond, sixteen at most.
"""

import asyncio
from typing import Final

import structlog
from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from domain.errors import InvalidInput, Unavailable
from storage.nats.bid_batches import pack_requests, unpack_answers
from storage.nats.errors import translated
from storage.nats.subjects import BATCH_HEADER, BID_REQUESTS, EXCHANGE_HEADER, STATUS_HEADER

MOST_TOGETHER: Final = 16
LONGEST_WAIT_S: Final = 0.001
MOST_BATCH_BYTES: Final = 256 * 1024
"""A batch this large leaves; a larger request travels alone."""
_HEADER_ALLOWANCE_BYTES: Final = 4 * 1024
_NO_RESPONDERS: Final = "503"

_log = structlog.get_logger(__name__)


class NoBidder(Unavailable):
    """Nobody on the bus takes bid requests."""

    code = "no_bidder"


class BidReply(Struct, frozen=True):
    """What a bidder said: an HTTP status, a bid response's JSON, and why there is no bid."""

    status: int
    body: bytes = b""
    reason: str = ""


class _Batch(Struct):
    exchange_id: str
    bodies: list[bytes] = []
    waiting: list[asyncio.Future[BidReply]] = []
    size_bytes: int = 0
    leaving: asyncio.TimerHandle | None = None


class BidRequests:
    """One process's questions to the bidders. ``close`` leaves the connection open, which is its owner's."""

    def __init__(self, connection: Client) -> None:
        self._connection = connection
        self._inbox = connection.new_inbox()
        self._subscription: Subscription | None = None
        self._subscribing = asyncio.Lock()
        self._gathering: dict[str, _Batch] = {}
        self._under_way: dict[str, _Batch] = {}
        self._open_of: dict[str, int] = {}
        self._number = 0
        self._sending: set[asyncio.Task[None]] = set()

    async def ask(self, exchange_id: str, body: bytes, *, timeout_s: float) -> BidReply:
        """The answer of some bidder to a request of an exchange that somebody we trust has authenticated.

        Raises ``NoBidder``, ``TimeoutError`` when nothing comes in time, ``InvalidInput`` for a body larger than a
        message may be, and ``Unavailable`` when the bus is away.
        """
        if len(body) + _HEADER_ALLOWANCE_BYTES > self._connection.max_payload:
            raise InvalidInput("the request is larger than a message may be", field="body")
        if self._subscription is None:
            await self._listen()
        answer: asyncio.Future[BidReply] = asyncio.get_running_loop().create_future()
        self._gather(exchange_id, body, answer)
        async with asyncio.timeout(timeout_s):
            return await answer

    async def close(self) -> None:
        if self._subscription is not None and not self._connection.is_closed:
            with translated("stop listening for bids"):
                await self._subscription.unsubscribe()
        self._subscription = None

    async def _listen(self) -> None:
        async with self._subscribing:
            if self._subscription is None:
                with translated("listen for bids"):
                    self._subscription = await self._connection.subscribe(f"{self._inbox}.*", cb=self._hear)

    def _gather(self, exchange_id: str, body: bytes, answer: asyncio.Future[BidReply]) -> None:
        batch = self._gathering.get(exchange_id)
        if batch is not None and batch.size_bytes + len(body) > MOST_BATCH_BYTES:
            self._leave(batch)
            batch = None
        if batch is None:
            batch = self._gathering[exchange_id] = _Batch(exchange_id)
            wait_s = LONGEST_WAIT_S if self._open_of.get(exchange_id) else 0.0
            batch.leaving = asyncio.get_running_loop().call_later(wait_s, self._leave, batch)
        batch.bodies.append(body)
        batch.waiting.append(answer)
        batch.size_bytes += len(body)
        if len(batch.bodies) >= MOST_TOGETHER:
            self._leave(batch)

    def _leave(self, batch: _Batch) -> None:
        if batch.leaving is not None:
            batch.leaving.cancel()
            batch.leaving = None
        del self._gathering[batch.exchange_id]
        self._number += 1
        name = str(self._number)
        self._under_way[name] = batch
        self._open_of[batch.exchange_id] = self._open_of.get(batch.exchange_id, 0) + 1
        task = asyncio.get_running_loop().create_task(self._send(name, batch))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, name: str, batch: _Batch) -> None:
        """Send the batch and stay with it until nobody waits for any of its answers."""
        headers = {BATCH_HEADER: str(len(batch.bodies))}
        if batch.exchange_id:
            headers[EXCHANGE_HEADER] = batch.exchange_id
        try:
            with translated("pass bid requests on"):
                await self._connection.publish(
                    BID_REQUESTS, pack_requests(batch.bodies), reply=f"{self._inbox}.{name}", headers=headers
                )
        except (Unavailable, InvalidInput) as error:
            self._fail(batch, error)
        await asyncio.wait(batch.waiting)
        del self._under_way[name]
        left = self._open_of[batch.exchange_id] - 1
        if left:
            self._open_of[batch.exchange_id] = left
        else:
            del self._open_of[batch.exchange_id]

    async def _hear(self, message: Msg) -> None:
        batch = self._under_way.get(message.subject.rpartition(".")[2])
        if batch is None:
            return
        headers = message.headers or {}
        if BATCH_HEADER not in headers:
            if headers.get(STATUS_HEADER) == _NO_RESPONDERS:
                self._fail(batch, NoBidder("no bidder takes requests"))
            return
        try:
            answers = unpack_answers(message.data)
        except InvalidInput as error:
            _log.warning("a bidder's answer cannot be read", error=error.message)
            return
        for answer in answers:
            if answer.place < len(batch.waiting) and not (future := batch.waiting[answer.place]).done():
                future.set_result(BidReply(answer.status, answer.body, answer.reason))

    @staticmethod
    def _fail(batch: _Batch, error: Exception) -> None:
        for future in batch.waiting:
            if not future.done():
                future.set_exception(error)
