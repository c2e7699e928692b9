"""Pokes: having a shard, or one person's workflow, look for work at once.

Pokes of one target within ``PAUSE_S`` are one signal: five a second at most, however many events come in. A poke that is
lost with its process is made up for by ``sweep``, which looks for people whose time has come and of whom nobody takes care.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from datetime import timedelta
from typing import Any, Final, NamedTuple, Protocol

import structlog
from temporalio.client import Client
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from domain.errors import Unavailable
from domain.journeys import service as engine
from domain.journeys.effects import service as effects
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import INDIVIDUAL_SHARD
from domain.journeys.values import Poke
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import RunRef, ShardInput
from workflows.contracts.temporal import KIND, TENANT_ID

PAUSE_S: Final = 0.2
AT_ONCE: Final = 20
"""Signals on their way at a time."""
SWEEP_EVERY_S: Final = 2.0
OVERDUE_MS: Final = 2_000
"""Whoever should have been looked at that long ago has been forgotten."""
AGAIN_MS: Final = 30_000
ENDED_AT_ONCE: Final = 500
DEADLINE: Final = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


class Pokes(Protocol):
    """Whoever has shards and single people looked at."""

    def poke(self, tenant_id: str, pokes: Collection[Poke]) -> None: ...


class _Target(NamedTuple):
    tenant_id: str
    poke: Poke


class Poker:
    """Signals shards and single people, starting those that do not run. Use it within ``running``."""

    def __init__(self, client: Client, *, pause_s: float = PAUSE_S, task_queue: str = contract.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue
        self._pause_s = pause_s
        self._waiting: dict[_Target, None] = {}
        self._poked_at_s: dict[_Target, float] = {}
        self._some = asyncio.Event()

    def poke(self, tenant_id: str, pokes: Collection[Poke]) -> None:
        """Soon. Call it after the commit of what is to be found."""
        for one in pokes:
            self._waiting[_Target(tenant_id, one)] = None
        if pokes:
            self._some.set()

    @contextlib.asynccontextmanager
    async def running(self) -> "AsyncIterator[Poker]":
        """Signals go out in here; on the way out those still waiting do."""
        task = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self._signal_all(list(self._waiting))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                now_s = loop.time()
                ready = [one for one in self._waiting if now_s - self._poked_at_s.get(one, 0.0) >= self._pause_s]
                for one in ready:
                    del self._waiting[one]
                    self._poked_at_s[one] = now_s
                await self._signal_all(ready)
                self._poked_at_s = {
                    one: at_s for one, at_s in self._poked_at_s.items() if loop.time() - at_s < self._pause_s
                }
                if self._waiting:
                    await asyncio.sleep(self._pause_s / 4)

    async def _signal_all(self, targets: Collection[_Target]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(target: _Target) -> None:
            async with gate:
                await self._signal(target)

        await asyncio.gather(*(one(target) for target in targets))

    async def _signal(self, target: _Target) -> None:
        """A workflow that is not there is started. What fails here is found by the sweep."""
        tenant_id, poke = target
        if poke.shard == INDIVIDUAL_SHARD:
            workflow, kind = contract.TRAVELLER_WORKFLOW, contract.TRAVELLER_KIND
            workflow_id = contract.traveller_workflow_id(tenant_id, poke.journey_id, poke.run_id)
            start: Any = RunRef(tenant_id=tenant_id, journey_id=poke.journey_id, run_id=poke.run_id)
        else:
            workflow, kind = contract.SHARD_WORKFLOW, contract.SHARD_KIND
            workflow_id = contract.shard_workflow_id(tenant_id, poke.journey_id, poke.shard)
            start = ShardInput(tenant_id=tenant_id, journey_id=poke.journey_id, shard=poke.shard)
        try:
            await self._client.start_workflow(
                workflow,
                start,
                id=workflow_id,
                task_queue=self._task_queue,
                start_signal=contract.POKE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                priority=Priority(fairness_key=tenant_id),
                search_attributes=TypedSearchAttributes(
                    [SearchAttributePair(TENANT_ID, tenant_id), SearchAttributePair(KIND, kind)]
                ),
                rpc_timeout=DEADLINE,
            )
        except WorkflowAlreadyStartedError:
            return
        except (RPCError, RuntimeError) as error:
            _log.warning("a poke did not arrive; the sweep will find the work", workflow=workflow_id, error=str(error))
        except Exception:  # noqa: BLE001 -- one that cannot be poked must not end the others' pokes
            _log.exception("a poke could not be made", workflow=workflow_id)


class Sweeper:
    """Pokes whoever has forgotten people whose time has come, in every tenant; one and the same again after half a minute."""

    def __init__(self, journeys: Database, poker: Poker, clock_ms: Callable[[], int]) -> None:
        self._journeys = journeys
        self._poker = poker
        self._clock_ms = clock_ms
        self._swept_at_ms: dict[_Target, int] = {}

    async def sweep(self) -> int:
        """Once; how many were poked. Raises ``Unavailable``."""
        now_ms = self._clock_ms()
        async with self._journeys.platform_reading() as session:
            forgotten = await travellers.forgotten(session, before_ms=now_ms - OVERDUE_MS, now_ms=now_ms)
        self._swept_at_ms = {one: at for one, at in self._swept_at_ms.items() if now_ms - at < AGAIN_MS}
        targets = [_Target(tenant_id, poke) for tenant_id, pokes in forgotten.items() for poke in pokes]
        targets = [one for one in targets if one not in self._swept_at_ms]
        for one in targets:
            self._swept_at_ms[one] = now_ms
            self._poker.poke(one.tenant_id, (one.poke,))
        return len(targets)

    async def end_effects(self) -> int:
        """End suppressions whose time is over; how many. Whatever is wrong with one tenant's holds up no other's.

        Raises ``Unavailable``.
        """
        async with self._journeys.platform_reading() as session:
            tenants = await effects.tenants_with_due(session, now_ms=self._clock_ms())
        total = 0
        for tenant_id in tenants:
            try:
                total += await self._end_effects_of(tenant_id)
            except Unavailable:
                raise
            except Exception:  # noqa: BLE001 -- a row that nobody can read, say
                _log.exception("a tenant's suppressions could not be ended", tenant_id=tenant_id)
        return total

    async def _end_effects_of(self, tenant_id: str) -> int:
        async with self._journeys.tenant(tenant_id) as session:
            ended, pokes = await engine.end_effects(session, now_ms=self._clock_ms(), limit=ENDED_AT_ONCE)
        self._poker.poke(tenant_id, pokes)
        return ended

    async def run(self) -> None:
        """Until cancelled. Outages are waited out; anything else is raised, and ends whoever runs it."""
        while True:
            try:
                await self.sweep()
                await self.end_effects()
            except Unavailable as error:
                _log.warning("nobody was swept up", error=error.message)
            await asyncio.sleep(SWEEP_EVERY_S)
