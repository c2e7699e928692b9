"""Doors that ask for no bearer token of ours: each with the proof of somebody else."""

import pytest

from domain.campaigns.values import Channel
from domain.content.links.rules import LinkSigner
from domain.exchanges import service as exchanges
from domain.exchanges.values import NewExchange
from tests.api.conftest import NOW, Api
from tests.api.walk.neighbour import Neighbour, has_marker

BID = {"id": "r", "imp": [{"id": "i", "banner": {"w": 300, "h": 250}}]}
THEIRS = "exc_lizard"


@pytest.fixture
async def stranger(beside: Api) -> dict[str, str]:
    """The proof of an exchange that deals with ``ours`` alone; the door knows the neighbour's as well."""
    new = NewExchange(id="exc_ours", name="Ours", tenants=("ours",))
    async with beside.state.main.platform() as session:
        made, secret = await exchanges.create_exchange(session, new, actor_id="usr", now_ms=NOW)
        for known in await exchanges.list_exchanges(session):
            beside.state.exchange_door.apply(known)
    beside.state.exchange_door.apply(made)
    return {"Authorization": f"Bearer {secret}"}


async def test_an_exchange_speaks_for_itself_alone(beside: Api, neighbour: Neighbour, stranger: dict[str, str]):
    creative = neighbour.ids["creative"]
    own = {"Authorization": f"Bearer {neighbour.secrets['exchange']}"}
    async with beside.anonymous() as client:
        for method, path, body in (
            ("GET", f"/v1/exchanges/{THEIRS}/creatives", None),
            ("PUT", f"/v1/exchanges/{THEIRS}/creatives/{creative}", {"state": "approved"}),
            ("POST", f"/v1/bid/{THEIRS}", BID),
        ):
            for proof in (stranger, {}, {"Authorization": f"Bearer {beside.tokens['ours.admin']}"}):
                answer = await client.request(method, path, json=body, headers=proof)
                assert answer.status_code in {401, 403}, f"{method} {path}"
                assert not has_marker(answer)
        allowed = await client.get(f"/v1/exchanges/{THEIRS}/creatives", headers=own)
        assert allowed.status_code == 200
        mine = await client.put(
            f"/v1/exchanges/exc_ours/creatives/{creative}", json={"state": "approved"}, headers=stranger
        )
        assert mine.status_code == 404, "it deals with nobody of theirs"


async def test_a_token_of_one_tenants_app_opens_no_feed_of_another(beside: Api, neighbour: Neighbour):
    async with beside.as_("ours.manager") as manager, beside.as_("theirs.manager") as theirs:
        person = {"identities": {"external_id": "p"}}
        ours = (await manager.post("/api/v1/contacts", json=person)).json()["contact"]["person_id"]
        token = (await manager.post("/api/v1/feeds/tokens", json={"person_id": ours})).json()["token"]
        whole = {"person_id": neighbour.ids["person"]}
        good = (await theirs.post("/api/v1/feeds/tokens", json=whole)).json()["token"]
    async with beside.anonymous() as client:
        for forged in (token.replace("ours~", "theirs~"), good.replace("theirs~", "ours~"), "theirs~", ""):
            assert (await client.get("/v1/feeds/in_app", params={"token": forged})).status_code in {401, 422}
        seen = f"/v1/feeds/items/{neighbour.ids['letter']}/shown"
        assert (await client.post(seen, params={"token": token})).status_code == 404


async def test_what_vendors_say_is_believed_with_the_accounts_own_signature(beside: Api, neighbour: Neighbour):
    path = f"/v1/webhooks/twilio/{neighbour.ids['account']}"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with beside.anonymous() as client:
        for more in ({}, {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}):
            answer = await client.post(path, content="MessageSid=SM1&MessageStatus=delivered", headers=form | more)
            assert answer.status_code in {401, 403}
        assert (await client.post(path.replace("twilio", "sendgrid"), json=[])).status_code == 404


async def test_links_that_somebody_else_signed_lead_nowhere(beside: Api, neighbour: Neighbour):
    forger = LinkSigner(["k1:another-key-of-32-characters-long"], base_url="http://api")
    choosing = forger.choosing("theirs", neighbour.ids["message"], Channel.EMAIL, neighbour.ids["person"], NOW - 1)
    async with beside.anonymous() as client:
        for method, path in (("GET", "/r/u/"), ("POST", "/r/u/"), ("GET", "/r/p/"), ("POST", "/r/p/")):
            answer = await client.request(method, f"{path}{choosing}")
            assert answer.status_code == 404, f"{method} {path}"
            assert not has_marker(answer)
