"""The NATS entry: bid requests as core request/reply, shared among all bidders by a queue group.

The bus is trusted: whoever publishes there (the API) has authenticated the exchange it names. Requests are not
persisted, since a bid is worthless after its deadline. A message holds one request, or a batch of them as
``storage.nats.bid_batches`` describes.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from bidding.agents.desk import MOST_IN_A_ROW, Answer, BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Refusal
from bidding.agents.http_limits import MOST_BODY_BYTES
from bidding.agents.pulse import ClockNs
from bidding.answer import Answer as TypicalAnswer
from bidding.question import Question
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
"""Messages that wait for all agents, and for one of them in the client; what comes on top the client drops, which its
sender sees as a timeout."""

_HEADER_ALLOWANCE_BYTES: Final = 4 * 1024
_ANSWER_ALLOWANCE_BYTES: Final = 128
_log = structlog.get_logger(__name__)


_Headers = tuple[tuple[str, str], ...]
_TOO_LARGE: Final = Refusal(413)


class _Arrived(NamedTuple):
    """A message and when it had arrived (monotonic ns)."""

    message: Msg
    at_ns: int


class _Asked(NamedTuple):
    """A message, whether it is a batch, and what it asks."""

    message: Msg
    is_batch: bool
    questions: Sequence[Question]


class _Agent:
    """One subscription, and since when what it takes has been waiting in the client's queue.

    The client counts what it has received and hands it over in that order: the n-th message had arrived when the count
    was first seen to be n.
    """

    def __init__(self, serve: Callable[[_Arrived], Awaitable[None]], clock_ns: ClockNs) -> None:
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
        await self._serve(_Arrived(message, seen[0][1] if seen[0][0] >= self._taken else now_ns))


class NatsAgents:
    """``agents`` subscriptions in the bidders' queue group, all answering from one desk.

    What they take in one turn of the event loop goes to the desk together, whichever of them the server gave it to.
    """

    def __init__(self, connection: Client, desk: BidDesk, exchanges: ExchangeDirectory, *, agents: int) -> None:
        self._connection = connection
        self._desk = desk
        self._exchanges = exchanges
        self._agents = agents
        self._subscriptions: list[Subscription] = []
        self._answering: set[asyncio.Task[None]] = set()
        self._row: list[_Arrived] = []
        self._swapped = asyncio.Event()
        """Wakes those who wait for the row to be taken."""
        self._serving: asyncio.Task[None] | None = None
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

    async def _take(self, arrived: _Arrived) -> None:
        self._row.append(arrived)
        if self._serving is None or self._serving.done():
            self._serving = self._later(self._serve())
        while len(self._row) >= MOST_WAITING:
            await self._swapped.wait()

    async def _serve(self) -> None:
        """Runs once all agents that were woken with the first of a row have taken theirs."""
        while self._row:
            row, self._row = self._row, []
            self._swapped.set()
            self._swapped.clear()
            try:
                await self._answer_row(row)
            except Exception:  # noqa: BLE001 - nobody waits for the task: one row's fault must not end the door
                _log.exception("bid requests were left unanswered", messages=len(row))

    async def _answer_row(self, row: Sequence[_Arrived]) -> None:
        """Answer what can be answered at once, some dozens of requests at a time, and the rest as it comes."""
        asked: list[_Asked] = []
        requests = 0
        for message, at_ns in row:
            headers = message.headers
            exchange = self._exchanges.trusted(headers.get(EXCHANGE_HEADER, "") if headers else "")
            announced = headers.get(BATCH_HEADER) if headers else None
            if announced is not None:
                bodies = await self._unpacked(message, exchange, announced)
            elif exchange is None:
                await self._reply(message, 401, b"", "")
                continue
            else:
                bodies = [message.data]
            if exchange is not None and bodies:
                questions = [Question(body, exchange, Entry.NATS, at_ns) for body in bodies]
                asked.append(_Asked(message, announced is not None, questions))
                requests += len(questions)
            if requests >= MOST_IN_A_ROW:
                await self._answer_all(asked)
                asked, requests = [], 0
        if asked:
            await self._answer_all(asked)

    async def _unpacked(self, message: Msg, exchange: Exchange | None, announced: str) -> list[bytes]:
        """The requests of a batch; none where it is refused as a whole."""
        try:
            bodies = unpack_requests(message.data, announced)
        except InvalidInput:
            await self._reply(message, 400, b"", "")
            return []
        if exchange is None:
            await self._reply_to_batch(message, [BatchedAnswer(place, 401) for place in range(len(bodies))])
            return []
        return bodies

    async def _answer_all(self, asked: Sequence[_Asked]) -> None:
        answers = iter(self._answers([question for one in asked for question in one.questions]))
        for message, is_batch, questions in asked:
            try:
                if is_batch:
                    await self._answer_batch(message, list(islice(answers, len(questions))))
                else:
                    await self._answer(message, next(answers))
            except Exception:  # noqa: BLE001 - one answer's fault must not be that of those behind it
                _log.exception("a bid could not be sent", subject=message.subject)

    def _answers(self, questions: list[Question]) -> list[Answer | Awaitable[Answer]]:
        """Those of the desk, a row at a time, where the bodies are not too large for one."""
        too_large = [place for place, question in enumerate(questions) if len(question.body) > MOST_BODY_BYTES]
        if too_large:
            questions = [one for one in questions if len(one.body) <= MOST_BODY_BYTES]
        answers: list[Answer | Awaitable[Answer]] = []
        for first in range(0, len(questions), MOST_IN_A_ROW):
            answers += self._desk.answer_all(questions[first : first + MOST_IN_A_ROW])
        for place in too_large:
            answers.insert(place, _TOO_LARGE)
        return answers

    async def _answer(self, message: Msg, answer: Answer | Awaitable[Answer]) -> None:
        if type(answer) is not TypicalAnswer and isinstance(answer, Awaitable):
            self._later(self._reply_later(message, answer))
        else:
            await self._reply(message, answer.status, answer.body, answer.reason)

    async def _answer_batch(self, message: Msg, answers: Iterable[Answer | Awaitable[Answer]]) -> None:
        at_once: list[BatchedAnswer] = []
        for place, answer in enumerate(answers):
            if type(answer) is not TypicalAnswer and isinstance(answer, Awaitable):
                self._later(self._reply_to_batch_later(message, place, answer))
            else:
                at_once.append(BatchedAnswer(place, answer.status, answer.body, answer.reason))
        await self._reply_to_batch(message, at_once)

    def _later(self, reply: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(reply)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        return task

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
