"""What a tenant expects of an event, and what an event calls for at once."""

import pytest

from domain.behaviour.rules import amount_cents, base_stars, derived, is_late, misfits
from domain.behaviour.values import (
    DAY_MS,
    INTERNAL,
    CustomerEvent,
    EventSchema,
    PropertyRule,
    PropertyType,
)

NOW_MS = 1_800_000_000_000
SCHEMA = EventSchema(
    name="purchase",
    properties={
        "total": PropertyRule(type=PropertyType.NUMBER, required=True, least=0, most=10_000),
        "currency": PropertyRule(type=PropertyType.TEXT, one_of=("EUR", "USD")),
        "count": PropertyRule(type=PropertyType.INTEGER),
        "paid_at": PropertyRule(type=PropertyType.INSTANT),
    },
    others=False,
)


def test_what_is_expected_fits():
    assert misfits(SCHEMA, {"total": 12.5, "currency": "EUR", "count": 2, "paid_at": "2027-01-01"}) == []
    assert misfits(SCHEMA, {"total": 0, "currency": None}) == []


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({}, "total"),
        ({"total": "12"}, "total"),
        ({"total": True}, "total"),
        ({"total": -1}, "total"),
        ({"total": 10_001}, "total"),
        ({"total": 1, "currency": "GBP"}, "currency"),
        ({"total": 1, "count": 1.5}, "count"),
        ({"total": 1, "paid_at": "soon"}, "paid_at"),
        ({"total": 1, "colour": "red"}, "colour"),
    ],
)
def test_what_is_not_expected_is_named(properties, field):
    assert [fault.field for fault in misfits(SCHEMA, properties)] == [f"properties.{field}"]


def event(name, *, at_ms=NOW_MS, received_at_ms=NOW_MS, source="pos", **properties):
    return CustomerEvent(
        event_id=f"{name}-{at_ms}",
        person_id="per_1",
        name=name,
        at_ms=at_ms,
        received_at_ms=received_at_ms,
        source=source,
        properties=properties,
    )


def called(one, **how):
    return {call.name: call.properties for call in derived(one, **how)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cart_abandon", "retargeting"),
        ("checkout_abandoned", "retargeting"),
        ("purchase", "upsell"),
        ("order_completed", "upsell"),
        ("store_visit", "in_store_offer"),
        ("loyalty_swipe", "in_store_offer"),
        ("check_in", "in_store_offer"),
    ],
)
def test_high_intent_calls_for_something_at_once(name, kind):
    calls = called(event(name, total=3))
    assert calls["activation_wanted"]["kind"] == kind
    assert calls["activation_wanted"]["cause"] == {"total": 3}


@pytest.mark.parametrize(
    ("viewed_ms", "activated_ms", "calls"),
    [
        (None, None, False),
        (NOW_MS - 29 * 60_000, None, True),
        (NOW_MS - 31 * 60_000, None, False),
        (NOW_MS - 60_000, NOW_MS - 120_000, False),
        (NOW_MS - 60_000, NOW_MS - 31 * 60_000, True),
    ],
)
def test_a_look_calls_for_something_while_they_are_still_there_once_a_session(viewed_ms, activated_ms, calls):
    found = called(event("product_view"), viewed_at_ms=viewed_ms, activated_at_ms=activated_ms)
    assert ("activation_wanted" in found) == calls


@pytest.mark.parametrize(
    ("properties", "cents", "stars"),
    [
        ({"amount_cents": 1250}, 1250, 13),
        ({"amount_cents": 1200}, 1200, 12),
        ({"revenue": 12.5, "total": 99}, 1250, 13),
        ({"total": 0.1 + 0.2}, 30, 1),
        ({"amount_cents": True, "amount": 2}, 200, 2),
        ({"total": "12"}, 0, 0),
        ({"total": -5}, -500, 0),
        ({"total": 1e307}, 0, 0),
        ({"amount_cents": 2**62, "total": 3}, 300, 3),
        ({}, 0, 0),
    ],
)
def test_a_star_is_due_for_each_dollar_begun(properties, cents, stars):
    assert amount_cents(properties) == cents
    assert base_stars(cents) == stars
    assert called(event("purchase", **properties))["stars_due"]["base_stars"] == stars


def test_what_is_late_pays_stars_and_calls_for_nothing_else():
    late = event("purchase", at_ms=NOW_MS - DAY_MS - 1, total=5)
    assert is_late(late)
    assert called(late).keys() == {"stars_due"}
    assert not is_late(event("purchase", at_ms=NOW_MS - DAY_MS))


def test_what_we_derived_ourselves_calls_for_nothing():
    assert derived(event("purchase", source=INTERNAL)) == ()
    assert derived(event("newsletter_read")) == ()


def test_what_is_called_for_twice_by_one_event_is_one_event():
    one = event("purchase", total=5)
    assert [call.event_id for call in derived(one)] == [call.event_id for call in derived(one)]
    assert len({call.event_id for call in derived(one)}) == 2
