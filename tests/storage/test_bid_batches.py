"""Batches of bid requests on the bus: what is put in comes out, and nothing else is believed."""

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from storage.nats.bid_batches import (
    MOST_IN_BATCH,
    BatchedAnswer,
    pack_answers,
    pack_requests,
    unpack_answers,
    unpack_requests,
)
from storage.nats.bid_requests import BidReply, BidRequests, NoBidder
from storage.nats.connection import connect
from storage.nats.subjects import BATCH_HEADER, BID_AGENTS, BID_REQUESTS
from storage.nats.subscribing import known_to_the_server
from tests.patience import PATIENCE_S

answers = st.builds(
    BatchedAnswer,
    place=st.integers(0, 65_535),
    status=st.integers(0, 65_535),
    body=st.binary(max_size=200),
    reason=st.text(st.characters(codec="ascii"), max_size=255),
)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=40))
def test_requests_arrive_as_they_were_sent(bodies):
    assert unpack_requests(pack_requests(bodies), str(len(bodies))) == bodies


@given(st.lists(answers, max_size=20))
def test_answers_arrive_as_they_were_sent(given_answers):
    assert unpack_answers(pack_answers(given_answers)) == given_answers


@given(st.binary(max_size=100), st.text(max_size=6))
def test_any_bytes_are_a_batch_or_are_refused(payload, announced):
    try:
        bodies = unpack_requests(payload, announced)
    except InvalidInput:
        pass
    else:
        assert pack_requests(bodies) == payload
    with contextlib.suppress(InvalidInput, UnicodeEncodeError):
        assert pack_answers(unpack_answers(payload)) is not None


@pytest.mark.parametrize(
    "announced", ["", "0", "-1", "2.0", "³", "1e1", "99999999999999999999", str(MOST_IN_BATCH + 1)]
)
def test_a_senseless_count_is_refused(announced):
    with pytest.raises(InvalidInput):
        unpack_requests(pack_requests([b"{}"]), announced)


@pytest.fixture
async def bus(nats_url):
    asking, answering = await connect(nats_url, "asking"), await connect(nats_url, "answering")
    yield asking, answering
    await asking.close()
    await answering.drain()


async def test_answers_may_come_in_any_order_and_in_several_messages(bus):
    asking, answering = bus

    async def answer(message) -> None:
        bodies = unpack_requests(message.data, message.headers[BATCH_HEADER])
        for place, body in reversed(list(enumerate(bodies))):
            packed = pack_answers([BatchedAnswer(place, 200, body.upper())])
            await answering.publish(message.reply, packed, headers={BATCH_HEADER: "1"})

    await answering.subscribe(BID_REQUESTS, queue=BID_AGENTS, cb=answer)
    await known_to_the_server(answering)
    requests = BidRequests(asking)
    words = [f"word {number}".encode() for number in range(50)]
    replies = await asyncio.gather(*(requests.ask("exc", word, timeout_s=PATIENCE_S) for word in words))
    assert replies == [BidReply(200, word.upper()) for word in words]
    await requests.close()


async def test_who_gave_up_leaves_the_others_their_answers(bus):
    asking, answering = bus
    asked = asyncio.Event()

    async def answer(message) -> None:
        asked.set()
        packed = pack_answers([BatchedAnswer(1, 204, b"", "below_floor"), BatchedAnswer(700, 200, b"nobody's")])
        await answering.publish(message.reply, packed, headers={BATCH_HEADER: "2"})

    await answering.subscribe(BID_REQUESTS, queue=BID_AGENTS, cb=answer)
    await known_to_the_server(answering)
    requests = BidRequests(asking)
    first, second = await asyncio.gather(
        requests.ask("exc", b"a", timeout_s=0.2),
        requests.ask("exc", b"b", timeout_s=PATIENCE_S),
        return_exceptions=True,
    )
    assert asked.is_set()
    assert isinstance(first, TimeoutError)
    assert second == BidReply(204, b"", "below_floor")
    await requests.close()


async def test_without_bidders_the_asker_hears_so_at_once(bus):
    requests = BidRequests(bus[0])
    with pytest.raises(NoBidder):
        await requests.ask("exc", b"{}", timeout_s=PATIENCE_S)
    await requests.close()


async def test_a_request_no_message_can_hold_is_refused(bus):
    requests = BidRequests(bus[0])
    with pytest.raises(InvalidInput):
        await requests.ask("exc", b"x" * bus[0].max_payload, timeout_s=1)
