"""The event writer: from a stream of events into ClickHouse, each message exactly once in table and roll-ups.

A batch is cut by stream sequence, and the cut ``[first..last]`` is written down *before* it is inserted. A writer that
dies anywhere is succeeded by one that finds the cut, reads the same messages, inserts the same rows under the same
deduplication token, which changes nothing if they are there already, and only then goes on. Two writers at once disturb
but never double each other: both insert the same cuts, and only one of them wins each step.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec
import structlog
from nats.js import JetStreamContext
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError

from domain.errors import Conflict, Unavailable
from storage.clickhouse.client import Analytics
from storage.clickhouse.rows import EVENT_COLUMNS, REJECTED_COLUMNS, Rows, rows_of
from storage.clickhouse.schema import EVENTS, REJECTED
from storage.nats.errors import translated
from storage.nats.following import Follower, Record
from storage.nats.subjects import BIDS_STREAM, EVENT_WRITER_BUCKET, MESSAGES_STREAM

MAX_EVENTS: Final = 10_000
MAX_WAIT_S: Final = 1.0
IDLE_WAIT_S: Final = 30.0
BACKOFF_START_S: Final = 0.2
BACKOFF_MAX_S: Final = 10.0

_log = structlog.get_logger(__name__)


class Stream(NamedTuple):
    """What a writer reads, and the key it keeps its place by."""

    name: str
    subject: str
    key: str


BIDS: Final = Stream(BIDS_STREAM, "bids.events.>", "analytics")
MESSAGES: Final = Stream(MESSAGES_STREAM, "messages.events.>", "messages")


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where the writer is, as it is kept in NATS. Sequences count messages; ``done`` is the last one inserted.

    ``stream_id`` tells a stream from one of the same name made anew, whose sequences start again.
    """

    stream_id: str
    done: int
    cut: tuple[int, int] | None = None
    """First and last sequence of the batch being inserted."""
    events: int = 0
    rejected: int = 0
    missed: int = 0
    """Messages that had left the stream before they were read."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far analytics is behind the stream; ``drained`` when everything stored so far has been inserted."""

    done_sequence: int
    last_sequence: int
    events: int
    rejected: int
    missed: int

    @property
    def drained(self) -> bool:
        return self.done_sequence >= self.last_sequence


@dataclass(slots=True)
class _Batch:
    first: int
    last: int = 0
    gaps: list[range] = field(default_factory=list)
    """Sequences that were not among what was read: others' messages in the same stream, or gone before their turn."""
    rows: Rows = field(default_factory=Rows)

    def add(self, record: Record, rows: Rows, *, expected: int) -> None:
        self.last = record.sequence
        self.skip(expected, record.sequence)
        self.rows.events += rows.events
        self.rows.rejected += rows.rejected

    def skip(self, expected: int, following: int) -> None:
        if expected < following:
            self.gaps.append(range(expected, following))

    def missed(self, first_kept: int) -> int:
        """How many of the gaps had left a stream that now begins at ``first_kept``; nobody knows whose those were."""
        return sum(max(min(gap.stop, first_kept) - gap.start, 0) for gap in self.gaps)


class EventWriter:
    """Run one for each stream wherever ClickHouse is at hand; a second one is safe, only wasteful."""

    def __init__(
        self,
        js: JetStreamContext,
        analytics: Analytics,
        *,
        stream: Stream = BIDS,
        max_events: int = MAX_EVENTS,
        max_wait_s: float = MAX_WAIT_S,
    ) -> None:
        self._js = js
        self._analytics = analytics
        self._stream = stream
        self._max_events = max_events
        self._max_wait_s = max_wait_s
        self._position = Position(stream_id="", done=0)
        self._kept_at = 0
        self._follower: Follower | None = None
        self._ahead: Record | None = None

    async def run(self) -> None:
        """Write until cancelled. Whatever fails is tried again from the position last kept, with a growing pause."""
        backoff_s = BACKOFF_START_S
        try:
            while True:
                try:
                    await self.resume()
                    while True:
                        await self.write_next()
                        backoff_s = BACKOFF_START_S
                except (Unavailable, Conflict) as error:
                    _log.warning("event writer interrupted", done=self._position.done, error=error.message)
                    await asyncio.sleep(random.uniform(0.5, 1.0) * backoff_s)  # noqa: S311 -- jitter
                    backoff_s = min(2 * backoff_s, BACKOFF_MAX_S)
        finally:
            await self._stop_reading()

    async def resume(self) -> None:
        """Take up the position last kept, and finish the cut that was begun there, if any."""
        await self._stop_reading()
        await self._load()
        self._follower = Follower(self._js, self._stream.name, self._stream.subject, after=self._position.done)
        if self._position.cut is not None:
            await self._insert(await self._read_again(*self._position.cut))

    async def write_next(self, within_s: float = IDLE_WAIT_S) -> int:
        """Wait for messages and insert the batch they make: at most 10,000 events or one second's worth.

        Returns how many messages were written, 0 when none came ``within_s``. Raises ``Unavailable``, or ``Conflict``
        when another writer has moved on or the stream was made anew; either way ``resume`` is the answer.
        """
        batch = await self._collect(within_s)
        if batch is None:
            return 0
        await self._keep(cut=(batch.first, batch.last))
        await self._insert(batch)
        return batch.last - batch.first + 1

    async def _collect(self, within_s: float) -> _Batch | None:
        record = await self._next(within_s)
        if record is None:
            return None
        deadline = time.monotonic() + self._max_wait_s
        batch = _Batch(first=self._position.done + 1)
        expected = batch.first
        while record is not None:
            if record.sequence < expected:
                raise Conflict(f"the {self._stream.name} stream was made anew", remedy="Resume from its beginning.")
            rows = rows_of(record)
            if batch.last and len(batch.rows.events) + len(rows.events) > self._max_events:
                self._ahead = record
                break
            batch.add(record, rows, expected=expected)
            expected = record.sequence + 1
            remaining_s = deadline - time.monotonic()
            record = await self._next(remaining_s) if remaining_s > 0 else None
        return batch

    async def _read_again(self, first: int, last: int) -> _Batch:
        """The batch of a cut: every message of it that the stream still has, however long the stream is away."""
        batch = _Batch(first=first)
        expected = first
        while expected <= last:
            record = await self._next(self._max_wait_s)
            if record is None and not self._caught_up():
                continue
            if record is None or record.sequence > last:
                self._ahead = record
                break
            batch.add(record, rows_of(record), expected=expected)
            expected = record.sequence + 1
        batch.skip(expected, last + 1)
        batch.last = last
        return batch

    async def _next(self, within_s: float) -> Record | None:
        record, self._ahead = self._ahead, None
        if record is not None:
            return record
        if self._follower is None:
            raise Unavailable("the event writer has not been resumed")
        return await self._follower.next(within_s)

    def _caught_up(self) -> bool:
        return self._follower is not None and self._follower.caught_up

    async def _insert(self, batch: _Batch) -> None:
        token = f"{self._position.stream_id}:{batch.first}-{batch.last}"
        token = token if self._stream is BIDS else f"{self._stream.key}:{token}"
        await self._analytics.insert_once(EVENTS, EVENT_COLUMNS, batch.rows.events, token)
        await self._analytics.insert_once(REJECTED, REJECTED_COLUMNS, batch.rows.rejected, token)
        await self._advance(batch)

    async def _advance(self, batch: _Batch) -> None:
        position = self._position
        missed = batch.missed(await self._first_kept()) if batch.gaps else 0
        await self._keep(
            cut=None,
            done=batch.last,
            events=position.events + len(batch.rows.events),
            rejected=position.rejected + len(batch.rows.rejected),
            missed=position.missed + missed,
        )
        if batch.rows.rejected or missed:
            _log.warning("messages not analysed", rejected=len(batch.rows.rejected), missed=missed, upto=batch.last)

    async def _first_kept(self) -> int:
        with translated("read where the stream begins"):
            return (await self._js.stream_info(self._stream.name)).state.first_seq

    async def _load(self) -> None:
        with translated("read the event writer's position"):
            info = await self._js.stream_info(self._stream.name)
            stream_id = str(info.created)
            try:
                entry = await (await self._js.key_value(EVENT_WRITER_BUCKET)).get(self._stream.key)
            except KeyNotFoundError:
                self._kept_at = 0
                kept = None
            else:
                self._kept_at = entry.revision or 0
                kept = msgspec.json.decode(entry.value or b"", type=Position)
        if kept is None or kept.stream_id != stream_id:
            kept = Position(stream_id=stream_id, done=max(info.state.first_seq - 1, 0))
        self._position = kept

    async def _keep(self, **changes: object) -> None:
        position = msgspec.structs.replace(self._position, **changes)
        with translated("keep the event writer's position"):
            bucket = await self._js.key_value(EVENT_WRITER_BUCKET)
            try:
                self._kept_at = await bucket.update(self._stream.key, msgspec.json.encode(position), last=self._kept_at)
            except KeyWrongLastSequenceError as error:
                raise Conflict("another event writer has moved on", remedy="Resume from its position.") from error
        self._position = position

    async def _stop_reading(self) -> None:
        self._ahead = None
        follower, self._follower = self._follower, None
        if follower is not None:
            await follower.close()


async def read_progress(js: JetStreamContext, stream: Stream = BIDS) -> Progress:
    """How far any process's writer has come. Raises ``Unavailable``."""
    with translated("read the event writer's progress"):
        info = await js.stream_info(stream.name)
        nothing_yet = Progress(done_sequence=0, last_sequence=info.state.last_seq, events=0, rejected=0, missed=0)
        try:
            entry = await (await js.key_value(EVENT_WRITER_BUCKET)).get(stream.key)
        except KeyNotFoundError:
            return nothing_yet
    kept = msgspec.json.decode(entry.value or b"", type=Position)
    if kept.stream_id != str(info.created):
        return nothing_yet
    return Progress(
        done_sequence=kept.done,
        last_sequence=info.state.last_seq,
        events=kept.events,
        rejected=kept.rejected,
        missed=kept.missed,
    )
