"""Whoever follows events hears each of them once, in order, soon, and knows when it may have missed some."""

import asyncio
import time
from contextlib import asynccontextmanager, suppress

import pytest

from domain.errors import Unavailable
from domain.events.values import Event, EventType
from domain.ids import new_id
from storage.nats.connection import connect
from storage.nats.events import publish_events
from storage.nats.live_feed import LiveFeed
from storage.nats.streams import ensure_streams
from storage.nats.subjects import BIDS_STREAM, bid_event
from tests import servers
from tests.patience import PATIENCE_S


class Heard:
    def __init__(self) -> None:
        self.events: list[tuple[int, str]] = []
        self.current_at_ms = 0

    def take(self, position: int, events) -> None:
        self.events += [(position, event.event_id) for event in events]

    def current(self, at_ms: int) -> None:
        self.current_at_ms = at_ms

    @property
    def ids(self) -> list[str]:
        return [event_id for _, event_id in self.events]


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def following(connection, bidder_id: str, *, after: int = 0):
    heard = Heard()
    subjects = [bid_event("*", EventType.BILL, bidder_id)]
    feed = LiveFeed(connection, subjects, heard.take, current=heard.current, clock_ms=clock_ms)
    task = asyncio.create_task(feed.run(after=after))
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def store(js, bidder_id: str, *event_ids: str) -> int:
    bills = [Event(event_id=event_id, type=EventType.BILL, at_ms=1, tenant_id="ten_a") for event_id in event_ids]
    message_id = new_id("msg")
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(Unavailable):
                return (await publish_events(js, bid_event("ten_a", EventType.BILL, bidder_id), bills, message_id)).seq


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def bidder_id():
    return new_id("bdr")


async def test_events_are_heard_in_order_from_the_place_asked_for(nats, js, bidder_id):
    first = await store(js, bidder_id, "e1")
    second = await store(js, bidder_id, "e2", "e3")
    async with following(nats, bidder_id, after=first) as heard:
        await until(lambda: len(heard.events) == 2)
        third = await store(js, bidder_id, "e4")
        await store(js, new_id("bdr"), "somebody else's")
        await until(lambda: len(heard.events) == 3)
    assert heard.events == [(second, "e2"), (second, "e3"), (third, "e4")]


async def test_silence_is_told_from_deafness(nats, js, bidder_id):
    async with following(nats, bidder_id) as heard:
        await until(lambda: heard.current_at_ms)
        before = heard.current_at_ms
        await until(lambda: heard.current_at_ms > before + 500)


async def test_a_message_that_is_no_event_is_passed_over(nats, js, bidder_id):
    async with following(nats, bidder_id) as heard:
        await js.publish(bid_event("ten_a", EventType.BILL, bidder_id), b"poison")
        await store(js, bidder_id, "e1")
        await until(lambda: heard.ids == ["e1"])


async def test_a_consumer_that_vanishes_is_made_anew_without_a_gap_or_a_repetition(nats, js, bidder_id):
    async with following(nats, bidder_id) as heard:
        await store(js, bidder_id, "e1")
        await until(lambda: heard.ids == ["e1"])
        for consumer in await js.consumers_info(BIDS_STREAM):
            if bid_event("*", EventType.BILL, bidder_id) in (
                *(consumer.config.filter_subjects or ()),
                consumer.config.filter_subject,
            ):
                await js.delete_consumer(BIDS_STREAM, consumer.name)
        await store(js, bidder_id, "e2")
        await until(lambda: heard.ids == ["e1", "e2"])


async def test_a_server_that_comes_back_is_followed_on(bidder_id):
    with servers.working_directory() as directory:
        port = servers.free_port()
        with servers.nats_server(directory, port) as url:
            connection = await connect(url, "test")
            await ensure_streams(connection.jetstream())
            context = following(connection, bidder_id)
            heard = await context.__aenter__()
            await store(connection.jetstream(), bidder_id, "e1")
            await until(lambda: heard.ids == ["e1"])
        stopped_at_ms = clock_ms()
        with servers.nats_server(directory, port):
            await until(lambda: connection.is_connected)
            await store(connection.jetstream(), bidder_id, "e2")
            await until(lambda: heard.ids == ["e1", "e2"] and heard.current_at_ms > stopped_at_ms)
            await context.__aexit__(None, None, None)
            await connection.close()
