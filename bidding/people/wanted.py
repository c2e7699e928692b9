"""Asking ingest for the profiles that neither tier had, so that the next request finds them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from domain.errors import Unavailable

MOST_WAITING: Final = 10_000
MOST_A_MESSAGE: Final = 500
WAIT_S: Final = 0.1

_log = structlog.get_logger(__name__)


class WantedProfiles:
    """Gathers person ids for a tenth of a second and asks for them in one message.

    Losing a request costs nothing but time, as the person's next miss asks again: what does not fit, or cannot be sent,
    is counted in ``dropped`` and forgotten.
    """

    def __init__(self, send: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: dict[str, None] = {}
        self._sending: asyncio.Task[None] | None = None
        self.dropped = 0

    def ask(self, person_id: str) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self.dropped += 1
            return
        self._waiting[person_id] = None
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._gather_and_send())

    async def close(self) -> None:
        """Send what waits."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self._send_waiting()

    async def _gather_and_send(self) -> None:
        while self._waiting:
            await asyncio.sleep(WAIT_S)
            await self._send_waiting()

    async def _send_waiting(self) -> None:
        while self._waiting:
            person_ids = list(self._waiting)[:MOST_A_MESSAGE]
            for person_id in person_ids:
                del self._waiting[person_id]
            try:
                await self._send(person_ids)
            except Unavailable as error:
                self.dropped += len(person_ids)
                _log.warning("profiles not asked for", people=len(person_ids), error=error.message)
