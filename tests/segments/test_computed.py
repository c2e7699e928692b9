"""Properties worked out from what people did."""

import pytest

from domain.predicates.values import Facts, Occurrence
from domain.segments.rules import compute
from domain.segments.values import ComputedProperty

NOW = 1_795_219_200_000
DAY = 86_400_000
ANA = Facts(
    occurrences=tuple(
        Occurrence(event="purchase", at_ms=NOW - days * DAY, properties={"total": total, "store": store})
        for days, total, store in ((100, 1, "a"), (40, 10, "b"), (20, 30, "b"), (2, 20, "a"))
    )
)


@pytest.mark.parametrize(
    ("aggregate", "of", "value"),
    [
        ("count", None, 3),
        ("sum", "total", 60),
        ("average", "total", 20),
        ("minimum", "total", 10),
        ("maximum", "total", 30),
        ("first", "store", "b"),
        ("last", "store", "a"),
        ("most_frequent", "store", "b"),
        ("days_since_last", None, 2),
        ("sum", "colour", None),
    ],
)
def test_a_property_aggregates_its_window(aggregate, of, value):
    written = {"name": "orders", "aggregate": aggregate, "of": {"event": "purchase"}, "property": of}
    assert compute(ComputedProperty.model_validate(written), ANA, now_ms=NOW) == value


def test_nothing_done_is_no_orders_and_no_last_one():
    count = ComputedProperty.model_validate({"name": "n", "aggregate": "count", "of": {"event": "refund"}})
    last = ComputedProperty.model_validate(
        {"name": "n", "aggregate": "last", "of": {"event": "refund"}, "property": "total"}
    )
    assert (compute(count, ANA, now_ms=NOW), compute(last, ANA, now_ms=NOW)) == (0, None)
