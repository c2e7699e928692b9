"""Where people go in a journey, by its definition, their facts and the time."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journeys.rules import advance, enter, moved, next_time_of_day_ms, share_of
from domain.journeys.values import JourneyDefinition, Move, Status, Traveller
from domain.predicates.values import Facts, Occurrence
from tests.journeys.definitions import decision, email, journey, split, wait, wait_for

NOW = 1_795_219_200_000
MINUTE = 60_000
DAY = 1_440 * MINUTE


def begin(definition: JourneyDefinition, run: str = "run") -> Traveller:
    return enter(definition, tenant_id="ours", journey_id="jrn", version=1, person_id="per", run_id=run, now_ms=NOW)


def did(*events: tuple[str, int]) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(event=name, at_ms=at_ms) for name, at_ms in sorted(events, key=lambda one: one[1]))


def go(definition: JourneyDefinition, traveller: Traveller, at_ms: int, **facts: Any) -> Move:
    return advance(definition, traveller, Facts(**facts), now_ms=at_ms)


def sends(move: Move) -> list[str]:
    return [effect.step for effect in move.effects]


def test_a_person_goes_as_far_as_the_first_wait():
    definition = journey({"hello": email("rest"), "rest": wait(60, "again"), "again": email()})
    move = go(definition, begin(definition), NOW)
    assert sends(move) == ["hello"]
    assert (move.traveller.step, move.traveller.status, move.traveller.due_at_ms) == (
        "rest",
        Status.WAITING,
        NOW + 60 * MINUTE,
    )


def test_looking_too_early_moves_nobody():
    definition = journey({"rest": wait(60, "again"), "again": email()})
    waiting = go(definition, begin(definition), NOW).traveller
    assert go(definition, waiting, NOW + 59 * MINUTE).traveller == waiting
    later = go(definition, waiting, NOW + 60 * MINUTE)
    assert (sends(later), later.traveller.status) == (["again"], Status.COMPLETED)


def test_after_an_outage_messages_keep_their_distance():
    definition = journey({"rest": wait(60, "one"), "one": email("rest2"), "rest2": wait(60, "two"), "two": email()})
    waiting = go(definition, begin(definition), NOW).traveller
    late = go(definition, waiting, NOW + 5 * DAY)
    assert (sends(late), late.traveller.due_at_ms) == (["one"], NOW + 5 * DAY + 60 * MINUTE)


@pytest.mark.parametrize(
    ("happened_at", "looked_at", "leads_to"),
    [
        (NOW + 10 * MINUTE, NOW + 11 * MINUTE, "thanks"),
        (NOW + 10 * MINUTE, NOW + 9 * DAY, "thanks"),
        (NOW + 61 * MINUTE, NOW + 62 * MINUTE, "miss"),
        (NOW - MINUTE, NOW + 62 * MINUTE, "miss"),
        (NOW, NOW + 62 * MINUTE, "miss"),
    ],
    ids=["in time", "in time but seen late", "too late", "before they came", "what brought them"],
)
def test_an_event_counts_by_when_it_happened_not_by_when_it_was_seen(happened_at, looked_at, leads_to):
    definition = journey({"hope": wait_for("purchase", 60, "thanks", "miss"), "thanks": email(), "miss": email()})
    waiting = go(definition, begin(definition), NOW).traveller
    assert sends(go(definition, waiting, looked_at, occurrences=did(("purchase", happened_at)))) == [leads_to]


def test_one_event_is_not_taken_for_two():
    definition = journey({"one": wait_for("open", 60, "two"), "two": wait_for("open", 60, "thanks"), "thanks": email()})
    waiting = go(definition, begin(definition), NOW).traveller
    first = did(("open", NOW + MINUTE))
    after_one = go(definition, waiting, NOW + 5 * MINUTE, occurrences=first).traveller
    assert after_one.step == "two"
    second = did(("open", NOW + MINUTE), ("open", NOW + 2 * MINUTE))
    assert sends(go(definition, after_one, NOW + 6 * MINUTE, occurrences=second)) == ["thanks"]


def test_the_first_branch_that_is_true_is_taken():
    definition = journey({"ask": decision("tier", "gold", "gift"), "gift": email()})
    assert sends(go(definition, begin(definition), NOW, attributes={"tier": "Gold"})) == ["gift"]
    assert sends(go(definition, begin(definition), NOW, attributes={"tier": "green"})) == []


def test_a_split_follows_its_weights_and_is_for_good():
    definition = journey({"toss": split(("a", 1, "left"), ("b", 3, "right")), "left": email(), "right": email()})
    ways = Counter(sends(go(definition, begin(definition, f"run {number}"), NOW))[0] for number in range(4_000))
    assert 850 < ways["left"] < 1_150
    assert sends(go(definition, begin(definition, "run 7"), NOW)) == sends(
        go(definition, begin(definition, "run 7"), NOW + DAY)
    )


def test_an_exit_rule_takes_people_out_wherever_they_wait():
    bought = {"kind": "did", "event": "purchase", "at_least": 1}
    definition = journey({"rest": wait(60, "nag"), "nag": email()}, exits=[{"name": "bought", "when": bought}])
    waiting = go(definition, begin(definition), NOW).traveller
    move = go(definition, waiting, NOW + 2 * MINUTE, occurrences=did(("purchase", NOW + MINUTE)))
    assert (move.traveller.status, move.traveller.reason, sends(move)) == (Status.EXITED, "exit rule: bought", [])


@pytest.mark.parametrize(("leaves", "status"), [(True, Status.EXITED), (False, Status.WAITING)])
def test_a_goal_is_noted_and_may_end_the_journey(leaves, status):
    goal = {"name": "order", "event": {"event": "purchase"}, "within_minutes": 1_440, "leaves": leaves}
    definition = journey({"rest": wait(60, "nag"), "nag": email()}, goals=[goal])
    waiting = go(definition, begin(definition), NOW).traveller
    move = go(definition, waiting, NOW + 2 * MINUTE, occurrences=did(("purchase", NOW + MINUTE)))
    assert (move.traveller.goals, move.traveller.status) == (("order",), status)


def test_who_is_gone_or_paused_is_not_moved():
    definition = journey({"hello": email()})
    done = go(definition, begin(definition), NOW).traveller
    assert go(definition, done, NOW + DAY) == Move(traveller=done)


@pytest.mark.parametrize(
    ("at", "zone", "after", "expected"),
    [
        ("09:00", "UTC", "2026-11-21T08:59:00+00:00", "2026-11-21T09:00:00+00:00"),
        ("09:00", "UTC", "2026-11-21T09:00:00+00:00", "2026-11-22T09:00:00+00:00"),
        ("09:00", "Asia/Tokyo", "2026-11-21T01:00:00+00:00", "2026-11-22T00:00:00+00:00"),
        ("02:30", "Europe/Berlin", "2027-03-28T00:00:00+00:00", "2027-03-28T01:30:00+00:00"),
        ("02:30", "Europe/Berlin", "2027-10-30T23:00:00+00:00", "2027-10-31T00:30:00+00:00"),
    ],
    ids=["later today", "now is over", "another zone", "an hour that is skipped", "an hour that comes twice"],
)
def test_a_time_of_day_is_the_next_one_in_the_person_s_zone(at, zone, after, expected):
    after_ms, expected_ms = (int(datetime.fromisoformat(text).timestamp() * 1_000) for text in (after, expected))
    assert next_time_of_day_ms(at, (), zone, after_ms=after_ms) == expected_ms


def test_people_taken_into_a_new_version_keep_their_wait_or_come_to_a_new_step():
    before = journey({"rest": wait(60, "hello"), "hello": email()})
    after = journey({"rest": wait(90, "hello"), "pause": wait(10, "hello"), "hello": email()}, start="rest")
    waiting = go(before, begin(before), NOW).traveller
    kept = moved(waiting, {}, after, version=2, now_ms=NOW + MINUTE)
    assert (kept.version, kept.step, kept.due_at_ms) == (2, "rest", waiting.due_at_ms)
    elsewhere = moved(waiting, {"rest": "pause"}, after, version=2, now_ms=NOW + MINUTE)
    assert go(after, elsewhere, NOW + MINUTE).traveller.due_at_ms == NOW + 11 * MINUTE
    assert moved(waiting, {"rest": None}, after, version=2, now_ms=NOW).status is Status.EXITED


LONG = journey(
    {
        "hello": email("hope"),
        "hope": wait_for("open", 120, "toss", "rest"),
        "rest": wait(45, "toss"),
        "toss": split(("a", 1, "ask"), ("b", 1, "later")),
        "ask": decision("tier", "gold", "gift", "later"),
        "gift": email("later"),
        "later": wait(30, "bye"),
        "bye": email(),
    },
    goals=[{"name": "order", "event": {"event": "purchase"}}],
)
EVENTS = st.lists(st.tuples(st.sampled_from(["open", "purchase"]), st.integers(NOW, NOW + DAY)), max_size=8)
LOOKS = st.lists(st.integers(1, 400), min_size=1, max_size=30)


@given(events=EVENTS, looks=LOOKS, tier=st.sampled_from(["gold", "green"]), run=st.integers(0, 50))
def test_looking_twice_is_looking_once_and_no_effect_comes_twice(events, looks, tier, run):
    once = twice = begin(LONG, f"run {run}")
    keys: list[str] = []
    now_ms = NOW
    for minutes in looks:
        now_ms += minutes * MINUTE
        seen = did(*((name, at_ms) for name, at_ms in events if at_ms <= now_ms))
        one = go(LONG, once, now_ms, occurrences=seen, attributes={"tier": tier})
        first = go(LONG, twice, now_ms, occurrences=seen, attributes={"tier": tier})
        second = go(LONG, first.traveller, now_ms, occurrences=seen, attributes={"tier": tier})
        assert second.effects == ()
        assert second.traveller == one.traveller
        keys += [effect.key for effect in one.effects]
        once, twice = one.traveller, second.traveller
    assert len(keys) == len(set(keys))


@given(run=st.text(min_size=1, max_size=30), step=st.text(max_size=10))
def test_a_share_is_one(run, step):
    assert 0 <= share_of(run, step) < 1
