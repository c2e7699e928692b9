"""Doing one thing over and over until told to stop, through every outage."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from domain.errors import Unavailable

FIRST_BACK_OFF_S: Final = 0.1
LAST_BACK_OFF_S: Final = 5.0

_log = structlog.get_logger(__name__)


async def steadily(step: Callable[[], Awaitable[bool]], *, stopping: asyncio.Event, every_s: float) -> None:
    """Repeat ``step`` until ``stopping``, never breaking one off.

    A step that returns True has more to do at once; otherwise the next one comes after ``every_s``. ``Unavailable`` is
    waited out with a growing, jittered pause; anything else is raised, and ends whoever runs this.
    """
    back_off_s = FIRST_BACK_OFF_S
    while not stopping.is_set():
        try:
            pause_s = 0.0 if await step() else every_s
        except Unavailable as error:
            _log.warning("waiting", doing=step.__qualname__, error=error.message)
            pause_s = back_off_s * random.uniform(0.5, 1.0)  # noqa: S311 -- jitter
            back_off_s = min(2 * back_off_s, LAST_BACK_OFF_S)
        else:
            back_off_s = FIRST_BACK_OFF_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await stopping.wait()
