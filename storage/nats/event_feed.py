"""Bid-plane events for those who act on each of them: at least once, in batches, and how far the reading has come.

A feed is a pull consumer of the BIDS stream. What ``fetch`` delivered stays due until ``acknowledge``; a reader that
dies in between, or a consumer that vanishes with its server, has it delivered again. Readers are therefore idempotent.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import msgspec
import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api
from nats.js.errors import NotFoundError

from domain.events.values import Event
from storage.nats.errors import translated
from storage.nats.events import decode_events
from storage.nats.subjects import BIDS_STREAM

ACK_WAIT_S: Final = 5.0
"""How long after a reader's death what it had not acknowledged is delivered again."""
INACTIVE_S: Final = 120.0
MAX_ACK_PENDING: Final = 20_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of the stream and the events in it, none if it could not be read."""

    message: Msg
    events: tuple[Event, ...]


class EventFeed:
    """Events on some subjects of the BIDS stream, in stream order as long as nothing is redelivered."""

    def __init__(self, js: JetStreamContext, config: api.ConsumerConfig, clock_ms: Callable[[], int]) -> None:
        self._js = js
        self._config = config
        self._clock_ms = clock_ms
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._floor = 0
        self._acknowledged: deque[tuple[int, int]] = deque()
        """(stream sequence, stored at ms) of the last message of each batch acknowledged beyond the floor."""
        self._drained_to_ms = 0

    @classmethod
    def durable(cls, js: JetStreamContext, name: str, subjects: Sequence[str], *, clock_ms: Callable[[], int]) -> Self:
        """The feed called ``name``: its place in the stream outlives the process. One process at a time reads it."""
        return cls(js, _durable(name, subjects, api.DeliverPolicy.ALL), clock_ms)

    @classmethod
    def listening(
        cls, js: JetStreamContext, name: str, subjects: Sequence[str], *, clock_ms: Callable[[], int]
    ) -> Self:
        """Likewise, from the first time on; other ``subjects`` under the same name go on where it was. Many may read it."""
        return cls(js, _durable(name, subjects, api.DeliverPolicy.NEW), clock_ms)

    @classmethod
    def passing(cls, js: JetStreamContext, subjects: Sequence[str], *, clock_ms: Callable[[], int]) -> Self:
        """A feed of this process alone, from the beginning of ``subjects``; the server forgets it soon after us."""
        config = api.ConsumerConfig(
            filter_subjects=list(subjects),
            deliver_policy=api.DeliverPolicy.ALL,
            ack_policy=api.AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_S,
            max_ack_pending=MAX_ACK_PENDING,
            inactive_threshold=INACTIVE_S,
            mem_storage=True,
            num_replicas=1,
        )
        return cls(js, config, clock_ms)

    async def open(self) -> None:
        """Make the consumer, or find it again. Raises ``Unavailable``. ``fetch`` opens by itself when need be."""
        with translated("follow events"):
            await self._opened()

    async def fetch(self, limit: int, *, within_s: float) -> list[Delivery]:
        """Up to ``limit`` messages, those there are; empty when none came in time. Raises ``Unavailable``.

        A consumer the server has lost is made anew, from the last place known to be acknowledged.
        """
        with translated("fetch events"):
            subscription = await self._opened()
            try:
                messages = await subscription.fetch(limit, timeout=within_s)
            except (nats.errors.TimeoutError, TimeoutError):
                return []
            except nats.errors.Error:  # the consumer may be gone: found again, or made anew, next time
                await self.close()
                raise
        return [Delivery(message, _read(message)) for message in messages]

    async def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        """They have been acted on. Unacknowledged ones come again. Raises ``Unavailable``."""
        if not deliveries:
            return
        with translated("acknowledge events"):
            for delivery in deliveries:
                await delivery.message.ack()
        last = deliveries[-1].message.metadata
        self._acknowledged.append((last.sequence.stream, int(last.timestamp.timestamp() * 1_000)))

    async def drained_to_ms(self) -> int:
        """Until when everything stored on our subjects has been acknowledged; 0 if unknown.

        By the server's clock while there is more to read, by ``clock_ms`` once there is not: the two must agree within
        the grace that notices are given. Raises ``Unavailable``.
        """
        asked_at_ms = self._clock_ms()
        with translated("ask how far events were read"):
            subscription = await self._opened()
            try:
                info = await subscription.consumer_info()
            except NotFoundError:
                _log.warning("event consumer lost; making it anew", subjects=self._config.filter_subjects)
                await self.close()
                return self._drained_to_ms
        self._floor = info.ack_floor.stream_seq if info.ack_floor else 0
        while self._acknowledged and self._acknowledged[0][0] <= self._floor:
            self._drained_to_ms = max(self._drained_to_ms, self._acknowledged.popleft()[1])
        if not info.num_pending and not info.num_ack_pending:
            self._acknowledged.clear()
            self._drained_to_ms = max(self._drained_to_ms, asked_at_ms)
        return self._drained_to_ms

    async def acknowledged_to(self) -> int:
        """The stream sequence up to which every message on our subjects has been acknowledged. Raises ``Unavailable``."""
        with translated("ask how far events were acknowledged"):
            info = await (await self._opened()).consumer_info()
        if not info.num_pending and not info.num_ack_pending and info.delivered:
            return int(info.delivered.stream_seq)
        return int(info.ack_floor.stream_seq) if info.ack_floor else 0

    async def close(self) -> None:
        """Stop reading; a durable feed keeps its place."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _opened(self) -> JetStreamContext.PullSubscription:
        if self._subscription is None:
            durable = self._config.durable_name
            config = self._config
            if not durable and self._floor:
                by_sequence = api.DeliverPolicy.BY_START_SEQUENCE
                config = config.evolve(deliver_policy=by_sequence, opt_start_seq=self._floor + 1)
            info = await self._js.add_consumer(BIDS_STREAM, config)
            self._subscription = await self._js.pull_subscribe_bind(info.name, BIDS_STREAM)
        return self._subscription


async def forget_feed(js: JetStreamContext, name: str) -> None:
    """Let go of a durable feed and its place, if there is one. Raises ``Unavailable``."""
    with translated("forget a feed"), contextlib.suppress(NotFoundError):
        await js.delete_consumer(BIDS_STREAM, name)


def _durable(name: str, subjects: Sequence[str], begins: api.DeliverPolicy) -> api.ConsumerConfig:
    return api.ConsumerConfig(
        durable_name=name,
        filter_subjects=list(subjects),
        deliver_policy=begins,
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_S,
        max_ack_pending=MAX_ACK_PENDING,
    )


def _read(message: Msg) -> tuple[Event, ...]:
    try:
        return tuple(decode_events(message.data))
    except msgspec.MsgspecError as error:
        _log.error("message on an event subject is not a list of events", subject=message.subject, error=str(error))
        return ()
