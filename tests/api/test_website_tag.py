"""Browsers' events: let in by write key and origin, with consent, under an anonymous id and nothing else."""

import asyncio
import itertools
import json
import shutil
import subprocess
from pathlib import Path

import nats
import pytest

from api.pace import Pace
from storage.nats.streams import ensure_streams
from storage.nats.subjects import ingest_subject
from tests.api.conftest import NOW
from tests.patience import PATIENCE_S

SHOP = "https://shop.example"
EVENT = {"event": "product_view", "event_id": "e1", "person": {"anonymous_id": "a-1"}, "properties": {"sku": "7"}}


@pytest.fixture
async def stored(api, empty_nats_url):
    """Whatever reached the stream: a function that waits for so many items."""
    connection = await nats.connect(empty_nats_url)
    await ensure_streams(connection.jetstream())
    api.state.nats = connection
    api.state.behaviour = api.state.ingest_door = None
    subscription = await connection.jetstream().subscribe(ingest_subject("web", "ours"))

    async def items(count: int) -> list[dict]:
        found: list[dict] = []
        async with asyncio.timeout(PATIENCE_S):
            while len(found) < count:
                found += json.loads((await subscription.next_msg(timeout=PATIENCE_S)).data)
        return found

    items.pending = lambda: subscription.pending_msgs
    yield items
    await connection.close()


async def website(api, **more) -> dict:
    async with api.as_("ours.admin") as client:
        answer = await client.post("/api/v1/websites", json={"name": "Shop", "origins": [SHOP]} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(api, key: str, *events: dict, origin: str = SHOP, headers: dict | None = None, **more):
    body = {"write_key": key, "consent": "granted", "events": list(events or (EVENT,))} | more
    async with api.anonymous() as client:
        return await client.post(
            "/v1/collect",
            content=json.dumps(body),
            headers={"Origin": origin, "Content-Type": "text/plain"} | (headers or {}),
        )


async def test_an_event_of_a_page_is_stored_under_its_tenant(api, stored):
    made = await website(api)
    answer = await send(api, made["write_key"], time_zone="Europe/Berlin")
    (item,) = await stored(1)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert (item["name"], item["identities"], item["time_zone"]) == (
        "product_view",
        [["anonymous_id", "a-1"]],
        "Europe/Berlin",
    )
    assert item["properties"] == {"sku": "7", "website": made["id"]}


@pytest.mark.parametrize(
    ("more", "headers", "why"),
    [({"consent": "assumed"}, {}, "no_consent"), ({}, {"Sec-GPC": "1"}, "global_privacy_control")],
)
async def test_a_visitor_who_did_not_agree_is_not_recorded(api, stored, more, headers, why):
    made = await website(api)
    answer = await send(api, made["write_key"], headers=headers, **more)
    assert (answer.status_code, answer.headers["x-campaign-express-dropped"]) == (204, why)
    assert stored.pending() == 0


@pytest.mark.parametrize(
    "event",
    [
        EVENT | {"person": {"anonymous_id": "a-1", "email": "boss@example.com"}},
        EVENT | {"person": {"external_id": "42"}},
        EVENT | {"attributes": {"tier": "gold"}},
        EVENT | {"source": "pos"},
        EVENT | {"user_id": "42"},
    ],
)
async def test_a_browser_cannot_say_who_somebody_is_nor_what_they_are(api, stored, event):
    made = await website(api)
    answer = await send(api, made["write_key"], event)
    assert answer.status_code == 422
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert stored.pending() == 0


async def test_a_browser_cannot_take_the_id_of_what_another_door_reports(api, stored):
    shop, blog = await website(api), await website(api, name="Blog")
    for made, name in ((shop, "order_completed"), (shop, "purchase"), (blog, "purchase")):
        said = EVENT | {"event": name, "event_id": "ord-1002"}
        assert (await send(api, made["write_key"], said)).status_code == 204
    ids = [item["event_id"] for item in await stored(3)]
    assert "ord-1002" not in ids
    assert ids[0] == ids[1] != ids[2]


async def test_a_zone_or_language_that_we_do_not_know_costs_no_event(api, stored):
    made = await website(api)
    answer = await send(api, made["write_key"], time_zone="Mars/Phobos", locale="C.UTF-8@euro")
    assert answer.status_code == 204
    (item,) = await stored(1)
    assert item["name"] == "product_view"
    assert not {"time_zone", "locale"} & item.keys()


async def test_a_strange_key_and_a_strange_origin_let_nothing_in(api, stored):
    made = await website(api)
    assert (await send(api, "wk_nobody")).status_code == 401
    assert (await send(api, made["write_key"], origin="https://elsewhere.example")).status_code == 403
    async with api.as_("ours.admin") as client:
        fresh = (await client.post(f"/api/v1/websites/{made['id']}/key")).json()
        assert (await send(api, made["write_key"])).status_code == 401
        assert (await send(api, fresh["write_key"])).status_code == 204
        await client.put(f"/api/v1/websites/{made['id']}", json={"name": "Shop", "enabled": False})
    assert (await send(api, fresh["write_key"])).status_code == 401


async def test_a_conversion_pixel_is_an_image_and_counts_an_order_once(api, stored):
    made = await website(api)
    ticks = itertools.count(api.state.clock_ms())
    api.state.clock_ms = lambda: next(ticks)
    query = {"key": made["write_key"], "a": "a-1", "id": "order-7", "v": "12.5", "c": "USD", "consent": "granted"}
    async with api.anonymous() as client:
        for _ in range(2):
            answer = await client.get("/v1/pixel.gif", params=query, headers={"Referer": f"{SHOP}/thanks#top"})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
            assert "x-campaign-express-dropped" not in answer.headers
        async with api.as_("ours.admin") as admin:
            query["key"] = (await admin.post(f"/api/v1/websites/{made['id']}/key")).json()["write_key"]
        await client.get("/v1/pixel.gif", params=query, headers={"Referer": f"{SHOP}/thanks"})
    first, second, with_another_key = await stored(3)
    assert first["event_id"] == second["event_id"] == with_another_key["event_id"]
    assert first["properties"] == {
        "order_id": "order-7",
        "value": 12.5,
        "currency": "USD",
        "url": f"{SHOP}/thanks",
        "website": made["id"],
    }


async def test_a_pixel_that_records_nothing_is_an_image_all_the_same(api, stored):
    async with api.anonymous() as client:
        answer = await client.get("/v1/pixel.gif", params={"key": "wk_nobody", "a": "a-1"})
    assert (answer.status_code, answer.headers["x-campaign-express-dropped"]) == (200, "unauthenticated")


@pytest.mark.parametrize(
    ("query", "headers", "why"),
    [
        ({"v": "abc"}, {}, "invalid_input: v"),
        ({"v": "-5"}, {}, "invalid_input: v"),
        ({"v": "nan"}, {}, "invalid_input: v"),
        ({"c": "dollars"}, {}, "invalid_input: c"),
        ({"a": "x" * 201}, {}, "invalid_input: a"),
        ({"consent": "perhaps"}, {}, "no_consent"),
        ({}, {"Referer": "https://[shop"}, "forbidden"),
    ],
)
async def test_a_pixel_with_an_odd_value_is_an_image_that_names_the_parameter(api, stored, query, headers, why):
    made = await website(api)
    query = {"key": made["write_key"], "a": "a-1", "consent": "granted"} | query
    async with api.anonymous() as client:
        answer = await client.get("/v1/pixel.gif", params=query, headers={"Referer": f"{SHOP}/thanks"} | headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["x-campaign-express-dropped"] == why
    assert stored.pending() == 0


async def test_a_pixel_without_parameters_is_an_image_of_nobodys_website(api, stored):
    async with api.anonymous() as client:
        answer = await client.get("/v1/pixel.gif")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["x-campaign-express-dropped"] == "unauthenticated"


async def test_the_tag_is_kept_by_browsers_and_asked_for_again_by_its_etag(api):
    async with api.anonymous() as client:
        answer = await client.get("/v1/tag.js")
        again = await client.get("/v1/tag.js", headers={"If-None-Match": answer.headers["etag"]})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert again.status_code == 304


PAGE = """
const stored = %(stored)s, sent = [], timers = [];
globalThis.document = {
  currentScript: {src: "https://ce.example/v1/tag.js", getAttribute: (name) => (%(attributes)s)[name] ?? null},
  title: "Shop", referrer: "", visibilityState: "visible", addEventListener() {}, querySelector() {},
};
globalThis.window = {
  URL, Intl, crypto, setTimeout: (run) => timers.push(run), clearTimeout() {},
  location: {href: "https://shop.example/p#x"},
  navigator: {language: "de-DE", globalPrivacyControl: %(gpc)s, sendBeacon: () => false},
  localStorage: {
    getItem: (name) => stored[name] ?? null,
    setItem: (name, value) => { stored[name] = value; },
    removeItem: (name) => { delete stored[name]; },
  },
  URLSearchParams,
  fetch: (url, how) => {
    const isForm = how.body instanceof URLSearchParams;
    sent.push([url, isForm ? Object.fromEntries(how.body) : JSON.parse(how.body)]);
    return isForm ? Promise.resolve({ok: true}) : new Promise(() => {});
  },
  addEventListener() {},
};
require(process.argv[1]);
%(then)s
for (const run of timers) run();
process.on("exit", () => console.log(JSON.stringify({sent, stored})));
"""


def visited(stored: str, attributes: dict[str, str], gpc: str, then: str) -> dict:
    """What the tag sent, and what it left in the browser."""
    tag = Path(__file__).parents[2] / "api" / "website_tag.js"
    page = PAGE % {
        "stored": stored,
        "attributes": json.dumps({"data-key": "wk_1"} | attributes),
        "gpc": gpc,
        "then": then,
    }
    done = subprocess.run(
        ["node", "-e", page, str(tag)], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here to run the tag with")
@pytest.mark.parametrize(
    ("stored", "gpc", "then", "signal", "keeps_id"),
    [
        ("{ce_id: 'a-1', ce_consent: 'yes'}", "true", "", "global_privacy_control", False),
        ("{ce_sale: 'no'}", "false", "window.ce('consent', true); window.ce('id', () => {});", "", True),
        ("{ce_id: 'a-1'}", "false", "window.ce('doNotSell');", "", True),
    ],
)
def test_the_tag_says_an_opt_out_once_and_under_a_signal_forgets_the_browser(stored, gpc, then, signal, keeps_id):
    found = visited(stored, {"data-auto": "false"}, gpc, then)
    ((url, said),) = found["sent"]
    assert (url, said["key"], said["signal"]) == ("https://ce.example/v1/do-not-sell", "wk_1", signal)
    assert said["anonymous_id"]
    assert (found["stored"]["ce_sale"], "ce_id" in found["stored"]) == ("told", keeps_id)


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here to run the tag with")
def test_an_opt_out_is_said_of_every_id_the_browser_gets_after_it_and_of_none_twice():
    banner = """
      const id = () => window.ce("id", () => {});
      window.ce("doNotSell"); id();
      setImmediate(() => {
        window.ce("consent", false); window.ce("consent", true); id();
        setImmediate(id);
      });
    """
    found = visited("{ce_id: 'a-1', ce_consent: 'yes'}", {"data-auto": "false"}, "false", banner)
    first, second = (said["anonymous_id"] for _, said in found["sent"])
    assert (first, second) == ("a-1", found["stored"]["ce_id"])
    assert first != second
    signal_is_off = "{ce_sale: 'told', ce_consent: 'yes'}"
    found = visited(signal_is_off, {"data-auto": "false"}, "false", "window.ce('id', () => {});")
    assert [said["anonymous_id"] for _, said in found["sent"]] == [found["stored"]["ce_id"]]


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here to run the tag with")
@pytest.mark.parametrize(
    ("stored", "attributes", "gpc", "then", "events", "keeps_id"),
    [
        ("{}", {}, "false", "", [], False),
        ("{}", {}, "false", "window.ce('track', 'x');", [], False),
        ("{}", {}, "false", "window.ce('consent', true); window.ce('track', 'x');", ["page_view", "x"], True),
        ("{ce_consent: 'yes'}", {}, "false", "", ["page_view"], True),
        ("{ce_consent: 'yes'}", {"data-auto": "false"}, "false", "window.ce('track', 'x');", ["x"], True),
        ("{ce_consent: 'yes'}", {}, "true", "window.ce('track', 'x');", [], False),
        ("{}", {"data-consent": "assumed"}, "false", "", ["page_view"], True),
        ("{ce_consent: 'no'}", {"data-consent": "assumed"}, "false", "window.ce('track', 'x');", [], False),
        (
            "{ce_consent: 'yes'}",
            {},
            "false",
            "window.ce('consent', false); window.ce('track', 'x');",
            [],
            False,
        ),
    ],
)
def test_the_tag_sends_and_keeps_nothing_without_consent(stored, attributes, gpc, then, events, keeps_id):
    found = visited(stored, attributes, gpc, then)
    assert [event["event"] for _, body in found["sent"] for event in body["events"]] == events
    assert ("ce_id" in found["stored"]) is keeps_id
    assert all(url == "https://ce.example/v1/collect" and body["write_key"] == "wk_1" for url, body in found["sent"])


async def test_a_key_that_sends_far_too_much_is_told_to_wait_and_no_other_key_is(api, stored):
    api.state.website_pace = Pace(a_second=2, burst=3)
    busy, other = await website(api), await website(api, name="Other")
    assert (await send(api, busy["write_key"], EVENT, EVENT, EVENT)).status_code == 204
    refused = await send(api, busy["write_key"], EVENT, EVENT)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
    assert (refused.headers["retry-after"], refused.headers["access-control-allow-origin"]) == ("1", SHOP)
    assert (await send(api, other["write_key"])).status_code == 204
    api.state.clock_ms = lambda: NOW + 1_000
    assert (await send(api, busy["write_key"], EVENT, EVENT)).status_code == 204


async def test_a_bucket_fills_at_its_pace_and_forgets_who_is_full():
    pace = Pace(a_second=10, burst=5)
    assert [pace.take("a", 1, now_ms=0) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert pace.take("a", 1, now_ms=100) == 0
    assert pace.take("a", 100, now_ms=10_000) == 0  # more than it holds, into a full one
    assert pace.take("a", 1, now_ms=10_000) == 10
