"""The effects that broadcasts' workflows have: actions put on record, audiences written down, ranges of people delivered.

Each may run again after it has had its effect: a page of people is planned in one transaction with the mark that it is, a
message goes by the ledger's key, and an action is known by the id of what asked for it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final, Protocol

from temporalio import activity

from domain.acting import act_as
from domain.broadcasts import service as broadcasts
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.recipients.values import Page
from domain.broadcasts.values import Action, Go, Handling, Part, Stage, message_key, source_of
from storage.sql.database import Database
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import (
    BroadcastRef,
    Decided,
    RangeDone,
    RangeInput,
    RecordAct,
    Recorded,
    Wanted,
    Withdrawn,
    WrittenDown,
)

BATCH: Final = 1_000
"""Messages looked at in one delivery."""
AT_ONCE: Final = 4
"""Deliveries on their way in a process, whatever broadcasts they belong to: what bounds its memory."""
LONGEST_S: Final = 60.0
"""Of one try; then its workflow is told how far it came."""
LONGEST_WAIT_MS: Final = 2_000
"""A speed that holds up longer is waited for in the workflow."""
_CLOCK: Final = "clock"


class Report(Protocol):
    """What came of handing messages over: see ``activities.messages.DeliveryReport``."""

    @property
    def sent(self) -> int: ...
    @property
    def looked_at(self) -> int: ...
    @property
    def throttled(self) -> int: ...
    @property
    def next_due_at_ms(self) -> int | None: ...


class Deliver(Protocol):
    """Hands messages over: see ``activities.messages.Deliverer``."""

    async def __call__(
        self, tenant_id: str, *, source: str | None = None, limit: int, now_ms: int, keys: Sequence[str] = ()
    ) -> Report: ...


class BroadcastActivities:
    """``batch`` is how many messages are looked at in one delivery."""

    def __init__(self, store: Database, *, deliver: Deliver, clock_ms: Callable[[], int], batch: int = BATCH) -> None:
        self._store = store
        self._deliver = deliver
        self._clock_ms = clock_ms
        self._batch = batch
        self._at_once = asyncio.Semaphore(AT_ONCE)

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.record_act, self.look, self.write_down, self.deliver_range, self.decide, self.withdraw]

    # A broadcast's life

    @activity.defn(name=contract.RECORD_ACT.name)
    async def record_act(self, order: RecordAct) -> Recorded:
        """Raises what ``broadcasts.act`` raises."""
        act = order.act
        act_as(act.actor_id, tenant_id=order.broadcast.tenant_id)
        async with self._store.tenant(order.broadcast.tenant_id) as session:
            row = await broadcasts.act(
                session,
                order.broadcast.broadcast_id,
                act.action,
                order_id=order.order_id,
                actor_id=act.actor_id,
                comment=act.comment,
                starts_at_ms=act.starts_at_ms,
                variant=act.variant,
                expected_revision=act.revision,
                now_ms=order.at_ms,
            )
        return Recorded(stage=Stage(row.stage), starts_at_ms=row.starts_at_ms)

    @activity.defn(name=contract.LOOK.name)
    async def look(self, ref: BroadcastRef) -> Wanted:
        """What is to be done; what happens by itself, beginning and finishing, happens here."""
        now_ms = self._clock_ms()
        async with self._store.reading(ref.tenant_id) as session:
            todo = await recipients.todo(session, ref.broadcast_id, now_ms=now_ms)
        if todo.begins or todo.finishes:
            action = Action.BEGIN if todo.begins else Action.FINISH
            async with self._store.tenant(ref.tenant_id) as session:
                await broadcasts.act(
                    session, ref.broadcast_id, action, order_id=action.value, actor_id=_CLOCK, now_ms=now_ms
                )
                todo = await recipients.todo(session, ref.broadcast_id, now_ms=now_ms)
        return Wanted(
            stage=todo.stage,
            writes_down=todo.writes_down,
            ranges=todo.ranges,
            delivers_deferred=todo.delivers_deferred,
            decides=todo.decides,
            withdraws=todo.withdraws,
            next_at_ms=todo.next_at_ms,
        )

    @activity.defn(name=contract.WRITE_DOWN.name)
    async def write_down(self, ref: BroadcastRef) -> WrittenDown:
        """The next thousands of the audience, for a minute at most; where it goes on is on record."""
        until_s = _now_s() + LONGEST_S
        async with _heartbeats():
            while True:
                async with self._store.reading(ref.tenant_id) as session:
                    row = await broadcasts.existing(session, ref.broadcast_id)
                    definition = broadcasts.definition_of(row)
                    people, zones, onward = await recipients.next_people(session, row, definition)
                async with self._store.tenant(ref.tenant_id) as session:
                    written = await recipients.write_down(
                        session,
                        ref.broadcast_id,
                        people,
                        zones,
                        after=row.audience_after,
                        onward=onward,
                        now_ms=self._clock_ms(),
                    )
                    stage = (await broadcasts.handling(session, ref.broadcast_id)).stage
                if written.is_through or stage is not Stage.RUNNING or _is_time_up(until_s):
                    return WrittenDown(people=written.people, is_through=written.is_through)

    # Its messages

    @activity.defn(name=contract.DELIVER_RANGE.name)
    async def deliver_range(self, span: RangeInput) -> RangeDone:
        """Plan pages and hand their messages over, for a minute at most. Pages that are through are passed over."""
        until_s = _now_s() + LONGEST_S
        async with _heartbeats():
            async with self._store.reading(span.tenant_id) as session:
                broadcast = await broadcasts.handling(session, span.broadcast_id)
            if span.first == contract.DEFERRED:
                return await self._deliver_deferred(span.tenant_id, broadcast, until_s)
            total = RangeDone(stage=broadcast.stage)
            while total.stage is Stage.RUNNING and total.again_at_ms is None and not _is_time_up(until_s):
                async with self._store.reading(span.tenant_id) as session:
                    page = await recipients.next_page(
                        session, span.broadcast_id, span.first, span.last, now_ms=self._clock_ms()
                    )
                if page is None:
                    return total.model_copy(update={"is_through": True})
                total = await self._page(span.tenant_id, broadcast, page, total, until_s)
            return total

    async def _page(
        self, tenant_id: str, broadcast: Handling, page: Page, total: RangeDone, until_s: float
    ) -> RangeDone:
        """One page, planned if it is not, then handed over. Whatever of it went before is not found open again."""
        if not page.is_planned:
            async with self._at_once, self._store.tenant(tenant_id) as session:
                if page.part is Part.REST:
                    broadcast = await broadcasts.handling(session, broadcast.broadcast_id)
                planned = await recipients.plan(session, broadcast, page.number, now_ms=self._clock_ms())
            if planned is None:
                async with self._store.reading(tenant_id) as session:
                    stage = (await broadcasts.handling(session, broadcast.broadcast_id)).stage
                return total.model_copy(update={"stage": stage})
            page = planned
        keys = [message_key(broadcast.broadcast_id, person_id) for person_id in page.people]
        while keys:
            go = await self._may_go(tenant_id, broadcast, min(self._batch, len(keys)))
            if go.stage is not Stage.RUNNING:
                return total.model_copy(update={"stage": go.stage})
            if go.granted == 0:
                if go.wait_ms > LONGEST_WAIT_MS or _is_time_up(until_s):
                    return total.model_copy(update={"again_at_ms": self._clock_ms() + go.wait_ms})
                await asyncio.sleep(go.wait_ms / 1_000)
                continue
            batch = keys[: go.granted]
            report = await self._hand_over(tenant_id, broadcast, keys=batch, limit=len(batch))
            total = total.model_copy(
                update={"looked_at": total.looked_at + report.looked_at, "sent": total.sent + report.sent}
            )
            if report.throttled:
                return total.model_copy(update={"again_at_ms": report.next_due_at_ms or self._clock_ms() + 1_000})
            keys = keys[len(batch) :]
        async with self._store.tenant(tenant_id) as session:
            await recipients.handed(session, broadcast.broadcast_id, page.number, now_ms=self._clock_ms())
        return total

    async def _deliver_deferred(self, tenant_id: str, broadcast: Handling, until_s: float) -> RangeDone:
        """Whatever was put off and is due by now, page or no page."""
        total = RangeDone(stage=broadcast.stage)
        while True:
            go = await self._may_go(tenant_id, broadcast, self._batch)
            if go.stage is not Stage.RUNNING:
                return total.model_copy(update={"stage": go.stage})
            if go.granted == 0:
                return total.model_copy(update={"again_at_ms": self._clock_ms() + go.wait_ms})
            report = await self._hand_over(tenant_id, broadcast, limit=go.granted)
            now_ms = self._clock_ms()
            total = total.model_copy(
                update={"looked_at": total.looked_at + report.looked_at, "sent": total.sent + report.sent}
            )
            if report.next_due_at_ms is None or report.next_due_at_ms > now_ms:
                again_at_ms = report.next_due_at_ms if report.throttled else None
                return total.model_copy(update={"is_through": again_at_ms is None, "again_at_ms": again_at_ms})
            if _is_time_up(until_s):
                return total
            if not report.looked_at:
                await asyncio.sleep(LONGEST_WAIT_MS / 1_000)

    async def _may_go(self, tenant_id: str, broadcast: Handling, wanted: int) -> Go:
        """How many may go now; in most cases nothing has to be written for it."""
        async with self._store.reading(tenant_id) as session:
            go = await broadcasts.may_go(session, broadcast, wanted, now_ms=self._clock_ms())
        if go is not None:
            return go
        async with self._store.tenant(tenant_id) as session:
            return await broadcasts.go(session, broadcast, wanted, now_ms=self._clock_ms())

    async def _hand_over(
        self,
        tenant_id: str,
        broadcast: Handling,
        *,
        limit: int,
        keys: Sequence[str] = (),
    ) -> Report:
        """Those of ``keys``, or whatever of the broadcast is due; as its own source, which is held back from everybody else."""
        source = source_of(broadcast.broadcast_id)
        async with self._at_once:
            report = await self._deliver(tenant_id, source=source, keys=keys, limit=limit, now_ms=self._clock_ms())
        if broadcast.definition.per_minute is not None and report.sent < limit:
            async with self._store.tenant(tenant_id) as session:
                await broadcasts.give_back(session, broadcast.broadcast_id, limit - report.sent)
        return report

    @activity.defn(name=contract.DECIDE.name)
    async def decide(self, ref: BroadcastRef) -> Decided:
        """Begin to count the test's outcome, or decide by it, and say when the rest gets what it gets."""
        now_ms = self._clock_ms()
        async with self._store.tenant(ref.tenant_id) as session:
            row = await broadcasts.existing(session, ref.broadcast_id)
            test = broadcasts.definition_of(row).test
            if test is None or (row.decide_at_ms is None and not row.winner):
                pause_ms = test.decide_after_minutes * 60_000 if test is not None else 0
                await broadcasts.decide_later(session, ref.broadcast_id, at_ms=now_ms + pause_ms)
                return Decided()
            if not row.verdict and not row.winner:
                verdict = await recipients.outcome(session, ref.broadcast_id, now_ms=now_ms)
                row = await broadcasts.decided(session, ref.broadcast_id, verdict, now_ms=now_ms)
            if row.winner:
                await recipients.date_the_rest(session, ref.broadcast_id, now_ms=now_ms)
        return Decided(winner=row.winner, decision=row.decision)

    @activity.defn(name=contract.WITHDRAW.name)
    async def withdraw(self, ref: BroadcastRef) -> Withdrawn:
        """Refuse whatever was planned and not handed over, thousands at a time."""
        total = 0
        async with _heartbeats():
            while True:
                async with self._store.tenant(ref.tenant_id) as session:
                    withdrawn = await recipients.withdraw(
                        session, ref.broadcast_id, now_ms=self._clock_ms(), limit=self._batch
                    )
                total += withdrawn.messages
                if withdrawn.messages < self._batch:
                    return Withdrawn(messages=total)


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _is_time_up(until_s: float) -> bool:
    return _now_s() > until_s or (activity.in_activity() and activity.is_worker_shutdown())


@contextlib.asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Tell Temporal that we are alive, however long a transaction waits for its turn."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(contract.HEARTBEAT.total_seconds() / 4)

    if not activity.in_activity():
        yield
        return
    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
