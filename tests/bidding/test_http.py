"""The bidders' HTTP port, spoken to in bytes."""

import asyncio
import gzip

import pytest

from bidding.notices.token import NoticeSigner
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from tests.bidding.http_port import CLOSED, SECRET, chunked, listening, post, statuses
from tests.bidding.test_notice_tokens import KEY, token
from tests.patience import PATIENCE_S


async def test_a_bid_comes_back_as_json_with_the_protocol_version_on_a_connection_that_stays():
    async with listening() as port:
        said = await port.exchange(post(b'{"id":"1"}'), post(b'{"id":"2"}'))
    head, _, rest = said.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"HTTP/1.1 200 OK",
        b"content-type: application/json",
        b"x-openrtb-version: 2.6",
        b"content-length: 10",
    ]
    assert rest.startswith(b'{"id":"1"}HTTP/1.1 200 OK')
    assert rest.endswith(b'{"id":"2"}')


@pytest.mark.parametrize(("body", "status"), [(b"none", 204), (b"{", 200), (b"[]", 400), (b"", 400), (b"crash", 204)])
async def test_no_bid_bad_request_and_our_own_fault_have_empty_bodies_and_are_never_a_5xx(body: bytes, status: int):
    async with listening() as port:
        said = await port.exchange(post(body))
        assert statuses(said) == [status]
        if status != 200:
            assert said.endswith(b"\r\n\r\n")
        counted = port.front.desk.counts[Entry.REST]
        assert sum(counted.values()) == 1


async def test_pipelined_requests_are_answered_in_order_also_when_some_have_to_wait():
    async with listening() as port:
        reader, writer = await port.connect()
        bodies = [b'{"n":1}', b"wait 2", b'{"n":3}', b"wait 4", b"none", b'{"n":6}']
        writer.write(b"".join(post(body) for body in bodies))
        async with asyncio.timeout(PATIENCE_S):
            first = await reader.readuntil(b'{"n":1}')
            assert statuses(first) == [200]
            while len(port.echo.seen) < 2:
                await asyncio.sleep(0.01)
            assert [body for body, _, _ in port.echo.seen] == bodies[:2], "what comes later is not even looked at"
            port.echo.release.set()
            rest = await reader.readuntil(b'{"n":6}')
        assert statuses(rest) == [200, 200, 200, 204, 200]
        positions = [rest.index(body) for body in (b"wait 2", b'{"n":3}', b"wait 4")]
        assert positions == sorted(positions)
        writer.close()


async def test_a_request_may_arrive_byte_by_byte():
    async with listening() as port:
        whole = post(b'{"id":"slow but sure"}') + chunked(b'{"id":', b'"in chunks"}')
        said = await port.exchange(*(whole[at : at + 1] for at in range(len(whole))))
    assert statuses(said) == [200, 200]
    assert said.endswith(b'{"id":"in chunks"}')


async def test_many_requests_in_one_segment_are_all_answered():
    async with listening() as port:
        said = await port.exchange(post(b'{"id":"1"}') * 500)
    assert statuses(said) == [200] * 500


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/bid", (), 200),
        ("/v1/bid?x=1", (), 200),
        ("/v1/bid/open", (), 200),
        ("/v1/bid/closed", (), 401),
        ("/v1/bid/closed", ("Authorization: Bearer wrong",), 401),
        ("/v1/bid/closed", ("Authorization: Basic open sesame",), 401),
        ("/v1/bid/closed", (f"Authorization: Bearer {SECRET}",), 200),
        ("/v1/bid/closed", (f"authorization:  bearer {SECRET}",), 200),
        ("/v1/bid/nobody", (f"Authorization: Bearer {SECRET}",), 401),
        ("/v1/bids", (), 404),
        ("/", (), 404),
    ],
)
async def test_only_an_exchange_that_proves_itself_is_answered(path: str, headers: tuple[str, ...], status: int):
    async with listening() as port:
        for _ in range(2):
            assert statuses(await port.exchange(post(b"{}", path, *headers))) == [status]
        assert bool(port.echo.seen) == (status == 200)


async def test_one_message_of_a_connection_never_speaks_with_the_credential_of_the_one_before():
    proven = f"Authorization: Bearer {SECRET}"
    async with listening() as port:
        said = await port.exchange(post(b"{}", "/v1/bid/closed", proven), post(b"{}", "/v1/bidding"))
        assert statuses(said) == [200, 404]
        assert len(port.echo.seen) == 1


async def test_outside_demo_mode_an_exchange_without_a_secret_is_not_answered():
    async with listening(demo=False) as port:
        assert statuses(await port.exchange(post())) == [401]
        assert statuses(await port.exchange(post(b"{}", "/v1/bid/closed", f"Authorization: Bearer {SECRET}"))) == [200]


async def test_a_revoked_or_changed_credential_stops_working_at_once():
    right = f"Authorization: Bearer {SECRET}"
    async with listening() as port:
        assert statuses(await port.exchange(post(b"{}", "/v1/bid/closed", right))) == [200]
        port.front.exchanges.apply(Exchange(exchange_id="closed", name="", tenants=(), revoked=True, revision=1))
        assert statuses(await port.exchange(post(b"{}", "/v1/bid/closed", right))) == [401]
        port.front.exchanges.apply(CLOSED)
        assert statuses(await port.exchange(post(b"{}", "/v1/bid/closed", right))) == [401], "an older revision"


async def test_gzip_bodies_are_read():
    async with listening() as port:
        packed = gzip.compress(b'{"id":"packed"}')
        said = await port.exchange(post(packed, "/v1/bid", "Content-Encoding: gzip"))
        assert statuses(said) == [200]
        assert said.endswith(b'{"id":"packed"}')
        for broken in (b"no gzip", packed[:-4], packed + b"more", b""):
            assert statuses(await port.exchange(post(broken, "/v1/bid", "Content-Encoding: gzip"))) == [400]
        assert statuses(await port.exchange(post(b"{}", "/v1/bid", "Content-Encoding: br"))) == [415]


async def test_expect_continue_is_answered_before_the_body_is_sent():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"{}")
            assert statuses(await reader.readuntil(b"{}")) == [200]
        writer.close()


async def test_expect_continue_of_too_large_a_body_is_refused_instead():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")
        async with asyncio.timeout(PATIENCE_S):
            assert statuses(await reader.read()) == [413]
        writer.close()


async def test_connection_close_is_honoured_also_for_answers_that_wait():
    async with listening() as port:
        port.echo.release.set()
        for body in (b"{}", b"wait", b"none"):
            reader, writer = await port.connect()
            writer.write(post(body, "/v1/bid", "Connection: close") + post())
            async with asyncio.timeout(PATIENCE_S):
                said = await reader.read()
            assert len(statuses(said)) == 1
            assert b"connection: close" in said
            writer.close()


async def test_a_fault_while_waiting_is_a_no_bid_and_the_connection_stays():
    async with listening() as port:
        port.echo.release.set()
        said = await port.exchange(post(b"wait crash"), post())
    assert statuses(said) == [204, 200]


async def test_clients_that_leave_early_leave_nothing_behind():
    async with listening() as port:
        for _ in range(20):
            _, writer = await port.connect()
            writer.write(post(b"wait") + post(b"{}") * 5)
            await writer.drain()
            writer.transport.abort()
        port.echo.release.set()
        async with asyncio.timeout(PATIENCE_S):
            while port.front.connections or port.front.answering:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("ready", [True, False])
async def test_readiness_is_apart_from_liveness(ready: bool):
    async with listening(ready=ready) as port:
        said = await port.exchange(
            *(f"GET /{probe} HTTP/1.1\r\n\r\n".encode() for probe in ("live", "ready", "health"))
        )
    assert statuses(said) == [200, 200 if ready else 503, 200]
    assert said.endswith(b'{"campaigns":0}')


async def test_notices_are_taken_by_get_and_by_post():
    async with listening() as port:
        signed = NoticeSigner([KEY]).sign(token())
        said = await port.exchange(
            f"GET /v1/notices/win/{signed.win}?price=1 HTTP/1.1\r\n\r\n".encode(),
            post(b"", f"/v1/notices/bill/{signed.bill}?price=${{AUCTION_PRICE}}"),
            f"GET /v1/notices/bill/{signed.click} HTTP/1.1\r\n\r\n".encode(),
            f"GET /v1/notices/click/{signed.click}?to=https%3A%2F%2Fshop.example%2F HTTP/1.1\r\n\r\n".encode(),
            b"GET /v1/notices/ HTTP/1.1\r\n\r\n",
        )
        assert statuses(said) == [204, 204, 403, 302, 404]
        assert b"location: https://shop.example/?ce_click=" in said
        assert [event.type for event in port.published] == ["win", "bill", "click"]


async def test_draining_answers_what_is_under_way_and_asks_clients_to_leave():
    async with listening() as port:
        reader, writer = await port.connect()
        busy_reader, busy_writer = await port.connect()
        writer.write(post())
        busy_writer.write(post(b"wait"))
        async with asyncio.timeout(PATIENCE_S):
            await reader.readuntil(b"{}")
            while len(port.echo.seen) < 2:
                await asyncio.sleep(0.01)
            drained = asyncio.ensure_future(port.server.drain(quiet_s=1, deadline_s=4))
            while not port.front.draining:
                await asyncio.sleep(0)
            writer.write(post(b'{"last":1}'))
            last = await reader.read()
            assert statuses(last) == [200]
            assert b"connection: close" in last
            port.echo.release.set()
            assert statuses(await busy_reader.readuntil(b"wait")) == [200]
            await drained
            assert await busy_reader.read() == b""
            with pytest.raises(ConnectionError):
                await port.connect()
        writer.close()
        busy_writer.close()
