"""People whom bidders missed in both of their tiers, on their way to whoever loads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
import structlog
from msgspec import Meta
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from storage.nats.errors import translated
from storage.nats.shared_reading import SharedReading
from storage.nats.subjects import INGEST_STREAM, PROFILE_WANTED

DURABLE: Final = "profiles-wanted"
ACK_WAIT_S: Final = 30.0
MAX_DELIVERIES: Final = 5
"""A request that cannot be served is forgotten: the person's next miss asks again."""

_ids = msgspec.json.Decoder(list[Annotated[str, Meta(min_length=1, max_length=128)]])
_log = structlog.get_logger(__name__)


async def ask_for_profiles(connection: Client, person_ids: Sequence[str]) -> None:
    """Send without waiting for JetStream: a request that gets lost costs nothing but time. Raises ``Unavailable``."""
    with translated("ask for profiles"):
        await connection.publish(PROFILE_WANTED, msgspec.json.encode(person_ids))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Some requests, and the distinct people in them."""

    person_ids: tuple[str, ...]
    messages: tuple[Msg, ...]


class WantedProfiles:
    """The durable reading of those requests; several processes may share it. Due again until acknowledged."""

    def __init__(self, js: JetStreamContext) -> None:
        self._reading = SharedReading(
            js,
            stream=INGEST_STREAM,
            durable=DURABLE,
            subjects=[PROFILE_WANTED],
            about="which profiles are wanted",
            ack_wait_s=ACK_WAIT_S,
            max_deliver=MAX_DELIVERIES,
        )

    async def fetch(self, limit: int, *, within_s: float) -> Wanted:
        """The requests there are, up to ``limit``; none if none came in time. Raises ``Unavailable``."""
        messages = await self._reading.fetch(limit, within_s=within_s)
        person_ids = dict.fromkeys(person_id for message in messages for person_id in _read(message))
        return Wanted(tuple(person_ids), tuple(messages))

    async def acknowledge(self, wanted: Wanted) -> None:
        """They have been served. Raises ``Unavailable``."""
        await self._reading.acknowledge(wanted.messages)

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        await self._reading.close()


def _read(message: Msg) -> list[str]:
    try:
        return _ids.decode(message.data)
    except msgspec.MsgspecError as error:
        _log.warning("message is not a list of people", subject=message.subject, error=str(error))
        return []
