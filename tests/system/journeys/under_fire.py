"""People on their way while everything that carries them is killed again and again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.journeys.values import Mode
from storage.sql.database import Database
from tests.system.journeys import author, records
from tests.system.journeys.door import Door
from tests.system.journeys.judging import Case, judge
from tests.system.journeys.killing import Killed, Killing, carry_out, schedule
from tests.system.journeys.office import Office
from tests.system.journeys.people import buys, id_of
from tests.system.proof import Court, Hearing
from tests.system.scene import until
from workers.demo.rest import Json, Rest
from workers.stack.session import Stack

ENTRY_S: Final = 60.0
"""People come in bit by bit for so long: there is always somebody on their way to the next message."""
BUSY_S: Final = 175.0
"""From the first entry almost to the last wait's end, unhurried: over which kills are spread."""
_AT_ONCE: Final = 50
ENDS_WITHIN_S: Final = 600.0
SETTLES_WITHIN_S: Final = 420.0
"""What was in flight is looked up when its lease of two minutes is over."""
ASKED: Final = 15
"""People about whom the API is asked, of each outcome."""
_LOOK_EVERY_S: Final = 1.0
HEARD_WITHIN_MS: Final = 30_000
"""What JetStream has for so long before a wait ends is heard in time, whoever was killed meanwhile."""


@dataclass(slots=True)
class Passage:
    """One run: a cohort and some people carried one by one, through journeys of its own, under a seeded fire."""

    seed: int
    cohort: range
    individual: range
    killings: tuple[Killing, ...]
    cohort_id: str = ""
    individual_id: str = ""
    killed: list[Killed] = field(default_factory=list)
    bought_early: set[str] = field(default_factory=set)
    """Ids of those who did what their journey waits for long before it stops waiting."""
    took_s: float = 0.0
    has_ended: bool = False

    @property
    def journeys(self) -> tuple[str, ...]:
        return tuple(one for one in (self.cohort_id, self.individual_id) if one)

    @property
    def name(self) -> str:
        return f"seed {self.seed}"


@dataclass(slots=True)
class Grounds:
    """Where passages take place."""

    stack: Stack
    office: Office
    door: Door
    journeys: Database
    number_of: dict[str, int]


def planned(seed: int, *, people: int, individual: int, kills: int) -> Passage:
    return Passage(
        seed,
        cohort=range(people),
        individual=range(people, people + individual),
        killings=schedule(seed, kills=kills, within_s=BUSY_S),
    )


async def pass_through(passage: Passage, grounds: Grounds, say: Hearing) -> None:
    """Until everybody has left, or patience is over."""
    names = {what: f"{what}_{passage.seed}" for what in ("signed_up", "applied", "bought")}
    office = grounds.office
    definitions: dict[str, Json] = {}
    passage.cohort_id = await _open(office, f"Cohort {passage.seed}", names["signed_up"], names["bought"], definitions)
    if passage.individual:
        passage.individual_id = await _open(
            office, f"Individual {passage.seed}", names["applied"], names["bought"], definitions, Mode.INDIVIDUAL
        )
    began_s = time.monotonic()
    firing = asyncio.create_task(carry_out(passage.killings, grounds.stack.supervisor.children))
    buying = asyncio.create_task(_buy(passage, grounds, names["bought"]))
    try:
        await asyncio.gather(
            _come(grounds.door, names["applied"], passage.individual),
            _come(grounds.door, names["signed_up"], passage.cohort),
        )
        say.tell(f"everybody was at the door after {time.monotonic() - began_s:.0f} s")
        everybody = len(passage.cohort) + len(passage.individual)

        async def all_in() -> bool:
            return await records.entered(grounds.journeys, passage.journeys) == everybody

        async def all_left() -> bool:
            if buying.done():
                buying.result()
            return await all_in() and await records.inside(grounds.journeys, passage.journeys) == 0

        if await until(all_in, within_s=ENDS_WITHIN_S):
            await author.work(author.agenda(passage.seed), office, definitions)
        passage.has_ended = await until(all_left, within_s=ENDS_WITHIN_S)
        passage.took_s = time.monotonic() - began_s
        passage.killed = await firing
    finally:
        buying.cancel()
        firing.cancel()
        await asyncio.gather(buying, firing, return_exceptions=True)


async def _open(
    office: Office, name: str, entry: str, purchase: str, definitions: dict[str, Json], mode: Mode = Mode.COHORT
) -> str:
    definition = office.five_steps(entry, purchase)
    journey_id = await office.publish(name, definition, mode)
    definitions[journey_id] = definition
    return journey_id


async def _come(door: Door, event: str, numbers: range) -> None:
    """A few at a time, spread over ``ENTRY_S``; nobody waits for whom the door kept waiting."""
    began_s = time.monotonic()
    for start in range(0, len(numbers), _AT_ONCE):
        await asyncio.sleep(max(0.0, began_s + ENTRY_S * start / len(numbers) - time.monotonic()))
        await door.tell([_did(event, number) for number in numbers[start : start + _AT_ONCE]])


async def _buy(passage: Passage, grounds: Grounds, event: str) -> None:
    """Whoever is to buy does so once their journey waits for it."""
    bought: set[str] = set()
    while True:
        waiting = await records.waiting_at(grounds.journeys, passage.journeys, "bought")
        buyers = [one for one in waiting.keys() - bought if buys(grounds.number_of[one])]
        await grounds.door.tell([_did(event, grounds.number_of[person_id]) for person_id in buyers])
        early_ms = time.time_ns() // 1_000_000 + HEARD_WITHIN_MS
        passage.bought_early.update(one for one in buyers if waiting[one] >= early_ms)
        bought.update(buyers)
        await asyncio.sleep(_LOOK_EVERY_S)


def _did(event: str, number: int) -> Json:
    return {
        "event": event,
        "event_id": f"{event}-{number}",
        "at": time.time_ns() // 1_000_000,
        "person": {"external_id": id_of(number)},
    }


async def reckon(passages: Sequence[Passage], grounds: Grounds, court: Court, where: str) -> None:
    """A verdict on each, once nothing of any is in progress."""
    sources = [f"journey:{one}" for passage in passages for one in passage.journeys]
    killed = [one for passage in passages for one in passage.killed]

    async def settled() -> bool:
        return await records.unsettled(grounds.journeys, sources) == 0

    await until(settled, within_s=SETTLES_WITHIN_S)
    for passage in passages:
        async with court.hears(_sentence(passage, where)) as hearing:
            await _judge(passage, grounds, killed, hearing)


async def _judge(passage: Passage, grounds: Grounds, killed: Sequence[Killed], hearing: Hearing) -> None:
    hearing.expect("everybody's journey ended", held=passage.has_ended, found=f"not within {ENDS_WITHIN_S:.0f} s")
    by_target = ", ".join(f"{one.target} at {one.after_s:.0f} s" for one in passage.killings)
    hearing.expect("everybody was killed as planned", held=len(passage.killed) == len(passage.killings))
    async with Rest(grounds.office.base_url, grounds.office.token) as rest:
        for name, journey_id, entrants in (
            ("cohort", passage.cohort_id, passage.cohort),
            ("individual", passage.individual_id, passage.individual),
        ):
            if not journey_id:
                continue
            case = Case(
                name=name,
                entrants=len(entrants),
                records=await records.read(grounds.journeys, journey_id),
                number_of=grounds.number_of,
                killed=killed,
                bought_early=passage.bought_early,
                people=await rest.get(f"/api/v1/journeys/{journey_id}/counts"),
                messages=await rest.get("/api/v1/messages/counts", source=f"journey:{journey_id}", recount="true"),
            )
            judge(case, hearing)
            await _ask(case, journey_id, rest, hearing)
            told = case.messages
            hearing.figures.append(
                f"{name}: {entrants_of(case)}, {told['sent']:,} sent, refused {_counts(told['refused'])}, "
                f"{told['unknown']:,} unknown"
            )
    hearing.figures.append(f"{passage.took_s:.0f} s; killed {by_target}")


def entrants_of(case: Case) -> str:
    return f"{case.people['entered']:,} entered, {case.people['held_out']:,} held out"


def _counts(refused: Json) -> str:
    return ", ".join(f"{number:,} {reason}" for reason, number in sorted(refused.items())) or "none"


async def _ask(case: Case, journey_id: str, rest: Rest, hearing: Hearing) -> None:
    """The API, about some people of each outcome, as support would ask."""
    asked: dict[tuple[str, str], list[str]] = {}
    for one in case.records.messages:
        some = asked.setdefault((one.status.value, one.reason), [])
        if len(some) < ASKED:
            some.append(one.person_id)
    silent = []
    for (status, reason), people in asked.items():
        for person_id in people:
            why = await rest.get("/api/v1/messages/why", person_id=person_id, source=f"journey:{journey_id}")
            found = [one for one in why["messages"] if (one["status"], one["reason"]) == (status, reason)]
            if not why["in_words"] or not found or not all(one["looks"] and one["in_words"] for one in found):
                silent.append(f"{person_id} {status} {reason}")
    held_out = [run.person_id for run in case.records.runs if run.held_out][:ASKED]
    for person_id in held_out:
        runs = await rest.get(f"/api/v1/journeys/{journey_id}/people/{person_id}/path")
        if [run["reason"] for run in runs] != ["held out"]:  # type: ignore[index]
            silent.append(f"{person_id} held out")
    number = sum(map(len, asked.values())) + len(held_out)
    hearing.expect_none(f"{case.name}: the API answers for {number} people of every outcome", silent)


def _sentence(passage: Passage, where: str) -> str:
    return (
        f"{where}, seed {passage.seed}: {len(passage.cohort):,} people through a cohort journey and "
        f"{len(passage.individual):,} through an individual one, {len(passage.killings)} kills: every message exactly once"
    )
