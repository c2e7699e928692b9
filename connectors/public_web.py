"""The public internet as it is read over HTTP: one session, without cookies, open for as long as it is entered."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp

from connectors.public_addresses import public_connector


class PublicWeb:
    """One for each process. ``allow_private`` and ``context`` are for a network of one's own, in tests above all."""

    def __init__(
        self,
        headers: Mapping[str, str],
        *,
        at_once: int,
        at_once_each: int = 0,
        allow_private: bool = False,
        context: object = True,
    ) -> None:
        """``at_once_each`` bounds connections to one host; 0 does not."""
        self.allow_private = allow_private
        self._headers = headers
        self._at_once = at_once
        self._at_once_each = at_once_each
        self._context = context
        self._open: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = public_connector(
            allow_private=self.allow_private,
            ssl=self._context,
            limit=self._at_once,
            limit_per_host=self._at_once_each,
        )
        self._open = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=self._headers
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._open is not None
        return self._open
