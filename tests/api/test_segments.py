"""Segments over REST: written, estimated, filled by hand, exported, and only by who may."""

import pytest

from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.segments import service as segments
from tests.api.conftest import NOW

GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}
SEGMENTS = "/api/v1/segments"


async def person(api, name: str, **attributes) -> str:
    identities = (("external_id", name), ("email", f"{name}@example.com"))
    async with api.state.journeys.tenant("ours") as session:
        who, _ = await contacts.create(session, ContactChange(attributes=attributes, identities=identities), now_ms=NOW)
        await segments.profiles_changed(session, {who: ["*"]}, now_ms=NOW)
    return who


async def segment(client, name: str = "Gold", **more) -> dict:
    body = {"name": name, "members": {"kind": "rule", "where": GOLD}} | more
    answer = await client.post(SEGMENTS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_segment_is_written_with_how_many_are_expected_and_read_again(api):
    await person(api, "ana", tier="gold")
    async with api.as_("ours.manager") as client:
        made = await segment(client)
        read = (await client.get(f"{SEGMENTS}/{made['id']}")).json()
        listed = (await client.get(SEGMENTS)).json()
    assert (made["version"], made["estimated"], made["number"]) == (1, 1, 1_000_000_001)
    assert read["definition"]["members"]["where"]["attribute"] == "tier"
    assert [one["id"] for one in listed] == [made["id"]]


async def test_an_estimate_says_how_many_are_meant_and_reached(api):
    await person(api, "ana", tier="gold")
    await person(api, "ben", tier="green")
    async with api.as_("ours.manager") as client:
        found = (await client.post(f"{SEGMENTS}/estimate", json={"where": GOLD})).json()
    assert (found["matched"], found["people"], found["margin"]) == (1, 2, 0)
    assert found["reachable"]["email"] == 1
    assert found["reachable"]["push"] == 0


async def test_a_second_writer_who_read_an_older_version_is_refused(api):
    async with api.as_("ours.manager") as client:
        made = await segment(client)
        body = {"name": "Gold", "description": "ours", "members": {"kind": "rule", "where": GOLD}}
        path = f"{SEGMENTS}/{made['id']}"
        assert (await client.put(path, json=body, headers={"If-Match": '"1"'})).json()["version"] == 2
        late = await client.put(path, json=body, headers={"If-Match": '"1"'})
        versions = (await client.get(f"{path}/versions")).json()
    assert late.status_code == 409
    assert [one["version"] for one in versions] == [1, 2]


async def test_people_put_on_a_list_are_its_members_and_can_be_exported(api):
    ana, ben = await person(api, "ana"), await person(api, "ben")
    async with api.as_("ours.admin") as client:
        made = await segment(client, "Friends", members={"kind": "list"})
        path = f"{SEGMENTS}/{made['id']}/members"
        changed = (await client.post(path, json={"add": [ana, ben, "per_unknown"]})).json()
        await client.post(path, json={"remove": [ben]})
        members = (await client.get(path)).json()
        exported = (await client.get(f"{path}.csv")).text.splitlines()
        of_ana = (await client.get(f"{SEGMENTS}/people/{ana}")).json()
    assert changed == {"entered": 2, "left": 0}
    assert [one["person_id"] for one in members["members"]] == [ana]
    assert exported == ["person_id,external_id,since,may_be_shared", f"{ana},ana,2027-01-15T08:00:00.000Z,yes"]
    assert of_ana["segments"] == of_ana["matching"] == [made["id"]]


async def test_a_computed_property_cannot_go_while_a_segment_looks_at_it(api):
    spent = {"name": "spent", "aggregate": "sum", "of": {"event": "purchase"}, "property": "total"}
    where = {"kind": "computed", "property": "spent", "is": "at_least", "value": 100}
    async with api.as_("ours.manager") as client:
        assert (await client.put("/api/v1/computed-properties/spent", json=spent)).status_code == 200
        made = await segment(client, "Big", members={"kind": "rule", "where": where})
        refused = await client.delete("/api/v1/computed-properties/spent")
        assert (await client.delete(f"{SEGMENTS}/{made['id']}")).status_code == 204
        gone = await client.delete("/api/v1/computed-properties/spent")
    assert (refused.status_code, gone.status_code) == (409, 204)


@pytest.mark.parametrize(
    "members",
    [
        {"kind": "rule", "where": {"kind": "in_segment", "segment": "seg_" + "0" * 26}},
        {"kind": "rule", "where": {"kind": "computed", "property": "nothing", "is": "is_set"}},
        {"kind": "lookalike", "seed": "seg_" + "0" * 26, "attributes": ["city"]},
    ],
)
async def test_a_segment_that_cannot_be_worked_out_is_refused_with_a_remedy(api, members):
    kind = "lookalike" if members["kind"] == "lookalike" else "custom"
    async with api.as_("ours.manager") as client:
        answer = await client.post(SEGMENTS, json={"name": "Odd", "type": kind, "members": members})
    assert answer.status_code == 422
    assert answer.json()["error"]["remedy"]


async def test_without_temporal_a_refresh_says_so_and_a_segment_is_kept_all_the_same(api):
    async with api.as_("ours.manager") as client:
        made = await segment(client)
        answer = await client.post(f"{SEGMENTS}/{made['id']}/refresh")
    assert answer.status_code == 503


async def test_another_tenant_sees_nothing_and_a_viewer_writes_nothing(api):
    async with api.as_("ours.manager") as client:
        made = await segment(client)
    async with api.as_("theirs.manager") as client:
        assert (await client.get(f"{SEGMENTS}/{made['id']}")).status_code == 404
        assert (await client.get(SEGMENTS)).json() == []
    async with api.as_("ours.viewer") as client:
        assert (await client.post(SEGMENTS, json={"name": "X", "members": {"kind": "list"}})).status_code == 403
