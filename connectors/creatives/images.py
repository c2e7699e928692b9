"""Images of creatives, fetched as they are served: from public addresses, over HTTPS, bounded in time and size."""

import asyncio
import time
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from connectors.public_addresses import check_address
from connectors.public_web import PublicWeb
from connectors.unreachable import why_unreachable
from domain.brand.pictures.values import MAX_BYTES
from domain.errors import InvalidInput

_AT_ONCE: Final = 8
_LONGEST_S: Final = 5.0
_LEFT_ALONE_S: Final = 60.0
_MOST_HUNG: Final = 10_000
_HEADERS: Final = {"User-Agent": "campaign-express-creatives/1", "Accept": "image/*"}


class CreativeImages(PublicWeb):
    """One for each process."""

    def __init__(self, *, allow_private: bool = False, context: object = True) -> None:
        super().__init__(_HEADERS, at_once=_AT_ONCE, allow_private=allow_private, context=context)
        self._hung: dict[tuple[str, str], float] = {}
        """Until when a tenant's hosts that did not answer are left alone, so that they hold up one look and not each.

        By tenant: one slow address of somebody's at a host that many share keeps nobody else's images there unseen.
        """

    async def fetch(self, tenant_id: str, address: str) -> bytes:
        """On behalf of a tenant. Raises ``InvalidInput`` that says why there is no image."""
        check_address(address, allow_private=self.allow_private)
        host = tenant_id, urlsplit(address).netloc
        if self._hung.get(host, 0.0) > time.monotonic():
            raise _hangs()
        try:
            async with (
                asyncio.timeout(_LONGEST_S),
                self.session.get(address, allow_redirects=False) as response,
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
            if len(self._hung) >= _MOST_HUNG:
                self._hung.clear()
            self._hung[host] = time.monotonic() + _LEFT_ALONE_S
            raise _hangs() from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise InvalidInput(f"it could not be fetched: {why_unreachable(error)}") from error


def _hangs() -> InvalidInput:
    return InvalidInput(
        f"its host did not answer within {_LONGEST_S:g} seconds, and is not asked again for {_LEFT_ALONE_S:g}"
    )
