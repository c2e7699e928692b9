"""Events on some subjects of the BIDS stream as they are stored, to a reader that acts on each at once and acknowledges none.

The server pushes; what is lost on the way, with the connection or the consumer, is noticed by its numbers or by silence, and
the feed begins again behind the last message it handed over. Nothing is skipped and nothing comes twice.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import api

from domain.errors import Unavailable
from domain.events.values import Event
from storage.nats.errors import translated
from storage.nats.events import decode_events
from storage.nats.subjects import BIDS_STREAM

HEARTBEAT_S: Final = 0.25
SILENCE_S: Final = 4 * HEARTBEAT_S
INACTIVE_S: Final = 30.0
_STATUS: Final = "Status"
_LAST_CONSUMER: Final = "Nats-Last-Consumer"
_STALLED: Final = "Nats-Consumer-Stalled"

_log = structlog.get_logger(__name__)


class LiveFeed:
    """Hands ``take`` the events of each message with its stream sequence, in stream order.

    ``current`` hears the time, by ``clock_ms``, whenever everything stored until then has been handed over: after a message
    with nothing behind it, and with every heartbeat, four a second.
    """

    def __init__(
        self,
        connection: Client,
        subjects: Sequence[str],
        take: Callable[[int, Sequence[Event]], None],
        *,
        current: Callable[[int], None],
        clock_ms: Callable[[], int],
    ) -> None:
        self._connection = connection
        self._subjects = list(subjects)
        self._take = take
        self._current = current
        self._clock_ms = clock_ms
        self._subscription: Subscription | None = None
        self._handed_over = 0
        self._numbered = 0
        self._heard_s = 0.0

    async def run(self, after: int) -> None:
        """Follow from behind the stream sequence ``after`` until cancelled."""
        self._handed_over = after
        loop = asyncio.get_running_loop()
        try:
            while True:
                if self._subscription is None or loop.time() - self._heard_s > SILENCE_S:
                    try:
                        await self._begin()
                    except Unavailable as error:
                        _log.warning("events cannot be followed", subjects=self._subjects, error=error.message)
                await asyncio.sleep(HEARTBEAT_S)
        finally:
            await self._end()

    async def _begin(self) -> None:
        await self._end()
        with translated("follow events as they come"):
            inbox = self._connection.new_inbox()
            self._numbered = 0
            self._subscription = await self._connection.subscribe(inbox, cb=self._hear)
            await self._connection.jetstream().add_consumer(
                BIDS_STREAM,
                api.ConsumerConfig(
                    filter_subjects=self._subjects,
                    deliver_subject=inbox,
                    deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
                    opt_start_seq=self._handed_over + 1,
                    ack_policy=api.AckPolicy.NONE,
                    max_deliver=1,
                    idle_heartbeat=HEARTBEAT_S,
                    flow_control=True,
                    inactive_threshold=INACTIVE_S,
                    mem_storage=True,
                    num_replicas=1,
                ),
            )
            self._heard_s = asyncio.get_running_loop().time()

    async def _end(self) -> None:
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(nats.errors.Error, OSError):
                await subscription.unsubscribe()

    async def _hear(self, message: Msg) -> None:
        headers = message.headers
        if headers and _STATUS in headers:
            await self._heed(message, headers)
            return
        told = message.metadata
        if told.sequence.consumer != self._numbered + 1:
            self._begin_again()
            return
        self._numbered += 1
        self._heard_s = asyncio.get_running_loop().time()
        self._handed_over = told.sequence.stream
        self._take(told.sequence.stream, _events(message))
        if not told.num_pending:
            self._current(self._clock_ms())

    async def _heed(self, message: Msg, headers: dict[str, str]) -> None:
        """A heartbeat, or the wish to hear how far we are."""
        self._heard_s = asyncio.get_running_loop().time()
        answer_to = message.reply or headers.get(_STALLED, "")
        if answer_to:
            with contextlib.suppress(nats.errors.Error, OSError):
                await self._connection.publish(answer_to)
        elif _LAST_CONSUMER in headers:
            if int(headers[_LAST_CONSUMER]) == self._numbered:
                self._current(self._clock_ms())
            else:
                self._begin_again()

    def _begin_again(self) -> None:
        """Something is missing: let ``run`` make a new consumer behind what was handed over."""
        self._heard_s = 0.0


def _events(message: Msg) -> list[Event]:
    try:
        return decode_events(message.data)
    except msgspec.MsgspecError as error:
        _log.error("message on an event subject is not a list of events", subject=message.subject, error=str(error))
        return []
