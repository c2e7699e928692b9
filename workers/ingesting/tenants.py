"""Which tenants there are, asked of SQL as seldom as can be."""

from collections.abc import Callable
from typing import Final

from domain.identity.service import list_tenants
from storage.sql.database import Database

LOOK_AGAIN_MS: Final = 5_000
_PAGE: Final = 500


class KnownTenants:
    """Answers from memory; somebody unknown is looked for again, every five seconds at most."""

    def __init__(self, main: Database, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._clock_ms = clock_ms
        self._known: set[str] = set()
        self._looked_at_ms = 0

    async def __call__(self, tenant_id: str) -> bool:
        """Raises ``Unavailable``."""
        if tenant_id not in self._known and self._clock_ms() - self._looked_at_ms >= LOOK_AGAIN_MS:
            await self._look()
        return tenant_id in self._known

    async def _look(self) -> None:
        after = ""
        while True:
            async with self._main.platform_reading() as session:
                page = await list_tenants(session, after=after, limit=_PAGE)
            self._known.update(tenant.id for tenant in page)
            if len(page) < _PAGE:
                self._looked_at_ms = self._clock_ms()
                return
            after = page[-1].id
