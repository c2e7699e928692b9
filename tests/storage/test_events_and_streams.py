"""Streams hold what was acknowledged, once, and refuse what they cannot hold."""

import pytest

from domain.errors import InvalidInput, Unavailable
from domain.events.values import Event, EventType
from domain.exchanges.values import Exchange
from domain.ids import new_id
from storage.nats.connection import connect
from storage.nats.events import decode_events, publish_events
from storage.nats.exchanges import Exchanges
from storage.nats.streams import MAX_MESSAGE_BYTES, ensure_streams
from storage.nats.subjects import BIDS_STREAM, INGEST_STREAM, bid_event
from tests import servers

SUBJECT = bid_event("ten_a", EventType.BILL, "bdr_1")


def event(**fields):
    return Event(event_id=new_id("evt"), type=EventType.BILL, at_ms=1, tenant_id="ten_a", **fields)


async def test_a_message_sent_twice_is_stored_once(js):
    sent, msg_id = [event(), event()], new_id("msg")
    first = await publish_events(js, SUBJECT, sent, msg_id)
    again = await publish_events(js, SUBJECT, sent, msg_id)
    assert (first.duplicate, again.duplicate, again.seq) == (None, True, first.seq)
    assert decode_events((await js.get_msg(BIDS_STREAM, first.seq)).data) == sent


async def test_a_message_too_large_is_the_senders_fault(js):
    with pytest.raises(InvalidInput):
        await publish_events(js, SUBJECT, [event(reason="x" * MAX_MESSAGE_BYTES)], new_id("msg"))


async def test_events_for_no_stream_are_not_swallowed(js):
    with pytest.raises(Unavailable):
        await publish_events(js, "bids.nobody.listens", [event()], new_id("msg"))


async def test_streams_keep_seven_days_in_files_and_ensuring_them_again_keeps_their_contents(js):
    stored = await publish_events(js, SUBJECT, [event()], new_id("msg"))
    await js.update_stream((await js.stream_info(BIDS_STREAM)).config.evolve(duplicate_window=60))
    await ensure_streams(js)
    for stream in (BIDS_STREAM, INGEST_STREAM):
        config = (await js.stream_info(stream)).config
        assert (config.storage, config.max_age, config.duplicate_window, config.discard) == (
            "file",
            604_800,
            120,
            "new",
        )
    assert (await js.get_msg(BIDS_STREAM, stored.seq)).seq == stored.seq


async def test_a_server_that_is_not_there_is_unavailable_within_the_deadline():
    with pytest.raises(Unavailable):
        await connect(f"nats://127.0.0.1:{servers.free_port()}", "tests", deadline_s=0.2)


async def test_an_older_revision_of_an_exchange_cannot_undo_a_revocation(js):
    exchanges, exchange_id = Exchanges(js), new_id("exc")
    live = Exchange(exchange_id=exchange_id, name="Acme", tenants=("ten_a",), revision=1)
    revoked = Exchange(exchange_id=exchange_id, name="Acme", tenants=("ten_a",), revision=2, revoked=True)
    await exchanges.publish(live)
    await exchanges.publish(revoked)
    with pytest.raises(Exception, match="revision 2"):
        await exchanges.publish(live)
    assert (await exchanges.all())[exchange_id] == revoked
