"""The durable reading of a stream that several processes may share: at least once, until it is acknowledged."""

import contextlib
from collections.abc import Iterable, Sequence
from typing import Final

import nats.errors
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api

from storage.nats.errors import translated

ACK_WAIT_S: Final = 10.0
"""How long after a reader's death what it had not acknowledged is delivered again."""
MAX_ACK_PENDING: Final = 20_000
_GATHER_S: Final = 0.05
"""How long the first message waits for others to be read with it."""


class SharedReading:
    """Messages on ``subjects`` of ``stream``; the place of ``durable`` in it outlives every process.

    ``about`` names what is read, for whoever is told that it cannot be. After ``max_deliver`` deliveries a message is let go.
    """

    def __init__(
        self,
        js: JetStreamContext,
        *,
        stream: str,
        durable: str,
        subjects: Sequence[str],
        about: str,
        ack_wait_s: float = ACK_WAIT_S,
        max_deliver: int | None = None,
    ) -> None:
        self._js = js
        self._stream = stream
        self._config = api.ConsumerConfig(
            durable_name=durable,
            filter_subjects=list(subjects),
            deliver_policy=api.DeliverPolicy.ALL,
            ack_policy=api.AckPolicy.EXPLICIT,
            ack_wait=ack_wait_s,
            max_deliver=max_deliver,
            max_ack_pending=MAX_ACK_PENDING,
        )
        self._about = about
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def fetch(self, limit: int, *, within_s: float) -> list[Msg]:
        """The messages there are, up to ``limit``; none if none came in time. Raises ``Unavailable``."""
        messages: list[Msg] = []
        with translated(f"read {self._about}"):
            subscription = await self._opened()
            try:
                messages += await subscription.fetch(1, timeout=within_s)
                messages += await subscription.fetch(limit - 1, timeout=_GATHER_S)
            except (nats.errors.TimeoutError, TimeoutError):
                pass
            except nats.errors.Error:  # the consumer may be gone: found again, or made anew, next time
                await self.close()
                raise
        return messages

    async def acknowledge(self, messages: Iterable[Msg]) -> None:
        """They have been dealt with. Raises ``Unavailable``."""
        with translated(f"acknowledge {self._about}"):
            for message in messages:
                await message.ack()

    async def hold(self, messages: Iterable[Msg]) -> None:
        """They could not be dealt with yet, and are still ours. Raises ``Unavailable``."""
        with translated(f"hold on to {self._about}"):
            for message in messages:
                await message.in_progress()

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _opened(self) -> JetStreamContext.PullSubscription:
        if self._subscription is None:
            info = await self._js.add_consumer(self._stream, self._config)
            self._subscription = await self._js.pull_subscribe_bind(info.name, self._stream)
        return self._subscription
