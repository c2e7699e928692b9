"""Files on their way in or out: in a directory of their own, gone when its block ends."""

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import Final

UPLOAD: Final = "upload-"
EXPORT: Final = "export-"
_AT_ONCE: Final = 1024 * 1024
LOST_AFTER_S: Final = 21_600
"""A directory that nobody has written to for so long is of a process that died over it."""


@contextlib.asynccontextmanager
async def workroom(below: Path, prefix: str) -> AsyncIterator[Path]:
    """An empty directory that nobody else reads; all that is in it ends with the block."""
    await asyncio.to_thread(below.mkdir, parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=below, prefix=prefix, ignore_cleanup_errors=True) as directory:
        yield Path(directory)


@contextlib.asynccontextmanager
async def spooled(pieces: AsyncIterable[bytes], *, below: Path) -> AsyncIterator[Path]:
    """The path of the whole upload. There is room beside it for what is made of it; both end with the block."""
    async with workroom(below, UPLOAD) as directory:
        path = directory / "sent"
        await write(pieces, path)
        yield path


async def write(pieces: AsyncIterable[bytes], path: Path) -> None:
    """A piece of a mebibyte at a time, beside whatever else runs."""
    with path.open("wb") as file:
        waiting = bytearray()
        async for piece in pieces:
            waiting += piece
            if len(waiting) >= _AT_ONCE:
                await asyncio.to_thread(file.write, waiting)
                waiting = bytearray()
        file.write(waiting)


def forget_lost(below: Path) -> int:
    """Remove what uploads and exports left behind whose process was killed; how many there were."""
    lost = 0
    for directory in (*below.glob(f"{UPLOAD}*"), *below.glob(f"{EXPORT}*")):
        with contextlib.suppress(FileNotFoundError):
            if directory.stat().st_mtime < time.time() - LOST_AFTER_S:
                shutil.rmtree(directory, ignore_errors=True)
                lost += 1
    return lost
