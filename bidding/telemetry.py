"""Events of bids and no-bids on their way to JetStream: batched, bounded, never in a bid's way.

``record_encoded`` appends to a list. A batch leaves when it holds 250 events or is a tenth of a second old; that tenth of
a second is what may die with the process. While JetStream is away batches wait and are repeated under the same message id;
once ``most_waiting`` events wait, new ones are dropped and counted, so bidding goes on in bounded memory.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
import stamina
import structlog

from domain.errors import InvalidInput, Unavailable
from domain.events.values import Event
from storage.nats.subjects import bid_event

MOST_A_BATCH: Final = 250
MOST_BYTES: Final = 512 * 1024
"""Of a message. An ordinary event has 600 bytes; one with the longest and strangest ids, several thousand."""
BATCH_AGE_S: Final = 0.1
SENDERS: Final = 4
CLOSING_SENDERS: Final = 16
"""When nothing else is left to do but to send what waits."""

Publish = Callable[[str, bytes, str], Awaitable[object]]
"""Subject, a JSON array of events, message id. Returns once they are durable; raises ``Unavailable`` when it may be repeated."""

_log = structlog.get_logger(__name__)
_encode: Final = msgspec.json.Encoder().encode


class _Batch:
    __slots__ = ("events", "message_id", "subject")

    def __init__(self, subject: str, events: Sequence[bytes], message_id: str) -> None:
        self.subject = subject
        self.events = events
        self.message_id = message_id


class Telemetry:
    """One per process, on its event loop. ``start`` before the first ``record``; ``close`` delivers what waits.

    ``bidder_id`` is new at every start of a process: batches are numbered under it, so that two of them are never taken
    for one, though exchanges may give two requests, and so two no-bids, the same id.
    """

    def __init__(self, publish: Publish, bidder_id: str, *, most_waiting: int = 100_000) -> None:
        self._publish = publish
        self._bidder_id = bidder_id
        self._most_waiting = most_waiting
        self._gathering: dict[str, list[bytes]] = {}
        self._batches: deque[_Batch] = deque()
        self._cuts = 0
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False
        self.waiting = 0
        self.published = 0
        self.dropped = 0

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._cut_regularly()),
            *(loop.create_task(self._send()) for _ in range(SENDERS)),
        ]

    def record(self, event: Event) -> None:
        """Take ``event`` along with the next batch of its tenant and type."""
        self.record_encoded(bid_event(event.tenant_id, event.type.value, self._bidder_id), _encode(event))

    def record_encoded(self, subject: str, event: bytes) -> None:
        """Take an event along with the next batch on ``subject``."""
        if self.waiting >= self._most_waiting:
            self.dropped += 1
            return
        self.waiting += 1
        events = self._gathering.get(subject)
        if events is None:
            self._gathering[subject] = [event]
            return
        events.append(event)
        if len(events) >= MOST_A_BATCH:
            del self._gathering[subject]
            self._cut(subject, events)

    async def close(self, *, deadline_s: float = 5.0, longest_s: float = 30.0) -> None:
        """Publish what waits, and what is recorded meanwhile; what is left at the end is counted as dropped.

        A stream that is slow is waited for, one that has stored nothing for ``deadline_s`` is not; ``longest_s`` in all.
        """
        self._closing = True
        self._ready.set()
        cutter, *senders = self._tasks
        cutter.cancel()
        loop = asyncio.get_running_loop()
        until_s = loop.time() + longest_s
        late = {*senders, *(loop.create_task(self._send()) for _ in range(CLOSING_SENDERS - SENDERS))}
        self._tasks = [cutter, *late]
        before = -1
        while late and self.published != before and loop.time() < until_s:
            before = self.published
            _, late = await asyncio.wait(late, timeout=min(deadline_s, max(0.0, until_s - loop.time())))
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.waiting:
            self.dropped += self.waiting
            _log.error("events lost at shutdown", events=self.waiting)
            self.waiting = 0

    def _cut(self, subject: str, events: Sequence[bytes]) -> None:
        if len(events) > 1 and sum(map(len, events)) > MOST_BYTES:
            half = len(events) // 2
            self._cut(subject, events[:half])
            self._cut(subject, events[half:])
            return
        self._cuts += 1
        self._batches.append(_Batch(subject, events, f"batch:{self._bidder_id}:{self._cuts}"))
        self._ready.set()

    def _cut_all(self) -> None:
        gathered, self._gathering = self._gathering, {}
        for subject, events in gathered.items():
            self._cut(subject, events)

    async def _cut_regularly(self) -> None:
        while True:
            await asyncio.sleep(BATCH_AGE_S)
            self._cut_all()

    async def _send(self) -> None:
        while True:
            while not self._batches:
                if self._closing:
                    if not self._gathering:
                        return
                    self._cut_all()
                    continue
                self._ready.clear()
                await self._ready.wait()
            batch = self._batches.popleft()
            await self._deliver(batch)
            self.waiting -= len(batch.events)

    async def _deliver(self, batch: _Batch) -> None:
        payload = b"[%b]" % b",".join(batch.events)
        try:
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=None, timeout=None, wait_initial=0.1, wait_max=2.0
            ):
                with attempt:
                    await self._publish(batch.subject, payload, batch.message_id)
        except InvalidInput as error:
            self.dropped += len(batch.events)
            _log.error("events refused", subject=batch.subject, events=len(batch.events), error=error.message)
        except Exception:  # noqa: BLE001 - one message that cannot be sent must not keep back those after it
            self.dropped += len(batch.events)
            _log.exception("events lost", subject=batch.subject, events=len(batch.events))
        else:
            self.published += len(batch.events)
