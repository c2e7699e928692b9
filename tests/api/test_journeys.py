"""Journeys over REST: drafts and their faults, what is live, people let in and where they went."""

import pytest

from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from tests.api.conftest import NOW, Api
from tests.journeys.definitions import SEGMENT, email, journey, wait

BODY = journey({"hello": email("rest"), "rest": wait(60)}).model_dump(mode="json", by_alias=True)
URL = "/api/v1/journeys"
GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}


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
        assert made.json()["faults"] == answer["faults"]
        whole = (await client.get(f"{URL}/{made.json()['id']}")).json()
        assert whole["faults"][0]["step"] == "hello"
        refused = await client.post(f"{URL}/{made.json()['id']}/actions/publish")
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "steps.hello")


async def test_making_one_is_repeated_by_its_key_and_happens_once(api: Api):
    async with api.as_("ours.manager") as client, api.as_("theirs.manager") as neighbour:
        new = {"name": "Welcome", "definition": BODY}
        made = [await client.post(URL, json=new, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
        other = await neighbour.post(URL, json=new, headers={"Idempotency-Key": "k1"})
        assert [one.status_code for one in (*made, other)] == [201, 201, 201]
        assert made[0].json()["id"] == made[1].json()["id"] != other.json()["id"]
        assert len((await client.get(URL)).json()["journeys"]) == 1


async def test_two_authors_do_not_overwrite_each_other(api: Api):
    async with api.as_("ours.manager") as client:
        body = journey({"hello": sends(await template(client), "end")}).model_dump(mode="json", by_alias=True)
        journey_id = (await client.post(URL, json={"name": "Welcome", "definition": body})).json()["id"]
        read = await client.get(f"{URL}/{journey_id}")
        first = await client.put(f"{URL}/{journey_id}/draft", json=body, headers={"If-Match": read.headers["ETag"]})
        assert first.json() == {"can_run": True, "faults": []}
        second = await client.put(f"{URL}/{journey_id}/draft", json=body, headers={"If-Match": read.headers["ETag"]})
        assert second.status_code == 409
    async with api.as_("ours.admin") as other:
        await other.put(f"{URL}/{journey_id}/draft", json=body)
        whole = (await other.get(f"{URL}/{journey_id}")).json()
        assert whole["draft_by"] == (await other.get("/api/v1/platform/me")).json()["user_id"] != whole["created_by"]


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
    async with api.state.journeys.tenant("ours") as session:
        people = [(await contacts.create(session, ContactChange(), now_ms=NOW))[0] for _ in range(5)]
    async with api.as_("ours.manager") as client:
        await client.post(f"{URL}/{journey_id}/people", json={"people": people})
        draft = journey({"start": email("rest"), "rest": wait(60)}).model_dump(mode="json", by_alias=True)
        await client.put(f"{URL}/{journey_id}/draft", json=draft)
        lost = (await client.post(f"{URL}/{journey_id}/moves/preview", json={})).json()
        assert (lost["people"], lost["leaving"]) == (5, 5)
        kept = (await client.post(f"{URL}/{journey_id}/moves/preview", json={"mapping": {"hello": "start"}})).json()
        assert (kept["leaving"], kept["moves"][0]["to_step"]) == (0, "start")
        for step, target in (("hello", "nowhere"), ("ghost", "start")):
            for call in ("moves/preview", "actions/publish"):
                mistyped = await client.post(f"{URL}/{journey_id}/{call}", json={"mapping": {step: target}})
                assert (mistyped.status_code, mistyped.json()["error"]["field"]) == (422, f"mapping.{step}")
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


async def template(client, *, channel: str = "email", is_published: bool = True) -> str:
    worded = {"email": {"subject": "Hi", "html": "<p>Hi</p>"}, "sms": {"text": "Hi"}}[channel]
    new = {"name": f"A word by {channel}", "channel": channel, "content": {"wordings": {"en": worded}}}
    template_id = (await client.post("/api/v1/content/templates", json=new)).json()["id"]
    if is_published:
        answer = await client.post(f"/api/v1/content/templates/{template_id}/publish", json={})
        assert answer.status_code == 200, answer.text
    return template_id


async def segment(client, name: str, members: dict | None = None) -> str:
    kind = "lifecycle" if members else "custom"
    new = {"name": name, "type": kind, "members": members or {"kind": "list"}}
    answer = await client.post("/api/v1/segments", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def sends(template_id: str, onward: str, kind: str = "send_email") -> dict:
    return {"kind": kind, "template": template_id, "next": onward}


async def refused_steps(client, body: dict) -> set[str]:
    """The steps that a check, a draft when it is saved and when it is read all name; publishing refuses the first."""
    checked = (await client.post(f"{URL}/check", json=body)).json()
    journey_id = (await client.post(URL, json={"name": "Welcome", "definition": body})).json()["id"]
    saved = (await client.put(f"{URL}/{journey_id}/draft", json=body)).json()
    read = (await client.get(f"{URL}/{journey_id}")).json()
    assert checked["faults"] == saved["faults"] == read["faults"]
    assert not checked["can_run"]
    refused = await client.post(f"{URL}/{journey_id}/actions/publish")
    first = checked["faults"][0]["step"]
    assert refused.status_code == 422, refused.text
    assert refused.json()["error"]["field"] == (f"steps.{first}" if first else "draft")
    return {one["step"] for one in checked["faults"]}


async def test_a_step_whose_template_cannot_be_sent_by_it_is_named(api: Api):
    async with api.as_("theirs.manager") as client:
        theirs = await template(client)
    async with api.as_("ours.manager") as client:
        good, archived = await template(client), await template(client)
        await client.post(f"/api/v1/content/templates/{archived}/archive")
        steps = {
            "good": sends(good, "unknown"),
            "unknown": email("strange"),
            "strange": sends(theirs, "unwritten"),
            "unwritten": sends(await template(client, is_published=False), "archived"),
            "archived": sends(archived, "crossed"),
            "crossed": sends(good, "end", kind="send_sms"),
        }
        body = journey(steps).model_dump(mode="json", by_alias=True)
        assert await refused_steps(client, body) == steps.keys() - {"good"}


async def test_segments_there_are_not_are_named_where_the_journey_refers_to_them(api: Api):
    async with api.as_("ours.manager") as client:
        good, gone = await segment(client, "A list"), await segment(client, "Left behind")
        ruled = await segment(client, "Gold", {"kind": "rule", "where": GOLD})
        await client.delete(f"/api/v1/segments/{gone}")
        steps = {
            "put": {"kind": "add_to_segment", "segment": good, "next": "lost"},
            "lost": {"kind": "add_to_segment", "segment": gone, "next": "asks"},
            "asks": {
                "kind": "decision",
                "branches": [
                    {"name": "known", "when": {"kind": "in_segment", "segment": ruled}, "next": "end"},
                    {"name": "unknown", "when": {"kind": "in_segment", "segment": SEGMENT}, "next": "end"},
                ],
                "otherwise": "takes",
            },
            "takes": {"kind": "remove_from_segment", "segment": SEGMENT, "next": "by_rule"},
            "by_rule": {"kind": "add_to_segment", "segment": ruled, "next": "end"},
        }
        body = journey(steps).model_dump(mode="json", by_alias=True)
        assert await refused_steps(client, body) == {"lost", "asks", "takes", "by_rule"}
        whole = journey({"rest": wait(60)}).model_dump(mode="json", by_alias=True)
        unknown = {"kind": "in_segment", "segment": SEGMENT}
        for more in (
            {"trigger": {"kind": "segment_entry", "segment": gone}},
            {"trigger": {"kind": "schedule", "cron": "0 9 * * *", "segment": SEGMENT}},
            {"entry": {"kind": "not", "of": unknown}},
            {"exits": [{"name": "left", "when": unknown}]},
        ):
            assert await refused_steps(client, whole | more) == {""}
