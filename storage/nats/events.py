"""Events on their way up: JSON arrays of ``domain.events.values.Event`` on the BIDS stream."""

from collections.abc import Sequence

import msgspec
from nats.js import JetStreamContext
from nats.js.api import Header, PubAck

from domain.events.values import Event
from storage.nats.errors import translated
from storage.nats.subjects import BIDS_STREAM

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[Event])


def encode_events(events: Sequence[Event]) -> bytes:
    return _encoder.encode(events)


def decode_events(payload: bytes) -> list[Event]:
    """The events of one message. Raises ``msgspec.DecodeError`` when any of them is not one."""
    return _decoder.decode(payload)


async def publish_events(js: JetStreamContext, subject: str, events: Sequence[Event], msg_id: str) -> PubAck:
    """Publish ``events`` as one message and return JetStream's acknowledgement: from then on they are durable.

    The same ``msg_id`` within two minutes is stored once (``ack.duplicate``). Raises ``Unavailable`` when no
    acknowledgement came: the message may or may not be stored, so repeat it with the same id.
    """
    return await publish_encoded(js, subject, encode_events(events), msg_id)


async def publish_encoded(
    js: JetStreamContext, subject: str, payload: bytes, msg_id: str, *, stream: str = BIDS_STREAM
) -> PubAck:
    """``publish_events`` of events that are a JSON array already."""
    with translated("store events"):
        return await js.publish(subject, payload, stream=stream, headers={Header.MSG_ID.value: msg_id})
