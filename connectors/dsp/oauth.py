"""Access tokens that run out, renewed before they do (RFC 6749 section 6)."""

import asyncio
from typing import Final

from connectors.dsp.protocol import ClockMs, Web
from domain.errors import Unavailable

_EARLY_MS: Final = 60_000


class RefreshedToken:
    """A bearer token bought with a refresh token; asked for once, however many calls wait for it."""

    def __init__(
        self, web: Web, clock_ms: ClockMs, *, token_url: str, client_id: str, client_secret: str, refresh_token: str
    ) -> None:
        self._web = web
        self._clock_ms = clock_ms
        self._token_url = token_url
        self._form = {
            "grant_type": "refresh_token",
            "client_id": client_id,
            "client_secret": client_secret,
            "refresh_token": refresh_token,
        }
        self._lock = asyncio.Lock()
        self._token = ""
        self._until_ms = 0

    async def __call__(self) -> str:
        """Raises what ``Web.json`` raises."""
        async with self._lock:
            if self._clock_ms() >= self._until_ms:
                granted = await self._web.json("POST", self._token_url, form=self._form, idempotent=True)
                if not isinstance(granted, dict) or not isinstance(granted.get("access_token"), str):
                    raise Unavailable("the vendor's token endpoint answered without a token")
                self._token = granted["access_token"]
                self._until_ms = self._clock_ms() + int(granted.get("expires_in", 3_600)) * 1_000 - _EARLY_MS
        return self._token
