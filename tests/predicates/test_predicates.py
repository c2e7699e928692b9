"""Whom a predicate means, by what is known of a person and what they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.errors import InvalidInput
from domain.predicates.rules import changes_with_time, check, evaluate, events_named, longest_window_ms
from domain.predicates.values import Facts, Occurrence, Predicate

NOW = 1_795_219_200_000
"""2026-11-21T00:00:00Z, a Saturday."""
MINUTE = 60_000
DAY = 1_440 * MINUTE
SEGMENT = "seg_01m7yk62bx94ypcbmjpekz075r"
ANA = Facts(
    attributes={
        "tier": "Gold",
        "age": 34,
        "vip": True,
        "likes": ["coffee", "tea"],
        "address": {"city": "Lisbon"},
        "born": "1992-11-21",
        "seen_at": "2026-11-20T23:00:00Z",
    },
    computed={"orders_90d": 3},
    segments=frozenset({SEGMENT}),
    occurrences=(
        Occurrence(event="view", at_ms=NOW - 3 * DAY, properties={"sku": "mug"}),
        Occurrence(event="cart", at_ms=NOW - 2 * DAY, properties={"sku": "mug", "price": 12.5}),
        Occurrence(event="purchase", at_ms=NOW - DAY, properties={"total": 25}),
        Occurrence(event="purchase", at_ms=NOW + DAY, properties={"total": 99}),
    ),
)
read = TypeAdapter(Predicate).validate_python


def attribute(name: str, comparison: str, value: object = None) -> dict[str, object]:
    return {"kind": "attribute", "attribute": name, "is": comparison, "value": value}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (attribute("tier", "is", "gold"), True),
        (attribute("tier", "is_not", "gold"), False),
        (attribute("age", "above", 34), False),
        (attribute("age", "at_least", 34), True),
        (attribute("age", "below", "40") | {"value": 40}, True),
        (attribute("vip", "is", True), True),
        (attribute("vip", "is", 1), False),
        (attribute("likes", "contains", "Tea"), True),
        (attribute("tier", "starts_with", "go"), True),
        (attribute("address.city", "one_of", ("Porto", "Lisbon")), True),
        (attribute("address.city", "none_of", ("Porto",)), True),
        (attribute("address.street", "is_set"), False),
        (attribute("address.street", "is_not_set"), True),
        (attribute("born", "anniversary_today"), True),
        (attribute("seen_at", "within_last", 90), True),
        (attribute("seen_at", "within_last", 30), False),
        (attribute("seen_at", "before", "2026-11-21"), True),
        (attribute("seen_at", "within_next", 90), False),
        (attribute("missing", "is", "x"), False),
        (attribute("missing", "is_not", "x"), True),
        (attribute("missing", "above", 1), False),
        (attribute("tier", "above", 1), False),
        ({"kind": "computed", "property": "orders_90d", "is": "at_least", "value": 3}, True),
        ({"kind": "did", "event": "purchase", "at_least": 1}, True),
        ({"kind": "did", "event": "purchase", "at_least": 2}, False),
        ({"kind": "did", "event": "purchase", "at_most": 0, "within_minutes": 60}, True),
        (
            {
                "kind": "did",
                "event": "purchase",
                "at_least": 1,
                "where": [{"property": "total", "is": "above", "value": 30}],
            },
            False,
        ),
        ({"kind": "in_order", "events": [{"event": "view"}, {"event": "cart"}], "within_minutes": 7_200}, True),
        ({"kind": "in_order", "events": [{"event": "cart"}, {"event": "view"}], "within_minutes": 7_200}, False),
        ({"kind": "in_segment", "segment": SEGMENT}, True),
        ({"kind": "not", "of": {"kind": "in_segment", "segment": SEGMENT}}, False),
        ({"kind": "all", "of": [attribute("age", "is", 34), attribute("vip", "is", False)]}, False),
        ({"kind": "any", "of": [attribute("age", "is", 34), attribute("vip", "is", False)]}, True),
    ],
    ids=str,
)
def test_a_predicate_means_ana_or_it_does_not(written, meant):
    assert evaluate(read(written), ANA, now_ms=NOW) is meant


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (attribute("tier", "is"), "send it as value"),
        (attribute("tier", "one_of", "gold"), "send value as one"),
        (attribute("tier", "is_set", 1), "leave value out"),
        (attribute("age", "above", "old"), "a number"),
        ({"kind": "did", "event": "purchase"}, "neither at_least nor at_most"),
        ({"kind": "did", "event": "purchase", "at_least": 2, "at_most": 1}, "swap them"),
    ],
)
def test_what_compares_with_nothing_is_refused_when_it_is_written(written, words):
    with pytest.raises(ValidationError, match=words):
        read(written)


def test_a_predicate_that_would_take_too_long_is_refused():
    deep = attribute("age", "is", 1)
    for _ in range(9):
        deep = {"kind": "not", "of": deep}
    with pytest.raises(InvalidInput, match="nested 10 deep"):
        check(read(deep))


def test_a_predicate_says_what_can_change_its_answer():
    written = {
        "kind": "any",
        "of": [
            {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 60},
            {"kind": "in_order", "events": [{"event": "view"}, {"event": "cart"}], "within_minutes": 90},
        ],
    }
    predicate = read(written)
    assert events_named(predicate) == {"purchase", "view", "cart"}
    assert longest_window_ms([predicate]) == 90 * MINUTE
    assert changes_with_time(predicate)
    assert not changes_with_time(read(attribute("tier", "is", "gold")))


LEAVES = st.sampled_from(
    [attribute("age", "is", 34), attribute("age", "is", 35), {"kind": "did", "event": "purchase", "at_least": 1}]
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.builds(lambda of: {"kind": "not", "of": of}, below),
        st.builds(lambda of: {"kind": "all", "of": of}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "any", "of": of}, st.lists(below, min_size=1, max_size=3)),
    ),
    max_leaves=10,
)


@given(of=st.lists(TREES, min_size=1, max_size=4))
def test_not_any_is_all_not(of):
    neither = read({"kind": "not", "of": {"kind": "any", "of": of}})
    each_not = read({"kind": "all", "of": [{"kind": "not", "of": one} for one in of]})
    assert evaluate(neither, ANA, now_ms=NOW) is evaluate(each_not, ANA, now_ms=NOW)
