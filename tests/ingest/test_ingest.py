"""Ingest as a whole: what bidders see of bills, of people they missed, and of campaigns nobody told them about."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

import pytest

from domain.campaigns.values import Stage
from domain.events.values import Event, EventType
from domain.exchanges.service import create_exchange
from domain.exchanges.values import NewExchange
from domain.frequency.rules import shown
from domain.identity.service import create_tenant
from domain.identity.values import NewTenant
from domain.ids import new_id
from domain.profiles.service import import_profiles
from domain.profiles.values import Profile, TenantProfile
from domain.records import JOURNEYS_STORE
from domain.serving.rules import revision_of
from domain.serving.values import CampaignSnapshot
from storage.nats.connection import connect
from storage.nats.events import publish_events
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.nats.subjects import PROFILE_WANTED, bid_event
from storage.nats.wanted_profiles import ask_for_profiles
from storage.redis.counters import FrequencyCounters
from storage.redis.profiles import ProfileCache
from storage.sql import Database
from tests.ingest.campaigns import live_campaign, move_to
from tests.patience import PATIENCE_S
from workers.ingest import run_ingest
from workers.process import Process
from workers.settings import Nats, Redis, Settings, Sql

TENANT = "aurora"


@pytest.fixture
async def database(tmp_path):
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'main.db'}")
    await database.create_all()
    journeys = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'main.db'}", store=JOURNEYS_STORE)
    await journeys.create_all()
    await journeys.close()
    async with database.platform() as session:
        await create_tenant(session, NewTenant(id=TENANT, name="Aurora"), now_ms=1)
    yield database
    await database.close()


@pytest.fixture
async def nats(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    yield connection
    await connection.close()


@pytest.fixture
def settings(tmp_path, empty_nats_url, empty_redis_url):
    return Settings(
        nats=Nats(url=empty_nats_url),
        redis=Redis(profiles_url=f"{empty_redis_url}/0", counters_url=f"{empty_redis_url}/1"),
        sql=Sql(url=f"sqlite+aiosqlite:///{tmp_path / 'main.db'}"),
        ready_file=tmp_path / "ready",
    )


@asynccontextmanager
async def ingesting(settings, **options):
    process = Process("ingest", settings)
    running = asyncio.create_task(run_ingest(process, **options))
    try:
        yield running
    finally:
        process.stopping.set()
        await asyncio.wait_for(running, PATIENCE_S)


async def eventually(read, wanted):
    """Read until the answer is ``wanted``; say what it was instead when the deadline passes."""
    deadline = time.monotonic() + PATIENCE_S
    while (answer := await read()) != wanted:
        assert time.monotonic() < deadline, f"still {answer!r}, not {wanted!r}"
        await asyncio.sleep(0.02)


def bill(person_id, *, event_id=None, at_ms, **fields):
    return Event(
        event_id=event_id or new_id("evt"),
        type=EventType.BILL,
        at_ms=at_ms,
        tenant_id=TENANT,
        campaign_id="cmp_1",
        person_id=person_id,
        **fields,
    )


async def test_bills_are_counted_once_however_often_they_are_delivered(nats, settings, database):
    person, now_ms = new_id("psn"), int(time.time() * 1000)
    twice = bill(person, at_ms=now_ms)
    subject = bid_event(TENANT, EventType.BILL, "bdr_1")
    js = nats.jetstream()
    async with FrequencyCounters(settings.redis.counters_url) as counters:

        async def counts():
            read = (await counters.read_many([(TENANT, person)])).get((TENANT, person))
            return {campaign: shown(seen, now_ms)[:2] for campaign, seen in read.seen.items()} if read else {}

        async with ingesting(settings):
            await publish_events(js, subject, [twice, bill(person, at_ms=now_ms, is_test=True)], "m1")
            await publish_events(js, subject, [twice, bill("", at_ms=now_ms)], "m2")
            await js.publish(subject, b"poison")
            await eventually(counts, {"cmp_1": (1, 1), "*": (1, 1)})
        await publish_events(js, subject, [bill(person, at_ms=now_ms), twice], "m3")
        async with ingesting(settings):
            await eventually(counts, {"cmp_1": (2, 2), "*": (2, 2)})
            async with asyncio.timeout(PATIENCE_S):
                while not await counters.counted_to():
                    await asyncio.sleep(0.05)


async def test_a_missed_person_is_loaded_and_an_unknown_one_remembered(nats, settings, database):
    known, unknown = new_id("psn"), new_id("psn")
    async with database.tenant(TENANT) as session:
        line = json.dumps({"person_id": known, "tier": "gold", "segments": [4]}).encode()
        await import_profiles(session, line, now_ms=1)
    async with ProfileCache(settings.redis.profiles_url) as cache, ingesting(settings):
        await nats.publish(PROFILE_WANTED, b'{"not": "a list"}')
        await ask_for_profiles(nats, [known, unknown])
        await eventually(
            lambda: cache.get_many([known, unknown]),
            {
                known: Profile(person_id=known, tenants={TENANT: TenantProfile(tier="gold", segments=(4,))}),
                unknown: Profile(person_id=unknown),
            },
        )


async def test_a_lost_bucket_is_filled_again_and_the_workflow_still_has_the_last_word(nats, settings, database):
    campaign_id = await live_campaign(database, TENANT)
    live = LiveCampaigns(nats.jetstream())

    async def served():
        snapshot = await live.get(TENANT, campaign_id)
        return snapshot is not None and not snapshot.tombstone

    async with ingesting(settings, reconcile_every_s=0.1):
        await eventually(served, True)
    assert (await live.get(TENANT, campaign_id)).advertiser_domain == "aurora.example"
    await live.retract(TENANT, campaign_id, revision=revision_of(1))
    assert not await served()


async def test_a_campaign_that_is_not_live_is_taken_from_the_bidders(nats, settings, database):
    campaign_id = await live_campaign(database, TENANT)
    live = LiveCampaigns(nats.jetstream())
    stray = CampaignSnapshot(tenant_id=TENANT, campaign_id="cmp_nobody_knows", revision=5)
    paused = CampaignSnapshot(tenant_id=TENANT, campaign_id=campaign_id, revision=revision_of(3))
    await live.publish(stray)
    await live.publish(paused)
    await move_to(database, TENANT, campaign_id, Stage.PAUSED)

    async def gone():
        return {key[1]: (held.tombstone, held.revision) for key, held in (await live.all()).items()}

    async with ingesting(settings, reconcile_every_s=0.1):
        await eventually(gone, {"cmp_nobody_knows": (True, 6), campaign_id: (True, revision_of(3) + 1)})


async def test_an_exchange_the_doors_never_heard_of_is_published(nats, settings, database):
    async with database.platform() as session:
        exchange, _ = await create_exchange(
            session, NewExchange(name="Acme", tenants=(TENANT,)), actor_id="usr_1", now_ms=1
        )
    published = Exchanges(nats.jetstream())
    async with ingesting(settings):
        await eventually(lambda: published.get(exchange.exchange_id), exchange)


async def test_ingest_ends_at_once_when_asked_and_says_when_it_is_ready(nats, settings, database):
    async with ingesting(settings) as running:

        async def ready():
            return settings.ready_file.exists()

        await eventually(ready, True)
    assert running.done()
