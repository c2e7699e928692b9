"""Activations over REST: what is said on which occasion, somebody activated at a caller's word, and how it was found."""

import pytest

from api.channels import ChannelRoom
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.sealing import Sealer
from domain.senders.service import Accounts
from tests.api.conftest import NOW, Api

PLANS = "/api/v1/activations/plans"
ACTIVATE = "/v1/channels/activate"
TEMPLATE = "tpl_01m7yk62bx94ypcbmjpekz075r"
PLAN = {"templates": {"in_app": TEMPLATE}}


@pytest.fixture
async def desk(api: Api) -> Api:
    sealer = Sealer(["k1:0123456789abcdef0123456789abcdef"])
    api.state.channels = ChannelRoom(accounts=Accounts(sealer), connectors=None, sealer=sealer)
    return api


async def known(api: Api, name: str) -> str:
    async with api.state.journeys.tenant("ours") as session:
        change = ContactChange(identities=(("external_id", name),))
        return (await contacts.create(session, change, now_ms=NOW))[0]


async def merge(api: Api, one: str, other: str) -> None:
    async with api.as_("ours.admin") as client:
        answer = await client.post(f"/api/v1/contacts/{one}/merge", json={"other_id": other})
        assert answer.status_code == 200, answer.text


async def test_a_plan_is_written_read_and_not_overwritten_unread(desk: Api):
    async with desk.as_("ours.admin") as client:
        first = await client.put(f"{PLANS}/retargeting", json=PLAN)
        assert (first.status_code, first.headers["etag"]) == (200, '"1"')
        second = await client.put(f"{PLANS}/retargeting", json=PLAN | {"live_minutes": 5}, headers={"If-Match": '"1"'})
        assert (second.status_code, second.json()["revision"]) == (200, 2)
        stale = await client.put(f"{PLANS}/retargeting", json=PLAN, headers={"If-Match": '"1"'})
        assert (stale.status_code, stale.json()["error"]["field"]) == (409, "If-Match")
        [plan] = (await client.get(PLANS)).json()
    assert (plan["kind"], plan["plan"]["live_minutes"], plan["plan"]["templates"]) == (
        "retargeting",
        5,
        PLAN["templates"],
    )


@pytest.mark.parametrize("plan", [None, PLAN | {"enabled": False}])
async def test_nobody_is_activated_without_an_enabled_plan(desk: Api, plan):
    ana = await known(desk, "ana")
    async with desk.as_("ours.admin") as client:
        if plan:
            await client.put(f"{PLANS}/upsell", json=plan)
        answer = await client.post(ACTIVATE, json={"person_id": ana, "kind": "upsell"})
        assert (answer.status_code, answer.json()["error"]["field"]) == (404, "kind")
        assert (await client.get(f"/api/v1/contacts/{ana}/activations")).json() == []
        unknown = await client.post(ACTIVATE, json={"person_id": "per_nobody", "kind": "upsell"})
        assert (unknown.status_code, unknown.json()["error"]["field"]) == (404, "person_id")


async def test_one_cause_activates_each_person_once_for_each_occasion(desk: Api):
    ana, ben = await known(desk, "ana"), await known(desk, "ben")
    done = {}
    async with desk.as_("ours.admin") as client:
        for kind in ("upsell", "retargeting"):
            await client.put(f"{PLANS}/{kind}", json=PLAN)
        for _ in range(2):
            for person, kind in ((ana, "upsell"), (ben, "upsell"), (ana, "retargeting")):
                answer = await client.post(ACTIVATE, json={"person_id": person, "kind": kind, "cause_id": "order-1"})
                assert answer.status_code == 202, answer.text
                shown = answer.json()
                assert (shown["person_id"], shown["kind"], shown["channel"]) == (person, kind, "in_app")
                assert done.setdefault((person, kind), shown) == shown
        of_ana = (await client.get(f"/api/v1/contacts/{ana}/activations")).json()
        assert len((await client.get(f"/api/v1/contacts/{ben}/activations")).json()) == 1
    assert sorted(one["kind"] for one in of_ana) == ["retargeting", "upsell"]
    assert len({one["message_key"] for one in done.values()}) == 3


async def test_a_repetition_is_known_after_many_newer_ones(desk: Api):
    ana = await known(desk, "ana")
    async with desk.as_("ours.admin") as client:
        await client.put(f"{PLANS}/upsell", json=PLAN)
        body = {"person_id": ana, "kind": "upsell"}
        first = await client.post(ACTIVATE, json=body | {"cause_id": "first"})
        for _ in range(101):
            assert (await client.post(ACTIVATE, json=body)).status_code == 202
        again = await client.post(ACTIVATE, json=body | {"cause_id": "first"})
    assert (again.status_code, again.json()) == (202, first.json())


async def test_what_activated_one_of_two_who_are_one_has_activated_the_other(desk: Api):
    ana, visitor = await known(desk, "ana"), await known(desk, "visitor")
    async with desk.as_("ours.admin") as client:
        await client.put(f"{PLANS}/upsell", json=PLAN)
        for person, cause in ((ana, "order-1"), (visitor, "order-1"), (visitor, "order-2")):
            await client.post(ACTIVATE, json={"person_id": person, "kind": "upsell", "cause_id": cause})
        await merge(desk, ana, visitor)
        before = (await client.get(f"/api/v1/contacts/{ana}/activations")).json()
        for person in (ana, visitor):
            for cause in ("order-1", "order-2"):
                answer = await client.post(ACTIVATE, json={"person_id": person, "kind": "upsell", "cause_id": cause})
                assert answer.status_code == 202
        assert (await client.get(f"/api/v1/contacts/{visitor}/activations")).json() == before
    assert sorted(one["cause_id"] for one in before) == ["api:order-1", "api:order-2"]
    assert len({one["person_id"] for one in before}) == 1
