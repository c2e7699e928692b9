"""The bidders' gRPC port, spoken to in frames."""

import asyncio
import contextlib
import gzip
import random

import grpc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bidding.agents import grpc_messages
from bidding.agents import http2_frames as h2
from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from bidding.agents.grpc_messages import read_request, response
from bidding.agents.hpack import HeaderFault, HeaderReader, unpacked
from bidding.agents.http2 import MOST_SETTINGS_A_SECOND, MOST_STREAMS, STREAM_WINDOW
from tests.bidding.doors import GrpcDoor, directory, grpc_door, said
from tests.bidding.http2_client import HELLO, PATH, SETTINGS, Client, call, call_headers, literal, message
from tests.bidding.http_port import Echo
from tests.bidding.stand import EXCHANGE

BODY = b'{"n":1}'
KNOWN = directory(EXCHANGE, default=EXCHANGE.exchange_id)


@pytest.fixture
async def door():
    async with grpc_door(Echo(), KNOWN) as door:
        yield door


async def lives(door: GrpcDoor) -> bool:
    return (await door.ask(BODY, EXCHANGE)).body == BODY


def of(frame_payload: bytes) -> BidResponse:
    assert frame_payload[0] == 0
    assert int.from_bytes(frame_payload[1:5], "big") == len(frame_payload) - 5
    return BidResponse.FromString(frame_payload[5:])


# Header blocks: the examples of RFC 7541, appendix C

EVERYTHING = frozenset((b":method", b":scheme", b":path", b":authority", b"cache-control", b"custom-key", b"password"))
REQUESTS = (  # C.3 and C.4: plain, Huffman-coded, what they say, their size
    ("828684410f7777772e6578616d706c652e636f6d", "828684418cf1e3c2e5f23a6ba0ab90f4ff", {b":path": b"/"}),
    ("828684be58086e6f2d6361636865", "828684be5886a8eb10649cbf", {b":path": b"/", b"cache-control": b"no-cache"}),
    (
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        {b":path": b"/index.html", b":scheme": b"https", b"custom-key": b"custom-value"},
    ),
)


@pytest.mark.parametrize("coding", [0, 1])
def test_headers_are_read_as_their_specification_shows(coding):
    reader = HeaderReader(EVERYTHING)
    for request in REQUESTS:
        headers, _ = reader.read(bytes.fromhex(request[coding]))
        assert headers == {b":method": b"GET", b":scheme": b"http", b":authority": b"www.example.com"} | request[2]


@pytest.mark.parametrize(
    "block",
    [b"\x80", b"\xff\xff\xff\xff\xff\xff\xff\x0f", b"\xc0", b"\x40\x05ab", b"\x00", b"\x3f\xe2\x1f", b"\x82\x20", b"\x40\x81\xff\x01a"],
)  # fmt: skip
def test_what_is_no_header_block_is_no_header_block(block):
    with pytest.raises(HeaderFault):
        HeaderReader(EVERYTHING).read(block)


def test_a_block_that_was_read_before_means_something_else_once_the_table_has_changed():
    reader = HeaderReader(frozenset((b"a",)))
    reader.read(b"\x40\x01a\x011")
    assert reader.read(b"\xbe")[0] == {b"a": b"1"}
    assert reader.read(b"\xbe")[0] == {b"a": b"1"}
    reader.read(b"\x40\x01a\x012")
    assert reader.read(b"\xbe")[0] == {b"a": b"2"}
    reader.read(b"\x20")
    with pytest.raises(HeaderFault):
        reader.read(b"\xbe")


def test_the_table_forgets_its_oldest_entries():
    reader = HeaderReader(frozenset((b"name",)))
    for number in range(1_000):
        reader.read(b"\x40\x04name\x64%0100d" % number)
    assert reader.read(b"\xbe")[0] == {b"name": b"%0100d" % 999}
    with pytest.raises(HeaderFault):
        reader.read(b"\xff\x00")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_coded_text_or_a_fault(coded):
    with contextlib.suppress(HeaderFault):
        unpacked(coded)


# Messages: what the generated classes say

IDS = st.one_of(st.just(""), st.text(max_size=12), st.text(alphabet="abc_", min_size=120, max_size=140))


@given(body=st.binary(max_size=300), exchange_id=IDS, secret=st.text(max_size=5))
@example(body=b"x" * 127, exchange_id="demo", secret="")
@example(body=b"x" * 128, exchange_id="demo", secret="")
@example(body=b"x" * 16_384, exchange_id="", secret="")
@example(body=b"x" * 2_097_152, exchange_id="demo", secret="s")
def test_a_request_is_read_as_its_class_would(body, exchange_id, secret):
    said = BidRequest(openrtb_json=body, exchange_id=exchange_id, secret=secret).SerializeToString()
    assert read_request(b"\n" + said + b"\n", 1, 1 + len(said)) == (body, exchange_id, secret)


@given(st.one_of(st.binary(max_size=40), st.binary(max_size=40).map(lambda rest: b"\x0a\x02{}" + rest)))
@example(b"\x0a\x80")
@example(b"\x0a\x80\x80")
@example(b"\x0a\x80\x80\x80")
@example(b"\x0a\x80\x80\x00")
@example(b"\x0a\x02{}\x12\x01\xff")
@example(b"\x0a\x02{}\x12\x02a")
def test_any_bytes_are_the_request_that_their_class_reads(data):
    try:
        request = BidRequest.FromString(data)
        expected = (request.openrtb_json, request.exchange_id, request.secret)
    except grpc_messages.DecodeError:
        expected = None
    assert read_request(data, 0, len(data)) == expected


@given(
    body=st.binary(max_size=300),
    time_us=st.integers(0, 2**32 - 1),
    status=st.sampled_from((200, 204, 400)),
    reason=st.sampled_from(("", "late")),
    closing=st.booleans(),
)
def test_a_response_is_what_its_class_would_write(body, time_us, status, reason, closing):
    head, tail = response(body, time_us, status, reason, closing=closing)
    assert of(head + body + tail) == BidResponse(
        openrtb_json=body, processing_time_us=time_us, status=status, no_bid_reason=reason, closing=closing
    )


# Frames

BROKEN = {
    "another protocol": (b"GET / HTTP/1.1\r\nhost: bidder\r\n\r\n" * 2, h2.PROTOCOL_ERROR),
    "no settings": (h2.PREFACE + h2.frame(h2.PING, 0, 0, b"12345678"), h2.PROTOCOL_ERROR),
    "data before settings": (h2.PREFACE + message(1, BODY), h2.PROTOCOL_ERROR),
    "a frame that is too long": (HELLO + b"\xff\xff\xff\x00\x00\x00\x00\x00\x01", h2.FRAME_SIZE_ERROR),
    "a ping of seven bytes": (HELLO + h2.frame(h2.PING, 0, 0, b"1234567"), h2.FRAME_SIZE_ERROR),
    "a ping on a stream": (HELLO + h2.frame(h2.PING, 0, 1, b"12345678"), h2.PROTOCOL_ERROR),
    "settings of an odd length": (HELLO + h2.frame(h2.SETTINGS, 0, 0, b"12345"), h2.FRAME_SIZE_ERROR),
    "settings on a stream": (HELLO + h2.frame(h2.SETTINGS, 0, 3), h2.PROTOCOL_ERROR),
    "too wide a first window": (HELLO + h2.settings({h2.INITIAL_WINDOW_SIZE: 2**31}), h2.FLOW_CONTROL_ERROR),
    "an acknowledgement with contents": (HELLO + h2.frame(h2.SETTINGS, h2.ACK, 0, b"123456"), h2.FRAME_SIZE_ERROR),
    "settings without end": (HELLO + SETTINGS * (MOST_SETTINGS_A_SECOND + 1), h2.ENHANCE_YOUR_CALM),
    "an even stream": (HELLO + call(2, b"StreamBids"), h2.PROTOCOL_ERROR),
    "headers of no stream": (HELLO + call(0, b"StreamBids"), h2.PROTOCOL_ERROR),
    "headers that are none": (HELLO + h2.frame(h2.HEADERS, h2.END_HEADERS, 1, b"\x80"), h2.COMPRESSION_ERROR),
    "headers interrupted": (HELLO + h2.frame(h2.HEADERS, 0, 1, b"\x83") + SETTINGS, h2.PROTOCOL_ERROR),
    "headers continued elsewhere": (
        HELLO + h2.frame(h2.HEADERS, 0, 1, b"\x83") + h2.frame(h2.CONTINUATION, 4, 3, b""),
        h2.PROTOCOL_ERROR,
    ),
    "headers without end": (
        HELLO + h2.frame(h2.HEADERS, 0, 1, b"\x83") + h2.frame(h2.CONTINUATION, 0, 1, b"\x86" * 16_000) * 3,
        h2.ENHANCE_YOUR_CALM,
    ),
    "headers that grow": (
        HELLO
        + h2.frame(h2.HEADERS, 4, 1, b"\x40\x01a\x7f\xa1\x1e" + b"b" * 4_000)
        + h2.frame(h2.HEADERS, 4, 3, b"\xbe" * 16_000),
        h2.COMPRESSION_ERROR,
    ),
    "nothing continued": (HELLO + h2.frame(h2.CONTINUATION, 4, 1, b""), h2.PROTOCOL_ERROR),
    "more padding than payload": (
        HELLO + call(1, b"StreamBids") + h2.frame(h2.DATA, h2.PADDED, 1, b"\x09abc"),
        h2.PROTOCOL_ERROR,
    ),
    "data on a stream that never began": (HELLO + message(1, BODY), h2.PROTOCOL_ERROR),
    "a reset of a stream that never began": (HELLO + h2.reset(1, h2.CANCEL), h2.PROTOCOL_ERROR),
    "a window for a stream that never began": (HELLO + h2.window_update(1, 1), h2.PROTOCOL_ERROR),
    "a window of nothing": (HELLO + h2.window_update(0, 0), h2.PROTOCOL_ERROR),
    "a window that is too wide": (HELLO + h2.window_update(0, 2**31 - 1), h2.FLOW_CONTROL_ERROR),
    "a promise": (HELLO + h2.frame(h2.PUSH_PROMISE, 4, 1, b"\0\0\0\2"), h2.PROTOCOL_ERROR),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_who_breaks_the_protocol_is_told_and_left(door, what):
    said, code = BROKEN[what]
    async with Client.connected(door.port, said) as client:
        frames = await client.everything()
    assert [frame.number for frame in frames if frame.kind == h2.GOAWAY] == [code]
    assert await lives(door)


async def test_a_call_may_come_in_pieces_of_a_byte(door):
    said = HELLO + call(1, b"ProcessBid") + message(1, BODY, ends=True)
    async with Client.connected(door.port, b"") as client:
        for byte in said:
            client.writer.write(bytes((byte,)))
            await client.writer.drain()
        assert of((await client.until(h2.DATA)).payload).openrtb_json == BODY
        assert b"grpc-status\x010" in (await client.until(h2.HEADERS)).payload


async def test_a_message_may_come_in_frames_of_a_byte_with_padding_and_its_headers_in_pieces(door):
    block = call_headers(b"ProcessBid")
    frames = [
        h2.frame(h2.HEADERS, h2.PADDED | h2.HAS_PRIORITY, 1, b"\x03\0\0\0\0\x10" + block[:9] + b"\0\0\0"),
        h2.frame(h2.CONTINUATION, 0, 1, block[9:20]),
        h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, block[20:]),
    ]
    payload = message(1, BODY)[h2.HEAD_BYTES :]
    frames += [h2.frame(h2.DATA, h2.PADDED, 1, b"\x05%c12345" % byte) for byte in payload]
    async with Client.connected(door.port) as client:
        client.say(*frames, h2.frame(h2.PRIORITY, 0, 1, b"12345"), h2.frame(0xBE, 0xEF, 1, b"unheard of"))
        client.say(h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1, literal(b"trailer", b"x")))
        assert of((await client.until(h2.DATA)).payload).openrtb_json == BODY


async def test_a_large_message_costs_no_more_for_coming_in_small_frames(door):
    body = b"{" + b" " * 100_000
    request = BidRequest(openrtb_json=body).SerializeToString()
    payload = grpc_messages.prefixed(request)
    async with Client.connected(door.port, HELLO + h2.window_update(0, 2**20)) as client:
        client.say(h2.settings({h2.INITIAL_WINDOW_SIZE: 2**20}), call(1, b"ProcessBid"))
        client.say(*(h2.frame(h2.DATA, 0, 1, payload[at : at + 7]) for at in range(0, len(payload), 7)))
        client.say(h2.frame(h2.DATA, h2.END_STREAM, 1))
        told = b""
        while len(told) < 100_000:
            told += (await client.until(h2.DATA)).payload
    assert of(told).openrtb_json == body


async def test_answers_keep_to_the_windows_of_who_asked(door):
    async with Client.connected(door.port) as client:
        client.say(
            h2.settings({h2.INITIAL_WINDOW_SIZE: 10}), call(1, b"StreamBids"), message(1, BODY), message(1, BODY)
        )
        told = (await client.until(h2.DATA)).payload
        assert len(told) == 10
        client.say(h2.window_update(1, 5))
        more = (await client.until(h2.DATA)).payload
        assert len(more) == 5
        client.say(h2.settings({h2.INITIAL_WINDOW_SIZE: 1_000}))
        told += more + (await client.until(h2.DATA)).payload
        first = 5 + int.from_bytes(told[1:5], "big")
        assert of(told[:first]).openrtb_json == BODY
        assert of(told[first:]).openrtb_json == BODY
        client.say(h2.frame(h2.DATA, h2.END_STREAM, 1))
        assert b"grpc-status\x010" in (await client.until(h2.HEADERS)).payload


async def test_who_sends_more_than_its_window_is_reset():
    echo = Echo()
    async with grpc_door(echo, KNOWN) as door, Client.connected(door.port) as client:
        client.say(call(1, b"StreamBids"), message(1, b"wait"))
        frame = h2.frame(h2.DATA, 0, 1, grpc_messages.prefixed(b" " * 15_000))
        client.say(*[frame] * (STREAM_WINDOW // 15_000 + 1))
        assert (await client.until(h2.RST_STREAM)).number == h2.FLOW_CONTROL_ERROR
        assert await lives(door)


async def test_no_more_messages_wait_than_one_call_may_have():
    async with grpc_door(Echo(), KNOWN) as door, Client.connected(door.port) as client:
        client.say(call(1, b"StreamBids"), message(1, b"wait"))
        client.say(*[h2.frame(h2.DATA, 0, 1, b"\0\0\0\0\0" * 3_000)] * 2)
        assert b"grpc-status\x018" in (await client.until(h2.HEADERS)).payload
        assert await lives(door)


async def test_a_stream_that_was_served_may_go_on_sending(door):
    body = b"{" + b" " * 15_000
    asked = grpc_messages.prefixed(BidRequest(openrtb_json=body).SerializeToString())
    granted = answered = 0
    async with Client.connected(door.port, HELLO + h2.window_update(0, 2**30)) as client:
        client.say(h2.settings({h2.INITIAL_WINDOW_SIZE: 2**30}), call(1, b"StreamBids"))
        for _ in range(2 * STREAM_WINDOW // len(asked)):
            client.say(h2.frame(h2.DATA, 0, 1, asked))
            while answered == 0 or (frame := await client.frame()).kind != h2.DATA:
                if answered and frame.kind == h2.WINDOW_UPDATE and frame.stream == 1:
                    granted += frame.number
                answered = 1
    assert granted > STREAM_WINDOW


async def test_what_is_said_on_a_stream_that_is_over_is_passed_over(door):
    async with Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid"), message(1, BODY, ends=True))
        await client.until(h2.DATA)
        client.say(message(1, BODY), h2.window_update(1, 5), h2.reset(1, h2.CANCEL), call(1, b"ProcessBid"))
        client.say(call(3, b"ProcessBid"), message(3, BODY, ends=True))
        assert of((await client.until(h2.DATA, stream=3)).payload).openrtb_json == BODY


async def test_data_after_the_end_resets_the_stream_alone():
    echo = Echo()
    async with grpc_door(echo, KNOWN) as door, Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid"), message(1, b"wait", ends=True), message(1, BODY))
        assert (await client.until(h2.RST_STREAM)).number == h2.STREAM_CLOSED
        client.say(call(3, b"ProcessBid"), message(3, BODY, ends=True))
        assert of((await client.until(h2.DATA, stream=3)).payload).openrtb_json == BODY


async def test_more_streams_than_were_agreed_are_refused():
    async with grpc_door(Echo(), KNOWN) as door, Client.connected(door.port) as client:
        client.say(*(call(2 * number + 1, b"StreamBids") for number in range(MOST_STREAMS + 1)))
        refused = await client.until(h2.RST_STREAM)
        assert (refused.stream, refused.number) == (2 * MOST_STREAMS + 1, h2.REFUSED_STREAM)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (call_headers(b"NoSuchMethod"), b"grpc-status\x0212"),
        (call_headers(b"StreamBids", (b"grpc-encoding", b"snappy")), b"grpc-status\x0212"),
        (b"\x82\x86" + literal(b":path", PATH + b"StreamBids"), b"\x08\x03415"),
        (
            b"\x83\x86" + literal(b":path", PATH + b"StreamBids") + literal(b"content-type", b"text/html"),
            b"\x08\x03415",
        ),
        (call_headers(b"StreamBids") + literal(b"x", b"y" * 100) * 200, b"grpc-status\x018"),
    ],
)
async def test_calls_that_cannot_be_taken_are_told_why(door, headers, told):
    pieces = [headers[at : at + 16_000] for at in range(0, len(headers), 16_000)]
    async with Client.connected(door.port) as client:
        client.say(h2.frame(h2.HEADERS, 0, 1, pieces[0]))
        client.say(*(h2.frame(h2.CONTINUATION, 0, 1, piece) for piece in pieces[1:]))
        client.say(h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, b""))
        answer = await client.until(h2.HEADERS)
    assert answer.flags & h2.END_STREAM
    assert told in answer.payload


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (h2.frame(h2.DATA, h2.END_STREAM, 1), b"13"),
        (message(1, BODY) + message(1, BODY, ends=True), b"13"),
        (h2.frame(h2.DATA, h2.END_STREAM, 1, b"\0\0\0\0\x09cut"), b"13"),
        (h2.frame(h2.DATA, 0, 1, b"\0\xff\0\0\0"), b"8"),
        (h2.frame(h2.DATA, h2.END_STREAM, 1, b"\1\0\0\0\1x"), b"13"),
    ],
)
async def test_a_single_call_with_anything_but_one_message_ends_with_an_error(door, said, status):
    async with Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid"), said)
        assert b"grpc-status%c%b" % (len(status), status) in (await client.until(h2.HEADERS)).payload
    assert await lives(door)


async def test_a_compressed_message_is_read(door):
    request = gzip.compress(BidRequest(openrtb_json=BODY).SerializeToString())
    payload = b"\x01" + len(request).to_bytes(4, "big") + request
    async with Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid", (b"grpc-encoding", b"gzip")), h2.frame(h2.DATA, h2.END_STREAM, 1, payload))
        assert of((await client.until(h2.DATA)).payload).openrtb_json == BODY
        bomb = gzip.compress(b" " * 20_000_000)[:16_000]
        payload = b"\x01" + len(bomb).to_bytes(4, "big") + bomb
        client.say(call(3, b"ProcessBid", (b"grpc-encoding", b"gzip")), h2.frame(h2.DATA, h2.END_STREAM, 3, payload))
        assert b"grpc-status\x018" in (await client.until(h2.HEADERS, stream=3)).payload


async def test_a_library_s_compressed_call_is_answered(door):
    request = BidRequest(openrtb_json=b"{" + b" " * 5_000, exchange_id=EXCHANGE.exchange_id)
    answer = await door.stub.ProcessBid(request, compression=grpc.Compression.Gzip)
    assert said(answer).body == request.openrtb_json


async def test_a_call_that_takes_longer_than_its_deadline_ends_with_it():
    async with grpc_door(Echo(), KNOWN) as door:
        with pytest.raises(grpc.aio.AioRpcError) as late:
            await door.stub.ProcessBid(BidRequest(openrtb_json=b"wait"), timeout=0.05)
        assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        async with Client.connected(door.port) as client:
            client.say(call(1, b"StreamBids", (b"grpc-timeout", b"20m")), message(1, b"wait"))
            assert b"grpc-status\x014" in (await client.until(h2.HEADERS)).payload
        assert await lives(door)


async def test_a_call_that_its_client_gave_up_is_forgotten():
    echo = Echo()
    async with grpc_door(echo, KNOWN) as door, Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid"), message(1, b"wait", ends=True), h2.reset(1, h2.CANCEL))
        client.say(call(3, b"ProcessBid"), message(3, BODY, ends=True))
        await client.until(h2.DATA, stream=3)
        echo.release.set()
        client.say(h2.frame(h2.PING, 0, 0, b"stillon?"))
        while (frame := await client.until(h2.DATA, h2.PING)).kind != h2.PING:
            assert frame.stream != 1


async def test_who_is_asked_to_leave_gets_the_answers_to_what_it_had_called():
    echo = Echo()
    async with grpc_door(echo, KNOWN) as door, Client.connected(door.port) as client:
        client.say(call(1, b"ProcessBid"), message(1, b"wait", ends=True))
        while not echo.seen:
            await asyncio.sleep(0.01)
        draining = asyncio.ensure_future(door.server.drain(deadline_s=5))
        farewell = await client.until(h2.GOAWAY)
        assert int.from_bytes(farewell.payload[:4], "big") == h2.LAST_STREAM
        ping = await client.until(h2.PING)
        client.say(call(3, b"ProcessBid"), message(3, BODY, ends=True))
        assert of((await client.until(h2.DATA)).payload).closing
        client.say(h2.frame(h2.PING, h2.ACK, 0, ping.payload))
        assert int.from_bytes((await client.until(h2.GOAWAY)).payload[:4], "big") == 3
        client.say(call(5, b"ProcessBid"), message(5, BODY, ends=True))
        echo.release.set()
        assert of((await client.until(h2.DATA)).payload).openrtb_json == b"wait"
        assert all(frame.stream != 5 for frame in await client.everything())
        await draining


async def test_who_had_just_connected_is_served_once_before_it_is_asked_to_leave():
    async with grpc_door(Echo(), KNOWN) as door, Client.connected(door.port) as client:
        await client.until(h2.SETTINGS)
        draining = asyncio.ensure_future(door.server.drain(deadline_s=5))
        await asyncio.sleep(0)
        client.say(call(1, b"ProcessBid"), message(1, BODY, ends=True))
        assert (await client.until(h2.DATA, h2.GOAWAY)).kind == h2.DATA
        client.say(h2.frame(h2.PING, h2.ACK, 0, (await client.until(h2.PING)).payload))
        await client.everything()
        await draining


async def test_nothing_that_is_said_brings_the_door_down(door):
    chance = random.Random(5)
    pieces = [call(1, b"StreamBids"), message(1, BODY), call(3, b"ProcessBid"), message(3, BODY, ends=True)]
    pieces += [SETTINGS, h2.settings({h2.INITIAL_WINDOW_SIZE: 0}), h2.window_update(0, 9), h2.window_update(1, 9)]
    pieces += [h2.reset(1, h2.CANCEL), h2.goaway(0, 0), h2.frame(h2.PING, 0, 0, b"12345678"), message(1, b"none")]
    for _ in range(400):
        said = bytearray(b"".join(chance.choices(pieces, k=chance.randint(1, 12))))
        for _ in range(chance.choice((0, 1, 1, 3))):
            said[chance.randrange(len(said))] = chance.randrange(256)
        async with Client.connected(door.port, HELLO + bytes(said)) as client:
            client.writer.write_eof()
            await client.everything()
    assert await lives(door)
