"""The files that exports are made of: each is on record before it lies in the store, so that none outlives its request."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from domain.errors import InvalidInput, Unavailable
from domain.privacy.requests import service
from storage.files import FileStore, Stored
from storage.files.spool import EXPORT, workroom, write
from storage.sql.database import Database


class Exports:
    """``files`` is where parts and archives lie, for every process; ``spool`` is where this one makes them."""

    def __init__(self, main: Database, files: FileStore | None, *, spool: Path) -> None:
        self._main = main
        self._files = files
        self._spool = spool

    @contextlib.asynccontextmanager
    async def making(self) -> AsyncIterator[Path]:
        """A directory to make files in, gone with the block. Raises ``InvalidInput`` where none are kept."""
        if self._files is None:
            raise InvalidInput(
                "this installation keeps no files, so nothing can be exported",
                remedy="Set CAMPAIGN_EXPRESS__FILES__URL.",
            )
        async with workroom(self._spool, EXPORT) as directory:
            yield directory

    async def keep(self, tenant_id: str, request_id: str, path: Path) -> Stored:
        """Put a file into the store, for as long as the request wants it.

        Raises ``Conflict`` where the request has ended, ``Unavailable`` where what it had was cleared meanwhile: whoever is
        late leaves nothing behind.
        """
        assert self._files is not None
        sha256 = await asyncio.to_thread(_digest, path)
        async with self._main.tenant(tenant_id) as session:
            await service.note_file(session, request_id, sha256)
        stored = await self._files.put(tenant_id, path)
        async with self._main.tenant(tenant_id) as session:
            is_wanted = await service.wants_file(session, request_id, sha256)
        if not is_wanted:
            await self._files.remove(tenant_id, sha256)
            raise Unavailable("what an earlier round has made was cleared; it is made anew", retry_after_s=1)
        return stored

    async def fetch(self, tenant_id: str, sha256: str, path: Path) -> None:
        """Bring one back. Raises ``NotFound``."""
        assert self._files is not None
        await write(await self._files.read(tenant_id, sha256), path)

    async def clear(self, tenant_id: str, request_id: str) -> None:
        """Remove what is on record of a request, whichever round it is of; its archive is not."""
        async with self._main.reading(tenant_id) as session:
            kept = await service.files_of(session, request_id)
        for sha256 in kept:
            async with self._main.tenant(tenant_id) as session:
                if await service.forget_file(session, request_id, sha256) and self._files is not None:
                    await self._files.remove(tenant_id, sha256)

    async def remove_archive(self, tenant_id: str, request_id: str) -> None:
        """And forget whom it was of."""
        async with self._main.reading(tenant_id) as session:
            sha256 = (await service.get(session, request_id)).archive_sha256
        if self._files is not None and sha256:
            await self._files.remove(tenant_id, sha256)
        await self.clear(tenant_id, request_id)
        async with self._main.tenant(tenant_id) as session:
            await service.forget_archive(session, request_id)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
