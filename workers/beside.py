"""What a process does beside its main work, for as long as that goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any


@contextlib.asynccontextmanager
async def beside(*occupations: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """While this runs, so do ``occupations``. One that fails ends the block, and the block raises its error."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(occupation) for occupation in occupations]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
    except BaseExceptionGroup as failures:
        if len(failures.exceptions) > 1:
            raise
        raise failures.exceptions[0] from None
