"""Where the three entries meet: one gate, one processor, one count of what was answered. What the processor raises ends here."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from functools import partial
from time import perf_counter_ns
from typing import Final, Protocol

import structlog

from bidding import answer as answers
from bidding.agents.gate import Gate, Refusal
from bidding.agents.gunzip import TooLarge, gunzip
from bidding.openrtb.no_bid import NoBid
from bidding.question import Question
from domain.errors import InvalidInput
from domain.events.values import Entry
from domain.exchanges.values import Exchange

SAMPLE_EVERY: Final = 16
MOST_IN_A_ROW: Final = 64
"""Requests that a door hands over together: what the first of them may have to wait for the others."""

_log = structlog.get_logger(__name__)


class Answer(Protocol):
    """What a bid request gets: 200 with a body, or 204 or 400 without; ``reason`` is empty for a bid."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def reason(self) -> str: ...


class Processor(Protocol):
    """Answers a row of requests in its order: at once where it knows all it needs, else with something to wait for."""

    def answer_all(self, row: Sequence[Question]) -> Sequence[Answer | Awaitable[Answer]]: ...


_FAULT: Final = Refusal(204, NoBid.INTERNAL_ERROR.value)
_TOO_LARGE: Final = Refusal(413)
_NO_GZIP: Final = Refusal(400, NoBid.INVALID_REQUEST.value)


class BidDesk:
    """Hands requests to the processor and counts answers by entry and reason (empty: a bid).

    A fault of ours is logged and answered as a no-bid: an exchange never sees a 5xx. ``take_durations`` gives the
    durations of one answer in sixteen, in nanoseconds.
    """

    def __init__(self, processor: Processor, gate: Gate | None = None) -> None:
        self._processor = processor
        self.gate = gate or Gate()
        self._pulse = self.gate.pulse
        self.counts: dict[Entry, dict[str, int]] = {entry: defaultdict(int) for entry in Entry}
        self.waiting = 0
        self._until_sample = SAMPLE_EVERY
        self._durations: list[int] = []

    def answer(
        self, body: bytes, exchange: Exchange, entry: Entry, arrived_ns: int = 0, *, traced: bool = False
    ) -> Answer | Awaitable[Answer]:
        """The answer to one request: a row of itself."""
        return self.answer_all([Question(body, exchange, entry, arrived_ns, traced=traced)])[0]

    def answer_all(self, row: Sequence[Question]) -> list[Answer | Awaitable[Answer]]:
        """The answers in their order; those of requests that are turned away here among them."""
        now_ns = self._pulse.clock_ns()
        refused: list[tuple[int, Refusal]] = []
        admitted = []
        for place, question in enumerate(row):
            try:
                refusal = self._refusal(question, now_ns)
            except Exception:  # noqa: BLE001 - as below, of one request
                _log.exception("a bid request was not looked at", exchange=question.exchange.exchange_id)
                refusal = _FAULT
            if refusal is None:
                admitted.append(question)
            else:
                refused.append((place, refusal))
        started_ns = perf_counter_ns()
        try:
            answered: list[Answer | Awaitable[Answer]] = [*self._processor.answer_all(admitted)] if admitted else []
        except Exception:  # noqa: BLE001 - the last stop before an exchange: logged, counted, answered as a no-bid
            _log.exception("bid requests were not processed", requests=len(admitted))
            answered = [_FAULT] * len(admitted)
        took_ns = perf_counter_ns() - started_ns
        for place, question in enumerate(admitted):
            answer = answered[place]
            self._until_sample -= 1
            if type(answer) is answers.Answer or not isinstance(answer, Awaitable):
                self.counts[question.entry][answer.reason] += 1
                if not self._until_sample:
                    self._durations.append(took_ns)
            else:
                answered[place] = self._awaited(answer, question, 0 if self._until_sample else started_ns)
            if not self._until_sample:
                self._until_sample = SAMPLE_EVERY
        for place, refusal in refused:
            self.counts[row[place].entry][refusal.reason] += 1
            answered.insert(place, refusal)
        return answered

    def _refusal(self, question: Question, now_ns: int) -> Refusal | None:
        """Why a request goes no further; else its body is unpacked, and its age known."""
        arrived_ns = question.arrived_ns
        age_ns = self._pulse.lag_ns + (now_ns - arrived_ns if arrived_ns else 0)
        refusal = self.gate.refusal(question.exchange, age_ns, now_ns, self.waiting)
        if refusal is not None:
            return refusal
        question.age_ms = age_ns // 1_000_000
        if question.is_gzip:
            try:
                question.body = gunzip(question.body)
            except TooLarge:
                return _TOO_LARGE
            except InvalidInput:
                return _NO_GZIP
        return None

    def _awaited(self, coming: Awaitable[Answer], question: Question, started_ns: int) -> Awaitable[Answer]:
        """What is still to come, to be counted when it does."""
        if isinstance(coming, asyncio.Future):
            self.waiting += 1
            coming.add_done_callback(partial(self._told, question.entry, started_ns))
            return coming
        return self._later(coming, question, started_ns)

    def take_durations(self) -> list[int]:
        durations, self._durations = self._durations, []
        return durations

    def _told(self, entry: Entry, started_ns: int, answer: asyncio.Future[Answer]) -> None:
        """Count what a future brought: without a task of its own, for the many who wait for nothing but their person."""
        self.waiting -= 1
        if not answer.cancelled() and answer.exception() is None:
            self._count(answer.result(), entry, started_ns)

    async def _later(self, coming: Awaitable[Answer], question: Question, started_ns: int) -> Answer:
        self.waiting += 1
        try:
            answer = await coming
        except Exception:  # noqa: BLE001 - the last stop before an exchange: logged, counted, answered as a no-bid
            _log.exception(
                "a bid request was not processed", exchange=question.exchange.exchange_id, entry=question.entry.value
            )
            answer = _FAULT
        finally:
            self.waiting -= 1
        self._count(answer, question.entry, started_ns)
        return answer

    def _count(self, answer: Answer, entry: Entry, started_ns: int) -> None:
        self.counts[entry][answer.reason] += 1
        if started_ns:
            self._durations.append(perf_counter_ns() - started_ns)
