"""What becomes of a journey when somebody acts on it: the act on record, and what it does to all people at once.

Each may run again after it has had its effect.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from activities.poking import Pokes
from domain.acting import act_as
from domain.contacts import service as contacts
from domain.errors import Conflict
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import ADVANCES
from domain.journeys.blueprints.values import JourneyAction, LiveJourney, PeopleInside
from domain.journeys.effects import service as effects
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import INDIVIDUAL_SHARD, Entrant
from domain.journeys.values import JourneyDefinition, Poke, ScheduleTrigger, SegmentTrigger
from domain.messages.holds import service as holds
from domain.messages.withdrawals import service as withdrawals
from domain.segments import service as segments
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import JobDone, JobOrder, RecordAct, Recorded, Schedule

PAGE: Final = 1_000
"""People let in, or taken over to another version, in one."""


class JourneyActivities:
    """A journey's life."""

    def __init__(self, store: Database, *, poker: Pokes, clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._poker = poker
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.record_act, self.do_job]

    @activity.defn(name=contract.RECORD_ACT.name)
    async def record_act(self, order: RecordAct) -> Recorded:
        """Raises what ``blueprints.publish`` and ``blueprints.act`` raise."""
        act, journey_id = order.act, order.journey.journey_id
        act_as(act.actor_id, tenant_id=order.journey.tenant_id)
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
