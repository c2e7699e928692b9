"""Events over REST: answered item by item, once they are stored."""

import asyncio

import pytest

from storage.nats.behaviour import BehaviourFeed
from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from tests.patience import PATIENCE_S
from workers.ingesting.behaviour import TakingIn

INGEST = "/v1/channels/ingest"
BEHAVIOUR = "/api/v1/behaviour"
EVENT = {"event": "purchase", "event_id": "e-1", "person": {"external_id": "c-7"}, "properties": {"total": 12.5}}


class NobodyToPoke:
    def poke(self, tenant_id, pokes):
        assert not pokes


@pytest.fixture
async def client(api, empty_nats_url):
    api.state.nats = await connect(empty_nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    async with api.as_("ours.manager") as client:
        yield client
    await api.state.nats.close()


async def taken_in(api):
    """Everything stored so far, taken into the records as the ingest process does."""

    async def known(_tenant_id):
        return True

    js = api.state.nats.jetstream()
    feed = BehaviourFeed(js)
    worker = TakingIn(feed, api.state.journeys, NobodyToPoke(), knows_tenant=known, clock_ms=api.state.clock_ms)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await worker.step()
            info = await js.consumer_info("INGEST", "behaviour")
            if not info.num_pending and not info.num_ack_pending:
                break
    await feed.close()


async def test_one_event_is_stored_and_becomes_part_of_what_somebody_did(api, client):
    answer = await client.post(INGEST, json=EVENT, params={"source": "pos"})
    assert answer.status_code == 202
    assert answer.json()["items"] == [
        {"index": 0, "status": "accepted", "event_id": "e-1", "field": "", "message": "", "remedy": ""}
    ]
    await client.post(INGEST, json=EVENT)
    await taken_in(api)
    found = (await client.get("/api/v1/contacts/lookup", params={"kind": "external_id", "value": "c-7"})).json()
    events = (await client.get(f"/api/v1/contacts/{found['person_id']}/events")).json()["events"]
    assert sorted(event["name"] for event in events) == ["activation_wanted", "purchase", "stars_due"]
    assert {event["source"] for event in events if event["name"] == "purchase"} == {"pos"}


async def test_a_batch_is_answered_item_by_item(client):
    batch = {"events": [EVENT, {"event": "x"}, {**EVENT, "event_id": "e-2", "at": "2099-01-01T00:00:00Z"}]}
    answer = await client.post(INGEST, json=batch)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["accepted"], told["refused"]) == (1, 2)
    assert [(item["index"], item["status"], item["field"]) for item in told["items"]] == [
        (0, "accepted", ""),
        (1, "refused", "person"),
        (2, "refused", "at"),
    ]


async def test_every_place_of_an_id_that_comes_twice_is_answered_and_what_fits_counts_once(api, client):
    schema = {"properties": {"total": {"type": "number", "required": True}}}
    await client.put(f"{BEHAVIOUR}/schemas/purchase", json=schema)
    wrong = {**EVENT, "properties": {}}
    told = (await client.post(INGEST, json=[wrong, EVENT, EVENT, wrong])).json()
    assert [(item["index"], item["status"], item["event_id"]) for item in told["items"]] == [
        (0, "refused", "e-1"),
        (1, "accepted", "e-1"),
        (2, "accepted", "e-1"),
        (3, "refused", "e-1"),
    ]
    await taken_in(api)
    found = (await client.get("/api/v1/contacts/lookup", params={"kind": "external_id", "value": "c-7"})).json()
    events = (await client.get(f"/api/v1/contacts/{found['person_id']}/events")).json()["events"]
    assert [event["name"] for event in events].count("purchase") == 1


async def test_when_nothing_can_be_taken_the_call_is_refused(client):
    alone = await client.post(INGEST, json={"event": "x"})
    assert (alone.status_code, alone.json()["error"]["field"]) == (422, "person")
    both = await client.post(INGEST, json=[{"event": "x"}, 7])
    assert (both.status_code, [item["index"] for item in both.json()["items"]]) == (422, [0, 1])
    assert (await client.post(INGEST, json=[])).status_code == 422
    assert (await client.post(INGEST, content=b"{")).status_code == 422
    assert (await client.post(INGEST, content=b"[" * 100_000)).status_code == 422


async def test_cloudevents_in_each_content_mode_and_tracking_calls_are_read(client):
    event = {"specversion": "1.0", "type": "com.example.visit", "source": "s", "subject": "c-7"}
    structured = await client.post(
        INGEST, json=event | {"id": "1"}, headers={"content-type": "application/cloudevents+json"}
    )
    batch = await client.post(
        INGEST, json=[event | {"id": "2"}], headers={"content-type": "application/cloudevents-batch+json"}
    )
    binary = await client.post(
        INGEST, json={"a": 1}, headers={f"ce-{name}": value for name, value in event.items()} | {"ce-id": "3"}
    )
    call = await client.post(
        INGEST, json={"batch": [{"type": "track", "event": "Visit", "userId": "c-7", "messageId": "4"}]}
    )
    ids = [answer.json()["items"][0]["event_id"] for answer in (structured, batch, binary, call)]
    assert ids == ["s#1", "s#2", "s#3", "4"]


async def test_what_a_tenant_expects_holds_from_then_on(api, client):
    schema = {"properties": {"total": {"type": "number", "required": True, "most": 10}}}
    assert (await client.put(f"{BEHAVIOUR}/schemas/purchase", json=schema)).status_code == 200
    refused = await client.post(INGEST, json=EVENT)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "properties.total")
    assert (await client.get(f"{BEHAVIOUR}/schemas")).json()[0]["properties"]["total"]["most"] == 10
    await client.delete(f"{BEHAVIOUR}/schemas/purchase")
    assert (await client.put(f"{BEHAVIOUR}/sources/iot", json={"enabled": False})).status_code == 200
    closed = await client.post(INGEST, json=EVENT, params={"source": "iot"})
    assert (closed.status_code, closed.json()["error"]["field"]) == (422, "source")
    await client.put(f"{BEHAVIOUR}/attributes/age", json={"type": "number", "is_personal": True})
    told = await client.post(INGEST, json=EVENT | {"attributes": {"age": "old"}})
    assert (told.status_code, told.json()["error"]["field"]) == (422, "age")
    assert (await client.get(f"{BEHAVIOUR}/attributes")).json()[0]["is_personal"]


async def test_what_could_not_be_taken_in_is_shown_and_sent_again(api, client):
    await client.post(INGEST, json=EVENT)
    await client.put(
        f"{BEHAVIOUR}/schemas/purchase", json={"properties": {"store": {"type": "text", "required": True}}}
    )
    await api.state.nats.jetstream().publish("ingest.pos.ours", b"\xff")
    await taken_in(api)
    items = (await client.get(f"{BEHAVIOUR}/set-aside")).json()["items"]
    assert [(item["field"], item["subject"]) for item in items] == [
        ("properties.store", "ingest.partner_api.ours"),
        ("body", "ingest.pos.ours"),
    ]
    await client.delete(f"{BEHAVIOUR}/schemas/purchase")
    assert (await client.post(f"{BEHAVIOUR}/set-aside/{items[0]['id']}/send-again")).status_code == 204
    assert (await client.delete(f"{BEHAVIOUR}/set-aside/{items[1]['id']}")).status_code == 204
    await taken_in(api)
    assert (await client.get(f"{BEHAVIOUR}/set-aside")).json()["items"] == []
    assert (
        await client.get("/api/v1/contacts/lookup", params={"kind": "external_id", "value": "c-7"})
    ).status_code == 200


async def test_without_nats_nothing_is_acknowledged(api, client):
    await api.state.nats.close()
    assert (await client.post(INGEST, json=EVENT)).status_code == 503


async def test_who_may_not_write_people_may_not_send_events(api, client):
    async with api.as_("ours.operator") as operator:
        assert (await operator.post(INGEST, json=EVENT)).status_code == 403
    async with api.anonymous() as stranger:
        assert (await stranger.post(INGEST, json=EVENT)).status_code == 401
