"""Heartbeats of an activity whose work takes its time elsewhere: at a vendor, or in line for the store."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from temporalio import activity


@contextlib.asynccontextmanager
async def heartbeats(within: timedelta) -> AsyncIterator[None]:
    """Tell Temporal that we are alive, four times within the time after which it would give us up."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(within.total_seconds() / 4)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
