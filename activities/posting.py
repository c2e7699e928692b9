"""Messages that nobody else looks after: deferred ones whose time has come, and those whose worker died.

Whoever plans messages has them handed over at once (``Deliverer.deliver`` by their keys). What a gate or vendor put off,
what a dead worker left planned, and what somebody planned by hand is found here, in every tenant, over and over. Vendors are
asked after lost ones beside that, so that one who takes their time holds up no delivery.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from activities.looking_up import Reconciler
from activities.messages import LIMIT, Deliverer
from domain.errors import Unavailable
from domain.messages import service as ledger
from storage.sql.database import Database

EVERY_S: Final = 1.0
ENQUIRE_EVERY_S: Final = 5.0
WAITED_MS: Final = 2_000
"""How long something is due before it counts as forgotten: until then whoever planned it is at it."""
TIDY_EVERY_MS: Final = 3_600_000
_ROUNDS: Final = 20
"""Of one tenant, before the next one's turn."""

_log = structlog.get_logger(__name__)


class Postman:
    """Delivers what is due. One in each worker process; beside each other they take different messages."""

    def __init__(
        self, journeys: Database, deliverer: Deliverer, *, clock_ms: Callable[[], int], waited_ms: int = WAITED_MS
    ) -> None:
        self._journeys = journeys
        self._deliverer = deliverer
        self._clock_ms = clock_ms
        self._waited_ms = waited_ms

    async def step(self) -> bool:
        """Go once through everybody's messages; whether there is more at once. Raises ``Unavailable``."""
        return await _everywhere(self._journeys, self._of_tenant)

    async def _of_tenant(self, tenant_id: str) -> bool:
        for _ in range(_ROUNDS):
            report = await self._deliverer.deliver(
                tenant_id, limit=LIMIT, now_ms=self._clock_ms(), waited_ms=self._waited_ms, looks_ahead=False
            )
            if report.looked_at < LIMIT:
                return False
        return True


class Enquiries:
    """Asks vendors what became of messages. One in each worker process; beside each other they ask about different ones."""

    def __init__(self, journeys: Database, reconciler: Reconciler, *, clock_ms: Callable[[], int]) -> None:
        self._journeys = journeys
        self._reconciler = reconciler
        self._clock_ms = clock_ms
        self._tidied_ms = 0

    async def step(self) -> bool:
        """Ask once after everybody's messages, and let go of what holds no longer. Raises ``Unavailable``."""
        now_ms = self._clock_ms()
        await _everywhere(self._journeys, self._ask)
        if now_ms - self._tidied_ms >= TIDY_EVERY_MS:
            await _everywhere(self._journeys, self._tidy)
            self._tidied_ms = now_ms
        return False

    async def _ask(self, tenant_id: str) -> bool:
        found = await self._reconciler.reconcile(tenant_id, now_ms=self._clock_ms())
        if found.sent or found.again or found.unknown or found.failed:
            _log.info("looked messages up", tenant_id=tenant_id, sent=found.sent, unknown=found.unknown)
        return False

    async def _tidy(self, tenant_id: str) -> bool:
        await self._reconciler.tidy(tenant_id, now_ms=self._clock_ms())
        return False


async def _everywhere(journeys: Database, do: Callable[[str], Awaitable[bool]]) -> bool:
    """For every tenant with messages to look after; whether any has more. Whatever is wrong with one holds up no other."""
    async with journeys.platform_reading() as session:
        tenants = await ledger.tenants_with_work(session)
    more = False
    for tenant_id in tenants:
        try:
            more |= await do(tenant_id)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 -- a row that nobody can read, say
            _log.exception("a tenant's messages cannot be looked after", tenant_id=tenant_id)
    return more
