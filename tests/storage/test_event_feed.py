"""A feed says that it is drained only of what was acknowledged, and comes back to what was not."""

import asyncio
import time

import pytest

from domain.events.values import Event, EventType
from domain.ids import new_id
from storage.nats.event_feed import EventFeed
from storage.nats.events import publish_events
from storage.nats.subjects import BIDS_STREAM, bid_event
from tests.patience import PATIENCE_S


@pytest.fixture
def bidder_id():
    return new_id("bdr")


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


def feed_of(js, bidder_id: str) -> EventFeed:
    return EventFeed.passing(js, [bid_event("*", EventType.BILL, bidder_id)], clock_ms=clock_ms)


async def store(js, bidder_id: str, event_id: str) -> None:
    bill = Event(event_id=event_id, type=EventType.BILL, at_ms=1, tenant_id="ten_a")
    await publish_events(js, bid_event("ten_a", EventType.BILL, bidder_id), [bill], new_id("msg"))


async def take(feed: EventFeed, limit: int = 10) -> list:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if deliveries := await feed.fetch(limit, within_s=0.2):
                return deliveries


def ids(deliveries) -> list[str]:
    return [event.event_id for delivery in deliveries for event in delivery.events]


async def drained_beyond(feed: EventFeed, at_ms: int) -> int:
    async with asyncio.timeout(PATIENCE_S):
        while (drained_ms := await feed.drained_to_ms()) <= at_ms:
            await asyncio.sleep(0.01)
    return drained_ms


async def test_what_was_delivered_and_not_acknowledged_is_not_drained(js, bidder_id):
    feed = feed_of(js, bidder_id)
    await feed.open()
    before_ms = clock_ms()
    await store(js, bidder_id, "bid_1:bill")
    deliveries = await take(feed)
    assert await feed.drained_to_ms() == 0
    await feed.acknowledge(deliveries)
    assert await drained_beyond(feed, before_ms) <= clock_ms()
    await feed.close()


async def test_with_more_to_read_a_feed_is_drained_up_to_what_was_acknowledged(js, bidder_id):
    feed = feed_of(js, bidder_id)
    await feed.open()
    await store(js, bidder_id, "bid_1:bill")
    await feed.acknowledge(await take(feed, limit=1))
    await store(js, bidder_id, "bid_2:bill")
    between_ms = clock_ms()
    await store(js, bidder_id, "bid_3:bill")
    [second] = await take(feed, limit=1)
    await feed.acknowledge([second])
    assert 0 < await drained_beyond(feed, 0) <= between_ms
    assert ids(await take(feed)) == ["bid_3:bill"]
    await feed.close()


async def test_a_consumer_that_vanished_is_made_anew_where_it_was_and_loses_nothing(js, bidder_id):
    feed = feed_of(js, bidder_id)
    await feed.open()
    await store(js, bidder_id, "bid_1:bill")
    await feed.acknowledge(await take(feed))
    drained_ms = await drained_beyond(feed, 0)
    [name] = [
        about.name
        for about in await js.consumers_info(BIDS_STREAM)
        if about.config.filter_subjects == [bid_event("*", EventType.BILL, bidder_id)]
        or about.config.filter_subject == bid_event("*", EventType.BILL, bidder_id)
    ]
    await js.delete_consumer(BIDS_STREAM, name)
    await store(js, bidder_id, "bid_2:bill")
    assert await feed.drained_to_ms() == drained_ms
    assert ids(await take(feed)) == ["bid_2:bill"]
    await feed.close()
