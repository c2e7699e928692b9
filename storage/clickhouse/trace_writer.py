"""From the TRACES stream into ClickHouse; at least once, and whoever asks takes each request once."""

import contextlib
from typing import Final

import msgspec
import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api

from domain.accountability.values import Sampled
from storage.clickhouse.client import Analytics
from storage.clickhouse.traces import add_recordings, add_traces
from storage.nats.errors import translated
from storage.nats.subjects import TRACES_STREAM

DURABLE: Final = "trace-writer"
ACK_WAIT_S: Final = 60.0
FETCH: Final = 100
FETCH_WITHIN_S: Final = 0.5
MAX_DELIVERIES: Final = 10

_decode: Final = msgspec.json.Decoder(list[Sampled]).decode
_log = structlog.get_logger(__name__)


class TraceWriter:
    """One ``step`` writes what waits. Several may run; each message goes to one of them."""

    def __init__(self, js: JetStreamContext, analytics: Analytics) -> None:
        self._js = js
        self._analytics = analytics
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def step(self, within_s: float = FETCH_WITHIN_S) -> bool:
        """Write the messages there are; True when there were any. Raises ``Unavailable``: they come again."""
        messages = await self._fetch(within_s)
        if not messages:
            return False
        sampled = [one for message in messages for one in _read(message)]
        sequences = [message.metadata.sequence.stream for message in messages]
        token = f"traces:{min(sequences)}-{max(sequences)}:{len(sequences)}"
        await add_traces(self._analytics, [trace for one in sampled for trace in one.traces], token)
        await add_recordings(self._analytics, [one.recorded for one in sampled if one.recorded is not None], token)
        with translated("acknowledge traces"):
            for message in messages:
                await message.ack()
        return True

    async def close(self) -> None:
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _fetch(self, within_s: float) -> list[Msg]:
        with translated("read traces"):
            if self._subscription is None:
                config = api.ConsumerConfig(
                    durable_name=DURABLE,
                    ack_policy=api.AckPolicy.EXPLICIT,
                    deliver_policy=api.DeliverPolicy.ALL,
                    ack_wait=ACK_WAIT_S,
                    max_deliver=MAX_DELIVERIES,
                )
                await self._js.add_consumer(TRACES_STREAM, config)
                self._subscription = await self._js.pull_subscribe_bind(DURABLE, TRACES_STREAM)
            try:
                return list(await self._subscription.fetch(FETCH, timeout=within_s))
            except (nats.errors.TimeoutError, TimeoutError):
                return []
            except nats.errors.Error:
                await self.close()
                raise


def _read(message: Msg) -> list[Sampled]:
    try:
        return _decode(message.data)
    except msgspec.MsgspecError as error:
        _log.error("message on the trace stream cannot be read", subject=message.subject, error=str(error))
        return []
