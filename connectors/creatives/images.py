"""Images of creatives, fetched as they are served: from public addresses, over HTTPS, bounded in time and size."""

import asyncio
from types import TracebackType
from typing import Final, Self

import aiohttp

from connectors.public_addresses import check_address, public_connector
from domain.brand.pictures.values import MAX_BYTES
from domain.errors import InvalidInput

_AT_ONCE: Final = 8
_LONGEST_S: Final = 5.0


class CreativeImages:
    """One for each process. ``allow_private`` and ``context`` are for a network of one's own, in tests above all."""

    def __init__(self, *, allow_private: bool = False, context: object = True) -> None:
        self._allow_private = allow_private
        self._context = context
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = public_connector(allow_private=self._allow_private, ssl=self._context, limit=_AT_ONCE)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "campaign-express-creatives/1", "Accept": "image/*"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, address: str) -> bytes:
        """Raises ``InvalidInput`` that says why there is no image."""
        assert self._session is not None
        check_address(address, allow_private=self._allow_private)
        try:
            async with (
                asyncio.timeout(_LONGEST_S),
                self._session.get(address, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise InvalidInput(f"its host answered {response.status}")
                body = bytearray()
                async for chunk in response.content.iter_chunked(65_536):
                    body += chunk
                    if len(body) > MAX_BYTES:
                        raise InvalidInput(f"it has more than {MAX_BYTES:,} bytes")
                return bytes(body)
        except TimeoutError:
            raise InvalidInput(f"its host did not answer within {_LONGEST_S:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise InvalidInput(f"it could not be fetched: {str(error)[:200]}") from error
