"""Files in a directory of this machine: the embedded default.

A file is written beside its place, synced, and renamed there, so that whoever finds it finds all of it, also after a power cut.
"""

import asyncio
import contextlib
import errno
import hashlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from domain.errors import Unavailable
from storage.files.protocol import CHUNK, Stored, no_such_file, path_of

_DRAFTS: Final = ".drafts"
_DRAFT_LIVES_S: Final = 86_400


class LocalFiles:
    """A ``FileStore`` below ``root``, which it makes. Several processes may use one directory at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._drafts = root / _DRAFTS
        with _translated():
            self._drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._forget_old_drafts()

    async def put(self, tenant_id: str, source: Path) -> Stored:
        return await asyncio.to_thread(self._put, tenant_id, source)

    async def size(self, tenant_id: str, sha256: str) -> int | None:
        return await asyncio.to_thread(self._size, self._root / path_of(tenant_id, sha256))

    async def read(
        self, tenant_id: str, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        path = self._root / path_of(tenant_id, sha256)
        size = await asyncio.to_thread(self._size, path)
        if size is None:
            raise no_such_file(sha256)
        return _pieces(path, start, size if end is None else min(end, size))

    async def remove(self, tenant_id: str, sha256: str) -> bool:
        return await asyncio.to_thread(self._remove, self._root / path_of(tenant_id, sha256))

    async def close(self) -> None:
        """There is nothing to close."""

    def _put(self, tenant_id: str, source: Path) -> Stored:
        with _translated():
            number, name = tempfile.mkstemp(dir=self._drafts)
            draft = Path(name)
            try:
                with os.fdopen(number, "wb") as copy:
                    stored = _copy(source, copy)
                    copy.flush()
                    os.fsync(copy.fileno())
                place = self._root / path_of(tenant_id, stored.sha256)
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                draft.replace(place)
                _sync_directory(place.parent)
            finally:
                draft.unlink(missing_ok=True)
        return stored

    @staticmethod
    def _size(path: Path) -> int | None:
        with _translated():
            try:
                return path.stat().st_size
            except FileNotFoundError:
                return None

    @staticmethod
    def _remove(path: Path) -> bool:
        with _translated():
            try:
                path.unlink()
            except FileNotFoundError:
                return False
            return True

    def _forget_old_drafts(self) -> None:
        """Those of processes that died over them."""
        for draft in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if draft.stat().st_mtime < time.time() - _DRAFT_LIVES_S:
                    draft.unlink()


def _copy(source: Path, copy: BinaryIO) -> Stored:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as original:
        while piece := original.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            copy.write(piece)
    return Stored(digest.hexdigest(), size)


async def _pieces(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        file.seek(start)
        while start < end and (piece := await asyncio.to_thread(file.read, min(CHUNK, end - start))):
            start += len(piece)
            yield piece


def _sync_directory(directory: Path) -> None:
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise Unavailable(
            "the directory of files is full" if full else f"the directory of files does not answer: {error.strerror}",
            remedy="Tell whoever runs this installation." if full else None,
            retry_after_s=60 if full else 5,
        ) from error
