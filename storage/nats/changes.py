"""What of each tenant's has just changed, from whichever process changed it to every process that somebody looks through.

Nothing is stored: who misses a word sees the change the next time they ask.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from domain.changes.values import ChangeKind
from domain.errors import Unavailable
from storage.nats.errors import translated
from storage.nats.subjects import CHANGES, changes_subject
from storage.nats.subscribing import known_to_the_server

GATHER_S: Final = 0.25
"""Changes of so long go as one message for each tenant."""

_encode: Final = msgspec.json.Encoder().encode
_kinds: Final = msgspec.json.Decoder(list[str])
_known: Final = frozenset(ChangeKind)
_log = structlog.get_logger(__name__)


class ChangesTeller:
    """Tells of changes without keeping anybody waiting. For one event loop, over a connection that others close."""

    def __init__(self, connection: Client) -> None:
        self._connection = connection
        self._gathered: dict[str, set[ChangeKind]] = {}
        self._sending: asyncio.Task[None] | None = None

    def tell(self, tenant_id: str, kinds: Collection[ChangeKind]) -> None:
        """Have everybody who follows the tenant hear of it, shortly."""
        self._gathered.setdefault(tenant_id, set()).update(kinds)
        if self._sending is None:
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        try:
            while self._gathered:
                await asyncio.sleep(GATHER_S)
                gathered, self._gathered = self._gathered, {}
                await self._publish(gathered)
        finally:
            self._sending = None

    async def _publish(self, gathered: Mapping[str, Collection[ChangeKind]]) -> None:
        try:
            with translated("tell what has changed"):
                for tenant_id, kinds in gathered.items():
                    await self._connection.publish(changes_subject(tenant_id), _encode(sorted(kinds)))
        except Unavailable as error:
            _log.info("changes were not told", tenants=len(gathered), error=str(error))


async def follow_changes(connection: Client, take: Callable[[str, Collection[ChangeKind]], None]) -> None:
    """Have ``take`` hear of every tenant's for as long as the connection lives. Raises ``Unavailable``."""

    async def hear(message: Msg) -> None:
        try:
            kinds = _kinds.decode(message.data)
        except msgspec.MsgspecError as error:
            _log.warning("message is not a list of changes", subject=message.subject, error=str(error))
            return
        take(message.subject.rpartition(".")[2], [ChangeKind(kind) for kind in kinds if kind in _known])

    with translated("follow what changes"):
        await connection.subscribe(f"{CHANGES}.*", cb=hear)
    await known_to_the_server(connection)
