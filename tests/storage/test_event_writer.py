"""Events reach ClickHouse exactly once, in table and roll-ups, whatever dies or repeats on the way."""

import asyncio
import time
from contextlib import asynccontextmanager

import msgspec
import pytest

from domain.errors import Conflict, Unavailable
from domain.events.values import NO_TENANT, Event, EventType
from domain.ids import new_id
from storage.clickhouse.queries import HOUR_MS, CampaignPerformance, Period, Refusals, campaign_performance, no_bids
from storage.clickhouse.rows import EVENT_COLUMNS, rows_of
from storage.clickhouse.schema import EVENTS, EVENTS_HOURLY, REJECTED
from storage.clickhouse.trace_tables import RECORDINGS, TRACES
from storage.clickhouse.writer import MESSAGES, EventWriter, read_progress
from storage.nats.connection import connect
from storage.nats.events import encode_events, publish_events
from storage.nats.following import Record
from storage.nats.streams import ensure_streams
from storage.nats.subjects import bid_event, feedback_subject, message_events_subject
from tests import servers
from tests.patience import PATIENCE_S

NOW_MS = int(time.time() * 1000)
AROUND_NOW = Period.covering(NOW_MS - HOUR_MS, NOW_MS + HOUR_MS)


@pytest.fixture
async def js(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    yield connection.jetstream()
    await connection.close()


@asynccontextmanager
async def writing(js, analytics, **options):
    """A writer that has taken up the kept position, and lets go at the end."""
    writer = EventWriter(js, analytics, max_wait_s=0.1, **options)
    await writer.resume()
    try:
        yield writer
    finally:
        await writer._stop_reading()


def events(count, *, tenant_id="ten_a", kind=EventType.BID, campaign_id="cmp_1", **fields):
    return [
        Event(event_id=new_id("evt"), type=kind, at_ms=NOW_MS, tenant_id=tenant_id, campaign_id=campaign_id, **fields)
        for _ in range(count)
    ]


async def publish(js, batch):
    subject = bid_event(batch[0].tenant_id, batch[0].type, "bdr_1")
    return await publish_events(js, subject, batch, new_id("msg"))


async def counted(analytics) -> tuple[int, int]:
    """Events in the table, and events in the roll-up."""
    [[in_table]] = await analytics.query(f"SELECT count() FROM {EVENTS}")
    [[in_rollup]] = await analytics.query(f"SELECT sum(events) FROM {EVENTS_HOURLY}")
    return in_table, in_rollup


async def test_every_event_is_written_once_and_the_position_says_so(js, analytics):
    for _ in range(3):
        await publish(js, events(7))
    async with writing(js, analytics) as writer:
        assert await writer.write_next() == 3
    progress = await read_progress(js)
    assert await counted(analytics) == (21, 21)
    assert (progress.done_sequence, progress.events, progress.rejected, progress.missed) == (3, 21, 0, 0)
    assert progress.drained


async def test_a_batch_holds_no_more_events_than_allowed(js, analytics):
    for _ in range(5):
        await publish(js, events(4))
    async with writing(js, analytics, max_events=10) as writer:
        assert [await writer.write_next() for _ in range(3)] == [2, 2, 1]
    assert await counted(analytics) == (20, 20)


async def test_a_writer_that_dies_between_insertion_and_advance_is_succeeded_without_doubling(
    js, analytics, monkeypatch
):
    for _ in range(3):
        await publish(js, events(5))
    async with writing(js, analytics) as dying:

        async def die(batch):
            raise Unavailable("killed here")

        monkeypatch.setattr(dying, "_advance", die)
        with pytest.raises(Unavailable):
            await dying.write_next()
    assert await counted(analytics) == (15, 15)
    assert (await read_progress(js)).done_sequence == 0
    await publish(js, events(5))
    async with writing(js, analytics) as successor:
        assert (await read_progress(js)).done_sequence == 3
        await successor.write_next()
    assert await counted(analytics) == (20, 20)
    assert (await read_progress(js)).events == 20


async def test_a_writer_that_dies_between_cut_and_insertion_loses_nothing(js, analytics, monkeypatch):
    for _ in range(3):
        await publish(js, events(5))
    async with writing(js, analytics) as dying:

        async def die(batch):
            raise Unavailable("killed here")

        monkeypatch.setattr(dying, "_insert", die)
        with pytest.raises(Unavailable):
            await dying.write_next()
    await publish(js, events(1))
    async with writing(js, analytics) as successor:
        assert await counted(analytics) == (15, 15)
        await successor.write_next()
    assert await counted(analytics) == (16, 16)


async def test_a_batch_delivered_again_counts_once_even_across_months(js, analytics):
    old = msgspec.structs.replace(events(1)[0], at_ms=NOW_MS - 40 * 24 * HOUR_MS)
    data = msgspec.json.encode([old, *events(30)])
    rows = rows_of(Record(subject="bids.events.x", sequence=9, stored_at_ms=NOW_MS, data=data, pending=0)).events
    for _ in range(3):
        await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows, "stream:1-9")
    assert await counted(analytics) == (31, 31)
    await analytics.insert_once(EVENTS, EVENT_COLUMNS, rows, "stream:10-18")
    assert await counted(analytics) == (62, 62)


async def test_of_two_writers_at_once_one_stands_aside_and_nothing_doubles(js, analytics):
    await publish(js, events(5))
    async with writing(js, analytics) as first, writing(js, analytics) as second:
        assert await first.write_next() == 1
        with pytest.raises(Conflict):
            await second.write_next()
        await second.resume()
        await publish(js, events(5))
        assert await second.write_next() == 1
    assert await counted(analytics) == (10, 10)


async def test_poison_is_set_aside_and_counted_and_its_neighbours_are_kept(js, analytics):
    good = msgspec.json.encode(events(1)[0]).decode()
    payloads = [
        b"not json at all",
        b"\xff\xfe",
        f'[{good}, {{"event_id": "evt_x"}}, 7]'.encode(),
        msgspec.json.encode([msgspec.structs.replace(events(1)[0], at_ms=12)]),
        msgspec.json.encode([msgspec.structs.replace(events(1)[0], price_nanos=2**63)]),
        msgspec.json.encode([msgspec.structs.replace(events(1)[0], event_id="")]),
        b'[{"event_id": "evt_s", "type": "bid", "at_ms": %d, "reason": "\\ud800"}]' % NOW_MS,
        b"[]",
    ]
    for payload in payloads:
        await js.publish("bids.events.ten_a.bid.bdr_1", payload)
    async with writing(js, analytics) as writer:
        assert await writer.write_next() == len(payloads)
    progress = await read_progress(js)
    [[kept]] = await analytics.query(f"SELECT count() FROM {REJECTED}")
    assert progress.done_sequence == len(payloads)
    assert (progress.events, progress.rejected, kept) == (1, 8, 8)
    assert await counted(analytics) == (1, 1)


async def test_what_shows_a_duplicate_or_an_odd_price_is_kept_with_the_event(js, analytics):
    await publish(js, events(1, transaction_id="tid-1"))
    await publish(js, events(1, kind=EventType.WIN, claimed="${AUCTION_PRICE}"))
    async with writing(js, analytics) as writer:
        await writer.write_next()
    rows = await analytics.query(f"SELECT type, transaction_id, claimed FROM {EVENTS} ORDER BY type")
    assert rows == [("bid", "tid-1", ""), ("win", "", "${AUCTION_PRICE}")]


async def test_messages_that_left_the_stream_unread_are_counted_as_missed(js, analytics):
    async with writing(js, analytics) as writer:
        for _ in range(4):
            await publish(js, events(1))
        await js.purge_stream("BIDS", seq=3)
        await writer.write_next()
    progress = await read_progress(js)
    assert (progress.done_sequence, progress.missed, progress.events) == (4, 2, 2)


async def test_what_others_read_in_the_same_stream_is_not_missed(js, analytics):
    async with writing(js, analytics, stream=MESSAGES) as writer:
        for _ in range(2):
            await js.publish(feedback_subject("ten_a"), b"{}")
            await js.publish(message_events_subject("ten_a"), encode_events(events(1, kind=EventType.MESSAGE_CLICKED)))
        await writer.write_next()
        await js.publish(feedback_subject("ten_a"), b"{}")
        await js.publish(message_events_subject("ten_a"), encode_events(events(1, kind=EventType.MESSAGE_CLICKED)))
        await js.purge_stream(MESSAGES.name, seq=6)
        await writer.write_next()
    progress = await read_progress(js, MESSAGES)
    assert (progress.done_sequence, progress.events, progress.missed) == (6, 3, 1), "who knows what the purged one was"


async def test_a_stream_made_anew_is_written_from_its_beginning(js, analytics):
    await publish(js, events(2))
    async with writing(js, analytics) as writer:
        await writer.write_next()
    await js.delete_stream("BIDS")
    await ensure_streams(js)
    await publish(js, events(3))
    async with writing(js, analytics) as writer:
        await writer.write_next()
    assert await counted(analytics) == (5, 5)


async def test_a_running_writer_outlasts_an_outage_on_either_side_and_counts_once(analytics, monkeypatch):
    failures = iter([True, False, True])
    insert = analytics.insert_once

    async def insert_and_sometimes_fail(*arguments):
        await insert(*arguments)
        if next(failures, False):
            raise Unavailable("the answer got lost")

    monkeypatch.setattr(analytics, "insert_once", insert_and_sometimes_fail)
    with servers.working_directory() as directory:
        port = servers.free_port()
        with servers.nats_server(directory, port) as url:
            connection = await connect(url, "tests")
            js = connection.jetstream()
            await ensure_streams(js)
            running = asyncio.create_task(EventWriter(js, analytics, max_wait_s=0.05).run())
            for _ in range(3):
                await publish(js, events(4))
            await drained(js, 12)
        with servers.nats_server(directory, port):
            await published_again(js)
            await drained(js, 16)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await connection.close()
    assert await counted(analytics) == (16, 16)


async def published_again(js):
    """Publish four events, as soon as the server is back."""
    batch, msg_id = events(4), new_id("msg")
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await publish_events(js, bid_event("ten_a", "bid", "bdr_1"), batch, msg_id)
        except Unavailable:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


async def drained(js, wanted_events):
    deadline = time.monotonic() + PATIENCE_S
    while (progress := await read_progress(js)).events != wanted_events or not progress.drained:
        assert time.monotonic() < deadline, progress
        await asyncio.sleep(0.02)


async def test_tables_are_partitioned_by_month_kept_90_days_and_deduplicate(analytics):
    tables = dict(
        await analytics.query(
            "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView'"
        )
    )
    assert set(tables) == {EVENTS, EVENTS_HOURLY, REJECTED, TRACES, RECORDINGS}
    assert all("non_replicated_deduplication_window = 1000" in query for query in tables.values())
    assert "PARTITION BY toYYYYMM(at)" in tables[EVENTS]
    assert "TTL toDateTime(at) + toIntervalDay(90)" in tables[EVENTS]


async def test_performance_counts_each_paid_event_once_and_only_the_tenants_own(js, analytics):
    bids = events(4, price_nanos=900, currency="USD")
    settled = events(2, kind=EventType.SETTLEMENT, reason="confirmed", price_nanos=1_500_000, currency="USD")
    disputed = events(1, kind=EventType.SETTLEMENT, reason="disputed:late", price_nanos=7, currency="USD")
    clicks = events(1, kind=EventType.CLICK)
    conversions = events(1, kind=EventType.CONVERSION, value_micros=2_000_000)
    tests = events(3, kind=EventType.WIN, is_test=True)
    foreign = events(
        9, tenant_id="ten_b", kind=EventType.SETTLEMENT, reason="confirmed", price_nanos=10, currency="EUR"
    )
    for batch in (
        bids,
        settled,
        settled,
        disputed,
        events(2, kind=EventType.WIN),
        clicks,
        clicks,
        conversions,
        tests,
        foreign,
    ):
        await publish(js, batch)
    async with writing(js, analytics) as writer:
        await writer.write_next()
    assert await campaign_performance(analytics, "ten_a", AROUND_NOW) == [
        CampaignPerformance(
            campaign_id="cmp_1",
            bids=4,
            wins=2,
            billed_impressions=2,
            clicks=1,
            conversions=1,
            conversion_value_micros=2_000_000,
            spend_nanos=3_000_000,
            currency="USD",
        )
    ]
    assert await campaign_performance(analytics, "ten_a' OR '1'='1", AROUND_NOW) == []
    yesterday = Period.covering(NOW_MS - 26 * HOUR_MS, NOW_MS - 25 * HOUR_MS)
    assert await campaign_performance(analytics, "ten_a", yesterday) == []


async def test_no_bids_are_told_by_reason_and_door(js, analytics):
    for reason, entry, count in (("no_candidates", "rest", 3), ("late", "grpc", 1), ("no_candidates", "nats", 2)):
        await publish(
            js, events(count, tenant_id=NO_TENANT, campaign_id="", kind=EventType.NO_BID, reason=reason, entry=entry)
        )
    async with writing(js, analytics) as writer:
        await writer.write_next()
    assert await no_bids(analytics, NO_TENANT, AROUND_NOW) == [
        Refusals(reason="no_candidates", entry="rest", requests=3),
        Refusals(reason="no_candidates", entry="nats", requests=2),
        Refusals(reason="late", entry="grpc", requests=1),
    ]
