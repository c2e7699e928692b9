"""The way down: snapshots are written by compare-and-set, never go back, and reach every watcher, whatever breaks."""

import asyncio
from contextlib import aclosing

import msgspec
import nats.errors
import pytest

from domain.errors import Conflict
from domain.ids import new_id
from domain.serving.values import CampaignSnapshot, Pricing, ServedCreative
from storage.nats.connection import connect
from storage.nats.live_campaigns import LARGE_BYTES, LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LIVE_CAMPAIGNS_BUCKET, campaign_key
from tests import servers
from tests.patience import PATIENCE_S

PRICING = Pricing(currency="USD", base_cpm_micros=1_000_000, max_cpm_micros=2_000_000)


def snapshot(campaign_id: str, revision: int, *, tenant_id: str = "ten_a", **fields) -> CampaignSnapshot:
    return CampaignSnapshot(
        tenant_id=tenant_id, campaign_id=campaign_id, revision=revision, **{"pricing": PRICING, **fields}
    )


async def until(watching, wanted) -> list:
    """Everything the watch yields up to and including the first value for which ``wanted`` holds."""
    seen = []
    async with asyncio.timeout(PATIENCE_S):
        async for value in watching:
            seen.append(value)
            if wanted(value):
                return seen
    raise AssertionError("the watch ended")


async def test_a_published_snapshot_can_be_read_back(js):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)
    await live.publish(snapshot(campaign_id, 1, name="Spring"))
    assert await live.get("ten_a", campaign_id) == snapshot(campaign_id, 1, name="Spring")


async def test_a_campaign_never_published_is_absent(js):
    assert await LiveCampaigns(js).get("ten_a", new_id("cmp")) is None


async def test_publishing_the_same_snapshot_again_changes_nothing(js):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)
    await live.publish(snapshot(campaign_id, 4))
    await live.publish(snapshot(campaign_id, 4))
    assert (await live.get("ten_a", campaign_id)).revision == 4


@pytest.mark.parametrize(("held", "offered"), [(5, 4), (5, 5), (5, 0)])
async def test_a_revision_that_is_not_newer_is_refused(js, held, offered):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)
    await live.publish(snapshot(campaign_id, held, name="the newest"))
    with pytest.raises(Conflict) as refusal:
        await live.publish(snapshot(campaign_id, offered, name="something else"))
    assert refusal.value.field == "revision"
    assert (await live.get("ten_a", campaign_id)).name == "the newest"


async def test_an_older_revision_cannot_raise_a_paused_campaign(js):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)
    await live.publish(snapshot(campaign_id, 1))
    await live.retract("ten_a", campaign_id, revision=2)
    with pytest.raises(Conflict):
        await live.publish(snapshot(campaign_id, 1))
    assert (await live.get("ten_a", campaign_id)).tombstone


async def test_the_newest_of_many_simultaneous_writers_wins(js):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)
    outcomes = await asyncio.gather(
        *(live.publish(snapshot(campaign_id, revision)) for revision in range(1, 6)), return_exceptions=True
    )
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes)
    assert (await live.get("ten_a", campaign_id)).revision == 5


async def test_a_large_snapshot_travels_by_its_hash_and_its_predecessor_is_dropped(js):
    campaign_id = new_id("cmp")
    live = LiveCampaigns(js)

    def large(revision):
        markup = "x" * (LARGE_BYTES + revision)
        creative = ServedCreative(creative_id="crt_1", format="banner", landing_url="https://shop.test", body=markup)
        return snapshot(campaign_id, revision, creatives=(creative,))

    objects = await js.object_store("snapshots")
    before = (await objects.status()).size
    await live.publish(large(1))
    one = (await objects.status()).size - before
    await live.publish(large(2))
    assert await live.get("ten_a", campaign_id) == large(2)
    assert one > LARGE_BYTES
    assert (await objects.status()).size - before < 2 * LARGE_BYTES


async def test_a_watcher_is_told_when_it_has_seen_everything_and_then_sees_changes(js):
    first, second = new_id("cmp"), new_id("cmp")
    live = LiveCampaigns(js)
    await live.publish(snapshot(first, 1))
    await live.publish(snapshot(first, 2))
    async with aclosing(live.watch()) as watching:
        loaded = await until(watching, lambda value: value is None)
        assert [s.revision for s in loaded if s and s.campaign_id == first] == [2]
        await live.publish(snapshot(second, 1))
        await live.retract("ten_a", first, revision=3)
        changes = await until(watching, lambda s: s.campaign_id == first)
    assert [(s.campaign_id, s.tombstone) for s in changes] == [(second, False), (first, True)]


async def test_a_watcher_of_an_empty_bucket_is_told_at_once(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    async with aclosing(LiveCampaigns(connection.jetstream()).watch()) as watching:
        assert await until(watching, lambda value: value is None) == [None]
    await connection.close()


async def test_a_watcher_waits_for_a_large_snapshot_whose_store_is_away_for_a_moment(empty_nats_url, monkeypatch):
    connection = await connect(empty_nats_url, "tests")
    js = connection.jetstream()
    await ensure_streams(js)
    live = LiveCampaigns(js)
    piece = ServedCreative(
        creative_id="crt_1", format="banner", landing_url="https://a.example", body="x" * LARGE_BYTES
    )
    await live.publish(snapshot("cmp_1", 1, creatives=(piece,)))
    store, refusals = js.object_store, [nats.errors.TimeoutError(), nats.errors.TimeoutError()]

    async def away_at_first(name):
        if refusals:
            raise refusals.pop()
        return await store(name)

    monkeypatch.setattr(js, "object_store", away_at_first)
    async with aclosing(live.watch()) as watching:
        [found, _] = await until(watching, lambda value: value is None)
    assert found.creatives == (piece,)
    await connection.close()


async def test_a_snapshot_of_another_release_keeps_no_other_from_its_watchers(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    js = connection.jetstream()
    await ensure_streams(js)
    bucket = await js.key_value(LIVE_CAMPAIGNS_BUCKET)
    strange = {"tenant_id": "ten_a", "campaign_id": "cmp_1", "revision": 1, "snapshot": {"creatives": "a hologram"}}
    await bucket.put(campaign_key("ten_a", "cmp_1"), msgspec.json.encode(strange))
    await bucket.put(campaign_key("ten_a", "cmp_2"), b"no JSON")
    live = LiveCampaigns(js)
    await live.publish(snapshot("cmp_3", 1))
    async with aclosing(live.watch()) as watching:
        assert [s and s.campaign_id for s in await until(watching, lambda value: value is None)] == ["cmp_3", None]
    await connection.close()


async def test_all_lists_tombstones_too(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    live = LiveCampaigns(connection.jetstream())
    await live.publish(snapshot("cmp_1", 1))
    await live.retract("ten_a", "cmp_2", revision=7)
    await live.publish(snapshot("cmp_1", 1, tenant_id="ten_b"))
    assert {key: s.tombstone for key, s in (await live.all()).items()} == {
        ("ten_a", "cmp_1"): False,
        ("ten_a", "cmp_2"): True,
        ("ten_b", "cmp_1"): False,
    }
    await connection.close()


async def test_a_watcher_resumes_after_the_server_was_killed_and_started_again():
    with servers.working_directory() as directory:
        port = servers.free_port()
        with servers.nats_server(directory, port) as url:
            watcher_connection = await connect(url, "watcher")
            await ensure_streams(watcher_connection.jetstream())
            watching = LiveCampaigns(watcher_connection.jetstream()).watch()
            await LiveCampaigns(watcher_connection.jetstream()).publish(snapshot("cmp_1", 1))
            assert [s and s.revision for s in await until(watching, lambda value: value is None)] == [1, None]
        with servers.nats_server(directory, port) as url:
            writer_connection = await connect(url, "writer")
            writer = LiveCampaigns(writer_connection.jetstream())
            await writer.publish(snapshot("cmp_1", 2))
            assert (await until(watching, lambda s: s.revision == 2))[-1].revision == 2
            await writer.retract("ten_a", "cmp_1", revision=3)
            assert (await until(watching, lambda s: s.revision == 3))[-1].tombstone
            await watching.aclose()
            await writer_connection.close()
            await watcher_connection.close()
