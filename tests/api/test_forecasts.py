"""A forecast over REST: made from recorded requests, kept, and shown to whoever decides."""

import msgspec
import pytest

from bidding.inference.model_file import MODEL_PATH
from domain.accountability.values import RecordedRequest
from domain.exchanges.values import Exchange
from storage.clickhouse.traces import add_recordings
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.redis.profiles import ProfileCache
from tests.api.conftest import new_campaign, new_creative
from tests.bidding.stand import impression, request
from workers.forecasting import Forecasting, Stage
from workers.in_force import InForce


@pytest.fixture
async def api(api, empty_nats_url, redis_url, analytics):
    api.state.nats = await connect(empty_nats_url, "tests")
    js = api.state.nats.jetstream()
    await ensure_streams(js)
    api.state.analytics = analytics
    exchanges = Exchanges(js)
    await exchanges.publish(Exchange(exchange_id="demo", name="Demo", tenants=("ours",)))
    async with ProfileCache(redis_url) as profiles:
        stage = Stage(
            analytics=analytics,
            live=LiveCampaigns(js),
            exchanges=exchanges,
            landscapes=Landscapes(js),
            profiles=profiles,
            in_force=InForce(js, api.state.money, MODEL_PATH),
        )
        api.state.forecasts = Forecasting(api.state.main, stage, clock_ms=api.state.clock_ms)
        yield api
        await api.state.forecasts.close()
    await api.state.nats.close()


async def recorded(api, number: int) -> None:
    now = api.state.clock_ms()
    body = msgspec.json.encode(request(impression(bidfloor=1.0)) | {"cur": ["USD"]}).decode()
    rows = [
        RecordedRequest(
            request_id=f"r{n}",
            exchange_id="demo",
            entry="rest",
            at_ms=now - 1_000 * (n + 1),
            body=body.replace("req-1", f"r{n}"),
            one_in=10,
            reason="no_campaign",
        )
        for n in range(number)
    ]
    await add_recordings(api.state.analytics, rows, "once")


async def test_a_draft_is_forecast_from_what_exchanges_asked_for(api):
    await recorded(api, 120)
    async with api.as_("ours.manager") as client, api.as_("theirs.manager") as other:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        at = f"/api/v1/campaigns/{campaign['id']}/forecast"
        made = await client.post(at, json={"hours": 2})
        assert made.status_code in {200, 202}, made.text
        again = await client.post(at, json={"hours": 2})
        kept = (await client.get(f"{at}/{made.json()['forecast_id']}")).json()
        hidden = await other.get(f"{at}/{made.json()['forecast_id']}")
    figures = kept["figures"]
    assert (kept["state"], figures["sampled_requests"], figures["requests"], figures["bids"]) == (
        "done",
        120,
        1_200,
        1_200,
    )
    assert figures["refusals"] == {"bid": 1_200}
    assert figures["wins"] == 0
    unrepeated = {"made_at"}
    assert {key: value for key, value in again.json()["figures"].items() if key not in unrepeated} == {
        key: value for key, value in figures.items() if key not in unrepeated
    }
    assert hidden.status_code == 404


async def test_a_campaign_nobody_can_buy_on_an_exchange_is_refused(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client, channel="email")
        answer = await client.post(f"/api/v1/campaigns/{campaign['id']}/forecast")
        unknown = await client.post("/api/v1/campaigns/cmp_unknown/forecast")
    assert (answer.status_code, unknown.status_code) == (422, 404)
