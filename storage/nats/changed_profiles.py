"""People whose profiles have changed, told to bidders that may hold them as they were.

Nothing is stored: who misses a word goes on with what they hold until that is old.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Annotated, Final

import msgspec
import structlog
from msgspec import Meta
from nats.aio.client import Client
from nats.aio.msg import Msg

from storage.nats.errors import translated
from storage.nats.subjects import PROFILES_CHANGED
from storage.nats.subscribing import known_to_the_server

MOST_A_MESSAGE: Final = 1_000
"""At 128 characters an id, well under what a message may hold."""

_ids = msgspec.json.Decoder(list[Annotated[str, Meta(min_length=1, max_length=128)]])
_log = structlog.get_logger(__name__)


async def tell_of_changed_profiles(connection: Client, person_ids: Collection[str]) -> None:
    """Have every bidder read these people anew, once Redis holds them as they are now. Raises ``Unavailable``."""
    distinct = list(person_ids)
    with translated("tell bidders whose profiles have changed"):
        for start in range(0, len(distinct), MOST_A_MESSAGE):
            await connection.publish(PROFILES_CHANGED, msgspec.json.encode(distinct[start : start + MOST_A_MESSAGE]))


async def follow_changed_profiles(connection: Client, take: Callable[[Sequence[str]], None]) -> None:
    """Have ``take`` hear of them for as long as the connection lives. Raises ``Unavailable``."""

    async def hear(message: Msg) -> None:
        try:
            take(_ids.decode(message.data))
        except msgspec.MsgspecError as error:
            _log.warning("message is not a list of people", subject=message.subject, error=str(error))

    with translated("follow whose profiles have changed"):
        await connection.subscribe(PROFILES_CHANGED, cb=hear)
    await known_to_the_server(connection)
