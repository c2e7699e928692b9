"""The course of spend over REST: the caller's own, each thing once, beside the period before."""

import pytest

from domain.events.values import Event, EventType
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS
from storage.nats.events import encode_events
from storage.nats.following import Record
from tests.api.conftest import NOW

COURSE = "/api/v1/reports/course"
DAY = 86_400_000


def event(kind: EventType, name: str, days_ago: float = 0.1, **given) -> Event:
    plain = {"tenant_id": "ours", "campaign_id": "cmp_1", "currency": "EUR"}
    return Event(event_id=f"{name}:{kind}", type=kind, at_ms=NOW - round(days_ago * DAY), **plain | given)


def billed(name: str, days_ago: float = 0.1, *, nanos: int, reason: str = "confirmed", **given) -> Event:
    return event(EventType.SETTLEMENT, name, days_ago, price_nanos=nanos, reason=reason, **given)


@pytest.fixture
async def api(api, analytics):
    api.state.analytics = analytics
    twice = billed("b", 1.1, nanos=2_000_000_001)
    happened = [
        billed("a", nanos=1_000_000_000),
        twice,
        twice,
        billed("disputed", nanos=9_000_000_000, reason="disputed:late"),
        billed("put right", nanos=-500_000_000, reason="correction"),
        billed("of a test", nanos=9_000_000_000, is_test=True),
        event(EventType.CLICK, "a"),
        event(EventType.CONVERSION, "a", value_micros=5_000_000),
        billed("last week", 7.1, nanos=4_000_000_000),
        billed("later that day", 6.9, nanos=8_000_000_000),
        billed("other", nanos=3_000_000_000, campaign_id="cmp_2", currency="USD"),
        billed("not ours", nanos=7_000_000_000, tenant_id="theirs"),
    ]
    rows = rows_of(Record("bids.events.x", 1, NOW, encode_events(happened), 0))
    await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows.events, "one")
    return api


async def test_a_week_day_by_day_beside_as_much_of_the_week_before(api):
    async with api.as_("ours.viewer") as client:
        report = (await client.get(COURSE, params={"time_zone": "UTC"})).json()
    assert (report["from_at"], report["to_at"]) == ("2027-01-09T00:00:00.000Z", "2027-01-15T08:00:00.000Z")
    assert (report["before_from_at"], report["before_to_at"]) == (
        "2027-01-02T00:00:00.000Z",
        "2027-01-08T08:00:00.000Z",
    )
    euros, dollars = report["items"]
    assert (euros["currency"], dollars["currency"]) == ("EUR", "USD")
    total = euros["total"]
    assert (total["spend"], total["billed_impressions"], total["clicks"], total["conversions"]) == (
        "2.500000001",
        2,
        1,
        1,
    )
    assert (total["conversion_value"], total["roas"], total["cpa"]) == ("5.00", "2.0000", "2.5000")
    assert euros["before"]["spend"] == "4.00"  # what was billed later on that day is not held against half a day
    assert [one["spend"] for one in euros["stretches"]][-2:] == ["2.000000001", "0.50"]
    assert len(euros["stretches"]) == len(euros["stretches_before"]) == 7
    assert (dollars["total"]["spend"], dollars["before"]["spend"]) == ("3.00", "0.00")


async def test_one_campaign_hour_by_hour_by_the_clock_of_its_place(api):
    asked = {"campaign_id": "cmp_1", "by": "hour", "time_zone": "Asia/Kolkata"}
    async with api.as_("ours.viewer") as client:
        report = (await client.get(COURSE, params=asked)).json()
    [euros] = report["items"]
    assert report["from_at"] == "2027-01-14T08:30:00.000Z"
    assert len(euros["stretches"]) == 24
    assert (euros["total"]["spend"], euros["before"]["spend"]) == ("0.50", "2.000000001")


async def test_another_tenant_sees_its_own_alone(api):
    async with api.as_("theirs.viewer") as stranger:
        report = (await stranger.get(COURSE)).json()
        asked_for_ours = (await stranger.get(COURSE, params={"campaign_id": "cmp_1"})).json()
    assert [one["total"]["spend"] for one in report["items"]] == ["7.00"]
    assert [one["total"]["spend"] for one in asked_for_ours["items"]] == ["7.00"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"time_zone": "Atlantis/Capital"}, "time_zone"),
        ({"from": "2026-10-01T00:00:00Z"}, "from"),
        ({"from": "2027-01-01T00:00:00Z", "by": "hour"}, "from"),
        ({"from": "2027-02-01T00:00:00Z"}, "from"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_the_field(api, asked, field):
    async with api.as_("ours.viewer") as client:
        answer = await client.get(COURSE, params=asked)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
