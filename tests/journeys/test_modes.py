"""A person's path is the same whichever way they are carried: in a shard among others, or alone."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.values import JourneyDefinition, Mode
from domain.records import JOURNEYS_STORE
from storage.sql.database import Database
from tests.journeys.definitions import decision, email, journey, split, wait, wait_for
from tests.journeys.world import MINUTE, World

EVENTS = ("open", "purchase")
PEOPLE = 6


@st.composite
def definitions(draw: st.DrawFn) -> JourneyDefinition:
    """Up to seven steps, each leading to a later one."""
    number = draw(st.integers(2, 7))
    steps: dict[str, dict[str, Any]] = {}
    for at in range(number):
        later = st.sampled_from([f"s{n}" for n in range(at + 1, number)] or ["end"])
        onward = f"s{at + 1}" if at + 1 < number else "end"
        steps[f"s{at}"] = draw(
            st.one_of(
                st.just(email(onward)),
                st.integers(5, 90).map(lambda minutes, onward=onward: wait(minutes, onward)),
                st.tuples(st.sampled_from(EVENTS), st.integers(5, 90), later).map(
                    lambda drawn, onward=onward: wait_for(drawn[0], drawn[1], onward, drawn[2])
                ),
                later.map(lambda there, onward=onward: decision("tier", "gold", there, onward)),
                later.map(lambda there, onward=onward: split(("a", 1, there), ("b", 2, onward))),
                st.just({"kind": "update_profile", "set": {"tier": "gold"}, "next": onward}),
            )
        )
    goals = [{"name": "bought", "event": {"event": "purchase"}, "leaves": draw(st.booleans())}]
    return journey(steps, goals=goals)


happenings = st.lists(st.tuples(st.integers(1, 300), st.integers(0, PEOPLE - 1), st.sampled_from(EVENTS)), max_size=8)


async def carried(world: World, journey_id: str, people: list[str], did: list[tuple[int, int, str]], every: int) -> Any:
    """Everybody's path, when the engine looks every ``every`` minutes and whenever something happens."""
    await world.enter(journey_id, people)
    began_ms = world.now_ms
    ticks = sorted({*range(0, 400, every), *(minute for minute, _, _ in did)})
    for minute in ticks:
        world.now_ms = began_ms + minute * MINUTE
        for _, person, name in (one for one in did if one[0] == minute):
            await world.did(people[person], name, at_ms=world.now_ms)
        await look(world, journey_id)
    runs = await world.runs(journey_id)
    return {run.person_id: (run.status, run.step, run.reason, run.goals, await world.path(run.run_id)) for run in runs}


async def look(world: World, journey_id: str) -> None:
    async with world.database.reading(world.tenant_id) as session:
        live = await blueprints.one_live(session, journey_id)
    assert live is not None
    if live.mode is Mode.COHORT:
        await world.advance(live, limit=2)
        return
    for run in await world.runs(journey_id):
        async with world.database.tenant(world.tenant_id) as session:
            await journeys.advance_one(session, run.run_id, now_ms=world.now_ms)


@settings(max_examples=10)
@given(definition=definitions(), did=happenings, every=st.sampled_from([20, 45]))
async def test_a_path_is_the_same_in_both_modes(definition: JourneyDefinition, did: list[Any], every: int):
    with tempfile.TemporaryDirectory() as name:
        cohort, alone = Path(name) / "cohort.db", Path(name) / "alone.db"
        shutil.copy(await empty(), cohort)
        world = World(opened(cohort), "ten_modes")
        people = await world.people(PEOPLE, tier="green")
        journey_id = (await world.publish(definition)).journey_id
        await world.database.close()
        shutil.copy(cohort, alone)
        paths = []
        for path, mode in ((cohort, Mode.COHORT), (alone, Mode.INDIVIDUAL)):
            database = opened(path)
            async with database.tenant("ten_modes") as session:
                row = await blueprints.existing(session, journey_id, to_change=True)
                row.mode, row.shards = mode.value, 0 if mode is Mode.INDIVIDUAL else 4
                session.add(row)
            paths.append(await carried(World(database, "ten_modes"), journey_id, people, did, every))
            await database.close()
        assert paths[0] == paths[1]


def opened(path: Path) -> Database:
    return Database.open(f"sqlite+aiosqlite:///{path}", store=JOURNEYS_STORE)


async def empty() -> Path:
    """A store without anybody, made once."""
    if not _EMPTY:
        directory = tempfile.TemporaryDirectory()
        path = Path(directory.name) / "empty.db"
        database = opened(path)
        await database.create_all()
        await database.close()
        _EMPTY.append((directory, path))
    return _EMPTY[0][1]


_EMPTY: list[tuple[tempfile.TemporaryDirectory[str], Path]] = []
