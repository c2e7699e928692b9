"""Whatever happens and however time passes: following every event comes to the same members as looking at everybody."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.predicates.rules import evaluate
from domain.predicates.values import Facts, Occurrence, Predicate
from domain.records import JOURNEYS_STORE
from domain.segments.rules import compute, next_look_ms
from domain.segments.values import ComputedProperty
from storage.sql import Database
from tests.segments.world import MINUTE, NOW, World

EVENTS = ("visit", "purchase", "open")
PEOPLE = ("ana", "ben", "cleo")
PREDICATE = TypeAdapter(Predicate)
PROPERTIES = [
    {"name": "spent", "aggregate": "sum", "of": {"event": "purchase"}, "property": "total", "within_minutes": 30},
    {"name": "opens", "aggregate": "count", "of": {"event": "open"}, "within_minutes": 20},
    {"name": "idle_days", "aggregate": "days_since_last", "of": {"event": "visit"}, "within_minutes": 1_440 * 3},
]

minutes = st.integers(1, 90)
totals = st.integers(0, 60)
happenings = st.builds(
    lambda event, least: {
        "event": event,
        "where": [{"property": "total", "is": "at_least", "value": least}] if least is not None else [],
    },
    st.sampled_from(EVENTS),
    st.none() | totals,
)
conditions = st.one_of(
    st.builds(
        lambda one, least, most, within: (
            one
            | {"kind": "did", "within_minutes": within}
            | ({"at_least": least} if most is None else {"at_most": most})
        ),
        happenings,
        st.integers(1, 3),
        st.none() | st.integers(0, 2),
        minutes,
    ),
    st.builds(
        lambda events, within: {"kind": "in_order", "events": events, "within_minutes": within},
        st.lists(happenings, min_size=2, max_size=3),
        minutes,
    ),
    st.sampled_from(
        [
            {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"},
            {"kind": "attribute", "attribute": "tier", "is": "is_not_set"},
            {"kind": "attribute", "attribute": "seen_at", "is": "within_last", "value": 25},
            {"kind": "attribute", "attribute": "seen_at", "is": "within_next", "value": 10},
            {"kind": "attribute", "attribute": "created_at", "is": "within_last", "value": 40},
            {"kind": "computed", "property": "spent", "is": "at_least", "value": 50},
            {"kind": "computed", "property": "opens", "is": "at_most", "value": 1},
            {"kind": "computed", "property": "idle_days", "is": "is_set"},
        ]
    ),
)
predicates = st.recursive(
    conditions,
    lambda below: st.one_of(
        st.builds(lambda of: {"kind": "all", "of": of}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "any", "of": of}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "not", "of": of}, below),
    ),
    max_leaves=4,
)
happens = st.one_of(
    st.tuples(st.just("does"), st.sampled_from(PEOPLE), st.sampled_from(EVENTS), st.integers(0, 40), totals),
    st.tuples(st.just("told"), st.sampled_from(PEOPLE), st.sampled_from(["gold", "green", None])),
    st.tuples(st.just("seen"), st.sampled_from(PEOPLE), st.integers(-30, 30)),
    st.tuples(st.just("time"), st.integers(1, 60)),
)


async def live(world: World, wanted: list[dict], story: list[tuple]) -> None:
    for definition in PROPERTIES:
        await world.property(**definition)
    for number, where in enumerate(wanted):
        await world.segment(f"S{number}", where)
    refers = {"kind": "in_segment", "segment": world.segments["S0"]}
    await world.segment("nested", {"kind": "any", "of": [{"kind": "not", "of": refers}, wanted[-1]]})
    await world.refresh()
    for name in PEOPLE:
        await world.person(name)
    for what, *how in story:
        if what == "does":
            name, event, ago, total = how
            await world.does(name, event, ago_ms=ago * MINUTE, total=total)
        elif what == "told":
            await world.told(how[0], tier=how[1])
        elif what == "seen":
            await world.told(how[0], seen_at=world.now_ms + how[1] * MINUTE)
        else:
            await world.pass_time(how[0] * MINUTE)
        before = {name: await world.inside(name) for name in world.segments}
        assert await world.refresh() == 0, (what, how, before)


def test_following_events_and_the_clock_leaves_nothing_for_a_refresh_to_change():
    with tempfile.TemporaryDirectory() as directory, asyncio.Runner() as runner:
        database = Database.open(f"sqlite+aiosqlite:///{Path(directory) / 'journeys.db'}", store=JOURNEYS_STORE)
        runner.run(database.create_all())

        @settings(max_examples=40)
        @given(st.lists(predicates, min_size=1, max_size=3), st.lists(happens, min_size=1, max_size=12))
        def holds(wanted: list[dict], story: list[tuple]) -> None:
            runner.run(live(World(database), wanted, story))

        try:
            holds()
        finally:
            runner.run(database.close())


async def test_the_same_holds_on_both_databases(world):
    story = [
        ("does", "ana", "purchase", 0, 60),
        ("does", "ben", "visit", 10, 5),
        ("seen", "cleo", 15),
        ("time", 12),
        ("told", "ana", "gold"),
        ("does", "ana", "open", 3, 0),
        ("time", 60),
    ]
    bought = {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 30}
    soon = {"kind": "attribute", "attribute": "seen_at", "is": "within_next", "value": 10}
    await live(world, [bought, soon], story)
    assert ("entered", "cleo", "S1") in world.said
    assert ("left", "ana", "S0") in world.said


occurrences = st.lists(
    st.builds(
        lambda event, ago, total: Occurrence(event=event, at_ms=NOW - ago * 17_000, properties={"total": total}),
        st.sampled_from(EVENTS),
        st.integers(-20, 400),
        totals,
    ),
    max_size=12,
).map(lambda found: tuple(sorted(found, key=lambda one: one.at_ms)))


@settings(max_examples=400)
@given(
    predicates,
    occurrences,
    st.none() | st.integers(-60, 60),
    st.lists(st.integers(1, 4 * 1_440), min_size=1, max_size=8),
)
def test_between_now_and_the_next_look_nothing_changes_by_itself(where, did, seen, later):
    properties = {one["name"]: ComputedProperty.model_validate(one) for one in PROPERTIES}
    predicate = PREDICATE.validate_python(where)

    def answer(at_ms: int) -> bool:
        known = Facts(
            attributes={"created_at": NOW - 90_000} | ({} if seen is None else {"seen_at": NOW + seen * MINUTE}),
            occurrences=did,
        )
        computed = {name: compute(one, known, now_ms=at_ms) for name, one in properties.items()}
        facts = known.model_copy(
            update={"computed": {name: value for name, value in computed.items() if value is not None}}
        )
        return evaluate(predicate, facts, now_ms=at_ms)

    facts = Facts(
        attributes={"created_at": NOW - 90_000} | ({} if seen is None else {"seen_at": NOW + seen * MINUTE}),
        occurrences=did,
    )
    look_ms = next_look_ms(predicate, facts, now_ms=NOW, properties=properties)
    horizon_ms = look_ms if look_ms is not None else NOW + 5 * 1_440 * MINUTE
    for at_ms in (*(NOW + one * MINUTE for one in later), horizon_ms - 1):
        if NOW < at_ms < horizon_ms:
            assert answer(at_ms) == answer(NOW)


def test_a_birthday_is_looked_at_again_when_it_begins_and_when_it_ends_where_the_person_is():
    predicate = PREDICATE.validate_python({"kind": "attribute", "attribute": "born", "is": "anniversary_today"})
    facts = Facts(attributes={"born": "1990-11-30"}, time_zone="Asia/Tokyo")
    begins = next_look_ms(predicate, facts, now_ms=NOW, properties={})
    assert begins is not None
    ends = next_look_ms(predicate, facts, now_ms=begins, properties={})
    assert (evaluate(predicate, facts, now_ms=begins - 1), evaluate(predicate, facts, now_ms=begins)) == (False, True)
    assert ends == begins + 86_400_000
