"""Messages that nobody else looks after: deferred ones whose time has come, and those whose worker died.

Whoever plans messages has them handed over at once (``Deliverer.deliver`` by their keys). What a gate or vendor put off,
what a dead worker left planned, and what somebody planned by hand is found here, in every tenant, over and over.
"""

from collections.abc import Callable
from typing import Final

import structlog

from activities.looking_up import Reconciler
from activities.messages import LIMIT, Deliverer
from domain.errors import CampaignExpressError, Unavailable
from domain.messages import service as ledger
from storage.sql.database import Database

EVERY_S: Final = 1.0
WAITED_MS: Final = 2_000
"""How long something is due before it counts as forgotten: until then whoever planned it is at it."""
LOOK_UP_EVERY_MS: Final = 5_000
TIDY_EVERY_MS: Final = 3_600_000
_ROUNDS: Final = 20
"""Of one tenant, before the next one's turn."""

_log = structlog.get_logger(__name__)


class Postman:
    """One in each worker process; beside each other they take different messages."""

    def __init__(
        self,
        journeys: Database,
        deliverer: Deliverer,
        reconciler: Reconciler,
        *,
        clock_ms: Callable[[], int],
        waited_ms: int = WAITED_MS,
    ) -> None:
        self._journeys = journeys
        self._deliverer = deliverer
        self._reconciler = reconciler
        self._clock_ms = clock_ms
        self._waited_ms = waited_ms
        self._looked_up_ms = 0
        self._tidied_ms = 0

    async def step(self) -> bool:
        """Go once through everybody's messages; whether there is more at once. Raises ``Unavailable``."""
        now_ms = self._clock_ms()
        looks_up = now_ms - self._looked_up_ms >= LOOK_UP_EVERY_MS
        tidies = now_ms - self._tidied_ms >= TIDY_EVERY_MS
        async with self._journeys.platform_reading() as session:
            tenants = await ledger.tenants_with_work(session)
        more = False
        for tenant_id in tenants:
            try:
                more |= await self._of_tenant(tenant_id, looks_up=looks_up, tidies=tidies)
            except Unavailable:
                raise
            except CampaignExpressError as error:  # one tenant's trouble must not hold up the others
                _log.error("a tenant's messages cannot go out", tenant_id=tenant_id, error=error.message)
        self._looked_up_ms = now_ms if looks_up else self._looked_up_ms
        self._tidied_ms = now_ms if tidies else self._tidied_ms
        return more

    async def _of_tenant(self, tenant_id: str, *, looks_up: bool, tidies: bool) -> bool:
        if looks_up:
            found = await self._reconciler.reconcile(tenant_id, now_ms=self._clock_ms())
            if found.sent or found.again or found.unknown or found.failed:
                _log.info("looked messages up", tenant_id=tenant_id, sent=found.sent, unknown=found.unknown)
        if tidies:
            await self._reconciler.tidy(tenant_id, now_ms=self._clock_ms())
        for _ in range(_ROUNDS):
            now_ms = self._clock_ms()
            report = await self._deliverer.deliver(tenant_id, limit=LIMIT, now_ms=now_ms, waited_ms=self._waited_ms)
            if report.looked_at < LIMIT:
                return False
        return True
