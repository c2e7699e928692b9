"""What was found out a moment ago: asking again, or many at once, is one question."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

FOR_MS: Final = 60_000
MOST: Final = 1_000
Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Recent(Generic[Asked, Answer]):
    """Answers by what was asked, each for ``FOR_MS``. Failures are not kept."""

    def __init__(self) -> None:
        self._asked: dict[Asked, tuple[asyncio.Future[Answer], int]] = {}

    async def find(self, asked: Asked, ask: Callable[[], Awaitable[Answer]], *, now_ms: int) -> Answer:
        """What was heard lately, or what ``ask`` answers; whoever asks meanwhile waits for the same answer."""
        known = self._asked.get(asked)
        if known is None or not 0 <= now_ms - known[1] < FOR_MS or _has_failed(known[0]):
            if len(self._asked) >= MOST:
                self._asked.clear()
            known = asyncio.ensure_future(ask()), now_ms
            self._asked[asked] = known
        return await asyncio.shield(known[0])  # whoever goes away does not take the answer from the others


def _has_failed(answer: "asyncio.Future[Answer]") -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)
