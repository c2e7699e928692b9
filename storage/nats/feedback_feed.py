"""Reading what vendors, links and receivers told us of messages, at least once, until it is acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from domain.messages.values import Feedback
from storage.nats.feedback import read_feedback
from storage.nats.shared_reading import SharedReading
from storage.nats.subjects import MESSAGES_STREAM, feedback_subject

DURABLE: Final = "feedback"


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the stream and the feedback in it; ``unreadable`` says why there is none."""

    message: Msg
    tenant_id: str
    feedback: tuple[Feedback, ...] = ()
    unreadable: str = ""


class FeedbackFeed:
    """The durable reading of all tenants' feedback; several processes may share it."""

    def __init__(self, js: JetStreamContext) -> None:
        self._reading = SharedReading(
            js, stream=MESSAGES_STREAM, durable=DURABLE, subjects=[feedback_subject("*")], about="feedback"
        )

    async def fetch(self, limit: int, *, within_s: float) -> list[Told]:
        """The messages there are, up to ``limit``; none if none came in time. Raises ``Unavailable``."""
        return [_read(message) for message in await self._reading.fetch(limit, within_s=within_s)]

    async def acknowledge(self, told: Sequence[Told]) -> None:
        """They are on record. Raises ``Unavailable``."""
        await self._reading.acknowledge(one.message for one in told)

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        await self._reading.close()


def _read(message: Msg) -> Told:
    tenant_id = message.subject.rsplit(".", 1)[1]
    try:
        return Told(message, tenant_id, tuple(read_feedback(message.data)))
    except msgspec.MsgspecError as error:
        return Told(message, tenant_id, unreadable=str(error))
