"""A forecast over REST: made from recorded requests, kept, and shown to whoever decides."""

import asyncio
import threading
from functools import partial

import msgspec
import pytest

from bidding.accountability.market import Hindsight
from bidding.accountability.replay import Replay
from bidding.auction.explanation import Explainer
from bidding.inference.model_file import MODEL_PATH
from domain.accountability import service
from domain.accountability.values import RecordedRequest
from domain.exchanges.values import Exchange
from storage.clickhouse.traces import add_recordings
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.models import Models
from storage.nats.streams import ensure_streams
from storage.redis.profiles import ProfileCache
from tests.api.conftest import new_campaign, new_creative
from tests.bidding.stand import impression, request
from tests.bidding.test_replay import LANDSCAPE
from tests.inference.test_registry import other_model, version_of
from tests.patience import PATIENCE_S
from workers.forecasting import making
from workers.forecasting.making import Forecasting
from workers.forecasting.stage import Stage
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
        api.state.forecasts = Forecasting(api.state.main, stage, clock_ms=partial(_now, api))
        yield api
        await api.state.forecasts.close()
    await api.state.nats.close()


CLICKS = {"goal": "clicks", "base_cpm": "2.50", "goal_value": "1.00", "max_cpm": "90.00"}


def _now(api) -> int:
    return api.state.clock_ms()


async def recorded(api, number: int, **given) -> None:
    now = api.state.clock_ms()
    body = msgspec.json.encode(request(impression(bidfloor=1.0)) | {"cur": ["USD"]} | given).decode()
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
        for one in (made, again):
            await until(lambda one=one: state_of(client, at, one.json()), "done")
        kept, again = [(await client.get(f"{at}/{one.json()['forecast_id']}")).json() for one in (made, again)]
        hidden = await other.get(f"{at}/{made.json()['forecast_id']}")
    figures = kept["figures"]
    assert (kept["state"], figures["sampled_requests"], figures["requests"], figures["bids"]) == (
        "done",
        120,
        1_200,
        1_200,
    )
    assert figures["refusals"] == {"bid": 1_200}
    assert (figures["wins"], figures["unheard"]) == (0, ["demo"])
    unrepeated = {"made_at"}
    assert {key: value for key, value in again["figures"].items() if key not in unrepeated} == {
        key: value for key, value in figures.items() if key not in unrepeated
    }
    assert hidden.status_code == 404


async def test_another_model_and_another_pacing_can_be_assumed(api):
    await recorded(api, 120, at=1)
    js = api.state.nats.jetstream()
    model = other_model(shift=-1.0)
    await Models(js).publish(version_of("v2", model), model)
    await Landscapes(js).publish(msgspec.structs.replace(LANDSCAPE, exchange_id="demo"))
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client, pricing=CLICKS)
        await new_creative(client, campaign["id"])
        at = f"/api/v1/campaigns/{campaign['id']}/forecast"

        async def forecast(**assumed) -> dict:
            made = (await client.post(at, json={"hours": 2} | assumed)).json()
            await until(lambda: state_of(client, at, made), "done")
            return (await client.get(f"{at}/{made['forecast_id']}")).json()["figures"]

        live, shipped, other = (
            await forecast(),
            await forecast(model_version="shipped"),
            await forecast(model_version="v2"),
        )
        assert [one["model_version"] for one in (live, shipped, other)] == ["", "shipped", "v2"]
        assert live["spend"] == shipped["spend"]
        assert float(other["average_cpm"]) < float(live["average_cpm"])

        quarter = {"budget": f"{float(live['spend']) / 4:.2f}"}
        edited = await client.patch(f"/api/v1/management/campaigns/{campaign['id']}", json=quarter)
        assert edited.status_code == 200, edited.text
        asap, even = await forecast(pacing="asap"), await forecast(pacing="even")
        assert (asap["pacing"], asap["share"], even["pacing"]) == ("asap", 1.0, "even")
        assert 0 < even["share"] < 0.8
        assert even["bids"] < asap["bids"]

        unknown = await client.post(at, json={"model_version": "v3"})
        assert (unknown.status_code, unknown.json()["error"]["field"]) == (404, "version")
        assert (await client.post(at, json={"pacing": "sometimes"})).status_code == 422


async def state_of(client, at: str, made: dict) -> str:
    return (await client.get(f"{at}/{made['forecast_id']}")).json()["state"]


async def test_a_campaign_nobody_can_buy_on_an_exchange_is_refused(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client, channel="email")
        answer = await client.post(f"/api/v1/campaigns/{campaign['id']}/forecast")
        unknown = await client.post("/api/v1/campaigns/cmp_unknown/forecast")
    assert (answer.status_code, unknown.status_code) == (422, 404)


async def test_only_those_who_write_campaigns_have_forecasts_made(api):
    async with api.as_("ours.manager") as client, api.as_("ours.analyst") as reader:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        at = f"/api/v1/campaigns/{campaign['id']}/forecast"
        assert (await reader.post(at)).status_code == 403
        made = (await client.post(at)).json()
        assert (await reader.get(f"{at}/{made['forecast_id']}")).status_code == 200


async def test_forecasts_wait_for_their_turn_without_being_taken_for_dead(api, monkeypatch):
    monkeypatch.setattr(making, "PATIENCE_S", 0.0)
    monkeypatch.setattr(making, "SAY_EVERY_S", 0.01)
    now_ms, may_go_on, scene = api.state.clock_ms(), asyncio.Event(), Stage.scene
    api.state.clock_ms = lambda: now_ms

    async def in_a_moment(*args, **options):
        await may_go_on.wait()
        return await scene(*args, **options)

    monkeypatch.setattr(Stage, "scene", in_a_moment)
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        at = f"/api/v1/campaigns/{campaign['id']}/forecast"

        async def state_of(made) -> str:
            return (await client.get(f"{at}/{made['forecast_id']}")).json()["state"]

        made = [await client.post(at) for _ in range(making.MOST_OF_A_TENANT)]
        assert {one.status_code for one in made} == {202}
        assert (await client.post(at)).status_code == 503
        now_ms += service.SILENT_MS + 1
        await until(lambda: state_of(made[0].json()), "running")
        await until(lambda: state_of(made[-1].json()), "queued")
        may_go_on.set()
        for one in made:
            await until(lambda one=one: state_of(one.json()), "done")
        assert (await client.post(at)).status_code == 202


async def until(asked, wanted: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await asked() != wanted:
            await asyncio.sleep(0.01)


async def test_the_loop_goes_on_while_a_forecast_is_made(api, monkeypatch):
    """Everything that takes long happens elsewhere: whoever does it finds no event loop of the API's."""
    await recorded(api, 5)
    api_thread, threads = threading.get_ident(), set()

    def seen(work):
        def working(*args, **options):
            threads.add(threading.get_ident())
            return work(*args, **options)

        return working

    for name in ("__init__", "run", "_answered"):
        monkeypatch.setattr(Replay, name, seen(getattr(Replay, name)))
    monkeypatch.setattr(Explainer, "explain", seen(Explainer.explain))
    monkeypatch.setattr(Hindsight, "__init__", seen(Hindsight.__init__))
    monkeypatch.setattr(making, "forecast", seen(making.forecast))
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        made = (await client.post(f"/api/v1/campaigns/{campaign['id']}/forecast")).json()
    assert made["state"] == "done"
    assert threads
    assert api_thread not in threads
