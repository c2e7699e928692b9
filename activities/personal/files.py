"""The store of files: exports, and the library."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from activities.personal.exports import Exports
from activities.personal.gathering import about
from activities.personal.place import nothing
from domain.assets import service as assets
from domain.assets.files import service as asset_files
from domain.errors import Conflict, NotFound
from domain.privacy.places.values import Found, Rows, Subject
from domain.privacy.requests import service as requests
from storage.files import FileStore
from storage.sql.database import Database

_USED: Final = "in a file of the library that is in use: a person of the tenant decides"
_LARGEST_READ: Final = 32 * 1024 * 1024
_TEXTS: Final = ("text/", "image/svg", "application/json", "application/xml")


class FilesPlace:
    """Exports, and files of the library that speak of the person."""

    name = "files"

    def __init__(
        self,
        main: Database,
        journeys: Database,
        files: FileStore | None,
        exports: Exports,
        *,
        clock_ms: Callable[[], int],
    ) -> None:
        self._main = main
        self._journeys = journeys
        self._files = files
        self._exports = exports
        self._clock_ms = clock_ms

    async def find(self, subject: Subject) -> Found:
        exports = await self._exports_of(subject)
        unused, used = await self._library(subject)
        counts = {"exports": len(exports), "library": len(unused), "library_in_use": len(used)}
        return Found(
            counts={kind: number for kind, number in counts.items() if number},
            kept={"library_in_use": f"{_USED}: {', '.join(sorted(used))[:200]}"} if used else {},
        )

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """What the tenant's own works say of somebody is theirs to answer for."""
        del subject
        return nothing()

    async def erase(self, subject: Subject) -> None:
        """An export of theirs that is being made comes to its end here: whoever is still at it finds that it has."""
        for request_id in await self._exports_of(subject):
            async with self._main.tenant(subject.tenant_id) as session:
                await requests.end_export(session, request_id, now_ms=self._clock_ms())
            await self._exports.remove_archive(subject.tenant_id, request_id)
        if self._files is None:
            return
        unused, _ = await self._library(subject)
        for sha256, asset_ids in unused.items():
            async with self._main.tenant(subject.tenant_id) as session:
                for asset_id in asset_ids:
                    with contextlib.suppress(Conflict, NotFound):
                        await assets.remove_asset(session, asset_id)
            async with self._main.tenant(subject.tenant_id) as session:
                leaving = await asset_files.mark(session, [sha256], now_ms=self._clock_ms())
            for address in leaving.addresses:
                await self._files.remove(subject.tenant_id, address)
            async with self._main.tenant(subject.tenant_id) as session:
                await asset_files.forget_removed(session, leaving)

    async def _exports_of(self, subject: Subject) -> list[str]:
        async with self._main.reading(subject.tenant_id) as session:
            exports = await requests.exports(session)
        return await about(self._journeys, subject, exports)

    async def _library(self, subject: Subject) -> tuple[dict[str, list[str]], set[str]]:
        """(files that no use keeps, with the assets that are made of them; assets in use)."""
        if self._files is None:
            return {}, set()
        async with self._main.reading(subject.tenant_id) as session:
            texts = await asset_files.of_kinds(session, _TEXTS, largest=_LARGEST_READ)
        unused: dict[str, list[str]] = {}
        used: set[str] = set()
        for sha256 in texts:
            if not await self._speaks_of(subject, sha256):
                continue
            async with self._main.reading(subject.tenant_id) as session:
                made_of_it = await asset_files.assets_of(session, sha256)
                uses = {asset_id: await assets.uses(session, asset_id) for asset_id in made_of_it}
            in_use = {asset_id for asset_id, use in uses.items() if use.noted or use.creative_ids}
            if in_use:
                used |= in_use
            else:
                unused[sha256] = list(made_of_it)
        return unused, used

    async def _speaks_of(self, subject: Subject, sha256: str) -> bool:
        assert self._files is not None
        body = bytearray()
        try:
            async for piece in await self._files.read(subject.tenant_id, sha256):
                body += piece
        except NotFound:
            return False
        return await asyncio.to_thread(subject.stand_in, bytes(body))
