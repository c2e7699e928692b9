"""The NATS entry: bid requests as core request/reply, shared among all bidders by a queue group.

The bus is trusted: whoever publishes there (the API) has authenticated the exchange it names. Requests are not
persisted, since a bid is worthless after its deadline. A message holds one request, or a batch of them as
``storage.nats.bid_batches`` describes.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final

import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from bidding.agents.desk import Answer, BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Refusal
from bidding.agents.http_limits import MOST_BODY_BYTES
from bidding.agents.pulse import ClockNs
from bidding.answer import Answer as TypicalAnswer
from domain.errors import InvalidInput
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from storage.nats.bid_batches import BatchedAnswer, pack_answers, unpack_requests
from storage.nats.errors import translated
from storage.nats.replies import Replies
from storage.nats.subjects import (
    BATCH_HEADER,
    BID_AGENTS,
    BID_REQUESTS,
    EXCHANGE_HEADER,
    NO_BID_HEADER,
    STATUS_HEADER,
)
from storage.nats.subscribing import known_to_the_server

MOST_WAITING: Final = 4_096
"""Requests one agent lets wait; what comes on top is dropped by the client and runs into its sender's timeout."""

_HEADER_ALLOWANCE_BYTES: Final = 4 * 1024
_ANSWER_ALLOWANCE_BYTES: Final = 128
_log = structlog.get_logger(__name__)


_Headers = tuple[tuple[str, str], ...]
_UNKNOWN: Final = Refusal(401)
_TOO_LARGE: Final = Refusal(413)


class _Agent:
    """One subscription, and since when what it takes has been waiting in the client's queue.

    The client counts what it has received and hands it over in that order: the n-th message had arrived when the count
    was first seen to be n.
    """

    def __init__(self, serve: Callable[[Msg, int], Awaitable[None]], clock_ns: ClockNs) -> None:
        self.subscription: Subscription | None = None
        self._serve = serve
        self._clock_ns = clock_ns
        self._taken = 0
        self._seen: deque[tuple[int, int]] = deque()

    async def take(self, message: Msg) -> None:
        now_ns = self._clock_ns()
        self._taken += 1
        received = self.subscription.delivered if self.subscription is not None else self._taken
        seen = self._seen
        if not seen or received > seen[-1][0]:
            seen.append((received, now_ns))
        while len(seen) > 1 and seen[0][0] < self._taken:
            seen.popleft()
        await self._serve(message, seen[0][1] if seen[0][0] >= self._taken else now_ns)


class NatsAgents:
    """``agents`` subscriptions in the bidders' queue group, all answering from one desk."""

    def __init__(self, connection: Client, desk: BidDesk, exchanges: ExchangeDirectory, *, agents: int) -> None:
        self._connection = connection
        self._desk = desk
        self._exchanges = exchanges
        self._agents = agents
        self._subscriptions: list[Subscription] = []
        self._answering: set[asyncio.Task[None]] = set()
        self._replies = Replies(connection)
        self._headers: dict[tuple[int, str], _Headers] = {}

    async def start(self) -> None:
        """Take requests from here on. Raises ``Unavailable``."""
        with translated("subscribe to bid requests"):
            for _ in range(self._agents):
                agent = _Agent(self._take, self._desk.gate.pulse.clock_ns)
                agent.subscription = await self._connection.subscribe(
                    BID_REQUESTS, queue=BID_AGENTS, cb=agent.take, pending_msgs_limit=MOST_WAITING
                )
                self._subscriptions.append(agent.subscription)
        await known_to_the_server(self._connection)

    async def drain(self, *, deadline_s: float = 5.0) -> None:
        """Leave the queue group, then answer what had been delivered already."""
        try:
            async with asyncio.timeout(deadline_s):
                await asyncio.gather(*(s.drain() for s in self._subscriptions))  # type: ignore[no-untyped-call] # of nats-py
                while self._answering:
                    await asyncio.wait(self._answering)
        except (nats.errors.Error, TimeoutError) as error:
            _log.warning("bid requests were left unanswered", error=str(error) or type(error).__name__)

    async def _take(self, message: Msg, arrived_ns: int) -> None:
        headers = message.headers
        exchange = self._exchanges.trusted(headers.get(EXCHANGE_HEADER, "") if headers else "")
        announced = headers.get(BATCH_HEADER) if headers else None
        if announced is not None:
            await self._take_batch(message, exchange, announced, arrived_ns)
        elif exchange is None:
            await self._reply(message, 401, b"", "")
        else:
            answer = self._answer(message.data, exchange, arrived_ns)
            if type(answer) is not TypicalAnswer and isinstance(answer, Awaitable):
                self._later(self._reply_later(message, answer))
            else:
                await self._reply(message, answer.status, answer.body, answer.reason)

    def _answer(self, body: bytes, exchange: Exchange, arrived_ns: int) -> Answer | Awaitable[Answer]:
        if len(body) > MOST_BODY_BYTES:
            return _TOO_LARGE
        return self._desk.answer(body, exchange, Entry.NATS, arrived_ns)

    async def _take_batch(self, message: Msg, exchange: Exchange | None, announced: str, arrived_ns: int) -> None:
        """Answer what can be answered at once in one message, and the rest as it comes."""
        try:
            bodies = unpack_requests(message.data, announced)
        except InvalidInput:
            await self._reply(message, 400, b"", "")
            return
        answers: list[BatchedAnswer] = []
        for place, body in enumerate(bodies):
            answer = _UNKNOWN if exchange is None else self._answer(body, exchange, arrived_ns)
            if type(answer) is not TypicalAnswer and isinstance(answer, Awaitable):
                self._later(self._reply_to_batch_later(message, place, answer))
            else:
                answers.append(BatchedAnswer(place, answer.status, answer.body, answer.reason))
        await self._reply_to_batch(message, answers)

    def _later(self, reply: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(reply)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _reply_later(self, message: Msg, coming: Awaitable[Answer]) -> None:
        answer = await coming
        await self._reply(message, answer.status, answer.body, answer.reason)

    async def _reply_to_batch_later(self, message: Msg, place: int, coming: Awaitable[Answer]) -> None:
        answer = await coming
        await self._reply_to_batch(message, [BatchedAnswer(place, answer.status, answer.body, answer.reason)])

    async def _reply_to_batch(self, message: Msg, answers: list[BatchedAnswer]) -> None:
        """Send the answers, in as many messages as the bus needs."""
        room = self._connection.max_payload - _HEADER_ALLOWANCE_BYTES
        while answers:
            size = taken = 0
            while taken < len(answers) and (not taken or size + len(answers[taken].body) < room):
                size += len(answers[taken].body) + _ANSWER_ALLOWANCE_BYTES
                taken += 1
            part, answers = answers[:taken], answers[taken:]
            await self._send(message, pack_answers(part), ((BATCH_HEADER, str(taken)),))

    async def _reply(self, message: Msg, status: int, body: bytes, reason: str) -> None:
        headers = self._headers.get((status, reason))
        if headers is None:
            said = (STATUS_HEADER, str(status))
            headers = self._headers[status, reason] = (said, (NO_BID_HEADER, reason)) if reason else (said,)
        await self._send(message, body, headers)

    async def _send(self, message: Msg, payload: bytes, headers: _Headers) -> None:
        if not message.reply:
            return
        try:
            await self._replies.send(message.reply, payload, headers)
        except (nats.errors.Error, OSError) as error:
            _log.warning("a bid could not be sent", error=str(error) or type(error).__name__)
