"""Reports that a vendor prepares: asked for, waited for within bounds, and read as CSV."""

import asyncio
import csv
import io
import random
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

from domain.errors import Unavailable

LOOKS: Final = 40
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 15.0

Ready = TypeVar("Ready")


async def once_ready(look: Callable[[], Awaitable[Ready | None]], *, what: str) -> Ready:
    """What ``look`` finds, which gives None while the vendor is still at it.

    Waits longer each time, with jitter; about seven minutes in all. Raises ``Unavailable`` when it is not ready then.
    """
    wait_s = FIRST_WAIT_S
    for _ in range(LOOKS):
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(wait_s * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        wait_s = min(wait_s * 1.5, LONGEST_WAIT_S)
    raise Unavailable(f"the vendor is still preparing {what}", retry_after_s=300)


def rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV with a header, up to the first empty line: vendors put totals and remarks below it."""
    lines = text.lstrip("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines) if not line.strip(" ,")), len(lines))
    return iter(csv.DictReader(io.StringIO("\n".join(lines[:end]))))
