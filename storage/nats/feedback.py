"""What vendors, links and receivers tell us of messages, on its way to whoever records it: JSON arrays of ``Feedback``."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec
from nats.js import JetStreamContext
from nats.js.api import Header

from domain.messages.values import Feedback
from storage.nats.errors import translated
from storage.nats.subjects import MESSAGES_STREAM, feedback_subject

MOST_AT_ONCE: Final = 200
"""In one message: far below what a stream takes, whatever reasons and addresses say."""
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(list[Feedback])


async def publish_feedback(js: JetStreamContext, tenant_id: str, told: Sequence[Feedback]) -> None:
    """Store what was told; when this returns, JetStream has all of it.

    Told again within two minutes it is stored once, and whoever records it does so once for ever, by ``event_id``. Raises
    ``Unavailable``: some of it may be stored, so publish it all again.
    """
    subject = feedback_subject(tenant_id)
    for start in range(0, len(told), MOST_AT_ONCE):
        part = told[start : start + MOST_AT_ONCE]
        digest = hashlib.sha256("\n".join(one.event_id for one in part).encode()).hexdigest()
        with translated("store feedback"):
            await js.publish(
                subject,
                _encoder.encode(part),
                stream=MESSAGES_STREAM,
                headers={Header.MSG_ID.value: f"{tenant_id}:{digest}"},
            )


def read_feedback(payload: bytes) -> list[Feedback]:
    """The feedback of one message. Raises ``msgspec.DecodeError`` when any of it is none."""
    return _decoder.decode(payload)
