"""Demand-side platforms over REST: accounts nobody can read back, wins counted once, and nothing across tenants."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from api.platforms import PlatformDesk
from connectors.dsp.fan_out import DspFanOut
from domain.dsp.service import Accounts
from domain.sealing import Sealer
from tests.api.conftest import NOW
from workers.settings import Temporal
from workers.temporal import connect

ACCOUNT = {
    "platform": "meta",
    "name": "Shop at Meta",
    "parameters": {"ad_account_id": "77"},
    "credentials": {"access_token": "hush"},
}
REQUEST = {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}}]}


@pytest.fixture
async def bidder() -> AsyncIterator[tuple[str, list[str]]]:
    """A platform's bidder's address, and the wins it was told of."""
    told: list[str] = []

    async def bid(_request: web.Request) -> web.Response:
        won = f"http://127.0.0.1:{port}/won?price=${{AUCTION_PRICE}}"
        bids = [{"id": "b1", "impid": "i1", "price": 2.5, "nurl": won}]
        return web.json_response({"id": "r1", "seatbid": [{"bid": bids}]})

    async def won(request: web.Request) -> web.Response:
        told.append(request.query["price"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/bid", bid)
    app.router.add_get("/won", won)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/bid", told
    await runner.cleanup()


@pytest.fixture
async def connected(api) -> AsyncIterator[None]:
    """The API with platforms connected."""
    sealer = Sealer(["k1:0123456789abcdef0123456789abcdef"])
    temporal = await connect(Temporal(address="127.0.0.1:1"))
    async with DspFanOut(sealer, clock_ms=lambda: NOW, allow_private=True) as fan_out:
        api.state.platforms = PlatformDesk(Accounts(sealer), fan_out, temporal)
        yield


async def test_without_the_setting_the_api_says_what_to_set(api):
    answer = await api.as_("ours.manager").get("/v1/dsp/platforms")
    assert answer.status_code == 503
    said = answer.json()["error"]
    assert (said["code"], "DSP__ENABLED" in said["remedy"]) == ("turned_off", True)
    assert "Retry-After" not in answer.headers, "it never works, however often it is tried"
    assert "Try again" not in answer.text


@pytest.mark.usefixtures("connected")
async def test_every_platform_says_what_it_needs(api):
    answer = await api.as_("ours.analyst").get("/v1/dsp/platforms")
    assert {one["platform"] for one in answer.json()} == {"dv360", "trade_desk", "amazon", "meta", "xandr"}


@pytest.mark.usefixtures("connected")
async def test_credentials_are_never_shown_again(api):
    client = api.as_("ours.manager")
    made = await client.post("/v1/dsp/accounts", json=ACCOUNT)
    assert made.status_code == 201, made.text
    listed = await client.get("/v1/dsp/accounts")
    assert "hush" not in made.text + listed.text


@pytest.mark.usefixtures("connected")
async def test_sealed_credentials_go_to_no_other_server_than_they_were_entered_for(api):
    client = api.as_("ours.manager")
    there = {"advertiser_id": "a1", "data_url": "https://data.example", "report_schedule_id": "9"}
    keys = {"api_token": "hush", "data_secret": "hush"}
    desk = {"platform": "trade_desk", "parameters": there, "credentials": keys}
    made = await client.post("/v1/dsp/accounts", json=ACCOUNT | desk)
    assert made.status_code == 201, made.text
    url, elsewhere = f"/v1/dsp/accounts/{made.json()['id']}", there | {"data_url": "https://evil.example"}
    refused = await client.patch(url, json={"parameters": elsewhere})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "credentials")
    assert (await client.patch(url, json={"parameters": there | {"advertiser_id": "a2"}})).status_code == 200
    assert (await client.patch(url, json={"parameters": elsewhere, "credentials": keys})).status_code == 200


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"platform": "nobody"}, "platform"),
        ({"credentials": {}}, "credentials.access_token"),
        ({"parameters": {"ad_account_id": "77", "zip": "1"}}, "parameters.zip"),
    ],
)
async def test_an_account_that_lacks_something_is_refused_by_name(api, change, field):
    refused = await api.as_("ours.manager").post("/v1/dsp/accounts", json=ACCOUNT | change)
    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == field
    assert refused.json()["error"]["remedy"]


@pytest.mark.usefixtures("connected")
async def test_a_win_is_counted_once_and_told_once(api, bidder):
    url, told = bidder
    client = api.as_("ours.manager")
    await client.post("/v1/dsp/accounts", json=ACCOUNT | {"bid_url": url})
    routed = await client.post("/v1/dsp/bid", content=json.dumps(REQUEST))
    [answer] = routed.json()["answers"]
    win = {"receipt": answer["bids"][0]["receipt"], "price": "2.25"}
    first = (await client.post("/v1/dsp/win", json=win)).json()
    again = (await client.post("/v1/dsp/win", json=win)).json()
    assert (first["counted"], first["told"], again["counted"], again["told"]) == (True, True, False, True)
    assert told == ["2.25"]
    figures = (await client.get("/v1/dsp/statistics")).json()
    assert [(one["wins"], one["spend"]) for one in figures["spend"]] == [(1, "0.00225")]
    assert figures["counters"][0]["bids"] == 1


@pytest.mark.usefixtures("connected")
async def test_nobody_wins_above_the_bid_or_with_somebody_else_s_receipt(api, bidder):
    client = api.as_("ours.manager")
    await client.post("/v1/dsp/accounts", json=ACCOUNT | {"bid_url": bidder[0]})
    routed = await client.post("/v1/dsp/bid", content=json.dumps(REQUEST))
    receipt = routed.json()["answers"][0]["bids"][0]["receipt"]
    above = await client.post("/v1/dsp/win", json={"receipt": receipt, "price": "2.51"})
    assert (above.status_code, above.json()["error"]["field"]) == (422, "price")
    foreign = await api.as_("theirs.manager").post("/v1/dsp/win", json={"receipt": receipt, "price": "1.00"})
    assert (foreign.status_code, foreign.json()["error"]["field"]) == (422, "receipt")
    assert bidder[1] == []


@pytest.mark.usefixtures("connected")
async def test_another_tenant_s_account_is_not_there(api):
    made = (await api.as_("ours.manager").post("/v1/dsp/accounts", json=ACCOUNT)).json()
    theirs = api.as_("theirs.manager")
    assert (await theirs.get("/v1/dsp/accounts")).json() == []
    path = f"/v1/dsp/accounts/{made['id']}"
    assert (await theirs.patch(path, json={"enabled": False})).status_code == 404
    assert (await theirs.post(f"{path}/test")).status_code == 404
    assert (
        await theirs.post("/v1/dsp/audiences", json={"account_id": made["id"], "segment": 1, "name": "x"})
    ).status_code == 404


@pytest.mark.usefixtures("connected")
async def test_an_analyst_may_look_and_not_touch(api):
    client = api.as_("ours.analyst")
    assert (await client.get("/v1/dsp/accounts")).status_code == 200
    assert (await client.post("/v1/dsp/accounts", json=ACCOUNT)).status_code == 403


@pytest.mark.usefixtures("connected")
async def test_an_audience_is_on_record_even_while_temporal_is_away(api):
    client = api.as_("ours.manager")
    made = (await client.post("/v1/dsp/accounts", json=ACCOUNT)).json()
    answer = await client.post("/v1/dsp/audiences", json={"account_id": made["id"], "segment": 7, "name": "Cart"})
    assert answer.status_code == 201
    assert "sync it when that is back" in answer.json()["failure"]
    [audience] = (await client.get("/v1/dsp/audiences")).json()
    assert (audience["state"], audience["segment"]) == ("pending", 7)
