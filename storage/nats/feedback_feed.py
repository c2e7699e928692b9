"""Reading what vendors, links and receivers told us of messages, at least once, until it is acknowledged."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import nats.errors
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api

from domain.messages.values import Feedback
from storage.nats.errors import translated
from storage.nats.feedback import read_feedback
from storage.nats.subjects import MESSAGES_STREAM, feedback_subject

DURABLE: Final = "feedback"
ACK_WAIT_S: Final = 10.0
MAX_ACK_PENDING: Final = 20_000
GATHER_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the stream and the feedback in it; ``unreadable`` says why there is none."""

    message: Msg
    tenant_id: str
    feedback: tuple[Feedback, ...] = ()
    unreadable: str = ""


@dataclass(slots=True)
class FeedbackFeed:
    """The durable reading of all tenants' feedback; several processes may share it."""

    js: JetStreamContext
    _subscription: JetStreamContext.PullSubscription | None = None

    async def fetch(self, limit: int, *, within_s: float) -> list[Told]:
        """The messages there are, up to ``limit``; none if none came in time. Raises ``Unavailable``."""
        messages: list[Msg] = []
        with translated("read feedback"):
            subscription = await self._opened()
            try:
                messages += await subscription.fetch(1, timeout=within_s)
                messages += await subscription.fetch(limit - 1, timeout=GATHER_S)
            except (nats.errors.TimeoutError, TimeoutError):
                pass
            except nats.errors.Error:  # the consumer may be gone: found again, or made anew, next time
                await self.close()
                raise
        return [_read(message) for message in messages]

    async def acknowledge(self, told: Sequence[Told]) -> None:
        """They are on record. Raises ``Unavailable``."""
        with translated("acknowledge feedback"):
            for one in told:
                await one.message.ack()

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _opened(self) -> JetStreamContext.PullSubscription:
        if self._subscription is None:
            config = api.ConsumerConfig(
                durable_name=DURABLE,
                filter_subject=feedback_subject("*"),
                deliver_policy=api.DeliverPolicy.ALL,
                ack_policy=api.AckPolicy.EXPLICIT,
                ack_wait=ACK_WAIT_S,
                max_ack_pending=MAX_ACK_PENDING,
            )
            info = await self.js.add_consumer(MESSAGES_STREAM, config)
            self._subscription = await self.js.pull_subscribe_bind(info.name, MESSAGES_STREAM)
        return self._subscription


def _read(message: Msg) -> Told:
    tenant_id = message.subject.rsplit(".", 1)[1]
    try:
        return Told(message, tenant_id, tuple(read_feedback(message.data)))
    except msgspec.MsgspecError as error:
        return Told(message, tenant_id, unreadable=str(error))
