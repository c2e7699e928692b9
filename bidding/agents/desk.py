"""Where the three entries meet: one gate, one processor, one count of what was answered. What the processor raises ends here."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable
from functools import partial
from time import perf_counter_ns
from typing import Final, Protocol

import structlog

from bidding import answer as answers
from bidding.agents.gate import Gate, Refusal
from bidding.agents.gunzip import TooLarge, gunzip
from bidding.openrtb.no_bid import NoBid
from domain.errors import InvalidInput
from domain.events.values import Entry
from domain.exchanges.values import Exchange

SAMPLE_EVERY: Final = 16

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
    """Answers at once when it knows everything it needs, else something to wait for."""

    def answer(
        self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0, *, traced: bool = False
    ) -> Answer | Awaitable[Answer]: ...


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
        self,
        body: bytes,
        exchange: Exchange,
        entry: Entry,
        arrived_ns: int = 0,
        *,
        is_gzip: bool = False,
        traced: bool = False,
    ) -> Answer | Awaitable[Answer]:
        """The answer to a request that was read at ``arrived_ns`` (monotonic; 0 for now)."""
        pulse = self._pulse
        now_ns = pulse.clock_ns()
        age_ns = pulse.lag_ns + (now_ns - arrived_ns if arrived_ns else 0)
        refusal = self.gate.refusal(exchange, age_ns, now_ns, self.waiting)
        if refusal is None and is_gzip:
            try:
                body = gunzip(body)
            except TooLarge:
                refusal = _TOO_LARGE
            except InvalidInput:
                refusal = _NO_GZIP
        if refusal is not None:
            self._count(refusal, entry, 0)
            return refusal
        self._until_sample -= 1
        if self._until_sample:
            started_ns = 0
        else:
            self._until_sample = SAMPLE_EVERY
            started_ns = perf_counter_ns()
        try:
            if traced:
                answer = self._processor.answer(body, exchange, entry, age_ns // 1_000_000, traced=True)
            else:
                answer = self._processor.answer(body, exchange, entry, age_ns // 1_000_000)
        except Exception:  # noqa: BLE001 - the last stop before an exchange: logged, counted, answered as a no-bid
            _log.exception("a bid request was not processed", exchange=exchange.exchange_id, entry=entry.value)
            answer = _FAULT
        if type(answer) is not answers.Answer and isinstance(answer, Awaitable):
            if isinstance(answer, asyncio.Future):
                self.waiting += 1
                answer.add_done_callback(partial(self._told, entry, started_ns))
                return answer
            return self._later(answer, exchange, entry, started_ns)
        self._count(answer, entry, started_ns)
        return answer

    def take_durations(self) -> list[int]:
        durations, self._durations = self._durations, []
        return durations

    def _told(self, entry: Entry, started_ns: int, answer: asyncio.Future[Answer]) -> None:
        """Count what a future brought: without a task of its own, for the many who wait for nothing but their person."""
        self.waiting -= 1
        if not answer.cancelled() and answer.exception() is None:
            self._count(answer.result(), entry, started_ns)

    async def _later(self, coming: Awaitable[Answer], exchange: Exchange, entry: Entry, started_ns: int) -> Answer:
        self.waiting += 1
        try:
            answer = await coming
        except Exception:  # noqa: BLE001 - the last stop before an exchange: logged, counted, answered as a no-bid
            _log.exception("a bid request was not processed", exchange=exchange.exchange_id, entry=entry.value)
            answer = _FAULT
        finally:
            self.waiting -= 1
        self._count(answer, entry, started_ns)
        return answer

    def _count(self, answer: Answer, entry: Entry, started_ns: int) -> None:
        self.counts[entry][answer.reason] += 1
        if started_ns:
            self._durations.append(perf_counter_ns() - started_ns)
