"""Connected content over HTTPS: from the tenant's hosts, at public addresses, bounded in time and size, and remembered."""

import asyncio
import json
import time
from collections import OrderedDict
from types import TracebackType
from typing import Final

import aiohttp
from pydantic import JsonValue

from connectors.public_addresses import check_address
from connectors.public_web import PublicWeb
from connectors.unreachable import why_unreachable
from domain.content.connected.rules import source_for
from domain.content.connected.values import MAX_BYTES, Answer, Asked, Source
from domain.errors import InvalidInput

_HEADERS: Final = {"User-Agent": "campaign-express-content/1"}
_AT_ONCE: Final = 32
_MOST_KEPT: Final = 20_000
_MOST_KEPT_BYTES: Final = 64 * 1024 * 1024
_FAILED_FOR_S: Final = 10
"""How long a failure is believed: a host that is down is not asked once for every receiver."""


class ContentFetcher(PublicWeb):
    """One for each process. Answers of a tenant are never another's: the tenant is part of what is asked."""

    def __init__(self, *, allow_private: bool = False, context: object = True) -> None:
        super().__init__(_HEADERS, at_once=_AT_ONCE, allow_private=allow_private, context=context)
        self._kept: OrderedDict[Asked, tuple[float, int, Answer]] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[Asked, asyncio.Task[Answer]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        await super().__aexit__(kind, error, trace)

    def cached(self, asked: Asked) -> Answer | None:
        kept = self._kept.get(asked)
        if kept is None or kept[0] < time.monotonic():
            return None
        return kept[2]

    async def fetch(self, asked: frozenset[Asked], sources: tuple[Source, ...]) -> dict[Asked, Answer]:
        """All of it, each address once however many ask for it at the same time."""
        answers = await asyncio.gather(*[self._answer(one, sources) for one in asked])
        return dict(zip(asked, answers, strict=True))

    async def _answer(self, asked: Asked, sources: tuple[Source, ...]) -> Answer:
        known = self.cached(asked)
        if known is not None:
            return known
        task = self._under_way.get(asked)
        if task is None:
            task = asyncio.create_task(self._get(asked, sources))
            self._under_way[asked] = task
            task.add_done_callback(lambda _: self._under_way.pop(asked, None))
        return await asyncio.shield(task)

    async def _get(self, asked: Asked, sources: tuple[Source, ...]) -> Answer:
        try:
            source = source_for(asked.url, sources)
            check_address(asked.url, allow_private=self.allow_private)
        except InvalidInput as error:
            return Answer(reason=error.message)
        try:
            async with self._room, asyncio.timeout(asked.timeout_ms / 1_000):
                answer, size = await self._read(asked, source)
        except InvalidInput as error:
            answer, size = Answer(reason=f"it could not be fetched: {error.message}"), 0
        except TimeoutError:
            answer, size = Answer(reason=f"it did not answer within {asked.timeout_ms} ms"), 0
        except (aiohttp.ClientError, OSError, ValueError) as error:
            answer, size = Answer(reason=f"it could not be fetched: {why_unreachable(error)}"), 0
        self._keep(asked, answer, size)
        return answer

    async def _read(self, asked: Asked, source: Source) -> tuple[Answer, int]:
        async with self.session.get(asked.url, headers=source.headers, allow_redirects=False) as response:
            if response.status != 200:
                return Answer(reason=f"it answered {response.status}"), 0
            body = bytearray()
            async for chunk in response.content.iter_chunked(16_384):
                body += chunk
                if len(body) > MAX_BYTES:
                    return Answer(reason=f"it answered with more than {MAX_BYTES:,} bytes"), 0
            text = body.decode(response.charset or "utf-8", "replace")
        return Answer(value=_parsed(text) if asked.is_json else text), len(body)

    def _keep(self, asked: Asked, answer: Answer, size: int) -> None:
        life_s = min(asked.cache_s, _FAILED_FOR_S) if answer.reason else asked.cache_s
        # Even what is not to be kept has to be there while its messages are rendered.
        before = self._kept.pop(asked, None)
        self._bytes -= before[1] if before is not None else 0
        self._kept[asked] = (time.monotonic() + max(life_s, 5), size, answer)
        self._bytes += size
        while len(self._kept) > _MOST_KEPT or self._bytes > _MOST_KEPT_BYTES:
            _, (_, freed, _) = self._kept.popitem(last=False)
            self._bytes -= freed


def _parsed(text: str) -> JsonValue:
    try:
        found: JsonValue = json.loads(text)
    except RecursionError as error:
        raise InvalidInput("its JSON is nested too deeply") from error
    return found
