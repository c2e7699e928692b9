"""The engine: what brings people in, what moves them, and what their journeys then do for them.

On a tenant's session of the journeys' store. One call belongs to one transaction of the caller's: people, effects, messages
and counts change together or not at all.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.contacts import service as contacts
from domain.errors import Conflict, NotFound
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import ADVANCES
from domain.journeys.blueprints.values import LiveJourney
from domain.journeys.effects import service as effects
from domain.journeys.rules import advance, with_heard
from domain.journeys.travellers import repository, rules
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.shards import repository as shards
from domain.journeys.travellers.values import INDIVIDUAL_SHARD, NOT_MEANT, Admission, Entrant, Heard, Inside, Run
from domain.journeys.values import (
    Advanced,
    JourneyDefinition,
    JourneyStage,
    Move,
    Poke,
    ScheduleTrigger,
    SegmentTrigger,
)
from domain.journeys.versions import service as versions
from domain.journeys.versions.values import Known
from domain.predicates.rules import MINUTE_MS, evaluate, happened
from domain.predicates.values import Facts, Occurrence, Predicate
from domain.records import tenant_of
from domain.segments import service as segments
from domain.segments.rules import needs
from domain.segments.values import PROFILE_CHANGED

NOTHING: Final = Facts()
_HEARING: Final = (JourneyStage.ACTIVE, JourneyStage.PAUSED, JourneyStage.COMPLETED)
"""Where people inside are told what they did, though they may not move just now."""
_log = structlog.get_logger(__name__)
_properties = msgspec.json.Decoder(dict[str, Any])


class Entered(NamedTuple):
    """What became of people at the door, and who is to look for those who came in."""

    admissions: list[Admission]
    pokes: set[Poke]


# What brings people in


async def arrived(session: AsyncSession, events: Sequence[CustomerEvent], *, now_ms: int) -> set[Poke]:
    """Tell journeys what people did: those inside hear of it, those whom it brings come in.

    ``events`` are new and on record, in the order of time. Returns who is to be poked after the commit.
    """
    if not events:
        return set()
    lives = await blueprints.live(session, _HEARING)
    if not lives:
        return set()
    known = {live.journey_id: await versions.known(session, live.journey_id, live.version) for live in lives}
    coming = _coming(lives, known, events, now_ms)
    await repository.hold_doors(
        session,
        closed=[(journey_id, one.person_id) for journey_id, some in coming.items() for one in some],
        watched=[(name, event.person_id) for name, one in known.items() for event in events if event.name in one.wakes],
    )
    runs = await repository.runs_of(session, {event.person_id for event in events})
    pokes = await _told(session, {live.journey_id: live for live in lives}, runs, events, now_ms)
    for live in lives:
        if live.journey_id in coming:
            entered = await _let_in(session, live, coming[live.journey_id], runs, now_ms=now_ms)
            pokes |= entered.pokes
    return await _only_asleep(session, pokes, now_ms)


async def enter(session: AsyncSession, journey_id: str, entrants: Sequence[Entrant], *, now_ms: int) -> Entered:
    """Let people in whom a call, a schedule or a segment's members name.

    Raises ``NotFound``, and ``Conflict`` for a journey that lets nobody in.
    """
    live = await blueprints.one_live(session, journey_id, kept=True)
    if live is None:
        raise NotFound(f"there is no published journey '{journey_id}'", field="journey_id")
    if live.stage is not JourneyStage.ACTIVE:
        raise Conflict(f"a journey that is {live.stage} lets nobody in", field="journey_id", remedy="Resume it first.")
    await repository.hold_doors(session, closed=[(journey_id, one.person_id) for one in entrants])
    runs = await repository.runs_of(session, {one.person_id for one in entrants}, journey_id)
    entered = await _let_in(session, live, entrants, runs, now_ms=now_ms)
    return Entered(entered.admissions, await _only_asleep(session, entered.pokes, now_ms))


def _coming(
    lives: Sequence[LiveJourney],
    known: Mapping[str, Known],
    events: Sequence[CustomerEvent],
    now_ms: int,
) -> dict[str, list[Entrant]]:
    """Whom ``events`` bring to the door of which journey."""
    doors: dict[str, list[str]] = defaultdict(list)
    for live in lives:
        if live.stage is JourneyStage.ACTIVE:
            for name in rules.coming_events(known[live.journey_id].definition.trigger):
                doors[name].append(live.journey_id)
    coming: dict[str, list[Entrant]] = defaultdict(list)
    for event in events:
        for journey_id in doors.get(event.name, ()):
            occurrence = Occurrence(event=event.name, at_ms=event.at_ms, properties=event.properties)
            if rules.brings(known[journey_id].definition.trigger, occurrence, NOTHING, now_ms=now_ms):
                coming[journey_id].append(
                    Entrant(
                        person_id=event.person_id,
                        cause=f"event:{event.event_id}",
                        at_ms=event.at_ms,
                        context={"name": event.name, "at_ms": event.at_ms, "properties": event.properties},
                    )
                )
    return coming


async def _let_in(
    session: AsyncSession, live: LiveJourney, entrants: Sequence[Entrant], runs: Sequence[Inside], *, now_ms: int
) -> Entered:
    known = await versions.known(session, live.journey_id, live.version)
    definition = known.definition
    refused: list[Admission] = []
    if definition.entry is not None:
        facts = await _facts(session, {one.person_id for one in entrants}, (definition.entry,), now_ms=now_ms)
        meant = {person_id for person_id, one in facts.items() if evaluate(definition.entry, one, now_ms=now_ms)}
        refused = [
            Admission(person_id=one.person_id, reason=NOT_MEANT) for one in entrants if one.person_id not in meant
        ]
        entrants = [one for one in entrants if one.person_id in meant]
    await travellers.count_refused(session, live, refused)
    admissions = await travellers.admit(session, live, definition, entrants, runs, now_ms=now_ms)
    await _catch_up(session, known, admissions, entrants, now_ms)
    return Entered([*refused, *admissions], travellers.pokes_for(live.journey_id, admissions, live.shards))


async def _catch_up(
    session: AsyncSession, known: Known, admissions: Sequence[Admission], entrants: Sequence[Entrant], now_ms: int
) -> None:
    """Tell those who came in what they did between what brought them and now: their journey may wait for it."""
    run_of = {one.person_id: one.run_id for one in admissions if one.run_id}
    since = {one.person_id: one.at_ms for one in entrants if one.person_id in run_of and one.at_ms < now_ms}
    if not since or not known.listens_for:
        return
    recent = await behaviour.recent(session, list(since), known.listens_for, since_ms=min(since.values()))
    heard = [
        Heard(
            run_id=run_of[person_id],
            event_id=f"before:{number}",
            event=one.event,
            at_ms=one.at_ms,
            properties=one.properties,
        )
        for person_id, happenings in recent.items()
        for number, one in enumerate(happenings)
        if person_id in since and one.at_ms > since[person_id]
    ]
    await repository.hear(session, heard)


async def _told(
    session: AsyncSession,
    lives: Mapping[str, LiveJourney],
    runs: Sequence[Inside],
    events: Sequence[CustomerEvent],
    now_ms: int,
) -> set[Poke]:
    """Put what they did before those inside, and count goals of those who left or were held out."""
    did: dict[str, list[CustomerEvent]] = defaultdict(list)
    for event in events:
        did[event.person_id].append(event)
    concerned: dict[str, tuple[Known, list[CustomerEvent]]] = {}
    for run in runs:
        if run.journey_id not in lives:
            continue
        known = await versions.known(session, run.journey_id, run.version)
        mine = [event for event in did[run.person_id] if event.name in known.wakes]
        if mine and (run.is_inside or known.definition.goals):
            concerned[run.run_id] = known, mine
    heard: list[Heard] = []
    woken: list[Inside] = []
    gone: list[tuple[Inside, Known]] = []
    for run in await repository.hold(session, concerned.keys()):
        known, mine = concerned[run.run_id]
        if not run.is_inside:
            gone.append((run, known))
            continue
        woken.append(run)
        heard += [
            Heard(
                run_id=run.run_id,
                event_id=event.event_id,
                event=event.name,
                at_ms=event.at_ms,
                properties=event.properties,
            )
            for event in mine
            if event.name in known.listens_for
        ]
    await repository.hear(session, heard)
    await repository.wake(session, [run.run_id for run in woken], now_ms=now_ms)
    await _count_late_goals(session, gone, did, now_ms)
    return {Poke(run.journey_id, run.shard, run.run_id if run.shard == INDIVIDUAL_SHARD else "") for run in woken}


async def _count_late_goals(
    session: AsyncSession,
    gone: Sequence[tuple[Inside, Known]],
    did: Mapping[str, Sequence[CustomerEvent]],
    now_ms: int,
) -> None:
    """A goal counts within its time of entry, wherever the person is by then: also for those held out, to compare."""
    reached: list[tuple[Inside, tuple[str, ...]]] = []
    for run, known in gone:
        had = travellers.goals_of(run.goals)
        new = tuple(
            goal.name
            for goal in known.definition.goals
            if goal.name not in had
            and any(
                run.entered_at_ms <= event.at_ms < run.entered_at_ms + goal.within_minutes * MINUTE_MS
                and happened(
                    goal.event,
                    Occurrence(event=event.name, at_ms=event.at_ms, properties=event.properties),
                    NOTHING,
                    now_ms=now_ms,
                )
                for event in did[run.person_id]
            )
        )
        if new:
            reached.append((run, new))
    await travellers.add_goals(session, reached)


async def _only_asleep(session: AsyncSession, pokes: set[Poke], now_ms: int) -> set[Poke]:
    """A shard that looks by itself needs no poke."""
    looking = {(poke.journey_id, poke.shard) for poke in pokes if poke.shard != INDIVIDUAL_SHARD}
    if not looking:
        return pokes
    asleep = await shards.asleep(session, looking, now_ms=now_ms)
    return {poke for poke in pokes if poke.shard == INDIVIDUAL_SHARD or (poke.journey_id, poke.shard) in asleep}


async def listening(session: AsyncSession, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """By tenant: those of ``names`` that bring people into its journeys, or that people inside may be waiting for.

    On a platform session. Versions that people are still on besides the newest are not asked.
    """
    asked: dict[str, frozenset[str]] = {}
    found = await blueprints.live_mentioning(session, _HEARING, ['"bid_context"', *(f'"{name}"' for name in names)])
    for tenant_id, definition in found:
        heard = (rules.coming_events(definition.trigger) | rules.wakes(definition)) & names
        asked[tenant_id] = asked.get(tenant_id, frozenset()) | heard
    return asked


async def audience(session: AsyncSession, definition: JourneyDefinition, *, now_ms: int) -> int:
    """Who may come in at most, as far as we can tell: the members it names, those it means, or everybody."""
    trigger = definition.trigger
    if isinstance(trigger, SegmentTrigger | ScheduleTrigger) and trigger.segment is not None:
        return await segments.count_members(session, trigger.segment)
    return (await segments.estimate(session, definition.entry, now_ms=now_ms)).matched


# What moves them


async def advance_due(session: AsyncSession, journey_id: str, shard: int, *, now_ms: int, limit: int) -> Advanced:
    """Move on those of a shard whose time has come, ``limit`` at most. A paused journey moves nobody."""
    live = await blueprints.one_live(session, journey_id, kept=True)
    if live is None or live.stage not in ADVANCES:
        return Advanced(0, 0, (), None)
    among: set[str] | None = None
    if names := await versions.told_by(session, live):
        among = await repository.whose_are_due(session, journey_id, shard, now_ms=now_ms, limit=limit)
        await _hold_people(session, among, names)
    runs = await repository.due(session, journey_id, shard, now_ms=now_ms, limit=limit, among=among)
    advanced = await _advance(session, live, shard, runs, now_ms=now_ms)
    if len(runs) == limit:
        return advanced._replace(next_due_at_ms=now_ms)
    return advanced._replace(next_due_at_ms=await repository.next_look_ms(session, journey_id, shard))


async def advance_one(session: AsyncSession, run_id: str, *, now_ms: int) -> tuple[Advanced, Move | None]:
    """Move one person on, if their time has come. The move is None while the journey is paused or over for them."""
    whose = await repository.whose(session, run_id)
    if whose is None:
        raise NotFound(f"there is no run '{run_id}'", field="run_id")
    journey_id, person_id = whose
    live = await blueprints.one_live(session, journey_id, kept=True)
    if live is not None and (names := await versions.told_by(session, live)):
        await _hold_people(session, [person_id], names)
    found = await repository.one(session, run_id)
    if found is None:
        raise NotFound(f"there is no run '{run_id}'", field="run_id")
    run, look_at_ms = found
    if live is None or look_at_ms is None or live.stage not in ADVANCES:
        return Advanced(0, 0, (), None), None
    if look_at_ms > now_ms:
        return Advanced(0, 0, (), look_at_ms), Move(traveller=travellers.traveller_of(tenant_of(session), run))
    moves: list[tuple[Run, Move]] = []
    advanced = await _advance(session, live, run.shard, [run], now_ms=now_ms, told=moves)
    if not moves:
        stays = Move(traveller=travellers.traveller_of(tenant_of(session), run))
        return advanced._replace(next_due_at_ms=now_ms + travellers.ASIDE_MS), stays
    due_at_ms = moves[0][1].traveller.due_at_ms
    return advanced._replace(next_due_at_ms=due_at_ms), moves[0][1]


async def _hold_people(session: AsyncSession, people: Collection[str], names: frozenset[str]) -> None:
    """Hold all that events of these names may change of people, in the order in which whoever brings events holds it.

    Steps that change profiles and lists bring people into other journeys, and wake them there. Whoever held their runs first
    and the rest afterwards would wait for somebody who waits for them.
    """
    await contacts.roster_of(session, (), person_ids=people)
    await segments.hold(session, people)
    closed: list[tuple[str, str]] = []
    watched: list[tuple[str, str]] = []
    for live in await blueprints.live(session, _HEARING):
        known = await versions.known(session, live.journey_id, live.version)
        if live.stage is JourneyStage.ACTIVE and names & rules.coming_events(known.definition.trigger):
            closed += [(live.journey_id, person_id) for person_id in people]
        elif names & known.wakes:
            watched += [(live.journey_id, person_id) for person_id in people]
    await repository.hold_doors(session, closed=closed, watched=watched)


async def _advance(
    session: AsyncSession,
    live: LiveJourney,
    shard: int,
    runs: Sequence[Run],
    *,
    now_ms: int,
    told: list[tuple[Run, Move]] | None = None,
) -> Advanced:
    by_version: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        by_version[run.version].append(run)
    moved: list[_Moved] = []
    for version, some in sorted(by_version.items()):
        moved += await _move(
            session, await versions.known(session, live.journey_id, version), shard, some, now_ms=now_ms
        )
    had = effects.Had(
        planned=tuple(key for one in moved for key in one.had.planned),
        events=tuple(event for one in moved for event in one.had.events),
        changed=frozenset(person_id for one in moved for person_id in one.had.changed),
    )
    pokes = await _told_of_changes(session, had, now_ms)
    if told is not None:
        told += [move for one in moved for move in one.moves]
    return Advanced(len(runs), sum(one.steps for one in moved), had.planned, None, frozenset(pokes))


class _Moved(NamedTuple):
    """People who were moved on together."""

    moves: list[tuple[Run, Move]]
    steps: int
    had: effects.Had


async def _move(session: AsyncSession, known: Known, shard: int, runs: Sequence[Run], *, now_ms: int) -> list[_Moved]:
    """Move people of one version on. One who cannot be is put aside; in ever smaller groups, the others go on."""
    try:
        async with session.begin_nested():
            return [await _move_together(session, known, shard, runs, now_ms=now_ms)]
    except Exception as error:
        if not repository.lies_in_the_rows(error):
            raise
        if len(runs) == 1:
            _log.exception("somebody could not be moved on", journey=runs[0].journey_id, run=runs[0].run_id)
            await travellers.put_aside(session, runs[0], type(error).__name__, now_ms=now_ms)
            return []
    half = len(runs) // 2
    moved = await _move(session, known, shard, runs[:half], now_ms=now_ms)
    return moved + await _move(session, known, shard, runs[half:], now_ms=now_ms)


async def _move_together(
    session: AsyncSession, known: Known, shard: int, runs: Sequence[Run], *, now_ms: int
) -> _Moved:
    tenant_id = tenant_of(session)
    facts = await _facts_inside(session, known, runs, now_ms)
    moves = [
        (
            run,
            advance(
                known.definition,
                travellers.traveller_of(tenant_id, run),
                facts.get(run.run_id, NOTHING),
                now_ms=now_ms,
            ),
        )
        for run in runs
    ]
    steps = await travellers.settle(session, runs[0].journey_id, shard, moves, now_ms=now_ms)
    had = await effects.have(session, known.definition, moves, now_ms=now_ms)
    if known.listens_for:
        await repository.forget_heard(session, [run.run_id for run, move in moves if move.traveller.reason])
    return _Moved(moves, steps, had)


async def end_effects(session: AsyncSession, *, now_ms: int, limit: int) -> tuple[int, set[Poke]]:
    """End what steps began and whose time is over: how many, and who is to be poked after the commit."""
    ended, events = await effects.end_due(session, now_ms=now_ms, limit=limit)
    return ended, await _told_of_changes(session, effects.Had((), events), now_ms)


async def _told_of_changes(session: AsyncSession, had: effects.Had, now_ms: int) -> set[Poke]:
    """What journeys do to a person may move them in other journeys."""
    if not had.events and not had.changed:
        return set()
    new = await behaviour.record(session, had.events) if had.events else ()
    told = [
        CustomerEvent(
            event_id=f"{PROFILE_CHANGED}:{now_ms}",
            person_id=person_id,
            name=PROFILE_CHANGED,
            at_ms=now_ms,
            received_at_ms=now_ms,
        )
        for person_id in sorted(had.changed)
    ]
    return await arrived(session, [*new, *told], now_ms=now_ms)


async def _facts_inside(session: AsyncSession, known: Known, runs: Sequence[Run], now_ms: int) -> Mapping[str, Facts]:
    """What each of ``runs`` may be judged by, by run id; nothing is loaded that its definition does not look at."""
    if not known.predicates and not known.listens_for and not known.needs_time_zone:
        return {}
    people = {run.person_id for run in runs}
    facts: Mapping[str, Facts] = {}
    if known.predicates:
        facts = await _facts(session, people, known.predicates, now_ms=now_ms)
    elif known.needs_time_zone:
        found = await contacts.load(session, people)
        facts = {person_id: Facts(time_zone=contact.time_zone or "UTC") for person_id, contact in found.items()}
    heard = await repository.heard_by(session, [run.run_id for run in runs]) if known.listens_for else []
    did: dict[str, list[Occurrence]] = defaultdict(list)
    for run_id, event, at_ms, properties in heard:
        did[run_id].append(
            Occurrence(event=event, at_ms=at_ms, properties=_properties.decode(properties) if properties else {})
        )
    return {run.run_id: with_heard(facts.get(run.person_id, NOTHING), did.get(run.run_id, ())) for run in runs}


async def _facts(
    session: AsyncSession, people: Collection[str], predicates: Sequence[Predicate], *, now_ms: int
) -> Mapping[str, Facts]:
    found = await contacts.load(session, people)
    need = needs(predicates, now_ms=now_ms)
    facts = await segments.facts_of(session, found, need, now_ms=now_ms)
    return {person_id: facts.get(person_id, NOTHING) for person_id in people}
