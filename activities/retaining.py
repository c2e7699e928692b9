"""Removing what has been kept for long enough, tenant by tenant, and putting on record how much it was."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final

from temporalio import activity

from activities.alive import heartbeats
from domain.acting import act_as
from domain.identity import service as identity
from domain.privacy.retention import service
from domain.privacy.retention.rules import RULES, before_ms
from domain.privacy.retention.values import Removed, Rule
from storage.clickhouse.client import Analytics
from storage.clickhouse.retaining import remove_old as remove_old_rows
from storage.sql.database import Database
from storage.sql.retaining import remove_old
from workflows.contracts import retention as contract
from workflows.contracts.data_requests import HEARTBEAT
from workflows.contracts.retention import Kept, KindOf, Night, RemovedRows, StoreOf

ACTOR: Final = "system:retention"
_TENANTS: Final = 500
Removing = Callable[[str, Rule, int], AsyncIterator[int]]
"""Of a tenant, by a rule, what is older than an instant: how many rows went, batch after batch."""


class Retaining:
    """Of the SQL stores, by their names."""

    def __init__(self, main: Database, stores: Mapping[str, Database], *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._stores = stores
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.list_kept, self.remove_old]

    @activity.defn(name=contract.LIST_KEPT.name)
    async def list_kept(self, night: Night) -> Kept:
        """Every kind that is gone through tonight."""
        del night
        return Kept(kinds=tuple(StoreOf(kind=kind, store=rule.store) for kind, rule in RULES.items()))

    @activity.defn(name=contract.REMOVE_OLD.name)
    async def remove_old(self, wanted: KindOf) -> RemovedRows:
        """In small batches; one that dies has removed what it removed, and the next one goes on."""

        def batches(tenant_id: str, rule: Rule, limit_ms: int) -> AsyncIterator[int]:
            return remove_old(self._stores[rule.store], tenant_id, rule, before_ms=limit_ms)

        return await remove_of_all(self._main, wanted, batches, now_ms=self._clock_ms())


class RetainingAnalytics:
    """Of ClickHouse, which lets go by itself of what nobody wants sooner: only tenants that said so are gone through."""

    def __init__(self, main: Database, analytics: Analytics, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._analytics = analytics
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.remove_old]

    @activity.defn(name=contract.REMOVE_OLD_ANALYTICS.name)
    async def remove_old(self, wanted: KindOf) -> RemovedRows:
        async def at_once(tenant_id: str, rule: Rule, limit_ms: int) -> AsyncIterator[int]:
            yield await remove_old_rows(self._analytics, rule.table, tenant_id, before_ms=limit_ms)

        return await remove_of_all(self._main, wanted, at_once, now_ms=self._clock_ms(), only_sooner=True)


async def remove_of_all(
    main: Database, wanted: KindOf, removing: Removing, *, now_ms: int, only_sooner: bool = False
) -> RemovedRows:
    """What is old of one kind, tenant by tenant, of those alone who want it gone sooner if so asked; what went is put on record."""
    act_as(ACTOR)
    rule = RULES[wanted.kind]
    rows = tenants = 0
    async with heartbeats(HEARTBEAT):
        for tenant_id, days in (await days_by_tenant(main, wanted.kind)).items():
            if only_sooner and days >= rule.days:
                continue
            limit_ms = before_ms(days, now_ms=now_ms)
            number = sum([batch async for batch in removing(tenant_id, rule, limit_ms)])
            if number:
                removed = Removed(kind=rule.kind, rows=number, before_ms=limit_ms, at_ms=now_ms)
                async with main.tenant(tenant_id) as session:
                    await service.note_removed(session, removed)
                rows, tenants = rows + number, tenants + 1
    return RemovedRows(kind=wanted.kind, rows=rows, tenants=tenants)


async def days_by_tenant(main: Database, kind: str) -> Mapping[str, int]:
    """For how many days each tenant keeps a kind."""
    found: dict[str, int] = {}
    after = ""
    while True:
        async with main.platform_reading() as session:
            tenants = [tenant.id for tenant in await identity.list_tenants(session, after=after, limit=_TENANTS)]
        for tenant_id in tenants:
            async with main.reading(tenant_id) as session:
                found[tenant_id] = (await service.days_of(session))[kind]
        if len(tenants) < _TENANTS:
            return found
        after = tenants[-1]
