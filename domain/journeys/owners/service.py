"""Runs of people who turned out to be somebody else, or who are to be forgotten. Functions take a tenant's session."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.blueprints import service as blueprints
from domain.journeys.owners import repository
from domain.journeys.travellers import repository as runs
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import INDIVIDUAL_SHARD, Run
from domain.journeys.values import JourneyStage, Move, Passed, Poke, Status
from domain.records import tenant_of

ERASED: Final = "erased"
INSIDE_ALREADY: Final = "the same person was inside already"


async def hand_on(session: AsyncSession, person_id: str, to: str, *, now_ms: int) -> set[Poke]:
    """``person_id`` turned out to be ``to``: their runs follow, and nobody is twice in a journey.

    Where both are inside, the survivor's run goes on and the other one ends. Returns who is to be poked after the commit.
    """
    await _hold_doors(session, [person_id, to])
    had = await repository.held(session, [person_id, to])
    entered = Counter(run.journey_id for run, _ in had if run.person_id == to)
    inside = {run.journey_id for run, is_inside in had if run.person_id == to and is_inside}
    ending: list[Run] = []
    entries: dict[str, int] = {}
    for run, is_inside in had:
        if run.person_id != person_id:
            continue
        entered[run.journey_id] += 1
        entries[run.run_id] = entered[run.journey_id]
        if is_inside and run.journey_id in inside:
            ending.append(run)
        elif is_inside:
            inside.add(run.journey_id)
    pokes = await _end(session, ending, INSIDE_ALREADY, now_ms)
    await repository.hand_on(session, person_id, to, entries)
    return pokes


async def erase(session: AsyncSession, names: Mapping[str, str], *, now_ms: int) -> set[Poke]:
    """End the runs of these people, and keep of all they had only what counts are made of, under the names given."""
    await _hold_doors(session, names.keys())
    had = await repository.held(session, names.keys())
    pokes = await _end(session, [run for run, is_inside in had if is_inside], ERASED, now_ms)
    await runs.forget_heard(session, [run.run_id for run, _ in had])
    for person_id, name in names.items():
        await repository.erase(session, person_id, name)
    return pokes


async def carried_alone(session: AsyncSession, person_ids: Collection[str]) -> list[tuple[str, str]]:
    """(journey, run) of those of their runs that a workflow of its own carries."""
    return await repository.individual_runs(session, person_ids, INDIVIDUAL_SHARD)


async def _hold_doors(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Of every journey that lets anybody in: who is just coming in is waited for."""
    lives = await blueprints.live(session, [JourneyStage.ACTIVE])
    await runs.hold_doors(session, closed=[(live.journey_id, one) for live in lives for one in person_ids])


async def _end(session: AsyncSession, ending: Sequence[Run], reason: str, now_ms: int) -> set[Poke]:
    tenant_id = tenant_of(session)
    where: dict[tuple[str, int], list[tuple[Run, Move]]] = defaultdict(list)
    for run in ending:
        after = msgspec.structs.replace(
            travellers.traveller_of(tenant_id, run), status=Status.EXITED, due_at_ms=None, reason=reason
        )
        passed = Passed(visit=run.visit, step=run.step, kind="exit_rule", outcome=reason, at_ms=now_ms)
        where[run.journey_id, run.shard].append((run, Move(traveller=after, path=(passed,))))
    for (journey_id, shard), moves in sorted(where.items()):
        await travellers.settle(session, journey_id, shard, moves, now_ms=now_ms)
    await runs.forget_heard(session, [run.run_id for run in ending])
    return {Poke(run.journey_id, INDIVIDUAL_SHARD, run.run_id) for run in ending if run.shard == INDIVIDUAL_SHARD}
