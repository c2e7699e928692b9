"""One HTTP call to a vendor, and the difference that matters: whether anything left us before it failed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import BytesPayload
from msgspec import Struct

from connectors.unreachable import why_unreachable
from domain.senders.values import Ambiguous, Deferred, OutboundMessage

CALL_S: Final = 20.0
CONNECT_S: Final = 5.0
MOST_BYTES: Final = 1 << 20
LONGEST_PAUSE_S: Final = 3_600
THROTTLED: Final = 429
AWAY: Final = 503
_PAUSE_S: Final = 30
_BROKEN_OFF: Final = (aiohttp.ClientError, OSError, TimeoutError, asyncio.IncompleteReadError)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_T = TypeVar("_T")
_R = TypeVar("_R")


class Answer(Struct, frozen=True, kw_only=True):
    """What the vendor said; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def excerpt(self) -> str:
        """The beginning of what it said, on one line and fit to be stored and shown."""
        return " ".join(storable(self.body[:300].decode("utf-8", "replace")).split())


class NotSent(Struct, frozen=True, kw_only=True):
    """Nobody got a byte of it."""

    reason: str


class Lost(Struct, frozen=True, kw_only=True):
    """It left us, whole or in part, and no answer came."""

    reason: str


class _Watched(BytesPayload):
    """A body that knows whether it began to leave. aiohttp holds the headers back until then, so nothing left before."""

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self.left = False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self.left = True
        await super().write_with_length(writer, content_length)


async def post(
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout_s: float = CALL_S,
) -> Answer | NotSent | Lost:
    """POST ``body`` (never empty) once. Redirects are answers like others."""
    watched = _Watched(body)
    try:
        async with session.post(
            url,
            data=watched,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=timeout_s, sock_connect=CONNECT_S),
        ) as response:
            return await _read(response)
    except (*_BROKEN_OFF, ValueError) as error:  # a ValueError: headers that cannot be written
        return Lost(reason=_words(error)) if watched.left else NotSent(reason=_words(error))


async def get(
    session: aiohttp.ClientSession,
    url: str,
    headers: Mapping[str, str],
    *,
    query: Mapping[str, str] | None = None,
) -> Answer | NotSent:
    """GET once; since it changes nothing, a lost answer counts as not sent."""
    timeout = aiohttp.ClientTimeout(total=CALL_S, sock_connect=CONNECT_S)
    try:
        async with session.get(url, headers=headers, params=query, allow_redirects=False, timeout=timeout) as response:
            return await _read(response)
    except _BROKEN_OFF as error:
        return NotSent(reason=_words(error))


def _words(error: Exception) -> str:
    return storable(why_unreachable(error))


async def _read(response: aiohttp.ClientResponse) -> Answer:
    read = bytearray()
    async for piece in response.content.iter_chunked(65_536):
        read += piece
        if len(read) > MOST_BYTES:
            break
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status, headers=headers, body=bytes(read[:MOST_BYTES]))


def pause_s(headers: Mapping[str, str], *, now_ms: int) -> int:
    """How long a vendor asks to be left alone, bounded: ``Retry-After``, or the instant at which its limit is reset."""
    told_s = whole_number(headers.get("retry-after", ""))
    if told_s is not None:
        return min(max(told_s, 1), LONGEST_PAUSE_S)
    reset_s = whole_number(headers.get("x-ratelimit-reset", ""))
    if reset_s is not None:
        return min(max(reset_s - now_ms // 1_000, 1), LONGEST_PAUSE_S)
    return _PAUSE_S


def not_handed_over(message: OutboundMessage, came: NotSent | Lost) -> Deferred | Ambiguous:
    """What a call without an answer means for the message."""
    if isinstance(came, NotSent):
        return Deferred(message_id=message.message_id, reason=came.reason)
    return Ambiguous(message_id=message.message_id, reason=came.reason)


def throttled(message: OutboundMessage, answer: Answer, *, now_ms: int) -> Deferred:
    return Deferred(
        message_id=message.message_id,
        retry_after_s=pause_s(answer.headers, now_ms=now_ms),
        reason=f"{answer.status}: {answer.excerpt}",
        is_throttled=answer.status == THROTTLED,
    )


async def at_once(most: int, items: Sequence[_T], work: Callable[[_T], Awaitable[_R]]) -> list[_R]:
    """``work`` of every item, at most so many at a time; results in the order of items."""
    if len(items) == 1:
        return [await work(items[0])]
    turn = asyncio.Semaphore(most)

    async def taking_turns(item: _T) -> _R:
        async with turn:
            return await work(item)

    return list(await asyncio.gather(*(taking_turns(item) for item in items)))


def as_object(body: bytes) -> dict[str, Any]:
    """A JSON object; empty for anything else."""
    try:
        read = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return read if isinstance(read, dict) else {}


def whole_number(text: str) -> int | None:
    """What plain digits say, at most twelve of them; None for anything else, digits of other scripts among it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def storable(text: str) -> str:
    """With a blank for each control character, of which PostgreSQL keeps no NUL; lines stay apart."""
    return _CONTROL.sub(" ", text)
