"""Reading a stream in order, from a known place, without ever losing that place.

nats-py's own watchers give up quietly when a server restarts or a message is lost on the way. A ``Follower`` numbers what
it has seen and, after any interruption, asks again from the next sequence.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext, api

from domain.errors import Unavailable
from storage.nats.errors import cancellable, translated

BATCH: Final = 512
PULL_EXPIRES_S: Final = 30.0
HEARTBEAT_S: Final = 1.0
SILENCE_S: Final = 3.0
"""Three heartbeats missed: the consumer or the connection is gone."""
INACTIVE_S: Final = 60.0
BACKOFF_START_S: Final = 0.1
BACKOFF_MAX_S: Final = 5.0

_HEARTBEAT = "100"
_PULL_OVER = {"404", "408"}

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """One message of the stream; ``pending`` is how many more there were when it was delivered."""

    subject: str
    sequence: int
    stored_at_ms: int
    data: bytes
    pending: int


class Follower:
    """A reader of ``stream``, narrowed to ``subject``.

    With ``after`` it delivers everything beyond that sequence; without, first the latest message of every subject, then
    what comes. Each message is delivered once and in order for as long as the stream is the same one. A stream that was
    made anew in between is read from its beginning: its sequences mean other messages.
    """

    def __init__(self, js: JetStreamContext, stream: str, subject: str, *, after: int | None = None) -> None:
        self._js = js
        self._stream = stream
        self._subject = subject
        self._position = after
        self._created: datetime | None = None
        self._pull: _Pull | None = None
        self._caught_up = False
        self._backoff_s = BACKOFF_START_S

    @property
    def caught_up(self) -> bool:
        """Whether everything that was there when the reading began has been delivered."""
        return self._caught_up

    async def open(self) -> None:
        """Begin, so that ``caught_up`` tells an empty stream from one not yet read. Raises ``Unavailable``."""
        with translated(f"read {self._stream}"):
            await self._open()

    async def next(self, within_s: float) -> Record | None:
        """The next message, or ``None`` when none came in time.

        Interruptions are waited out inside; an attempt to reopen may take longer than ``within_s``. Raises
        ``Unavailable`` only once the connection itself was closed for good.
        """
        deadline = time.monotonic() + within_s
        while True:
            try:
                with cancellable():
                    pull = self._pull or await self._open()
                record = await pull.next(deadline)
            except (nats.errors.Error, OSError, TimeoutError, _Interrupted) as error:
                await self._interrupted(error)
                if time.monotonic() >= deadline:
                    return None
            else:
                self._backoff_s = BACKOFF_START_S
                if record is not None:
                    self._position = record.sequence
                    self._caught_up = self._caught_up or record.pending == 0
                return record

    async def close(self) -> None:
        """Let go of the server's side. Safe to repeat."""
        pull, self._pull = self._pull, None
        if pull is not None:
            await pull.close()

    async def _open(self) -> "_Pull":
        if self._pull is not None:
            return self._pull
        info = await self._js.stream_info(self._stream)
        if self._created not in {None, info.created}:
            _log.warning("stream was made anew; reading it from its beginning", stream=self._stream)
            self._position = None if self._position is None else 0
        self._created = info.created
        self._pull, waiting = await _Pull.open(self._js, self._stream, self._subject, self._position)
        self._caught_up = self._caught_up or waiting == 0
        return self._pull

    async def _interrupted(self, error: Exception) -> None:
        await self.close()
        if self._js._nc.is_closed:  # noqa: SLF001 -- the context offers no public way to ask
            raise Unavailable(f"the NATS connection that read {self._stream} was closed") from error
        _log.info(
            "reading interrupted", stream=self._stream, after=self._position, error=str(error) or type(error).__name__
        )
        await asyncio.sleep(random.uniform(0.5, 1.0) * self._backoff_s)  # noqa: S311 -- jitter
        self._backoff_s = min(2 * self._backoff_s, BACKOFF_MAX_S)


class _Interrupted(Exception):
    """The deliveries of one consumer cannot be trusted any longer."""


class _Pull:
    """One ephemeral consumer and its inbox. Not resumable: the follower opens another.

    It asks for a batch ahead of need, so messages are handed on the moment they arrive and never more than a batch of
    them waits here.
    """

    def __init__(self, js: JetStreamContext, request_subject: str, inbox: str) -> None:
        self._js = js
        self._request_subject = request_subject
        self._inbox = inbox
        self._subscription: Subscription | None = None
        self._arrived: asyncio.Queue[Msg] = asyncio.Queue()
        self._heard_at = time.monotonic()
        self._wanted = 0
        self._delivered = 0

    @classmethod
    async def open(cls, js: JetStreamContext, stream: str, subject: str, after: int | None) -> tuple["_Pull", int]:
        """The consumer, and how many messages wait for it."""
        connection = js._nc  # noqa: SLF001 -- nats-py's own fetch waits for a full batch; reading at once needs the connection
        config = api.ConsumerConfig(
            filter_subject=subject,
            deliver_policy=api.DeliverPolicy.LAST_PER_SUBJECT if after is None else api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=None if after is None else after + 1,
            ack_policy=api.AckPolicy.NONE,
            inactive_threshold=INACTIVE_S,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = await js.add_consumer(stream, config)
        pull = cls(js, f"{js._prefix}.CONSUMER.MSG.NEXT.{stream}.{consumer.name}", connection.new_inbox())  # noqa: SLF001
        pull._subscription = await connection.subscribe(pull._inbox, cb=pull._arrived.put)
        return pull, consumer.num_pending or 0

    async def next(self, deadline: float) -> Record | None:
        """The next message, or ``None`` when the monotonic clock has reached ``deadline``."""
        while True:
            if self._wanted == 0:
                await self._ask()
            message = await self._arrival(deadline)
            if message is None:
                return None
            status = (message.headers or {}).get("Status") if not message.data else None
            if status is None:
                return self._take(message)
            if status in _PULL_OVER:
                self._wanted = 0
            elif status != _HEARTBEAT:
                raise _Interrupted(f"status {status}")

    async def close(self) -> None:
        if self._subscription is not None and not self._js._nc.is_closed:  # noqa: SLF001
            await self._subscription.unsubscribe()

    async def _arrival(self, deadline: float) -> Msg | None:
        if self._arrived.empty():
            silent_at = self._heard_at + SILENCE_S
            try:
                async with asyncio.timeout(max(0.0, min(deadline, silent_at) - time.monotonic())):
                    message = await self._arrived.get()
            except TimeoutError:
                if time.monotonic() >= silent_at:
                    raise _Interrupted("no heartbeat") from None
                return None
        else:
            message = self._arrived.get_nowait()
        self._heard_at = time.monotonic()
        return message

    async def _ask(self) -> None:
        request = {"batch": BATCH, "expires": int(PULL_EXPIRES_S * 1e9), "idle_heartbeat": int(HEARTBEAT_S * 1e9)}
        await self._js._nc.publish(self._request_subject, json.dumps(request).encode(), self._inbox)  # noqa: SLF001
        self._wanted = BATCH
        self._heard_at = time.monotonic()

    def _take(self, message: Msg) -> Record:
        about = message.metadata
        if about.sequence.consumer != self._delivered + 1:
            raise _Interrupted(f"{about.sequence.consumer - self._delivered - 1} messages lost on the way")
        self._delivered += 1
        self._wanted -= 1
        return Record(
            subject=message.subject,
            sequence=about.sequence.stream,
            stored_at_ms=int(about.timestamp.timestamp() * 1000),
            data=message.data,
            pending=about.num_pending,
        )
