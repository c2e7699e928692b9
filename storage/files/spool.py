"""A file on its way in: written to a directory of its own as it comes, gone when its block ends."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import Final

_AT_ONCE: Final = 1024 * 1024


@contextlib.asynccontextmanager
async def spooled(pieces: AsyncIterable[bytes], *, below: Path) -> AsyncIterator[Path]:
    """The path of the whole file. There is room beside it for what is made of it; both end with the block."""
    await asyncio.to_thread(below.mkdir, parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=below, prefix="upload-", ignore_cleanup_errors=True) as directory:
        path = Path(directory) / "sent"
        with path.open("wb") as file:
            waiting = bytearray()
            async for piece in pieces:
                waiting += piece
                if len(waiting) >= _AT_ONCE:
                    await asyncio.to_thread(file.write, waiting)
                    waiting = bytearray()
            file.write(waiting)
        yield path
