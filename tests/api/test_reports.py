"""Reports over REST: the caller's own tenant, exact money, and how far behind they are."""

import time

import pytest

from domain.events.values import NO_TENANT, Event, EventType
from domain.ids import new_id
from storage.clickhouse.writer import EventWriter
from storage.nats.connection import connect
from storage.nats.events import publish_events
from storage.nats.streams import ensure_streams
from storage.nats.subjects import bid_event
from tests.api.conftest import new_campaign


@pytest.fixture
async def api(api, empty_nats_url, analytics):
    api.state.nats = await connect(empty_nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    api.state.analytics = analytics
    api.state.clock_ms = lambda: time.time_ns() // 1_000_000
    yield api
    await api.state.nats.close()


async def happened(api, tenant_id, kind, *, price_nanos=0, reason="", entry="", campaign_id="cmp_1"):
    event = Event(
        event_id=new_id("evt"),
        type=kind,
        at_ms=api.state.clock_ms(),
        tenant_id=tenant_id,
        campaign_id=campaign_id,
        price_nanos=price_nanos,
        reason=reason,
        entry=entry,
        currency="EUR",
    )
    await publish_events(api.state.nats.jetstream(), bid_event(tenant_id, kind, "bdr_1"), [event], event.event_id)


async def written(api):
    writer = EventWriter(api.state.nats.jetstream(), api.state.analytics, max_wait_s=0.05)
    await writer.resume()
    await writer.write_next()
    await writer._stop_reading()


async def test_a_tenant_reads_its_own_campaigns_and_exact_spend(api):
    async with api.as_("ours.manager") as client:
        campaign_id = (await new_campaign(client, name="Spring sale"))["id"]
    await happened(api, "ours", EventType.BID, campaign_id=campaign_id)
    for _ in range(2):
        await happened(
            api, "ours", EventType.SETTLEMENT, reason="confirmed", price_nanos=1_234_567, campaign_id=campaign_id
        )
    await happened(api, "theirs", EventType.BID, campaign_id="cmp_theirs")
    async with api.as_("ours.analyst") as client:
        before = (await client.get("/api/v1/reports/progress")).json()
        await written(api)
        after = (await client.get("/api/v1/reports/progress")).json()
        report = (await client.get("/api/v1/reports/campaigns")).json()
    assert (before["drained"], before["last_sequence"]) == (False, 4)
    assert (after["drained"], after["done_sequence"], after["rejected"], after["missed"]) == (True, 4, 0, 0)
    [row] = report["items"]
    assert (row["campaign_id"], row["name"]) == (campaign_id, "Spring sale")
    assert (row["bids"], row["billed_impressions"]) == (1, 2)
    assert (row["spend"], row["spend_nanos"], row["currency"]) == ("0.002469134", 2_469_134, "EUR")
    assert row["conversion_value"] == "0.00"


async def test_a_period_is_widened_to_whole_hours_and_says_so(api):
    async with api.as_("ours.analyst") as client:
        period = {"from": "2026-11-01T10:20:00Z", "to": "2026-11-01T12:00:00.001+01:00"}
        report = (await client.get("/api/v1/reports/campaigns", params=period)).json()
    assert (report["from_at"], report["to_at"]) == ("2026-11-01T10:00:00.000Z", "2026-11-01T12:00:00.000Z")


@pytest.mark.parametrize(
    "period",
    [
        {"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"},
        {"from": "2020-01-01T00:00:00Z"},
        {"from": "yesterday"},
        {"to": "2026-11-01T00:00:00"},
    ],
)
async def test_a_period_that_makes_no_sense_is_refused(api, period):
    async with api.as_("ours.analyst") as client:
        assert (await client.get("/api/v1/reports/campaigns", params=period)).status_code == 422


async def test_reasons_of_no_bids_are_for_the_platforms_people(api):
    for entry in ("rest", "rest", "grpc"):
        await happened(api, NO_TENANT, EventType.NO_BID, reason="no_candidates", entry=entry, campaign_id="")
    await written(api)
    async with api.as_("ours.admin") as client, api.as_("platform.analyst") as platform:
        assert (await client.get("/api/v1/reports/no-bids")).status_code == 403
        report = (await platform.get("/api/v1/reports/no-bids")).json()
    assert report["items"] == [
        {"reason": "no_candidates", "entry": "rest", "requests": 2},
        {"reason": "no_candidates", "entry": "grpc", "requests": 1},
    ]


async def test_without_clickhouse_reports_say_when_to_come_back(api):
    api.state.analytics = None
    async with api.as_("ours.analyst") as client:
        answer = await client.get("/api/v1/reports/campaigns")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


async def test_shading_is_reported_arm_by_arm(api):
    for number, arm in enumerate(("shaded", "holdout")):
        event = Event(
            event_id=new_id("evt"),
            type=EventType.BID,
            at_ms=api.state.clock_ms() - 1_000,
            tenant_id="ours",
            exchange_id="exc",
            bid_id=f"bid_{number}",
            currency="EUR",
            price_nanos=1_000_000,
            market="EUR/open/banner/-/-",
            shading=arm,
            bid_micros=1_000_000,
            unshaded_micros=2_000_000 if arm == "shaded" else 1_000_000,
        )
        win = Event(event_id=f"w{number}", type=EventType.WIN, at_ms=event.at_ms, tenant_id="ours", bid_id=event.bid_id)
        js = api.state.nats.jetstream()
        await publish_events(js, bid_event("ours", "bid", "bdr_1"), [event, win], event.event_id)
    await written(api)
    async with api.as_("ours.analyst") as client:
        report = (await client.get("/api/v1/reports/shading")).json()
    [market] = report["items"]
    assert (market["exchange_id"], market["saved"]) == ("exc", "0.001")
    assert [(arm["arm"], arm["win_rate"], arm["surplus_per_bid"]) for arm in market["arms"]] == [
        ("holdout", 1.0, "0.00"),
        ("shaded", 1.0, "0.001"),
    ]
