"""People inside journeys: letting them in, writing down where they stand, and answering where everybody went.

On a tenant's session of the journeys' store; where a person goes next is ``domain.journeys``' to say.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import NotFound
from domain.journeys.blueprints.rules import ADVANCES
from domain.journeys.blueprints.values import LiveJourney, PeopleInside
from domain.journeys.rules import GONE, is_held_out, moved
from domain.journeys.travellers import repository
from domain.journeys.travellers.rules import kept_out, run_id_of, shard_of
from domain.journeys.travellers.shards import repository as shards
from domain.journeys.travellers.values import (
    HELD_OUT,
    INDIVIDUAL_SHARD,
    Admission,
    Conservation,
    Entrant,
    Inside,
    PersonRun,
    Run,
    StepCount,
)
from domain.journeys.values import JourneyDefinition, Move, Passed, Poke, Status, Traveller
from domain.records import tenant_of

FORGOTTEN_AT_ONCE: Final = 500
ASIDE_MS: Final = 3_600_000
"""How long somebody who could not be moved on stands aside before they are looked at again."""
Counts = Counter[tuple[int, str, str, str]]
"""People by (version, what, step, outcome); see ``tables.CountRow``."""

NOBODY: Final[Mapping[str, int]] = {}

_paths = msgspec.msgpack.Encoder()
_read_path = msgspec.msgpack.Decoder(tuple[Passed, ...])
_read_goals = msgspec.json.Decoder(tuple[str, ...])


# At the door


async def admit(
    session: AsyncSession,
    live: LiveJourney,
    definition: JourneyDefinition,
    entrants: Sequence[Entrant],
    before: Sequence[Inside],
    *,
    now_ms: int,
) -> list[Admission]:
    """Let in whom re-entry allows, hold out whom chance says. ``before`` is every run these people had in this journey.

    Their doors must be closed to others (``repository.hold_doors``) since before ``before`` was read.
    """
    tenant_id = tenant_of(session)
    runs: dict[str, list[Inside]] = defaultdict(list)
    for run in before:
        if run.journey_id == live.journey_id:
            runs[run.person_id].append(run)
    rows: list[dict[str, Any]] = []
    admissions: list[Admission] = []
    counts: dict[int, Counts] = defaultdict(Counter)
    came: set[str] = set()
    for entrant in entrants:
        person_id = entrant.person_id
        shard = shard_of(person_id, live.shards)
        had = runs[person_id]
        reason = "inside already" if person_id in came else kept_out(definition.re_entry, had, entrant, now_ms=now_ms)
        if reason is not None:
            counts[shard][live.version, "refused", "", reason] += 1
            admissions.append(Admission(person_id=person_id, reason=reason))
            continue
        came.add(person_id)
        held_out = bool(definition.holdout_percent) and is_held_out(
            live.journey_id, person_id, definition.holdout_percent
        )
        row = _row(tenant_id, live, definition, entrant, entry=len(had) + 1, held_out=held_out, now_ms=now_ms)
        rows.append(row)
        counts[shard][live.version, "entered", "", ""] += 1
        if held_out:
            counts[shard][live.version, "held_out", "", ""] += 1
        admissions.append(
            Admission(
                person_id=person_id, reason=HELD_OUT if held_out else "", run_id="" if held_out else row["run_id"]
            )
        )
    await repository.add(session, rows)
    for shard, counted in sorted(counts.items()):
        await repository.add_counts(session, live.journey_id, shard, counted)
    return admissions


async def count_refused(session: AsyncSession, live: LiveJourney, refused: Sequence[Admission]) -> None:
    counts: dict[int, Counts] = defaultdict(Counter)
    for one in refused:
        counts[shard_of(one.person_id, live.shards)][live.version, "refused", "", one.reason] += 1
    for shard, counted in sorted(counts.items()):
        await repository.add_counts(session, live.journey_id, shard, counted)


def _row(
    tenant_id: str,
    live: LiveJourney,
    definition: JourneyDefinition,
    entrant: Entrant,
    *,
    entry: int,
    held_out: bool,
    now_ms: int,
) -> dict[str, Any]:
    """What happens between what brought them and now is still theirs to wait for: it counts from the former."""
    came_at_ms = min(entrant.at_ms, now_ms)
    return {
        "tenant_id": tenant_id,
        "run_id": run_id_of(live.journey_id, entrant.person_id, entry, now_ms=now_ms),
        "journey_id": live.journey_id,
        "person_id": entrant.person_id,
        "entry": entry,
        "version": live.version,
        "shard": shard_of(entrant.person_id, live.shards),
        "status": (Status.EXITED if held_out else Status.ACTIVE).value,
        "step": definition.start,
        "visit": 0,
        "look_at_ms": None if held_out else now_ms,
        "due_at_ms": None,
        "since_ms": came_at_ms,
        "entered_at_ms": came_at_ms,
        "ended_at_ms": now_ms if held_out else None,
        "reason": HELD_OUT if held_out else "",
        "held_out": held_out,
        "goals": "",
        "cause": entrant.cause,
        "context": msgspec.json.encode(entrant.context).decode() if entrant.context else "",
        "revision": 0,
    }


def pokes_for(journey_id: str, admissions: Sequence[Admission], shards: int) -> set[Poke]:
    """Who is to look for those who came in."""
    if not shards:
        return {Poke(journey_id, INDIVIDUAL_SHARD, one.run_id) for one in admissions if one.run_id}
    return {Poke(journey_id, shard_of(one.person_id, shards)) for one in admissions if one.run_id}


# Moving on


def traveller_of(tenant_id: str, run: Run) -> Traveller:
    return Traveller(
        tenant_id=tenant_id,
        journey_id=run.journey_id,
        version=run.version,
        person_id=run.person_id,
        run_id=run.run_id,
        entered_at_ms=run.entered_at_ms,
        step=run.step,
        visit=run.visit,
        status=Status(run.status),
        due_at_ms=run.due_at_ms,
        since_ms=run.since_ms,
        goals=goals_of(run.goals),
    )


async def add_goals(session: AsyncSession, reached: Sequence[tuple[Inside, tuple[str, ...]]]) -> None:
    """Goals of people who left, or were held out."""
    counts: dict[tuple[str, int], Counts] = defaultdict(Counter)
    for run, names in reached:
        for name in names:
            what = "held_goal" if run.held_out else "goal"
            counts[run.journey_id, run.shard][run.version, what, name, ""] += 1
    goals = {run.run_id: msgspec.json.encode((*goals_of(run.goals), *names)).decode() for run, names in reached}
    await repository.add_goal(session, goals)
    for (journey_id, shard), counted in sorted(counts.items()):
        await repository.add_counts(session, journey_id, shard, counted)


def goals_of(text: str) -> tuple[str, ...]:
    return _read_goals.decode(text) if text else ()


async def settle(
    session: AsyncSession,
    journey_id: str,
    shard: int,
    moves: Sequence[tuple[Run, Move]],
    *,
    now_ms: int,
    woken: Mapping[str, int] = NOBODY,
) -> int:
    """Write down where people stand now, the paths they took, and how many; returns the steps that were passed.

    ``woken`` says by run when to look at people, should that be before their wait ends.
    """
    tenant_id = tenant_of(session)
    counts: Counts = Counter()
    rows, paths, steps = [], [], 0
    for run, move in moves:
        traveller = move.traveller
        rows.append(_saved(run, traveller, now_ms, woken.get(run.run_id)))
        if traveller.reason:
            counts[run.version, "left", "", traveller.reason] += 1
        if len(traveller.goals) and (reached := goals_of(run.goals)) != traveller.goals:
            for name in traveller.goals[len(reached) :]:
                counts[run.version, "goal", name, ""] += 1
        if move.path:
            steps += len(move.path)
            paths.append(
                {
                    "tenant_id": tenant_id,
                    "run_id": run.run_id,
                    "visit": move.path[0].visit,
                    "passed": _paths.encode(move.path),
                }
            )
            for passed in move.path:
                counts[run.version, "passed", passed.step, passed.outcome] += 1
    await repository.save(session, rows)
    await repository.add_paths(session, paths)
    await repository.add_counts(session, journey_id, shard, counts)
    return steps


_WORDS: Final = {status: status.value for status in Status}


def _saved(run: Run, traveller: Traveller, now_ms: int, woken_at_ms: int | None) -> dict[str, Any]:
    status = traveller.status
    is_gone = status in GONE
    look_at_ms = traveller.due_at_ms or now_ms
    if woken_at_ms is not None:
        look_at_ms = min(look_at_ms, woken_at_ms)
    goals = traveller.goals
    return {
        "whose": traveller.tenant_id,
        "at": run.run_id,
        "was": run.revision,
        "new_version": traveller.version,
        "new_status": _WORDS[status],
        "new_step": traveller.step,
        "new_visit": traveller.visit,
        "new_look_at_ms": None if is_gone else look_at_ms,
        "new_due_at_ms": traveller.due_at_ms,
        "new_since_ms": traveller.since_ms,
        "new_ended_at_ms": now_ms if is_gone else None,
        "new_reason": traveller.reason,
        "new_goals": msgspec.json.encode(goals).decode() if goals else "",
    }


async def put_aside(session: AsyncSession, run: Run, error: str, *, now_ms: int) -> None:
    """Let somebody stand where they are for a while, with the reason on their run until they move again."""
    reason = f"could not be moved on: {error}"
    await repository.put_aside(session, run.run_id, look_at_ms=now_ms + ASIDE_MS, reason=reason[:160])


# Another version, or the end


async def move_some(
    session: AsyncSession,
    live: LiveJourney,
    definition: JourneyDefinition,
    policy: PeopleInside,
    mapping: Mapping[str, str | None],
    *,
    keeps: int,
    reason: str,
    now_ms: int,
    limit: int,
) -> tuple[int, set[Poke]]:
    """Take the next people of other versions than ``keeps`` over into ``live``'s, or let them leave for ``reason``.

    Who was to be looked at before their wait ends still is. Returns how many there were, and who is to be poked after the
    commit; call it until there are none.
    """
    found = await repository.on_versions(session, live.journey_id, other_than=keeps, limit=limit)
    tenant_id = tenant_of(session)
    by_shard: dict[int, list[tuple[Run, Move]]] = defaultdict(list)
    woken: dict[str, int] = {}
    gone: list[str] = []
    pokes: set[Poke] = set()
    for run, look_at_ms in found:
        traveller = traveller_of(tenant_id, run)
        if policy is PeopleInside.MOVE:
            after = moved(traveller, mapping, definition, version=live.version, now_ms=now_ms)
        else:
            after = msgspec.structs.replace(traveller, status=Status.EXITED, due_at_ms=None, reason=reason)
        by_shard[run.shard].append((run, Move(traveller=after, path=_crossing(run, after, now_ms))))
        woken[run.run_id] = look_at_ms
        is_individual = run.shard == INDIVIDUAL_SHARD
        if after.status in GONE:
            gone.append(run.run_id)
        if after.status is Status.ACTIVE or look_at_ms <= now_ms or (after.status in GONE and is_individual):
            pokes.add(Poke(run.journey_id, run.shard, run.run_id if is_individual else ""))
    for shard, moves in sorted(by_shard.items()):
        await settle(session, live.journey_id, shard, moves, now_ms=now_ms, woken=woken)
        await count_crossings(session, live.journey_id, shard, moves)
    await repository.forget_heard(session, gone)
    return len(found), pokes


async def count_crossings(
    session: AsyncSession, journey_id: str, shard: int, moves: Sequence[tuple[Run, Move]]
) -> None:
    """Whoever crosses over is among the people of the new version from then on."""
    crossed: Counts = Counter()
    for run, move in moves:
        if move.traveller.version != run.version:
            crossed[run.version, "left", "", "went over to another version"] += 1
            crossed[move.traveller.version, "entered", "", "from another version"] += 1
    await repository.add_counts(session, journey_id, shard, crossed)


def _crossing(run: Run, after: Traveller, now_ms: int) -> tuple[Passed, ...]:
    if after.status is Status.EXITED:
        return (Passed(visit=run.visit, step=run.step, kind="exit_rule", outcome=after.reason, at_ms=now_ms),)
    if after.step != run.step:
        outcome = f"taken to {after.step} of version {after.version}"
        return (Passed(visit=run.visit, step=run.step, kind="version_change", outcome=outcome, at_ms=now_ms),)
    return ()


# For people to read


async def former(session: AsyncSession, journey_id: str, person_ids: Collection[str]) -> dict[str, list[Inside]]:
    """Every run that these people had in a journey, in the order in which they entered; those without are left out."""
    found: dict[str, list[Inside]] = defaultdict(list)
    for run in await repository.runs_of(session, person_ids, journey_id):
        found[run.person_id].append(run)
    return found


async def conservation(session: AsyncSession, journey_id: str, *, version: int | None = None) -> Conservation:
    """Where everybody went who came in; of one version, or of all."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    passed: dict[str, Counter[str]] = defaultdict(Counter)
    standing: Counter[str] = Counter()
    for number, what, step, outcome, people in await repository.counts(session, journey_id):
        if version is not None and number != version:
            continue
        crosses = outcome in {"from another version", "went over to another version"}
        if crosses and version is None:
            continue
        if what == "standing":
            standing[step] += people
        elif what == "passed":
            passed[step][outcome] += people
        elif what in {"goal", "held_goal"}:
            totals[what][step] += people
        else:
            totals[what][outcome] += people
    return Conservation(
        entered=sum(totals["entered"].values()),
        held_out=sum(totals["held_out"].values()),
        left=dict(totals["left"]),
        in_progress=sum(standing.values()),
        refused=dict(totals["refused"]),
        goals=dict(totals["goal"]),
        held_out_goals=dict(totals["held_goal"]),
        steps=tuple(
            StepCount(step=step, passed=dict(passed[step]), standing=standing[step])
            for step in sorted(passed.keys() | standing.keys())
        ),
    )


async def standing(session: AsyncSession, journey_id: str) -> dict[tuple[int, str], int]:
    """People inside, by version and step."""
    return await repository.standing(session, journey_id)


async def people(
    session: AsyncSession,
    journey_id: str,
    *,
    step: str | None = None,
    inside_only: bool = False,
    person_id: str | None = None,
    after: str = "",
    limit: int = 100,
) -> list[PersonRun]:
    """Runs by run id, beyond ``after``."""
    rows = await repository.page(
        session, journey_id, step=step, inside_only=inside_only, person_id=person_id, after=after, limit=limit
    )
    return [
        PersonRun(
            run_id=row.run_id,
            person_id=row.person_id,
            version=row.version,
            entry=row.entry,
            status=Status(row.status),
            step=row.step,
            entered_at_ms=row.entered_at_ms,
            due_at_ms=row.due_at_ms,
            ended_at_ms=row.ended_at_ms,
            reason=row.reason,
            held_out=row.held_out,
            goals=goals_of(row.goals),
            cause=row.cause,
        )
        for row in rows
    ]


async def path(session: AsyncSession, run_id: str) -> tuple[Passed, ...]:
    """Every step of a run, in order."""
    moves = await repository.path_of(session, run_id)
    return tuple(passed for move in moves for passed in _read_path.decode(move))


async def run(session: AsyncSession, run_id: str) -> Run:
    """Raises ``NotFound``."""
    found = await repository.one(session, run_id)
    if found is None:
        raise NotFound(f"there is no run '{run_id}'", field="run_id")
    return found[0]


# Shards that look by themselves, and people nobody looks at


async def stay_awake(session: AsyncSession, journey_id: str, shard: int, *, until_ms: int) -> None:
    """Promise to look by oneself until then; 0 takes the promise back."""
    await shards.stay_awake(session, journey_id, shard, until_ms=until_ms)


async def next_look_ms(session: AsyncSession, journey_id: str, shard: int) -> int | None:
    return await repository.next_look_ms(session, journey_id, shard)


async def forgotten(session: AsyncSession, *, before_ms: int, now_ms: int) -> dict[str, set[Poke]]:
    """By tenant: whom to poke, because people were due before ``before_ms`` and nobody looks. On a platform session."""
    found: dict[str, set[Poke]] = defaultdict(set)
    found_shards = await shards.forgotten_shards(session, sorted(ADVANCES), before_ms=before_ms, now_ms=now_ms)
    for tenant_id, journey_id, shard in found_shards:
        found[tenant_id].add(Poke(journey_id, shard))
    people = await shards.forgotten_people(session, sorted(ADVANCES), before_ms=before_ms, limit=FORGOTTEN_AT_ONCE)
    for tenant_id, journey_id, run_id in people:
        found[tenant_id].add(Poke(journey_id, INDIVIDUAL_SHARD, run_id))
    return found


async def individuals(session: AsyncSession, journey_id: str, *, after: str, limit: int) -> list[str]:
    """Runs inside that are carried one by one, beyond ``after``."""
    return await repository.individuals(session, journey_id, after=after, limit=limit)
