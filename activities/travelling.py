"""People on their way: whoever is due moves on, and their messages are handed over.

Moving people is one transaction a batch, so that whoever dies in the middle leaves everybody either where they were or where
they are now, with their messages planned.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from temporalio import activity

from activities.alive import heartbeats
from activities.handing_together import Deliver
from activities.poking import Pokes
from domain.errors import NotFound
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import ADVANCES
from domain.journeys.rules import GONE
from domain.journeys.travellers import service as travellers
from domain.journeys.values import Advanced
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import Moved, RunRef, ShardInput, StepPassed, Worked

BATCH: Final = 500
"""People moved in one transaction."""
LONGEST_S: Final = 60.0
"""Of one look at a shard; then its workflow is told how far it came."""
AWAKE_MS: Final = 5_000
"""How long ahead a shard promises to look by itself."""
LINGER_S: Final = 3.0
"""A shard that had work looks for more by itself for so long."""
LOOK_EVERY_S: Final = 0.2


class TravelActivities:
    """``linger_s`` 0 has a shard's look end as soon as nobody is due."""

    def __init__(
        self,
        store: Database,
        *,
        deliver: Deliver,
        poker: Pokes,
        clock_ms: Callable[[], int],
        linger_s: float = LINGER_S,
        batch: int = BATCH,
    ) -> None:
        self._store = store
        self._deliver = deliver
        self._poker = poker
        self._clock_ms = clock_ms
        self._linger_s = linger_s
        self._batch = batch

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.work_shard, self.advance_run]

    @activity.defn(name=contract.WORK_SHARD.name)
    async def work_shard(self, ref: ShardInput) -> Worked:
        """Move whoever is due and hand their messages over, until nobody is and nothing was heard for a while."""
        loop = asyncio.get_running_loop()
        started_s = busy_s = loop.time()
        total = Worked()
        advanced, awake_until_ms = Advanced(0, 0, (), None), 0
        async with heartbeats(contract.HEARTBEAT):
            while True:
                advanced, awake_until_ms = await self._look(ref, advanced, awake_until_ms)
                total = await self._hand_over(ref, advanced, total)
                now_s = loop.time()
                if advanced.people:
                    busy_s = now_s
                due_at_ms = advanced.next_due_at_ms
                if now_s - started_s > LONGEST_S or activity.is_worker_shutdown():
                    return total.model_copy(update={"next_due_at_ms": self._clock_ms()})
                if due_at_ms is not None and due_at_ms <= self._clock_ms():
                    continue
                if now_s - busy_s < self._linger_s:
                    await asyncio.sleep(LOOK_EVERY_S)
                    continue
                due_at_ms = await self._fall_asleep(ref)
                if due_at_ms is None or due_at_ms > self._clock_ms():
                    return total.model_copy(update={"next_due_at_ms": due_at_ms})

    async def _look(self, ref: ShardInput, before: Advanced, awake_until_ms: int) -> tuple[Advanced, int]:
        """What was found, and until when we promised to look again.

        Most looks of a shard that lingers find nobody: those after such a one only read. The promise is written down again
        when half of it is over, not at every look: whoever brings events waits for its row.
        """
        now_ms = self._clock_ms()
        renews = awake_until_ms - now_ms < AWAKE_MS // 2
        if not (before.people or renews):
            async with self._store.reading(ref.tenant_id) as session:
                due_at_ms = await travellers.next_look_ms(session, ref.journey_id, ref.shard)
            if due_at_ms is None or due_at_ms > now_ms:
                return Advanced(0, 0, (), due_at_ms), awake_until_ms
        async with self._store.tenant(ref.tenant_id) as session:
            if renews:
                awake_until_ms = now_ms + AWAKE_MS
                await travellers.stay_awake(session, ref.journey_id, ref.shard, until_ms=awake_until_ms)
            advanced = await journeys.advance_due(session, ref.journey_id, ref.shard, now_ms=now_ms, limit=self._batch)
        self._poker.poke(ref.tenant_id, advanced.pokes)
        return advanced, awake_until_ms

    async def _hand_over(self, ref: ShardInput, advanced: Advanced, total: Worked) -> Worked:
        sent = refused = 0
        if advanced.planned:
            report = await self._deliver(
                ref.tenant_id, keys=advanced.planned, limit=len(advanced.planned), now_ms=self._clock_ms()
            )
            sent, refused = report.sent, sum(report.refused.values())
        return Worked(
            people=total.people + advanced.people,
            steps=total.steps + advanced.steps,
            sent=total.sent + sent,
            refused=total.refused + refused,
        )

    async def _fall_asleep(self, ref: ShardInput) -> int | None:
        """Take the promise back, then look once more: whoever brought work before that did not poke us."""
        async with self._store.tenant(ref.tenant_id) as session:
            await travellers.stay_awake(session, ref.journey_id, ref.shard, until_ms=0)
        async with self._store.reading(ref.tenant_id) as session:
            live = await blueprints.one_live(session, ref.journey_id)
            if live is None or live.stage not in ADVANCES:
                return None
            return await travellers.next_look_ms(session, ref.journey_id, ref.shard)

    @activity.defn(name=contract.ADVANCE_RUN.name)
    async def advance_run(self, ref: RunRef) -> Moved:
        """Move one person on, and hand their messages over."""
        now_ms = self._clock_ms()
        async with self._store.tenant(ref.tenant_id) as session:
            try:
                advanced, move = await journeys.advance_one(session, ref.run_id, now_ms=now_ms)
            except NotFound:
                return Moved(status="exited", step="", is_over=True, reason="the run is not on record")
            run = await travellers.run(session, ref.run_id)
        self._poker.poke(ref.tenant_id, advanced.pokes)
        if advanced.planned:
            await self._deliver(
                ref.tenant_id, keys=advanced.planned, limit=len(advanced.planned), now_ms=self._clock_ms()
            )
        return Moved(
            status=run.status,
            step=run.step,
            passed=tuple(
                StepPassed(step=one.step, kind=one.kind, outcome=one.outcome) for one in (move.path if move else ())
            ),
            next_due_at_ms=advanced.next_due_at_ms,
            is_over=run.status in GONE,
            reason=move.traveller.reason if move is not None else "",
        )
