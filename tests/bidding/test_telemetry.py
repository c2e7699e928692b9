import asyncio

from bidding.telemetry import MOST_A_BATCH, MOST_BYTES, SENDERS, Telemetry
from domain.errors import InvalidInput, Unavailable
from domain.events.values import Event, EventType
from storage.nats.connection import connect
from storage.nats.events import decode_events, publish_encoded
from storage.nats.streams import ensure_streams
from tests.patience import PATIENCE_S


class Stream:
    def __init__(self) -> None:
        self.messages: list[tuple[str, list[Event], str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.attempts = 0
        self.sizes: list[int] = []
        self.failures: list[Exception] = []

    async def publish(self, subject: str, payload: bytes, message_id: str) -> None:
        self.attempts += 1
        self.sizes.append(len(payload))
        await self.open.wait()
        if self.failures:
            raise self.failures.pop()
        self.messages.append((subject, decode_events(payload), message_id))


def event(number: int, *, tenant_id: str = "acme", kind: EventType = EventType.BID) -> Event:
    return Event(event_id=f"{tenant_id}:{kind}:{number}", type=kind, at_ms=number, tenant_id=tenant_id)


async def test_a_full_batch_leaves_at_once_and_the_rest_soon():
    stream = Stream()
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    for number in range(2 * MOST_A_BATCH + 50):
        telemetry.record(event(number))
    async with asyncio.timeout(PATIENCE_S):
        while telemetry.published < 2 * MOST_A_BATCH + 50:
            await asyncio.sleep(0.01)
    assert sorted(len(events) for _, events, _ in stream.messages) == [50, MOST_A_BATCH, MOST_A_BATCH]
    assert {subject for subject, _, _ in stream.messages} == {"bids.events.acme.bid.bdr_1"}
    assert len({message_id for _, _, message_id in stream.messages}) == 3
    await telemetry.close()


async def test_tenants_and_types_never_share_a_message():
    stream = Stream()
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    for number in range(10):
        for tenant_id in ("acme", "-"):
            for kind in (EventType.BID, EventType.NO_BID):
                telemetry.record(event(number, tenant_id=tenant_id, kind=kind))
    await telemetry.close()
    assert sorted(subject for subject, _, _ in stream.messages) == [
        "bids.events.-.bid.bdr_1",
        "bids.events.-.no_bid.bdr_1",
        "bids.events.acme.bid.bdr_1",
        "bids.events.acme.no_bid.bdr_1",
    ]
    assert all(len(events) == 10 for _, events, _ in stream.messages)


async def test_while_the_stream_is_stuck_memory_is_bounded_and_the_lost_are_counted():
    stream = Stream()
    stream.open.clear()
    telemetry = Telemetry(stream.publish, "bdr_1", most_waiting=1_000)
    telemetry.start()
    for number in range(1_500):
        telemetry.record(event(number))
        if number % 50 == 0:
            await asyncio.sleep(0)
    assert (telemetry.waiting, telemetry.dropped) == (1_000, 500)
    stream.open.set()
    await telemetry.close()
    assert (telemetry.waiting, telemetry.dropped, telemetry.published) == (0, 500, 1_000)
    assert sum(len(events) for _, events, _ in stream.messages) == 1_000


async def test_a_failed_message_is_repeated_and_a_refused_one_is_counted():
    stream = Stream()
    stream.failures = [InvalidInput("too large"), Unavailable("away")]
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    telemetry.record(event(1))
    async with asyncio.timeout(PATIENCE_S):
        while stream.attempts < 2:
            await asyncio.sleep(0.01)
    telemetry.record(event(2))
    await telemetry.close()
    assert (telemetry.published, telemetry.dropped) == (1, 1)
    assert [events for _, events, _ in stream.messages] == [[event(2)]]


async def test_failures_nobody_expected_are_counted_and_keep_nothing_back():
    stream = Stream()
    stream.failures = [RuntimeError("a fault of ours") for _ in range(SENDERS)]
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    for number in range(MOST_A_BATCH * (SENDERS + 1)):
        telemetry.record(event(number))
    await telemetry.close()
    assert (telemetry.published, telemetry.dropped, telemetry.waiting) == (MOST_A_BATCH, MOST_A_BATCH * SENDERS, 0)


async def test_a_batch_of_giants_leaves_in_messages_that_the_stream_takes():
    stream = Stream()
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    giants = [event(number) for number in range(MOST_A_BATCH)]
    for giant in giants:
        giant.request_id = "\x01" * 1_000
        telemetry.record(giant)
    await telemetry.close()
    assert max(stream.sizes) <= MOST_BYTES
    assert [found for _, events, _ in stream.messages for found in events] == giants


async def test_closing_gives_up_after_its_deadline_and_says_what_was_lost():
    stream = Stream()
    stream.open.clear()
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    telemetry.record(event(1))
    await telemetry.close(deadline_s=0.05)
    assert (telemetry.dropped, telemetry.waiting) == (1, 0)


async def test_requests_of_the_same_id_are_each_counted_by_the_stream(empty_nats_url: str):
    connection = await connect(empty_nats_url, "test")
    js = connection.jetstream()
    await ensure_streams(js)

    async def publish(subject: str, payload: bytes, message_id: str) -> None:
        await publish_encoded(js, subject, payload, message_id)

    for bidder_id in ("bdr_1", "bdr_2"):
        telemetry = Telemetry(publish, bidder_id)
        telemetry.start()
        for _ in range(200):
            telemetry.record(event(7, kind=EventType.NO_BID))
        await telemetry.close()
    assert (await js.stream_info("BIDS")).state.messages == 2 * -(-200 // MOST_A_BATCH)
    await connection.close()


async def test_jetstream_holds_what_was_recorded_before_the_close(empty_nats_url: str):
    connection = await connect(empty_nats_url, "test")
    js = connection.jetstream()
    await ensure_streams(js)

    async def publish(subject: str, payload: bytes, message_id: str) -> None:
        await publish_encoded(js, subject, payload, message_id)

    telemetry = Telemetry(publish, "bdr_1")
    telemetry.start()
    for number in range(1_050):
        telemetry.record(event(number))
    await telemetry.close()
    stream = await js.stream_info("BIDS")
    stored = []
    for sequence in range(1, stream.state.last_seq + 1):
        stored += decode_events((await js.get_msg("BIDS", seq=sequence)).data)
    assert sorted(found.at_ms for found in stored) == list(range(1_050))
    await connection.close()


async def test_a_clean_stop_loses_nothing_to_a_stream_that_is_slow():
    stored = 0

    async def slowly(*batch: object) -> None:
        nonlocal stored
        await asyncio.sleep(0.01)
        stored += 1

    telemetry = Telemetry(slowly, "bdr_1")
    telemetry.start()
    for number in range(200):
        telemetry.record(event(number, tenant_id=f"tenant {number}"))
    await telemetry.close(deadline_s=0.1)
    assert (stored, telemetry.published, telemetry.dropped) == (200, 200, 0)


async def test_what_is_recorded_while_closing_is_not_left_behind():
    stream = Stream()
    stream.open.clear()
    telemetry = Telemetry(stream.publish, "bdr_1")
    telemetry.start()
    telemetry.record(event(1))
    closing = asyncio.create_task(telemetry.close())
    async with asyncio.timeout(PATIENCE_S):
        while not stream.attempts:
            await asyncio.sleep(0)
    telemetry.record(event(2))
    stream.open.set()
    await closing
    assert (telemetry.published, telemetry.dropped) == (2, 0)
