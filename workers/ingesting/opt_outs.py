"""Opt-outs of the sale and sharing of data, from the store of journeys to the profiles that bidders and platforms are told."""

from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Final

import structlog
from prometheus_client import Gauge

from domain.contacts.sale import service as sale
from domain.errors import Unavailable
from domain.profiles import service as profiles
from storage.redis.profiles import ProfileCache
from storage.sql.database import Database

KEYS_AT_ONCE: Final = 500

_log = structlog.get_logger(__name__)
_waiting = Gauge(
    "campaign_express_opt_outs_waiting_seconds",
    "For how long some tenant has had opt-outs that bidders have not heard of.",
)


class TellingOptOuts:
    """Every key that changed is told of as it stands now, so that one told twice comes out right.

    ``tell`` has bidders read anew the people whom they hold as they were.
    """

    def __init__(
        self,
        journeys: Database,
        main: Database,
        cache: ProfileCache,
        tell: Callable[[Collection[str]], Awaitable[None]],
        *,
        clock_ms: Callable[[], int],
    ) -> None:
        self._journeys = journeys
        self._main = main
        self._cache = cache
        self._tell_bidders = tell
        self._clock_ms = clock_ms
        self._behind_since_ms: dict[str, int] = {}

    async def step(self) -> bool:
        """Tell of some keys of every tenant; whether there may be more.

        Raises ``Unavailable`` when it was not possible for one of them, whose keys stay untold, and only after all others' turn.
        """
        async with self._journeys.platform_reading() as session:
            tenants = await sale.tenants_to_tell(session)
        told: dict[str, int] = {}
        failures: list[Unavailable] = []
        for tenant_id in tenants:
            try:
                told[tenant_id] = await self._tell(tenant_id)
            except Unavailable as failure:
                _log.warning("opt-outs of a tenant wait", tenant_id=tenant_id, error=failure.message)
                failures.append(failure)
        self._note_behind({tenant_id for tenant_id in tenants if told.get(tenant_id, KEYS_AT_ONCE) == KEYS_AT_ONCE})
        if failures:
            raise failures[0]
        return KEYS_AT_ONCE in told.values()

    def _note_behind(self, tenants: Collection[str]) -> None:
        now_ms = self._clock_ms()
        self._behind_since_ms = {each: self._behind_since_ms.get(each, now_ms) for each in tenants}
        _waiting.set((now_ms - min(self._behind_since_ms.values(), default=now_ms)) / 1_000)

    async def _tell(self, tenant_id: str) -> int:
        async with self._journeys.reading(tenant_id) as people:
            untold = await sale.untold(people, limit=KEYS_AT_ONCE)
            out = {key for key, is_refused in untold.refused.items() if is_refused}
            async with self._main.reading(tenant_id) as session:
                refusing = await profiles.known_by(session, out)
                back = await profiles.known_by(session, untold.refused.keys() - out)
            async with self._main.tenant(tenant_id) as session:
                await profiles.note_sale(
                    session, refusing, back, opted_out=partial(sale.keys_held, people), now_ms=self._clock_ms()
                )
        async with self._main.platform_reading() as session:  # all of them: an earlier turn may have ended here
            known = await profiles.load_for_serving(session, refusing | back)
        await self._cache.put_many(known.values())
        await self._tell_bidders(known)
        async with self._journeys.tenant(tenant_id) as session:
            await sale.note_told(session, untold)
        return len(untold.told)
