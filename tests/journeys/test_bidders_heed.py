"""What journeys say of people to bidders, from the step that somebody passes to a bidder's answer, through real servers."""

import asyncio
import json
from functools import partial

import httpx2
import pytest

from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.golive.service import compile_live
from domain.journeys import service as journeys
from domain.records import JOURNEYS_STORE
from storage.nats.changed_profiles import tell_of_changed_profiles
from storage.redis.profiles import ProfileCache
from storage.sql.database import Database
from tests.bidding.stand import TENANT, request
from tests.bidding.test_bidder_process import a_plane
from tests.ingest.campaigns import live_campaign
from tests.journeys.definitions import journey
from tests.journeys.world import MINUTE, World
from tests.patience import PATIENCE_S
from workers.ingesting.bid_segments import TellingBidders

NOBODYS_SEGMENT = 7


class Scene:
    """A tenant with people, journeys and campaigns, and a bidder that knows of them what it is told."""

    def __init__(self, plane, client, main: Database, people: Database, cache: ProfileCache) -> None:
        self.plane = plane
        self.client = client
        self.main = main
        self.world = World(people, TENANT)
        tell = partial(tell_of_changed_profiles, plane.connection)
        self.telling = TellingBidders(people, main, cache, tell, clock_ms=lambda: self.world.now_ms)

    async def goes_live(self, **targeting) -> str:
        campaign_id = await live_campaign(self.main, TENANT, **targeting)
        async with self.main.reading(TENANT) as session:
            snapshot = await compile_live(session, campaign_id, snapshot_revision=1)
        await self.plane.campaigns.publish(snapshot)
        return campaign_id

    async def meets(self, exchange_id: str) -> str:
        change = ContactChange(identities=(("exchange_id", exchange_id),))
        async with self.world.database.tenant(TENANT) as session:
            return (await contacts.create(session, change, now_ms=self.world.now_ms))[0]

    async def passes(self, person_id: str, **step) -> None:
        """Somebody goes through a journey of this one step."""
        live = await self.world.publish(journey({"only": {**step, "next": "end"}}))
        await self.world.enter(live.journey_id, [person_id])
        await self.world.advance(live)
        await self.telling.step()

    async def time_passes(self, minutes: int) -> None:
        self.world.now_ms += minutes * MINUTE
        async with self.world.database.tenant(TENANT) as session:
            await journeys.end_effects(session, now_ms=self.world.now_ms, limit=100)
        await self.telling.step()

    async def bidders(self, exchange_id: str) -> str | None:
        """The campaign that is bid for this person, if any is."""
        body = json.dumps(request(user={"id": exchange_id}, tmax=5_000)).encode()
        answer = await self.client.post(f"{self.plane.url}/v1/bid", content=body)
        return answer.json()["seatbid"][0]["bid"][0]["cid"] if answer.status_code == 200 else None

    async def answers(self, exchange_id: str, campaign_id: str | None) -> None:
        """Ask for this person until the answer is that campaign; it must be within ten seconds."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.bidders(exchange_id) != campaign_id:
                await asyncio.sleep(0.02)


@pytest.fixture
async def scene(tmp_path, empty_nats_url, empty_redis_url):
    main = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'main.db'}")
    people = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}", store=JOURNEYS_STORE)
    for database in (main, people):
        await database.create_all()
    async with (
        a_plane(empty_nats_url, empty_redis_url) as plane,
        ProfileCache(f"{empty_redis_url}/0") as cache,
        httpx2.AsyncClient() as client,
    ):
        await plane.campaigns.retract(TENANT, "cmp_one", revision=2)
        with plane.bidder():
            yield Scene(plane, client, main, people, cache)
    for database in (main, people):
        await database.close()


async def test_after_suppress_bid_nobody_bids_for_the_person_until_its_time_is_over(scene):
    campaign_id = await scene.goes_live()
    ana = await scene.meets("ana")
    await scene.answers("ana", campaign_id)
    await scene.passes(ana, kind="suppress_bid", campaigns=[campaign_id], for_minutes=60)
    await scene.answers("ana", None)
    assert await scene.bidders("ben") == campaign_id
    other_id = await scene.goes_live()
    await scene.answers("ana", other_id)
    await scene.passes(ana, kind="suppress_bid", for_minutes=30)
    await scene.answers("ana", None)
    await scene.time_passes(31)
    await scene.answers("ana", other_id)
    await scene.plane.campaigns.retract(TENANT, other_id, revision=2)
    await scene.answers("ana", None)
    await scene.time_passes(30)
    await scene.answers("ana", campaign_id)


async def test_after_trigger_campaign_a_campaign_for_others_is_for_the_person_too(scene):
    campaign_id = await scene.goes_live(segments_any=(NOBODYS_SEGMENT,))
    ana, ben = await scene.meets("ana"), await scene.meets("ben")
    await scene.passes(ana, kind="trigger_campaign", campaign=campaign_id)
    await scene.answers("ana", campaign_id)
    assert await scene.bidders("ben") is None
    await scene.passes(ben, kind="trigger_campaign", campaign=campaign_id)
    await scene.answers("ben", campaign_id)
