"""The effects that journeys' workflows have: actions put on record, people moved and their messages handed over.

Each may run again after it has had its effect. Moving people is one transaction a batch, so that whoever dies in the middle
leaves everybody either where they were or where they are now, with their messages planned.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from domain.contacts import service as contacts
from domain.errors import Conflict, NotFound
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import ADVANCES
from domain.journeys.blueprints.values import JourneyAction, LiveJourney, PeopleInside
from domain.journeys.effects import service as effects
from domain.journeys.rules import GONE
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import INDIVIDUAL_SHARD, Entrant
from domain.journeys.values import Advanced, JourneyDefinition, Poke, ScheduleTrigger, SegmentTrigger
from domain.messages.holds import service as holds
from domain.messages.withdrawals import service as withdrawals
from domain.segments import service as segments
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import (
    JobDone,
    JobOrder,
    Moved,
    RecordAct,
    Recorded,
    RunRef,
    Schedule,
    ShardInput,
    StepPassed,
    Worked,
)

BATCH: Final = 500
"""People moved in one transaction."""
PAGE: Final = 1_000
"""People let in, or taken over to another version, in one."""
LONGEST_S: Final = 60.0
"""Of one look at a shard; then its workflow is told how far it came."""
AWAKE_MS: Final = 5_000
"""How long ahead a shard promises to look by itself."""
LINGER_S: Final = 3.0
"""A shard that had work looks for more by itself for so long."""
LOOK_EVERY_S: Final = 0.1


class Report(Protocol):
    """What came of handing messages over."""

    @property
    def sent(self) -> int: ...
    @property
    def refused(self) -> dict[str, int]: ...


class Deliver(Protocol):
    """Hands over the messages of these keys, those of them that are due: see ``activities.messages.Deliverer``."""

    async def __call__(self, tenant_id: str, *, keys: Sequence[str], limit: int, now_ms: int) -> Report: ...


class Pokes(Protocol):
    """See ``activities.poking.Poker``."""

    def poke(self, tenant_id: str, pokes: Any) -> None: ...


class JourneyActivities:
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
        return [self.record_act, self.do_job, self.work_shard, self.advance_run]

    # A journey's life

    @activity.defn(name=contract.RECORD_ACT.name)
    async def record_act(self, order: RecordAct) -> Recorded:
        """Raises what ``blueprints.publish`` and ``blueprints.act`` raise."""
        act, journey_id = order.act, order.journey.journey_id
        async with self._store.tenant(order.journey.tenant_id) as session:
            if act.action is JourneyAction.PUBLISH:
                live = await blueprints.publish(
                    session,
                    journey_id,
                    sequence=order.sequence,
                    draft_revision=act.draft_revision,
                    mode=act.mode,
                    estimated_people=act.estimated_people,
                    actor_id=act.actor_id,
                    comment=act.comment,
                    now_ms=order.at_ms,
                )
            else:
                live = await blueprints.act(
                    session,
                    journey_id,
                    act.action,
                    sequence=order.sequence,
                    actor_id=act.actor_id,
                    comment=act.comment,
                    now_ms=order.at_ms,
                )
                await _hold_messages(session, live, now_ms=order.at_ms)
            definition = await blueprints.definition(session, journey_id, live.version) if live.version else None
            if definition is not None and act.action is JourneyAction.PUBLISH:
                await effects.prepare(session, definition, now_ms=order.at_ms)
        trigger = definition.trigger if definition is not None else None
        return Recorded(
            stage=live.stage,
            version=live.version,
            schedule=Schedule(cron=trigger.cron, time_zone=trigger.time_zone)
            if isinstance(trigger, ScheduleTrigger)
            else None,
            enters_members=isinstance(trigger, SegmentTrigger) and trigger.existing,
        )

    @activity.defn(name=contract.DO_JOB.name)
    async def do_job(self, order: JobOrder) -> JobDone:
        """A page at a time; a try that follows another goes on where that one's last heartbeat was."""
        match order.job.kind:
            case "enter_members":
                return JobDone(people=await self._enter_members(order))
            case "wake":
                return JobDone(people=await self._wake(order))
            case _:
                people = await self._cross(order)
        is_archived = not order.job.version
        return JobDone(people=people, again_at_ms=await self._take_back(order, people) if is_archived else None)

    async def _enter_members(self, order: JobOrder) -> int:
        tenant_id, journey_id = order.journey.tenant_id, order.journey.journey_id
        after, came = _progress()
        while True:
            now_ms = self._clock_ms()
            async with self._store.tenant(tenant_id) as session:
                live = await blueprints.one_live(session, journey_id)
                if live is None:
                    return came
                definition = await blueprints.definition(session, journey_id, live.version)
                people = await _members(session, definition, after)
                if not people:
                    return came
                entrants = [Entrant(person_id=one, cause=order.job.cause, at_ms=now_ms) for one in people]
                try:
                    entered = await journeys.enter(session, journey_id, entrants, now_ms=now_ms)
                except Conflict as error:
                    activity.logger.info("nobody comes in any more: %s", error.message)
                    return came
            self._poker.poke(tenant_id, entered.pokes)
            after, came = people[-1], came + sum(bool(one.run_id) for one in entered.admissions)
            activity.heartbeat(after, came)

    async def _cross(self, order: JobOrder) -> int:
        """Over into another version, or out. Whoever was dealt with is not found again, so a new try goes on by itself."""
        tenant_id, journey_id, job = order.journey.tenant_id, order.journey.journey_id, order.job
        _, crossed = _progress()
        policy = PeopleInside.MOVE if job.kind == "move" else PeopleInside.EXIT
        reason = "a new version was published" if job.version else "the journey was archived"
        while True:
            async with self._store.tenant(tenant_id) as session:
                live = await blueprints.one_live(session, journey_id)
                if live is None:
                    return crossed
                definition = await blueprints.definition(session, journey_id, live.version)
                keeps = live.version if job.version else 0
                people, pokes = await travellers.move_some(
                    session,
                    live,
                    definition,
                    policy,
                    job.mapping,
                    keeps=keeps,
                    reason=reason,
                    now_ms=self._clock_ms(),
                    limit=PAGE,
                )
            self._poker.poke(tenant_id, pokes)
            if not people:
                return crossed
            crossed += people
            activity.heartbeat("", crossed)

    async def _take_back(self, order: JobOrder, people: int) -> int | None:
        """Refuse what an archived journey has planned and nobody handed over; when there may be more."""
        source, note = effects.source_of(order.journey.journey_id), "the journey was archived"
        while True:
            async with self._store.tenant(order.journey.tenant_id) as session:
                withdrawn = await withdrawals.withdraw(session, source, note=note, now_ms=self._clock_ms(), limit=PAGE)
            if withdrawn.messages < PAGE:
                return withdrawn.again_at_ms
            activity.heartbeat("", people)

    async def _wake(self, order: JobOrder) -> int:
        """Have everybody's shard look: whoever was due meanwhile moves on."""
        tenant_id, journey_id = order.journey.tenant_id, order.journey.journey_id
        after, woken = _progress()
        async with self._store.reading(tenant_id) as session:
            live = await blueprints.one_live(session, journey_id)
        if live is None:
            return 0
        self._poker.poke(tenant_id, [Poke(journey_id, shard) for shard in range(live.shards)])
        while not live.shards:
            async with self._store.reading(tenant_id) as session:
                runs = await travellers.individuals(session, journey_id, after=after, limit=PAGE)
            if not runs:
                break
            self._poker.poke(tenant_id, [Poke(journey_id, INDIVIDUAL_SHARD, run_id) for run_id in runs])
            after, woken = runs[-1], woken + len(runs)
            activity.heartbeat(after, woken)
        return woken or live.shards

    # People on their way

    @activity.defn(name=contract.WORK_SHARD.name)
    async def work_shard(self, ref: ShardInput) -> Worked:
        """Move whoever is due and hand their messages over, until nobody is and nothing was heard for a while."""
        loop = asyncio.get_running_loop()
        started_s = busy_s = loop.time()
        total = Worked()
        advanced, awake_until_ms = Advanced(0, 0, (), None), 0
        async with _heartbeats():
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


async def _hold_messages(session: AsyncSession, live: LiveJourney, *, now_ms: int) -> None:
    """What was planned and not handed over stays where it is while nobody moves; when the journey is archived, it is taken back."""
    source = effects.source_of(live.journey_id)
    if live.stage in ADVANCES:
        await holds.release(session, source)
    else:
        await holds.hold(session, source, now_ms=now_ms)


async def _members(session: AsyncSession, definition: JourneyDefinition, after: str) -> Sequence[str]:
    """The next people whom the trigger means: a segment's members, or everybody."""
    trigger = definition.trigger
    segment = trigger.segment if isinstance(trigger, ScheduleTrigger | SegmentTrigger) else None
    if segment is not None:
        return await segments.members(session, segment, after=after, limit=PAGE)
    return [contact.person_id for contact in await contacts.page(session, after=after, limit=PAGE)]


def _progress() -> tuple[str, int]:
    """How far an earlier try came: the last person, and how many there were."""
    details = activity.info().heartbeat_details
    return (str(details[0]), int(details[1])) if len(details) == 2 else ("", 0)


@contextlib.asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Tell Temporal that we are alive, however long a transaction waits for its turn."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(contract.HEARTBEAT.total_seconds() / 4)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
