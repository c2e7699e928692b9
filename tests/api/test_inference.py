"""Models and providers over REST: what bidders announced, and who may change which model bids."""

from hashlib import sha256

import pytest

from bidding.inference.layout import LAYOUT_VERSION
from bidding.inference.model_file import MODEL_PATH
from bidding.inference.providers.choosing import Choice, all_statuses, make_provider
from domain.inference.values import BidderInference, ModelVersion, Target
from storage.clickhouse.schema import migrate
from storage.nats.connection import connect
from storage.nats.models import BidderAnnouncements, Models
from storage.nats.streams import ensure_streams

MODEL = MODEL_PATH.read_bytes()
BASE = "/api/v1/inference"


@pytest.fixture
async def api(api, empty_nats_url):
    api.state.nats = await connect(empty_nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    yield api
    await api.state.nats.close()


async def publish(api, *names):
    models = Models(api.state.nats.jetstream())
    for at_ms, name in enumerate(names):
        version = ModelVersion(
            version=name,
            sha256=sha256(MODEL).hexdigest(),
            size_bytes=len(MODEL),
            layout_version=LAYOUT_VERSION,
            trained_at_ms=at_ms,
            published_at_ms=at_ms,
            published_by="somebody",
            metrics={"held_out_ctr_lift": 2.9},
        )
        await models.publish(version, MODEL)


async def test_providers_are_what_the_bidders_found(api):
    provider = make_provider(Choice(), MODEL)
    await BidderAnnouncements(api.state.nats.jetstream()).announce(
        BidderInference(
            bidder_id="bdr_1",
            node_id="node-01",
            at_ms=1_800_000_000_000,
            provider=provider.provider_name,
            live="shipped",
            live_sha256="ab",
            providers=all_statuses(provider),
        )
    )
    async with api.as_("platform.analyst") as client:
        (bidder,) = (await client.get(f"{BASE}/providers")).json()["items"]
    assert (bidder["bidder_id"], bidder["provider"], bidder["live"]) == ("bdr_1", "cpu/fused", "shipped")
    targets = {one["target"]: one for one in bidder["providers"]}
    assert set(targets) == {target.value for target in Target}
    assert targets["cpu"]["available"]
    assert not targets["groq"]["available"]
    assert "CAMPAIGN_EXPRESS__NPU__URL" in targets["groq"]["remedy"]


async def test_a_model_is_promoted_rolled_back_and_shadowed(api):
    await publish(api, "v1", "v2")
    async with api.as_("platform.admin") as client:
        assert (await client.post(f"{BASE}/models/promote", json={"version": "v1"})).json()["live"] == "v1"
        roles = (await client.put(f"{BASE}/models/shadow", json={"version": "v2", "share": 0.25})).json()
        assert (roles["shadow"], roles["shadow_share"]) == ("v2", 0.25)
        listed = (await client.get(f"{BASE}/models")).json()
        assert [(one["version"], one["role"]) for one in listed["items"]] == [("v1", "live"), ("v2", "shadow")]
        assert (await client.post(f"{BASE}/models/rollback")).json()["live"] == "shipped"
        assert (await client.put(f"{BASE}/models/shadow", json={"version": None})).json()["shadow"] == ""
        assert (await client.post(f"{BASE}/models/rollback")).status_code == 409
        unknown = await client.post(f"{BASE}/models/promote", json={"version": "v9"})
        assert unknown.status_code == 404
        assert unknown.json()["error"]["remedy"]


async def test_only_the_platforms_administrators_change_models(api):
    await publish(api, "v1")
    for who, status in (("ours.admin", 403), ("platform.analyst", 403), ("platform.admin", 200)):
        async with api.as_(who) as client:
            answer = await client.post(f"{BASE}/models/promote", json={"version": "v1"})
            assert answer.status_code == status, who
    async with api.as_("ours.admin") as client:
        assert (await client.get(f"{BASE}/providers")).status_code == 403


async def test_a_comparison_needs_something_to_compare(api, analytics):
    await migrate(analytics)
    api.state.analytics = analytics
    async with api.as_("platform.analyst") as client:
        assert (await client.get(f"{BASE}/comparison")).json() == {"items": []}
