"""What HTTP clients may count on: versions, compression, methods, and a bidder that leaves politely."""

import asyncio
import gzip
import socket
import zlib
from hashlib import sha256

import pytest
from msgspec import structs

from bidding.agents.http_limits import MOST_BODY_BYTES
from bidding.agents.round_trips import RoundTrips
from domain.exchanges.values import Exchange
from tests.bidding.http_port import CLOSED, SECRET, chunked, listening, post, statuses

SQUEEZED = Exchange(
    exchange_id="squeezed",
    name="Squeezed",
    tenants=("t",),
    secret_sha256=sha256(b"open sesame").hexdigest(),
    gzip_responses=True,
)
PROOF = "Authorization: Bearer open sesame"
LONG = b'{"adm": "' + b"<div>" * 500 + b'"}'


@pytest.mark.parametrize(
    ("sent", "status", "echoed"),
    [
        (None, 200, b"2.6"),
        ("2.6", 200, b"2.6"),
        ("2.5", 200, b"2.5"),
        ("2.3", 200, b"2.6"),
        ("2.6-202309", 200, b"2.6"),
        ("2", 200, b"2.6"),
        ("3.0", 400, b"2.6"),
        ("1.0", 400, b"2.6"),
        ("2.", 400, b"2.6"),
        ("latest", 400, b"2.6"),
        ("", 200, b"2.6"),
    ],
)
async def test_the_version_is_read_and_echoed(sent, status, echoed):
    headers = [] if sent is None else [f"x-openrtb-version: {sent}"]
    async with listening() as port:
        said = await port.exchange(post(b"{}", "/v1/bid", *headers))
    assert statuses(said) == [status]
    assert b"x-openrtb-version: " + echoed + b"\r\n" in said


async def test_the_version_of_one_request_is_not_that_of_the_next():
    async with listening() as port:
        said = await port.exchange(post(b"none", "/v1/bid", "x-openrtb-version: 2.5"), post(b"none"))
    assert said.count(b"x-openrtb-version: 2.5") == said.count(b"x-openrtb-version: 2.6") == 1


@pytest.mark.parametrize(
    ("path", "headers", "body", "is_gzip"),
    [
        ("/v1/bid/squeezed", (PROOF, "accept-encoding: gzip, br"), LONG, True),
        ("/v1/bid/squeezed", (PROOF, "accept-encoding: GZIP"), LONG, True),
        ("/v1/bid/squeezed", (PROOF, "accept-encoding: br"), LONG, False),
        ("/v1/bid/squeezed", (PROOF,), LONG, False),
        ("/v1/bid/squeezed", (PROOF, "accept-encoding: gzip"), b"{}", False),
        ("/v1/bid", ("accept-encoding: gzip",), LONG, False),
    ],
)
async def test_bids_are_compressed_for_exchanges_that_agreed_and_requests_that_ask(path, headers, body, is_gzip):
    async with listening() as port:
        port.front.exchanges.apply(SQUEEZED)
        said = await port.exchange(post(body, path, *headers, "connection: close"))
    head, _, content = said.partition(b"\r\n\r\n")
    assert (b"content-encoding: gzip" in head) == is_gzip
    assert f"content-length: {len(content)}".encode() in head
    assert (gzip.decompress(content) if is_gzip else content) == body


@pytest.mark.parametrize(("size", "status"), [(MOST_BODY_BYTES, 200), (MOST_BODY_BYTES + 1, 413)])
async def test_one_bound_holds_for_plain_bodies_and_for_what_gzip_expands_to(size, status):
    body = b"{" + b" " * (size - 1)
    packed = zlib.compress(body, wbits=31)
    async with listening() as port:
        assert statuses(await port.exchange(post(body)))[:1] == [status]
        assert statuses(await port.exchange(post(packed, "/v1/bid", "content-encoding: gzip"))) == [status]


@pytest.mark.parametrize(
    ("request_line", "status", "told"),
    [
        (b"HEAD /live", 200, b"content-length: 0"),
        (b"HEAD /health", 200, b"content-length: 15"),
        (b"OPTIONS /health", 204, b"allow: GET, HEAD, OPTIONS"),
        (b"OPTIONS /v1/bid", 204, b"allow: POST, OPTIONS"),
        (b"OPTIONS /v1/bid/anybody", 204, b"allow: POST, OPTIONS"),
        (b"OPTIONS /v1/notices/win/x", 204, b"allow: GET, POST, OPTIONS"),
        (b"DELETE /live", 405, b"allow: GET, HEAD, OPTIONS"),
        (b"HEAD /v1/bid", 405, b"allow: POST, OPTIONS"),
        (b"POST /v1/bid/No.Such", 404, b"content-length: 0"),
        (b"POST /v1/bid/nobody", 401, b"content-length: 0"),
    ],
)
async def test_methods_and_names_are_answered_as_http_has_it(request_line, status, told):
    async with listening() as port:
        said = await port.exchange(request_line + b" HTTP/1.1\r\nhost: b\r\ncontent-length: 0\r\n\r\n")
    head, _, content = said.partition(b"\r\n\r\n")
    assert (statuses(said), content) == ([status], b"")
    assert told in head


async def test_an_inherited_socket_outlives_the_bidder_and_what_waits_there_is_served_by_the_next():
    with socket.create_server(("127.0.0.1", 0)) as parents:
        port_number = parents.getsockname()[1]
        async with listening(inherited=parents.dup()) as first:
            assert statuses(await first.exchange(post())) == [200]
        reader, writer = await asyncio.open_connection("127.0.0.1", port_number)
        writer.write(post(b"{}", "/v1/bid", "connection: close"))
        await writer.drain()
        async with listening(inherited=parents.dup()) as second:
            assert statuses(await reader.read()) == [200]
            assert len(second.echo.seen) == 1
        writer.close()


async def test_the_round_trip_to_an_exchange_is_read_from_its_connections():
    told: list[tuple[str, int]] = []
    async with listening() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
        writer.write(post())
        await reader.readuntil(b"\r\n\r\n{}")
        RoundTrips(lambda exchange_id, us: told.append((exchange_id, us))).sample(list(port.front.connections))
        writer.close()
    ((exchange_id, round_trip_us),) = told
    assert exchange_id == "open"
    assert 0 < round_trip_us < 1_000_000


KNOWN_HEAD = ("X-OpenRTB-Version: 2.6", "Accept: */*")


async def test_a_head_that_came_before_says_the_same_again_and_nothing_of_its_body():
    async with listening() as port:
        reader, writer = await port.connect()
        for number in range(100, 130):
            for path in ("/v1/bid", "/v1/bid/open"):
                body = b'{"n":%d}' % number
                writer.write(post(body, path, *KNOWN_HEAD))
                said = await reader.readuntil(body)
                assert said.startswith(b"HTTP/1.1 200 OK\r\n")
        assert len(port.front.known_heads) == 2
        assert {exchange for _, exchange, _ in port.echo.seen} == {"open"}
        writer.close()


async def test_a_head_that_came_before_may_come_in_pieces_with_a_part_of_its_body_or_with_another_message_behind():
    async with listening() as port:
        reader, writer = await port.connect()
        whole = post(b'{"n":100}', "/v1/bid", *KNOWN_HEAD)
        for number in (100, 101):
            writer.write(whole.replace(b"100", b"%d" % number))
            await reader.readuntil(b"%d}" % number)
        for at in (1, 20, len(whole) - 9, len(whole) - 1):
            writer.write(whole[:at])
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.write(whole[at:])
            assert (await reader.readuntil(b"100}")).startswith(b"HTTP/1.1 200 OK\r\n")
        writer.write(whole + whole.replace(b"100", b"102"))
        assert statuses(await reader.readuntil(b"102}")) == [200, 200]
        writer.close()


async def test_a_head_that_came_before_does_not_let_in_who_is_no_longer():
    async with listening() as port:
        reader, writer = await port.connect()
        asked = post(b"{}", "/v1/bid/closed", f"Authorization: Bearer {SECRET}")
        for _ in range(2):
            writer.write(asked)
            assert statuses(await reader.readuntil(b"{}")) == [200]
        revised = Exchange(
            exchange_id="closed", name="Closed", tenants=("acme",), secret_sha256=CLOSED.secret_sha256, revision=2
        )
        port.front.exchanges.apply(revised)
        writer.write(asked)
        assert statuses(await reader.readuntil(b"{}")) == [200]
        port.front.exchanges.apply(structs.replace(revised, revoked=True, revision=3))
        writer.write(asked)
        assert statuses(await reader.read()) == [401]
        writer.close()


@pytest.mark.parametrize(
    "asked",
    [
        chunked(b"{}"),
        post(b"{}", "/v1/bid", "Connection: close"),
        post(b"{}", "/v1/bid", "Expect: 100-continue"),
        post(b"{}", "/v1/bid/closed", "Authorization: Bearer wrong"),
        post(b"{}") + post(b"{}"),
        b"GET /health HTTP/1.1\r\nHost: b\r\n\r\n",
    ],
)
async def test_only_whole_admitted_bid_requests_with_a_length_are_remembered(asked):
    async with listening() as port:
        await port.exchange(asked)
        assert not port.front.known_heads
