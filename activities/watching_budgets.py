"""Looking over every campaign's money, and telling its people what they should know of it."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

import structlog

from domain.budgets.alerts import service as alerts
from domain.budgets.alerts.rules import due
from domain.budgets.alerts.values import Alert
from domain.budgets.views.service import views_of_all
from domain.errors import Unavailable
from storage.sql.database import Database

EVERY_S: Final = 15.0
AT_ONCE: Final = 500

_log = structlog.get_logger(__name__)


class BudgetWatch:
    """One in each worker process; however many look, each alert is raised once."""

    def __init__(self, main: Database, money: Database, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._money = money
        self._clock_ms = clock_ms

    async def step(self) -> bool:
        """Look once at all of it. Raises ``Unavailable``."""
        now_ms, after = self._clock_ms(), None
        while True:
            async with self._money.platform_reading() as session:
                page = await views_of_all(session, after=after, limit=AT_ONCE, now_ms=now_ms)
            for tenant_id, of_tenant in groupby(page, key=lambda one: one[0][0]):
                reasons = [alert for _, view in of_tenant for alert in due(view)]
                if reasons:
                    await self._raise(tenant_id, reasons, now_ms)
            if len(page) < AT_ONCE:
                break
            after = page[-1][0]
        return False

    async def _raise(self, tenant_id: str, reasons: Sequence[Alert], now_ms: int) -> None:
        """A tenant about whom something cannot be read keeps nobody else from hearing."""
        try:
            async with self._main.tenant(tenant_id) as session:
                raised = await alerts.raise_alerts(session, reasons, now_ms=now_ms)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever is wrong with one tenant's rows
            _log.exception("budget alerts of a tenant failed", tenant_id=tenant_id)
            return
        for alert in raised:
            _log.info("budget alert", tenant_id=tenant_id, campaign_id=alert.campaign_id, kind=alert.kind)
