"""What the story waits for comes when it comes; on a loaded machine, late."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

_PATIENCE_S: Final = 150.0
"""After which the story goes on and says what did not hold."""
_ASK_EVERY_S: Final = 0.3

Answer = TypeVar("Answer")


async def until(ask: Callable[[], Awaitable[Answer]], holds: Callable[[Answer], bool]) -> Answer:
    """The first answer of which ``holds`` is true, or the last one when patience is over."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        answer = await ask()
        if holds(answer) or time.monotonic() > deadline:
            return answer
        await asyncio.sleep(_ASK_EVERY_S)
