"""What SQLite's file still has of a person in places it does not use any more.

Deleted rows are overwritten (``secure_delete``), but a page that was split may keep a copy of what moved. PostgreSQL cleans up by
itself.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Collection
from pathlib import Path
from typing import Final

from domain.errors import Unavailable
from domain.privacy.places.values import Subject
from storage.sql import scan
from storage.sql.database import Database

_TRIES: Final = 40
_PAUSE_S: Final = 0.05


async def wipe(database: Database, subject: Subject) -> bool:
    """Leave nothing of the person in what SQLite's file does not use any more; whether it had to be written anew.

    What it holds afterwards is in a table. Raises ``Unavailable`` while others keep the log from being emptied.
    """
    path = database.path
    if path is None:
        return False
    await _empty_log(database)
    if not await _stands_in(path, subject.needles):
        return False
    await rewrite(database)
    return True


async def rewrite(database: Database) -> None:
    """Write SQLite's file anew, so that nothing is in it but what is in its tables. Raises ``Unavailable`` while others use it."""
    if database.path is not None:
        await database.outside("VACUUM")
        await _empty_log(database)


async def _empty_log(database: Database) -> None:
    for _ in range(_TRIES):
        busy, *_ = await database.outside("PRAGMA wal_checkpoint(TRUNCATE)") or (1,)
        if not busy:
            return
        await asyncio.sleep(_PAUSE_S)
    raise Unavailable("the log of the database is being read; it is emptied later", retry_after_s=1)


async def _stands_in(path: Path, needles: Collection[bytes]) -> bool:
    """Asked of another process, which may open and close the file. Raises ``Unavailable`` if that one came to no answer."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", scan.__file__, str(path), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        told, _ = await process.communicate("\n".join(needle.hex() for needle in needles).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    answer = told.decode()
    if answer not in (scan.FOUND, scan.NOT_FOUND):
        raise Unavailable("the file of the database could not be looked through", retry_after_s=1)
    return answer == scan.FOUND
