"""The NATS entry: bid requests as core request/reply, shared among all bidders by a queue group.

The bus is trusted: whoever publishes there (the API) has authenticated the exchange it names. Requests are not
persisted, since a bid is worthless after its deadline.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final

import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from bidding.agents.desk import Answer, BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.http_limits import MOST_BODY_BYTES
from domain.events.values import Entry
from storage.nats.errors import translated
from storage.nats.subjects import BID_AGENTS, BID_REQUESTS, EXCHANGE_HEADER, NO_BID_HEADER, STATUS_HEADER

MOST_WAITING: Final = 4_096
"""Requests one agent lets wait; what comes on top is dropped by the client and runs into its sender's timeout."""

_log = structlog.get_logger(__name__)


class NatsAgents:
    """``agents`` subscriptions in the bidders' queue group, all answering from one desk."""

    def __init__(self, connection: Client, desk: BidDesk, exchanges: ExchangeDirectory, *, agents: int) -> None:
        self._connection = connection
        self._desk = desk
        self._exchanges = exchanges
        self._agents = agents
        self._subscriptions: list[Subscription] = []
        self._answering: set[asyncio.Task[None]] = set()
        self._headers: dict[tuple[int, str], dict[str, str]] = {}

    async def start(self) -> None:
        """Take requests from here on. Raises ``Unavailable``."""
        with translated("subscribe to bid requests"):
            for _ in range(self._agents):
                subscription = await self._connection.subscribe(
                    BID_REQUESTS, queue=BID_AGENTS, cb=self._take, pending_msgs_limit=MOST_WAITING
                )
                self._subscriptions.append(subscription)

    async def drain(self, *, deadline_s: float = 5.0) -> None:
        """Leave the queue group, then answer what had been delivered already."""
        try:
            async with asyncio.timeout(deadline_s):
                await asyncio.gather(*(s.drain() for s in self._subscriptions))  # type: ignore[no-untyped-call] # of nats-py
                while self._answering:
                    await asyncio.wait(self._answering)
        except (nats.errors.Error, TimeoutError) as error:
            _log.warning("bid requests were left unanswered", error=str(error) or type(error).__name__)

    async def _take(self, message: Msg) -> None:
        headers = message.headers
        exchange = self._exchanges.trusted(headers.get(EXCHANGE_HEADER, "") if headers else "")
        if exchange is None:
            await self._reply(message, 401, b"", "")
        elif len(message.data) > MOST_BODY_BYTES:
            await self._reply(message, 413, b"", "")
        else:
            answer = self._desk.answer(message.data, exchange, Entry.NATS)
            if isinstance(answer, Awaitable):
                task = asyncio.get_running_loop().create_task(self._reply_later(message, answer))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            else:
                await self._reply(message, answer.status, answer.body, answer.reason)

    async def _reply_later(self, message: Msg, coming: Awaitable[Answer]) -> None:
        answer = await coming
        await self._reply(message, answer.status, answer.body, answer.reason)

    async def _reply(self, message: Msg, status: int, body: bytes, reason: str) -> None:
        if not message.reply:
            return
        headers = self._headers.get((status, reason))
        if headers is None:
            headers = {STATUS_HEADER: str(status)}
            if reason:
                headers[NO_BID_HEADER] = reason
            self._headers[status, reason] = headers
        try:
            await self._connection.publish(message.reply, body, headers=headers)
        except (nats.errors.Error, OSError) as error:
            _log.warning("a bid could not be sent", error=str(error) or type(error).__name__)
