"""Who gets which variant, at what hour and speed, when to stop, and whether a lead is more than chance."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.broadcasts import rules
from domain.broadcasts.comparisons.rules import judge, p_value, share
from domain.broadcasts.rules import Allowance
from domain.broadcasts.values import Action, BroadcastDefinition, ErrorGuard, LocalTime, Sample, Stage, Variant
from domain.errors import ActionRefused, InvalidInput

HOUR_MS = 3_600_000
PEOPLE = [f"per_{n:06}" for n in range(20_000)]


def definition(**said):
    base = {
        "name": "News",
        "channel": "email",
        "audience": {"kind": "everybody"},
        "variants": [{"name": name, "template": "tpl_1"} for name in "abc"],
    }
    return BroadcastDefinition.model_validate(base | said)


@given(st.text("0123456789abcdef", min_size=8, max_size=8), st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_everybody_falls_into_a_variant_by_its_share(seed: str, shares: list[int]):
    variants = [Variant(name=f"v{n}", template="t", share=one) for n, one in enumerate(shares)]
    people = [f"{seed}{n}" for n in range(4_000)]
    found = Counter(rules.variant_of("brd_1", one, variants).name for one in people)
    for variant in variants:
        fair = variant.share / sum(shares)
        spread = 6 * (4_000 * fair * (1 - fair)) ** 0.5
        assert abs(found[variant.name] - 4_000 * fair) <= spread
    assert [rules.variant_of("brd_1", one, variants) for one in people[:50]] == [
        rules.variant_of("brd_1", one, variants) for one in people[:50]
    ]


def test_who_is_in_the_test_says_nothing_of_the_variant():
    tested = definition(test={"percent": 30})
    parts = {one: rules.part_of("brd_1", one, tested) for one in PEOPLE}
    inside = [one for one in PEOPLE if parts[one] == "test"]
    assert abs(len(inside) - 6_000) < 400
    by_variant = Counter(rules.variant_of("brd_1", one, tested.variants).name for one in inside)
    assert max(by_variant.values()) - min(by_variant.values()) < 400
    assert {rules.part_of("brd_2", one, tested) for one in inside} == {"test", "rest"}, "another broadcast draws anew"


@given(st.integers(1, 100_000), st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 2_000)), max_size=60))
def test_a_speed_is_never_exceeded_in_any_stretch_of_time(per_minute: int, asked: list[tuple[int, int]]):
    held, now_ms, granted = Allowance(0, 0), 0, []
    for pause_ms, wanted in asked:
        now_ms += pause_ms
        got, held, wait_ms = rules.take(held, per_minute, wanted, now_ms=now_ms)
        assert (got == 0) == (wait_ms > 0)
        granted.append((now_ms, got))
    at_once = max(1, per_minute / 60)
    for n, (from_ms, _) in enumerate(granted):
        for until_ms, _ in granted[n:]:
            total = sum(got for at_ms, got in granted if from_ms <= at_ms <= until_ms)
            assert total <= at_once + (until_ms - from_ms) * per_minute / 60_000 + 0.01


@pytest.mark.parametrize("per_minute", [1, 7, 60, 600, 30_000])
def test_a_speed_is_also_reached(per_minute: int):
    held, now_ms, total = Allowance(0, 0), 0, 0
    while now_ms < 600_000:
        got, held, wait_ms = rules.take(held, per_minute, 1_000, now_ms=now_ms)
        total, now_ms = total + got, now_ms + max(wait_ms, 1)
    assert total >= per_minute * 10 * 0.95 - 1


def test_the_hour_is_each_persons_own_and_clocks_that_change_are_followed():
    spring_ms = 1_806_105_600_000  # 2027-03-27 00:00 UTC; Madrid's clocks change on the 28th at 02:00
    local = LocalTime(at="09:00")
    today = rules.hour_of(local, "Europe/Madrid", from_ms=spring_ms).due_at_ms
    tomorrow = rules.hour_of(local, "Europe/Madrid", from_ms=today + 1).due_at_ms
    assert today - spring_ms == 8 * HOUR_MS
    assert tomorrow - today == 23 * HOUR_MS
    assert rules.hour_of(local, "No/Where", from_ms=spring_ms).due_at_ms - spring_ms == 9 * HOUR_MS


@given(st.integers(1_700_000_000_000, 1_900_000_000_000), st.sampled_from(["Asia/Tokyo", "America/Lima", "Etc/GMT+12"]))
def test_an_hour_is_never_over_and_never_more_than_a_day_away(from_ms: int, zone: str):
    hour = rules.hour_of(LocalTime(at="09:00"), zone, from_ms=from_ms)
    assert from_ms <= hour.due_at_ms <= from_ms + 25 * HOUR_MS
    assert not hour.is_skipped


def test_the_guard_speaks_of_its_window_alone():
    guard = ErrorGuard(percent=5, window_minutes=10, at_least=100)
    early = Sample(0, 1_000, 300)
    fine = rules.kept_samples([early], Sample(20 * 60_000, 2_000, 310), guard)
    assert rules.alarm(fine, guard) == "", "what went wrong before the window is over"
    bad = rules.kept_samples(fine, Sample(21 * 60_000, 2_200, 330), guard)
    assert rules.alarm(bad, guard) == "", "30 of 1,200 since then"
    worse = rules.kept_samples(bad, Sample(22 * 60_000, 2_400, 500), guard)
    assert "200 of 1,400" in rules.alarm(worse, guard)
    assert rules.alarm((Sample(0, 0, 0), Sample(1, 99, 99)), guard) == "", "too few to say"


@pytest.mark.parametrize(
    ("stage", "action", "allowed"),
    [
        (Stage.DRAFT, Action.PAUSE, "schedule"),
        (Stage.DONE, Action.RESUME, "nothing"),
        (Stage.RUNNING, Action.SCHEDULE, "pause"),
    ],
)
def test_what_a_stage_does_not_allow_is_refused_with_what_it_does(stage, action, allowed):
    with pytest.raises(ActionRefused) as caught:
        rules.next_stage(stage, action)
    assert allowed in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"variants": [{"name": "a", "template": "t"}], "test": {}}, "two variants"),
        ({"best_time": True, "local_time": {"at": "09:00"}}, "exclude each other"),
        ({"test": {"measure": "conversions"}}, "an event belongs"),
        ({"variants": [{"name": "a", "template": "t"}, {"name": "a", "template": "u"}]}, "one name"),
        ({"per_minute": 0}, "is below 1"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_reason(said, words):
    body = definition().model_dump(mode="json", by_alias=True) | said
    with pytest.raises(InvalidInput, match=words):
        rules.read(body)


# Comparing


def test_where_nothing_differs_a_winner_is_declared_in_one_of_twenty_at_most():
    dice = Random(7)
    declared = 0
    for _ in range(600):
        tried = {name: (sum(dice.random() < 0.2 for _ in range(200)), 200) for name in "abcd"}
        declared += judge(tried).is_beyond_chance
    assert declared <= 45


def test_a_difference_that_is_there_is_found_and_said():
    verdict = judge({"a": (500, 5_000), "b": (600, 5_000)})
    assert (verdict.leader, verdict.is_beyond_chance) == ("b", True)
    assert verdict.leads[0].low > 0
    unclear = judge({"a": (10, 100), "b": (12, 100)})
    assert not unclear.is_beyond_chance
    assert "nobody has won" in unclear.in_words


def test_nobody_is_ahead_of_what_nobody_was_sent():
    verdict = judge({"a": (0, 0), "b": (60, 100), "c": (10, 100)})
    assert (verdict.leader, verdict.leads, verdict.is_beyond_chance) == ("", (), False)
    assert verdict.in_words == "Nothing can be compared: nobody was sent a."
    assert rules.winner_by(verdict, definition(test={"when_unclear": "leader"})) == "b"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(60, 90), st.integers(60, 90))
def test_a_test_is_fair_to_both_and_its_interval_holds_the_share(a: int, b: int, n: int, m: int):
    one, other = share(a, n), share(b, m)
    assert 0.0 <= p_value(one, other) <= 1.0
    assert p_value(one, other) == pytest.approx(p_value(other, one))
    assert one.low <= one.rate <= one.high


def test_few_of_few_are_tested_exactly():
    assert p_value(share(3, 3), share(0, 3)) == pytest.approx(0.1)
    assert p_value(share(0, 0), share(3, 3)) == 1.0
