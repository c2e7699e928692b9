"""HTTP to vendors: one place that waits, retries, bounds what is read and translates every failure."""

import asyncio
import json
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import stamina

from connectors.public_addresses import check_address, public_connector
from domain.errors import InvalidInput, Unavailable

CALL_S: Final = 30.0
MOST_BYTES: Final = 32 * 1024 * 1024
ATTEMPTS: Final = 3
_THROTTLED: Final = 429
_BROKEN: Final = 500
_MOST_DIGITS: Final = 9
_PAUSE_S: Final = 30
_LONGEST_PAUSE_S: Final = 3_600
_REFUSED: Final = 400
_UNAUTHORISED: Final = (401, 403)


def vendor_session(*, allow_private: bool = False) -> aiohttp.ClientSession:
    """Connections to vendors' APIs, and to wherever they say a report lies: on the public internet."""
    connector = public_connector(allow_private=allow_private)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


class VendorWeb:
    """One session for all vendors' management APIs. ``vendor`` names whom a failure is about."""

    def __init__(self, session: aiohttp.ClientSession, vendor: str, *, attempts: int = ATTEMPTS) -> None:
        self._session = session
        self._vendor = vendor
        self._attempts = attempts

    async def json(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        idempotent: bool = False,
    ) -> Any:
        """The answer as JSON; an empty one is None.

        A GET, and whatever is said to be ``idempotent``, is tried up to three times while the vendor is away or throttles.
        Raises ``Unavailable`` and ``InvalidInput`` as ``protocol.Platform`` promises.
        """
        data = raw if raw is not None else form
        sent = dict(headers or {})
        if body is not None:
            data = json.dumps(body, separators=(",", ":")).encode()
            sent.setdefault("Content-Type", "application/json")
        answer = await self._call(method, url, data, sent, query, retried=idempotent or method == "GET")
        if not answer:
            return None
        try:
            return json.loads(answer)
        except ValueError as error:
            raise Unavailable(f"{self._vendor} answered with something that is no JSON") from error

    async def text(self, url: str, *, headers: dict[str, str] | None = None) -> str:
        """What a GET brings, as text."""
        answer = await self._call("GET", url, None, dict(headers or {}), None, retried=True)
        return answer.decode("utf-8", "replace")

    async def report(self, url: str, *, ours: str, headers: dict[str, str]) -> str:
        """A report from where the vendor says it lies, over https; ``headers`` with our credentials go to ``ours`` alone.

        Raises ``InvalidInput`` for any other address, besides what ``text`` raises.
        """
        check_address(url)
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise InvalidInput(f"{self._vendor} gave a report's address without https", remedy="Ask the vendor.")
        return await self.text(url, headers=headers if parts.hostname == urlsplit(ours).hostname else None)

    async def _call(
        self, method: str, url: str, data: Any, headers: dict[str, str], query: dict[str, str] | None, *, retried: bool
    ) -> bytes:
        attempts = self._attempts if retried else 1
        async for attempt in stamina.retry_context(on=Unavailable, attempts=attempts, wait_initial=0.2, wait_max=5.0):
            with attempt:
                return await self._once(method, url, data, headers, query)
        raise AssertionError("a retry context either returns or raises")

    async def _once(
        self, method: str, url: str, data: Any, headers: dict[str, str], query: dict[str, str] | None
    ) -> bytes:
        timeout = aiohttp.ClientTimeout(total=CALL_S)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, params=query, timeout=timeout, allow_redirects=False
            ) as response:
                answer = await _bounded(response)
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise Unavailable(f"{self._vendor} does not answer") from error
        if answer is None:
            raise InvalidInput(f"{self._vendor} answered with more than {MOST_BYTES >> 20} MiB", remedy="Ask for less.")
        if response.status == _THROTTLED or response.status >= _BROKEN:
            raise Unavailable(f"{self._vendor} answered {response.status}", retry_after_s=_retry_after_s(response))
        if response.status in _UNAUTHORISED:
            raise InvalidInput(
                f"{self._vendor} refused the credentials: {_excerpt(answer)}",
                field="credentials",
                remedy="Enter the account's credentials again, and check what they are allowed to do.",
            )
        if response.status >= _REFUSED:
            raise InvalidInput(
                f"{self._vendor} refused the call ({response.status}): {_excerpt(answer)}",
                remedy="Compare what the account was set up with to the vendor's message.",
            )
        return answer


async def _bounded(response: aiohttp.ClientResponse) -> bytes | None:
    """The body, or None when it is longer than we read."""
    read = bytearray()
    async for piece in response.content.iter_chunked(65_536):
        read += piece
        if len(read) > MOST_BYTES:
            return None
    return bytes(read)


def _retry_after_s(response: aiohttp.ClientResponse) -> int:
    told = response.headers.get("Retry-After", "")
    is_plain = told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS  # int() takes no more than 4,300
    return min(int(told), _LONGEST_PAUSE_S) if is_plain else _PAUSE_S


def _excerpt(answer: bytes) -> str:
    return " ".join(answer[:300].decode("utf-8", "replace").split())
