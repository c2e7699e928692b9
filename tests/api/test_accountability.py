"""Why a request was answered as it was, over REST: to its own tenant, and with a word on what was not traced."""

import asyncio
import json

import msgspec
import pytest

from api.exchange_door import ExchangeDoor
from bidding.accountability.explaining import ExplainAgent
from bidding.accountability.sampling import Sampler
from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Gate
from domain.accountability.values import RecordedRequest, Sampled, Trace
from domain.events.values import Entry, EventType
from domain.exchanges.values import Exchange
from domain.profiles.values import Profile, TenantProfile
from storage.clickhouse.trace_writer import TraceWriter
from storage.clickhouse.traces import recorded_requests
from storage.nats.accounting import publish_sampled
from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from tests.bidding.doors import NEVER_MS
from tests.bidding.stand import Stand, campaign, request
from tests.patience import PATIENCE_S

EXCHANGE = Exchange(exchange_id="demo", name="Demo", tenants=("ours",))
OURS = {"tenant_id": "ours"}


@pytest.fixture
async def api(api, empty_nats_url, analytics):
    api.state.nats = await connect(empty_nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    api.state.analytics = analytics
    api.state.demo = True
    api.state.exchange_door = ExchangeDoor(default_exchange="demo", demo=True)
    api.state.exchange_door.apply(EXCHANGE)
    yield api
    await api.state.nats.close()


@pytest.fixture
async def bidder(api, monkeypatch):
    """A bidder's explaining half, on the bus; ``traced`` is set for each message of traces it published."""
    sampler = Sampler()
    monkeypatch.setattr("tests.bidding.stand.NOW_MS", api.state.clock_ms())
    stand = Stand(campaign("cmp_ours", **OURS), sampler=sampler)
    directory = ExchangeDirectory(demo=True)
    directory.apply(EXCHANGE)
    js = api.state.nats.jetstream()

    async def publish(payload: bytes) -> None:
        await publish_sampled(js, "bdr_one", payload)

    sampler.start(stand.processor.accountant.account, publish)
    stand.desk = BidDesk(stand.processor, Gate(shed_after_ms=NEVER_MS))
    agent = ExplainAgent(api.state.nats, stand.desk, stand.processor.accountant, directory)
    await agent.start()
    yield stand
    await agent.stop()
    await sampler.close()


async def written(api) -> None:
    writer = TraceWriter(api.state.nats.jetstream(), api.state.analytics)
    async with asyncio.timeout(PATIENCE_S):
        while not await writer.step(within_s=0.5):
            pass
    await writer.close()


def traced(request_id: str, tenant: str, at_ms: int, **campaigns: str) -> Trace:
    return Trace(request_id=request_id, tenant_id=tenant, exchange_id="demo", at_ms=at_ms, campaigns=campaigns)


async def stored(api, *sampled: Sampled) -> None:
    await publish_sampled(api.state.nats.jetstream(), "bdr_one", msgspec.json.encode(sampled))
    await written(api)


async def test_a_trace_is_read_by_its_own_tenant_and_404_says_why_there_may_be_none(api):
    now = api.state.clock_ms()
    ours = traced("req-1", "ours", now, cmp_a="country_not_targeted")
    await stored(api, Sampled(traces=(ours, traced("req-1", "theirs", now, cmp_secret="bid"))))
    async with api.as_("ours.analyst") as client, api.as_("theirs.analyst") as other:
        [found] = (await client.get("/api/v1/bids/req-1/trace")).json()["items"]
        [same] = (await other.get("/api/v1/bids/req-1/trace")).json()["items"]
        missing = await client.get("/api/v1/bids/req-9/trace")
    assert found["campaigns"] == {"cmp_a": "country_not_targeted"}
    assert same["campaigns"] == {"cmp_secret": "bid"}
    assert missing.status_code == 404
    assert "X-Campaign-Express-Trace" in missing.json()["error"]["remedy"]


async def test_a_request_is_explained_now_by_a_bidder(api, bidder):
    body = {"exchange_id": "demo", "request": request()}
    async with api.as_("ours.analyst") as client, api.as_("theirs.analyst") as other:
        answer = await client.post("/api/v1/bids/explain", json=body)
        refused = await other.post("/api/v1/bids/explain", json=body)
        nonsense = await client.post("/api/v1/bids/explain", json=body | {"request": {"id": "x"}})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["campaigns"] == {"cmp_ours": "bid"}
    assert found["lots"][0]["candidates"][0]["price"] == "2.00"
    assert found["is_complete"]
    assert (refused.status_code, nonsense.status_code) == (422, 422)
    assert not bidder.events


async def test_of_a_person_only_those_who_may_read_profiles_are_told(api, bidder):
    bidder.memory.profiles["per-1"] = Profile(
        "per-1", interests=(0.5,) * 64, tenants={"ours": TenantProfile(tier="gold")}
    )
    body = {"exchange_id": "demo", "request": request(user={"id": "per-1"})}
    headers = {"Authorization": ""}
    shown = {}
    for role in ("operator", "analyst"):
        async with api.as_(f"ours.{role}") as client:
            explained = (await client.post("/api/v1/bids/explain", json=body)).json()
            if role == "operator":
                headers["X-Campaign-Express-Trace"] = client.headers["Authorization"].removeprefix("Bearer ")
                sent = await client.post("/v1/bid/demo", content=json.dumps(body["request"]), headers=headers)
                assert sent.status_code == 200
                await written(api)
            found = (await client.get("/api/v1/bids/req-1/trace")).json()["items"][0]
        shown[role] = [
            (one["person_known"], "interest.0" in one["lots"][0]["candidates"][0]["features"])
            for one in (explained, found)
        ]
    assert shown == {"operator": [(True, True)] * 2, "analyst": [(False, False)] * 2}


async def test_a_bid_request_with_the_debug_header_is_answered_and_can_be_read_afterwards(api, bidder):
    async with api.as_("ours.analyst") as client:
        token = client.headers["Authorization"].removeprefix("Bearer ")
        answer = await client.post(
            "/v1/bid/demo",
            content=json.dumps(request()),
            headers={"X-Campaign-Express-Trace": token, "Authorization": ""},
        )
        assert answer.status_code == 200, answer.text
        await written(api)
        found = (await client.get("/api/v1/bids/req-1/trace")).json()["items"][0]
        stranger = await client.post(
            "/v1/bid/demo",
            content=json.dumps(request()),
            headers={"X-Campaign-Express-Trace": "guess", "Authorization": ""},
        )
    bid = answer.json()["seatbid"][0]["bid"][0]
    [candidate] = found["lots"][0]["candidates"]
    assert (candidate["bid_id"], candidate["bid"], candidate["lease_id"]) == (bid["id"], "2.00", "lse_cmp_ours")
    assert candidate["features"]
    assert stranger.status_code == 403


async def test_why_a_campaign_is_not_bidding_is_counted_from_the_sample(api):
    now = api.state.clock_ms()
    reasons = ["country_not_targeted"] * 3 + ["bid"]
    sampled = [
        Sampled(traces=(traced(f"r{n}", "ours", now - n - 1, cmp_a=why, cmp_b="bid"),)) for n, why in enumerate(reasons)
    ]
    await stored(api, *sampled)
    await stored(api, *sampled)
    async with api.as_("ours.analyst") as client, api.as_("theirs.analyst") as other:
        report = (await client.get("/api/v1/reports/refusals", params={"campaign_id": "cmp_a"})).json()
        empty = (await other.get("/api/v1/reports/refusals")).json()
    assert [(row["reason"], row["requests"], row["share"]) for row in report["items"]] == [
        ("country_not_targeted", 3, 0.75),
        ("bid", 1, 0.25),
    ]
    assert empty["items"] == []


async def test_recorded_requests_come_back_once_in_order_and_thinned_evenly(api):
    now = api.state.clock_ms()
    recordings = [
        RecordedRequest(request_id=f"r{n}", exchange_id="demo", entry="rest", at_ms=now - n, body="{}", one_in=100)
        for n in range(200)
    ]
    for _ in range(2):
        await stored(api, *(Sampled(recorded=one) for one in recordings))
    found = await recorded_requests(api.state.analytics, exchanges=["demo"], from_ms=0, to_ms=now + 1)
    assert [one.request_id for one in found] == [f"r{n}" for n in reversed(range(200))]
    thinned = await recorded_requests(api.state.analytics, exchanges=["demo"], from_ms=0, to_ms=now + 1, most=100)
    assert sum(one.one_in for one in thinned) == pytest.approx(20_000, rel=0.35)


async def test_a_traced_bid_keeps_to_the_limits_of_every_door(api, bidder):
    async with api.as_("ours.analyst") as client:
        token = client.headers["Authorization"].removeprefix("Bearer ")
        headers = {"Authorization": "", "X-Campaign-Express-Trace": token}

        async def sent():
            return await client.post("/v1/bid/demo", content=json.dumps(request()), headers=headers)

        assert (await sent()).status_code == 200
        assert bidder.desk.counts[Entry.NATS] == {"": 1}
        bidder.desk.gate = Gate(shed_after_ms=-1)
        refused = await sent()
    assert refused.status_code != 200
    assert sum(bidder.desk.counts[Entry.NATS].values()) == 2
    assert len([event for event in bidder.events if event.type is EventType.BID]) == 1
