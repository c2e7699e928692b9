"""What the asset library needs now and then: files that nobody needs go, and people hear in time of rights that end."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from domain.assets import service as assets
from domain.assets.files import service as asset_files
from domain.assets.rules import warned_from
from domain.assets.values import WARN_DAYS
from domain.errors import Unavailable
from domain.identity.holders.service import who_may
from domain.identity.values import Permission
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from storage.files import FileStore
from storage.files.spool import forget_lost
from storage.sql.database import Database

EVERY_S: Final = 3_600.0
DAY_MS: Final = 86_400_000

_log = structlog.get_logger(__name__)


class AssetWatch:
    """One in each worker process; however many look, everybody hears once of each end of an asset's rights."""

    def __init__(
        self, main: Database, files: FileStore | None, *, uploads: Path | None = None, clock_ms: Callable[[], int]
    ) -> None:
        """``uploads`` is where files lie while they are looked at: those of processes that died are removed."""
        self._main = main
        self._files = files
        self._uploads = uploads
        self._clock_ms = clock_ms

    async def step(self) -> bool:
        """Look once at every tenant's library. Raises ``Unavailable``."""
        now_ms = self._clock_ms()
        if self._uploads is not None:
            await asyncio.to_thread(forget_lost, self._uploads)
        async with self._main.platform_reading() as session:
            emptied = await asset_files.tenants_with_unneeded(session, now_ms=now_ms)
            ending = await assets.tenants_with_ending_rights(
                session, until_ms=now_ms + WARN_DAYS * DAY_MS, now_ms=now_ms
            )
        for tenant_id in emptied:
            await self._empty(tenant_id, now_ms)
        for tenant_id in ending:
            await self._warn(tenant_id, now_ms)
        return False

    async def _empty(self, tenant_id: str, now_ms: int) -> None:
        if self._files is None:
            return
        while True:
            async with self._main.tenant(tenant_id) as session:
                leaving = await asset_files.mark_unneeded(session, now_ms=now_ms)
            if not leaving.files:
                return
            try:
                for address in leaving.addresses:
                    await self._files.remove(tenant_id, address)
            except Unavailable as unavailable:  # whoever looks next takes it up
                _log.warning(
                    "files that nobody needs could not be removed", tenant_id=tenant_id, why=unavailable.message
                )
                return
            async with self._main.tenant(tenant_id) as session:
                await asset_files.forget_removed(session, leaving)

    async def _warn(self, tenant_id: str, now_ms: int) -> None:
        """Whoever made an asset, and whoever may write creatives, once for each end of its rights."""
        async with self._main.tenant(tenant_id) as session:
            holders = await who_may(session, Permission.CREATIVE_WRITE)
            for asset in await assets.with_ending_rights(session, until_ms=now_ms + WARN_DAYS * DAY_MS, now_ms=now_ms):
                end_ms = asset.usable_until_ms or 0
                assert warned_from(end_ms) <= now_ms
                days = max(0, (end_ms - now_ms) // DAY_MS)
                news = News(
                    key=f"rights/{asset.id}/{end_ms}",
                    kind=NewsKind.RIGHTS_EXPIRING,
                    subject_id=asset.id,
                    title="The rights to an asset end",
                    text=f"'{asset.name}' may be used for {days} more days. Extend its rights, or replace it where it is used.",
                )
                await notifications.tell(session, sorted(holders), news, now_ms=now_ms)
