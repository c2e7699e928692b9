"""Journeys over REST: drafts and their faults, what is live, people let in and where they went."""

import pytest

from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from tests.api.conftest import NOW, Api
from tests.journeys.definitions import email, journey, wait

BODY = journey({"hello": email("rest"), "rest": wait(60)}).model_dump(mode="json", by_alias=True)
URL = "/api/v1/journeys"


async def published(api: Api, body: dict) -> str:
    async with api.as_("ours.manager") as client:
        journey_id = (await client.post(URL, json={"name": "Welcome", "definition": body})).json()["id"]
    async with api.state.journeys.tenant("ours") as session:
        await blueprints.publish(
            session,
            journey_id,
            sequence=1,
            draft_revision=None,
            mode=None,
            estimated_people=100_000,
            actor_id="usr",
            now_ms=NOW,
        )
    return journey_id


async def test_a_fault_is_named_with_its_step_before_anybody_publishes(api: Api):
    broken = BODY | {"steps": BODY["steps"] | {"hello": {"kind": "send_email", "template": "nonsense", "next": "rest"}}}
    async with api.as_("ours.manager") as client:
        answer = (await client.post(f"{URL}/check", json=broken)).json()
        assert (answer["can_run"], answer["faults"][0]["step"]) == (False, "hello")
        made = await client.post(URL, json={"name": "Welcome", "definition": broken})
        assert made.status_code == 201
        whole = (await client.get(f"{URL}/{made.json()['id']}")).json()
        assert whole["faults"][0]["step"] == "hello"
        refused = await client.post(f"{URL}/{made.json()['id']}/actions/publish")
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "steps.hello")


async def test_two_authors_do_not_overwrite_each_other(api: Api):
    async with api.as_("ours.manager") as client:
        journey_id = (await client.post(URL, json={"name": "Welcome", "definition": BODY})).json()["id"]
        read = await client.get(f"{URL}/{journey_id}")
        first = await client.put(f"{URL}/{journey_id}/draft", json=BODY, headers={"If-Match": read.headers["ETag"]})
        assert first.json() == {"can_run": True, "faults": []}
        second = await client.put(f"{URL}/{journey_id}/draft", json=BODY, headers={"If-Match": read.headers["ETag"]})
        assert second.status_code == 409


async def test_people_are_let_in_once_by_one_key_and_accounted_for(api: Api):
    journey_id = await published(api, BODY)
    async with api.state.journeys.tenant("ours") as session:
        ana, _ = await contacts.create(session, ContactChange(identities=(("email", "ana@example.com"),)), now_ms=NOW)
    async with api.as_("ours.manager") as client:
        for expected in (1, 0):
            answer = await client.post(
                f"{URL}/{journey_id}/people", json={"people": [ana]}, headers={"Idempotency-Key": "k1"}
            )
            assert answer.json()["entered"] == expected, answer.text
        async with api.state.journeys.tenant("ours") as session:
            for shard in range(16):
                await journeys.advance_due(session, journey_id, shard, now_ms=NOW, limit=10)
        counts = (await client.get(f"{URL}/{journey_id}/counts")).json()
        assert (counts["entered"], counts["in_progress"], counts["messages"]["entered"]) == (1, 1, 1)
        (run,) = (await client.get(f"{URL}/{journey_id}/people/{ana}/path")).json()
        assert [step["step"] for step in run["path"]] == ["hello"]
        listed = (await client.get(f"{URL}/{journey_id}/people", params={"step": "rest", "inside": True})).json()
        assert [one["person_id"] for one in listed["runs"]] == [ana]


async def test_a_preview_says_where_everybody_would_be_put(api: Api):
    journey_id = await published(api, BODY)
    async with api.as_("ours.manager") as client:
        await client.post(f"{URL}/{journey_id}/people", json={"people": [f"per_{n}" for n in range(5)]})
        draft = journey({"start": email("rest"), "rest": wait(60)}).model_dump(mode="json", by_alias=True)
        await client.put(f"{URL}/{journey_id}/draft", json=draft)
        lost = (await client.post(f"{URL}/{journey_id}/moves/preview", json={})).json()
        assert (lost["people"], lost["leaving"]) == (5, 5)
        kept = (await client.post(f"{URL}/{journey_id}/moves/preview", json={"mapping": {"hello": "start"}})).json()
        assert (kept["leaving"], kept["moves"][0]["to_step"]) == (0, "start")
        changed = (await client.get(f"{URL}/{journey_id}/difference", params={"before": 1})).json()["steps"]
        assert (changed["hello"], changed["start"], changed["rest"]) == ("removed", "added", "same")


@pytest.mark.parametrize("who", ["ours.analyst", "theirs.manager"])
async def test_readers_write_nothing_and_strangers_see_nothing(api: Api, who: str):
    journey_id = await published(api, BODY)
    async with api.as_(who) as client:
        answer = await client.put(f"{URL}/{journey_id}/draft", json=BODY)
        assert answer.status_code == (403 if who == "ours.analyst" else 404)


async def test_the_schema_of_definitions_names_every_kind_of_step(api: Api):
    async with api.as_("ours.analyst") as client:
        schema = (await client.get(f"{URL}/schema")).json()
    assert {"SendEmail", "WaitForEvent", "Decision", "Split"} <= set(schema["$defs"])


async def test_a_publication_that_is_repeated_with_its_key_is_not_refused_because_its_draft_was_published(api: Api):
    """Its answer was lost; the workflow remembers it. Without a key nobody can tell it from a new one."""
    journey_id = await published(api, BODY)
    async with api.as_("ours.manager") as client:
        repeated = await client.post(f"{URL}/{journey_id}/actions/publish", headers={"Idempotency-Key": "k1"})
        assert repeated.status_code == 503, "the workflow is asked, and in this test there is no Temporal"
        new = await client.post(f"{URL}/{journey_id}/actions/publish")
        assert (new.status_code, "there is no draft" in new.text) == (422, True), new.text


async def test_nobody_comes_in_whom_the_tenant_does_not_know_and_nobody_twice(api: Api):
    journey_id = await published(api, BODY)
    async with api.state.journeys.tenant("ours") as session:
        ana, _ = await contacts.create(session, ContactChange(identities=(("email", "ana@example.com"),)), now_ms=NOW)
    async with api.state.journeys.tenant("theirs") as session:
        ben, _ = await contacts.create(session, ContactChange(identities=(("email", "ben@example.com"),)), now_ms=NOW)
    async with api.as_("ours.manager") as client:
        answer = (await client.post(f"{URL}/{journey_id}/people", json={"people": [ana, "junk", ben, ana]})).json()
        assert answer["entered"] == 1
        assert {one["person_id"]: one["reason"] for one in answer["admissions"]} == {
            ana: "",
            "junk": "nobody is known by this id",
            ben: "nobody is known by this id",
        }
        assert (await client.get(f"{URL}/{journey_id}/counts")).json()["entered"] == 1
