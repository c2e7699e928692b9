"""The audit log as its readers reach it, and what the API's own calls leave in it."""

import csv
import io
import json

import pytest
from sqlmodel import col, update

from domain.audit import service
from domain.audit.tables import AuditEntry
from tests.api.conftest import CAMPAIGN, new_campaign

ENTRIES = "/api/v1/audit/entries"
USERS = "/api/v1/platform/users"


async def found(client, **wanted) -> list[dict]:
    answer = await client.get(ENTRIES, params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_whoever_calls_is_on_record_with_the_request_they_sent(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        me = (await manager.get("/api/v1/platform/me")).json()["user_id"]
        headers = {"X-Request-ID": "the-call-in-question"}
        made = await manager.post("/api/v1/management/campaigns", json=CAMPAIGN, headers=headers)
        entries = await found(admin, subject_id=made.json()["id"])
    assert {entry["action"] for entry in entries} == {"campaign.create", "campaign.revision.create"}
    for entry in entries:
        assert (entry["actor_id"], entry["actor_tenant_id"]) == (me, "ours")
        assert entry["request_id"] == "the-call-in-question"
        assert entry["credential_id"].startswith("tok_")
        assert entry["before"] is None
    assert entries[-1]["after"]["name"] == CAMPAIGN["name"]


async def test_what_is_not_asked_for_by_anybody_is_the_systems(api):
    async with api.as_("ours.manager") as manager:
        await new_campaign(manager)
    async with api.as_("ours.admin") as admin:
        furnished = await found(admin, action="user")
    assert {entry["actor_id"] for entry in furnished} == {"system"}


async def test_people_of_the_platform_are_on_record_in_the_tenant_they_act_in(api):
    body = {"email": "new@ours.example", "name": "New", "roles": ["viewer"], "tenant_id": "ours"}
    async with api.as_("platform.admin") as platform, api.as_("ours.admin") as admin:
        person = (await platform.post(USERS, json=body)).json()["id"]
        entry, *more = await found(admin, subject_id=person)
        assert not more
        assert entry["actor_tenant_id"] == "platform"
        assert entry["after"]["email"] == "new@ours.example"
        assert (await platform.get(ENTRIES, params={"tenant_id": "ours", "subject_id": person})).json()["items"]


@pytest.mark.parametrize("path", ["/entries", "/entries.csv", "/entries.jsonl", "/heads"])
async def test_only_administrators_read_the_log_and_only_their_own_tenants(api, path):
    for role, status in (("admin", 200), ("manager", 403), ("viewer", 403), ("director", 403)):
        async with api.as_(f"ours.{role}") as client:
            answer = await client.get(f"/api/v1/audit{path}")
            assert answer.status_code == status, role
    async with api.as_("theirs.admin") as stranger:
        assert (await stranger.get(f"/api/v1/audit{path}", params={"tenant_id": "ours"})).status_code == 403
        assert "ours.example" not in (await stranger.get(f"/api/v1/audit{path}")).text


async def test_pages_follow_one_another_without_a_gap(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        for number in range(5):
            await new_campaign(manager, name=f"Campaign {number}")
        whole = await found(admin, limit=200)
        seen, cursor = [], None
        while True:
            page = (await admin.get(ENTRIES, params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
            seen += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert seen == whole
    assert [entry["sequence"] for entry in whole] == list(range(len(whole), 0, -1))


async def test_the_log_is_taken_away_as_json_lines(api):
    async with api.as_("ours.admin") as admin:
        answer = await admin.get(f"{ENTRIES}.jsonl")
        assert answer.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
        assert [json.loads(line) for line in answer.text.splitlines()] == await found(admin, limit=200)


async def test_the_log_is_taken_away_as_csv_and_no_cell_is_a_formula(api):
    body = {"email": "n@ours.example", "name": "=HYPERLINK(A1)", "roles": ["viewer"]}
    async with api.as_("ours.admin") as admin:
        await admin.post(USERS, json=body, headers={"X-Request-ID": "-2-3"})
        answer = await admin.get(f"{ENTRIES}.csv")
        whole = await found(admin, limit=200)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [entry["id"] for entry in whole]
    assert rows[0]["request_id"] == "'-2-3"
    assert json.loads(rows[0]["after"])["name"] == "=HYPERLINK(A1)"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_a_person_whose_key_was_destroyed_is_erased_from_every_entry(api):
    body = {"email": "new@ours.example", "name": "New", "roles": ["viewer"]}
    async with api.as_("ours.admin") as admin, api.as_("ours.manager") as manager:
        person = (await admin.post(USERS, json=body)).json()["id"]
        assert (await manager.delete(f"/api/v1/audit/people/{person}")).status_code == 403
        assert (await admin.delete(f"/api/v1/audit/people/{person}")).status_code == 204
        destroyed, made = await found(admin, subject_id=person)
        assert destroyed["action"] == "personal_key.delete"
        assert (made["after"]["email"], made["after"]["roles"]) == ("(erased)", ["viewer"])
        assert (await admin.delete(f"/api/v1/audit/people/{person}")).status_code == 404


async def test_what_journeys_live_by_is_in_the_log_too(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        answer = await manager.put("/api/v1/behaviour/schemas/signed_up", json={"description": "At last"})
        assert answer.status_code < 300, answer.text
        entry, *_ = await found(admin, action="event_schema")
    assert (entry["chain"], entry["action"], entry["subject_id"]) == ("journeys", "event_schema.create", "signed_up")


async def test_the_end_of_each_chain_is_told(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        await new_campaign(manager)
        (head,) = (await admin.get("/api/v1/audit/heads")).json()
        newest = (await found(admin, limit=1))[0]
    assert (head["sequence"], head["hash"]) == (newest["sequence"], newest["hash"])
    assert head["noted"] == f"main/ours/{head['sequence']}/{head['hash']}"


VERIFICATION = "/api/v1/audit/verification"


async def test_a_chain_is_walked_a_stretch_at_a_time_to_its_end(api, monkeypatch):
    monkeypatch.setattr(service, "_AT_ONCE", 2)
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        for number in range(3):
            await new_campaign(manager, name=f"Number {number}")
        (head,) = (await admin.get("/api/v1/audit/heads")).json()
        asked, stretches = {"chain": "main", "noted": head["noted"]}, []
        while not stretches or not stretches[-1]["is_over"]:
            answer = await admin.get(VERIFICATION, params=asked)
            stretches.append(answer.json())
            asked["after"] = stretches[-1]["reached"]
    assert [one["entries"] for one in stretches[:3]] == [2, 4, 6]
    assert {one["of"] for one in stretches} == {head["sequence"]}
    assert [stretches[-1][name] for name in ("entries", "reached", "broken")] == [head["sequence"], head["noted"], None]


async def test_an_entry_that_was_edited_is_named_by_the_walk(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        await new_campaign(manager)
        async with api.state.main.tenant("ours") as session:
            await session.exec(update(AuditEntry).where(col(AuditEntry.sequence) == 2).values(actor_id="usr_nobody"))
        answer = (await admin.get(VERIFICATION, params={"chain": "main"})).json()
    assert (answer["entries"], answer["broken"]["sequence"], answer["is_over"]) == (1, 2, True)
    assert "it was changed" in answer["broken"]["reason"]


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "main/ours/x"},
        {"after": f"journeys/ours/1/{'0' * 64}"},
        {"noted": f"main/theirs/1/{'0' * 64}"},
        {"noted": "main/ours/x"},
    ],
)
async def test_an_end_of_another_chain_is_refused(api, asked):
    async with api.as_("ours.admin") as admin:
        answer = await admin.get(VERIFICATION, params={"chain": "main"} | asked)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, next(iter(asked)))


@pytest.mark.parametrize("wanted", [{"cursor": "x"}, {"from": "yesterday"}, {"action": "DROP"}, {"limit": 0}])
async def test_what_cannot_be_searched_for_is_refused(api, wanted):
    async with api.as_("ours.admin") as admin:
        assert (await admin.get(ENTRIES, params=wanted)).status_code == 422
