"""Bidders' events into journeys: of people whom the tenant knows, and only where a journey asks."""

import asyncio

import pytest

from domain.behaviour import service as behaviour
from domain.events.values import Event, EventType
from domain.journeys.blueprints.values import JourneyAction
from domain.records import JOURNEYS_STORE
from storage.nats.connection import connect
from storage.nats.event_feed import EventFeed, forget_feed
from storage.nats.events import publish_events
from storage.nats.streams import ensure_streams
from storage.nats.subjects import BIDS_STREAM, bid_event
from storage.sql import Database
from tests.journeys.definitions import CAMPAIGN, journey, wait
from tests.journeys.test_owners import known
from tests.journeys.world import NOW, World
from tests.patience import PATIENCE_S
from workers.ingesting.bid_events import DURABLE, TellingOfBids


class Pokes:
    def __init__(self):
        self.poked = []

    def poke(self, tenant_id, pokes):
        self.poked += pokes


class Bids:
    """A stream, a tenant's journeys, and somebody who tells."""

    def __init__(self, js, world):
        self.js, self.world, self.pokes = js, world, Pokes()
        self.opened = []

    def teller(self):
        def open_feed(subjects):
            self.opened.append(list(subjects))
            return EventFeed.listening(self.js, DURABLE, subjects, clock_ms=lambda: NOW)

        async def forget():
            await forget_feed(self.js, DURABLE)

        return TellingOfBids(open_feed, forget, self.world.database, self.pokes, clock_ms=lambda: self.world.now_ms)

    async def happen(self, kind, event_id, person_id, campaign=CAMPAIGN, tenant_id=""):
        tenant_id = tenant_id or self.world.tenant_id
        event = Event(
            event_id=event_id, type=kind, at_ms=NOW, tenant_id=tenant_id, campaign_id=campaign, person_id=person_id
        )
        await publish_events(self.js, bid_event(tenant_id, kind, "b1"), [event], event_id)

    async def did(self, person_id):
        async with self.world.database.reading(self.world.tenant_id) as session:
            return {event.name for event in await behaviour.timeline(session, person_id, limit=100)}


@pytest.fixture
async def bids(empty_nats_url, tmp_path):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    database = Database.open(f"sqlite:///{tmp_path / 'journeys.db'}", store=JOURNEYS_STORE)
    await database.create_all()
    yield Bids(connection.jetstream(), World(database, "ours"))
    await database.close()
    await connection.close()


def on(what, *campaigns):
    return journey({"rest": wait(60)}, trigger={"kind": "bid_context", "on": what, "campaigns": campaigns})


async def test_an_impression_brings_in_who_is_known_by_the_exchanges_id_or_ours_and_nobody_else(bids):
    live = await bids.world.publish(on("impression", CAMPAIGN))
    by_exchange, own = await known(bids.world, ("exchange_id", "x-1")), await known(bids.world, ("external_id", "c"))
    teller = bids.teller()
    await teller.step()
    assert bids.opened == [[bid_event("ours", EventType.BILL, "*")]]
    for number, person in enumerate(("x-1", own, "stranger", "", "x-1")):
        await bids.happen(EventType.BILL, f"e{number % 4}", person)
    await bids.happen(EventType.BILL, "other", own, campaign="cmp_other")
    await bids.happen(EventType.CLICK, "click", own)
    await bids.happen(EventType.BILL, "theirs", own, tenant_id="theirs")
    while not bids.pokes.poked:
        await teller.step()
    await teller.step()
    runs = await bids.world.runs(live.journey_id)
    assert {run.person_id for run in runs} == {by_exchange, own}
    assert len(runs) == 2
    assert await bids.did(own) == {"ad_impression"}
    await teller.close()


async def test_nothing_is_read_while_no_journey_asks_nor_what_came_before_one_did(bids):
    person = await known(bids.world, ("exchange_id", "x-1"))
    await bids.happen(EventType.CLICK, "before", "x-1")
    teller = bids.teller()
    assert not await teller.step()
    assert bids.opened == []
    live = await bids.world.publish(on("click"))
    teller = bids.teller()
    await teller.step()
    assert await bids.did(person) == set()
    await bids.happen(EventType.CLICK, "after", "x-1")
    await bids.happen(EventType.BID, "bid", "x-1")
    while not await bids.did(person):
        await teller.step()
    assert await bids.did(person) == {"ad_click"}
    await teller.close()
    await bids.world.act(live.journey_id, JourneyAction.COMPLETE)
    await bids.world.act(live.journey_id, JourneyAction.ARCHIVE)
    assert not await bids.teller().step()
    assert not [each for each in await bids.js.consumers_info(BIDS_STREAM) if each.name == DURABLE]


async def test_what_is_read_follows_what_is_asked_without_losing_its_place(bids):
    person = await known(bids.world, ("exchange_id", "x-1"))
    await bids.world.publish(on("click"))
    teller = bids.teller()
    await teller.step()
    await bids.happen(EventType.CLICK, "while nobody reads", "x-1")
    await teller.close()
    await bids.world.publish(on("bid"))
    again = bids.teller()
    await again.step()
    assert bids.opened[-1] == [bid_event("ours", EventType.BID, "*"), bid_event("ours", EventType.CLICK, "*")]
    await bids.happen(EventType.BID, "bid", "x-1")
    async with asyncio.timeout(PATIENCE_S):
        while await bids.did(person) != {"ad_bid", "ad_click"}:
            await again.step()
    await again.close()


async def test_who_dies_before_the_acknowledgement_tells_again_and_changes_nothing(bids):
    live = await bids.world.publish(on("conversion"))
    await known(bids.world, ("exchange_id", "x-1"))
    dying = bids.teller()
    await dying.step()
    await bids.happen(EventType.CONVERSION, "e1", "x-1")

    async def dies(_deliveries):
        raise asyncio.CancelledError

    dying._feed.acknowledge = dies
    with pytest.raises(asyncio.CancelledError):
        while True:
            await dying.step()
    await dying.close()
    again = bids.teller()
    async with asyncio.timeout(PATIENCE_S):
        while (await bids.js.consumer_info(BIDS_STREAM, DURABLE)).num_ack_pending or not bids.pokes.poked:
            await again.step()
    assert len(await bids.world.runs(live.journey_id)) == 1
    await again.close()


async def test_one_event_that_the_database_does_not_take_holds_up_none_beside_it(bids):
    live = await bids.world.publish(on("impression", CAMPAIGN))
    person = await known(bids.world, ("exchange_id", "x-1"))
    async with bids.world.database.platform() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE TRIGGER chokes BEFORE INSERT ON behaviour_events WHEN new.event_id = 'bid:e0' "
            "BEGIN SELECT json_extract('no JSON', '$'); END"
        )
    teller = bids.teller()
    await teller.step()
    for event_id in ("e0", "e1"):
        await bids.happen(EventType.BILL, event_id, "x-1")
    async with asyncio.timeout(PATIENCE_S):
        while not bids.pokes.poked:
            await teller.step()
    assert [run.person_id for run in await bids.world.runs(live.journey_id)] == [person]
    await teller.close()
