"""What exchanges say of creatives, over REST: by the exchange itself or by the people it told, and never of others'."""

import pytest

from domain.campaigns import service as campaigns
from domain.campaigns.values import Action, Stage
from domain.exchanges import service as exchanges
from domain.exchanges.values import NewExchange
from domain.golive.service import compile_live
from domain.ids import new_id
from domain.serving.rules import revision_of
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from tests.api.conftest import NOW, new_campaign, new_creative
from tests.golive.passing import let_through
from workers.ingesting.reconciling import Reconciling


@pytest.fixture
async def api(api, nats_url):
    api.state.nats = await connect(nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    yield api
    await api.state.nats.close()


@pytest.fixture
async def exchange(api):
    """An exchange that reaches ``ours``, and the header that proves it."""
    new = NewExchange(id=new_id("exc").lower()[:40], name=new_id("name"), tenants=("ours",))
    async with api.state.main.platform() as session:
        made, secret = await exchanges.create_exchange(session, new, actor_id="usr", now_ms=NOW)
    api.state.exchange_door.apply(made)
    return made.exchange_id, {"Authorization": f"Bearer {secret}"}


@pytest.fixture
async def creative(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        return await new_creative(client, campaign["id"])


def of(creative_id: str, exchange_id: str = "") -> str:
    return f"/api/v1/management/creatives/{creative_id}/clearances" + (f"/{exchange_id}" if exchange_id else "")


def by_exchange(exchange_id: str, creative_id: str = "") -> str:
    return f"/v1/exchanges/{exchange_id}/creatives" + (f"/{creative_id}" if creative_id else "")


async def put_on_air(api, campaign_id: str) -> None:
    """As its workflow would."""
    async with api.state.main.tenant("ours") as session:
        campaign = await campaigns.get_campaign(session, campaign_id)
        await campaigns.lock_revision(session, campaign_id, campaign.revision, expected_stage=Stage.DRAFT)
        await campaigns.approve_revision(session, campaign_id, campaign.revision)
        await let_through(session, campaign_id, now_ms=NOW)
        await campaigns.record_transition(
            session,
            campaign_id=campaign_id,
            sequence=1,
            from_stage=Stage.APPROVED,
            action=Action.GO_LIVE,
            to_stage=Stage.LIVE,
            actor_id="usr",
            actor_role="manager",
            comment="",
            at_ms=NOW,
        )
        snapshot = await compile_live(session, campaign_id, snapshot_revision=revision_of(1))
    await LiveCampaigns(api.state.nats.jetstream()).publish(snapshot)


async def served(api, campaign_id: str):
    snapshot = await LiveCampaigns(api.state.nats.jetstream()).get("ours", campaign_id)
    return snapshot.creatives[0]


async def test_an_exchanges_own_word_reaches_the_bidders_and_the_tenant(api, exchange, creative):
    exchange_id, proof = exchange
    await put_on_air(api, creative["campaign_id"])
    async with api.anonymous() as client:
        said = {"state": "approved", "exchange_creative_id": "X-1"}
        answer = await client.put(by_exchange(exchange_id, creative["id"]), json=said, headers=proof)
        assert (answer.status_code, answer.json()["published"]) == (200, True)
        assert (await served(api, creative["campaign_id"])).approved_on == (exchange_id,)
        again = await client.put(by_exchange(exchange_id, creative["id"]), json=said, headers=proof)
        assert again.json() == answer.json()
        said = {"state": "rejected", "reason": "The logo is unreadable."}
        await client.put(by_exchange(exchange_id, creative["id"]), json=said, headers=proof)
        told = await served(api, creative["campaign_id"])
        assert (told.approved_on, told.refused_on) == ((), (exchange_id,))
        listed = await client.get(by_exchange(exchange_id), params={"state": "rejected"}, headers=proof)
        assert [item["creative_id"] for item in listed.json()["items"]] == [creative["id"]]
    async with api.as_("ours.manager") as client:
        (item,) = (await client.get(of(creative["id"]))).json()
        assert (item["state"], item["reason"], item["said_by"]) == ("rejected", said["reason"], exchange_id)


async def test_an_edited_creative_is_another_one(api, exchange, creative):
    exchange_id, proof = exchange
    async with api.as_("ours.manager") as client:
        path = of(creative["id"], exchange_id)
        assert (await client.put(path, json={"state": "approved"})).json()["version"] == 1
        await client.patch(f"/api/v1/management/creatives/{creative['id']}", json={"width": 728, "height": 90})
    await put_on_air(api, creative["campaign_id"])
    assert (await served(api, creative["campaign_id"])).approved_on == ()
    async with api.anonymous() as client:
        late = {"state": "approved", "version": 1}
        answer = await client.put(by_exchange(exchange_id, creative["id"]), json=late, headers=proof)
        assert (answer.status_code, answer.json()["error"]["field"]) == (409, "version")


async def test_what_could_not_be_told_at_once_is_told_by_the_reconciler(api, exchange, creative):
    exchange_id, _ = exchange
    await put_on_air(api, creative["campaign_id"])
    nats, api.state.nats = api.state.nats, None
    async with api.as_("ours.manager") as client:
        answer = await client.put(of(creative["id"], exchange_id), json={"state": "rejected"})
        assert (answer.status_code, answer.json()["published"]) == (200, False)
    api.state.nats = nats
    js = nats.jetstream()
    await Reconciling(api.state.main, LiveCampaigns(js), Exchanges(js)).step()
    assert (await served(api, creative["campaign_id"])).refused_on == (exchange_id,)


async def test_nobody_speaks_for_another(api, exchange, creative):
    exchange_id, proof = exchange
    async with api.anonymous() as client:
        for path, headers in (
            (by_exchange(exchange_id), {}),
            (by_exchange(exchange_id), {"Authorization": "Bearer guessed"}),
            (by_exchange("exc_nobody"), proof),
        ):
            assert (await client.get(path, headers=headers)).status_code == 401
        put = await client.put(by_exchange(exchange_id, "crt_nobody"), json={"state": "approved"}, headers=proof)
        assert put.status_code == 404
    async with api.as_("theirs.manager") as client:
        assert (await client.get(of(creative["id"]))).status_code == 404
        put = await client.put(of(creative["id"], exchange_id), json={"state": "approved"})
        assert put.status_code == 404
    async with api.as_("ours.manager") as client:
        assert (await client.put(of(creative["id"], "exc_nobody"), json={"state": "approved"})).status_code == 404
        wrong = await client.put(of(creative["id"], exchange_id), json={"state": "perhaps"})
        assert wrong.status_code == 422


@pytest.mark.parametrize("own", ["rejected", "approved", "pending"])
async def test_people_record_what_they_were_told_until_the_exchange_has_spoken_for_itself(api, exchange, creative, own):
    exchange_id, proof = exchange
    path = of(creative["id"], exchange_id)
    async with api.as_("ours.manager") as client, api.anonymous() as door:
        for state in ("pending", "approved", "rejected"):
            assert (await client.put(path, json={"state": state})).status_code == 200
        said = {"state": own, "reason": "We have looked."}
        assert (await door.put(by_exchange(exchange_id, creative["id"]), json=said, headers=proof)).status_code == 200
        for state in {"pending", "approved", "rejected"} - {own}:
            refused = await client.put(path, json={"state": state})
            assert (refused.status_code, refused.json()["error"]["field"]) == (409, "state")
        assert (await client.put(path, json=said)).status_code == 200
        (item,) = (await client.get(of(creative["id"]))).json()
        assert (item["state"], item["said_by"]) == (own, exchange_id)
        await client.patch(f"/api/v1/management/creatives/{creative['id']}", json={"width": 728, "height": 90})
        assert (await client.put(path, json={"state": "pending"})).json()["version"] == 2


async def test_a_tenant_sees_the_exchanges_that_reach_it_and_no_others(api, exchange):
    async with api.as_("ours.viewer") as viewer, api.as_("theirs.viewer") as stranger:
        reaching = (await viewer.get("/api/v1/management/exchanges")).json()
        assert [one["id"] for one in reaching] == [exchange[0]]
        assert set(reaching[0]) == {"id", "name", "requires_creative_approval"}
        assert (await stranger.get("/api/v1/management/exchanges")).json() == []
    async with api.state.main.platform() as session:
        await exchanges.revoke_exchange(session, exchange[0], now_ms=NOW)
    async with api.as_("ours.viewer") as viewer:
        assert (await viewer.get("/api/v1/management/exchanges")).json() == []
