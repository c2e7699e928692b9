"""The web as providers are read over it: public addresses, HTTPS, no redirects, bounded in time and size."""

import asyncio
from collections.abc import Mapping
from typing import Final

import aiohttp

from connectors.public_addresses import check_address
from connectors.public_web import PublicWeb
from connectors.unreachable import why_unreachable
from domain.errors import InvalidInput, Unavailable

_LONGEST_S: Final = 5.0
_MAX_BYTES: Final = 256 * 1024
_HEADERS: Final = {"User-Agent": "campaign-express-sign-on/1", "Accept": "application/json"}
_AT_ONCE: Final = 512
_AT_ONCE_EACH: Final = 8
"""At one host: a provider that hangs holds up its own people alone, and not even all those of a tenant hold up others."""


class ProviderWeb(PublicWeb):
    """One for each process. ``allow_private`` lets providers lie on a network of one's own, and speak plain HTTP."""

    def __init__(self, *, allow_private: bool = False, context: object = True) -> None:
        super().__init__(
            _HEADERS, at_once=_AT_ONCE, at_once_each=_AT_ONCE_EACH, allow_private=allow_private, context=context
        )

    def check(self, url: str) -> None:
        """Raises ``InvalidInput`` for an address that would not be called."""
        check_address(url, allow_private=self.allow_private)
        if not url.startswith("https://") and not self.allow_private:
            raise InvalidInput(f"{url[:80]} is not https", remedy="Identity providers are spoken to over HTTPS alone.")

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> bytes:
        """Raises ``Unavailable`` that says why there is no answer."""
        _, body = await self._asked("GET", url, None, headers, good=(200,))
        return body

    async def post(self, url: str, form: str, *, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body of an answer that may be a refusal. Raises ``Unavailable`` where there is none."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return await self._asked("POST", url, form.encode(), sent, good=(200, 400, 401))

    async def _asked(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str] | None, *, good: tuple[int, ...]
    ) -> tuple[int, bytes]:
        try:
            self.check(url)
            async with (
                asyncio.timeout(_LONGEST_S),
                self.session.request(method, url, data=data, headers=headers, allow_redirects=False) as response,
            ):
                if response.status not in good:
                    raise _away(url, f"answered {response.status}")
                body = bytearray()
                async for chunk in response.content.iter_chunked(16_384):
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise _away(url, f"answered with more than {_MAX_BYTES:,} bytes")
                return response.status, bytes(body)
        except InvalidInput as error:
            raise _away(url, error.message) from error
        except TimeoutError:
            raise _away(url, f"did not answer within {_LONGEST_S:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _away(url, f"could not be reached: {why_unreachable(error)}") from error


def _away(url: str, why: str) -> Unavailable:
    return Unavailable(f"the identity provider at {url[:200]} {why}")
