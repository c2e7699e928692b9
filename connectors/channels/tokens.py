"""Tokens that we sign ourselves (RFC 7519), kept until they are nearly worn out."""

import asyncio
from collections.abc import Awaitable, Callable

from connectors.channels.protocol import ClockMs


class KeptToken:
    """What ``make`` gave, for ``life_ms``; asked for once, however many calls wait for it."""

    def __init__(self, make: Callable[[], Awaitable[tuple[str, int]]], clock_ms: ClockMs) -> None:
        self._make = make
        self._clock_ms = clock_ms
        self._lock = asyncio.Lock()
        self._token = ""
        self._until_ms = 0

    async def __call__(self) -> str:
        """Raises what ``make`` raises. ``make`` gives the token and until when it is used."""
        async with self._lock:
            if self._clock_ms() >= self._until_ms:
                self._token, self._until_ms = await self._make()
            return self._token

    def forget(self, token: str) -> None:
        """The vendor would not have it: make another one next time, unless somebody has already."""
        if token == self._token:
            self._until_ms = 0
