"""The bidders' HTTP port, spoken to in bytes."""

import asyncio
import gzip
import resource
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from hashlib import sha256

import pytest
from msgspec import Struct

from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Gate
from bidding.agents.http import HttpConnection, HttpServer
from bidding.agents.http_front import HttpFront
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from tests.bidding.test_notice_tokens import KEY, token

SECRET = "open sesame"
OPEN = Exchange(exchange_id="open", name="Open", tenants=("acme",))
CLOSED = Exchange(
    exchange_id="closed", name="Closed", tenants=("acme",), secret_sha256=sha256(SECRET.encode()).hexdigest()
)


class Reply(Struct, frozen=True):
    status: int
    body: bytes = b""
    reason: str = ""


NEVER_MS = 3_600_000


class Echo:
    """A processor that bids what it was sent: at once, or when ``release`` is set for bodies starting with ``wait``."""

    def __init__(self) -> None:
        self.release = asyncio.Event()
        self.seen: list[tuple[bytes, str, Entry]] = []
        self.age_ms = 0

    def answer(self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0) -> Reply | Awaitable[Reply]:
        self.age_ms = age_ms
        self.seen.append((body, exchange.exchange_id, entry))
        if body.startswith(b"wait"):
            return self.later(body)
        if body.startswith(b"crash"):
            raise RuntimeError("a fault of ours")
        if body.startswith(b"none"):
            return Reply(204, reason="no_campaign")
        if not body.startswith(b"{"):
            return Reply(400, reason="invalid_request")
        return Reply(200, body)

    async def later(self, body: bytes) -> Reply:
        await self.release.wait()
        if body.startswith(b"wait crash"):
            raise RuntimeError("a fault of ours")
        return Reply(200, body)


class Port:
    def __init__(self, echo: Echo, server: HttpServer, front: HttpFront, number: int) -> None:
        self.echo = echo
        self.server = server
        self.front = front
        self.number = number
        self.published: list = []

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.number, limit=32 * 1024 * 1024)

    async def exchange(self, *parts: bytes) -> bytes:
        """Everything the server says to ``parts`` until it hangs up or has been silent after our end of file."""
        reader, writer = await self.connect()
        for part in parts:
            writer.write(part)
            await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(10):
            said = await reader.read()
        writer.close()
        return said


@asynccontextmanager
async def listening(
    *, demo: bool = True, ready: bool = True, gate: Gate | None = None, inherited: socket.socket | None = None
) -> AsyncIterator[Port]:
    """A port whose requests are never too old, however slow this machine is, unless ``gate`` says otherwise."""
    echo = Echo()
    exchanges = ExchangeDirectory(default_exchange="open", demo=demo)
    exchanges.apply(OPEN)
    exchanges.apply(CLOSED)
    published: list = []

    async def publish(subject, events, message_id):
        published.extend(events)

    notices = Notices(NoticeSigner([KEY]), NoticePublisher(publish), clock_ms=lambda: 1)
    desk = BidDesk(echo, gate or Gate(shed_after_ms=NEVER_MS))
    front = HttpFront(desk, exchanges, notices, is_ready=lambda: ready, health=lambda: b'{"campaigns":0}')
    server = HttpServer(front)
    port = Port(echo, server, front, await server.start("127.0.0.1", 0, inherited=inherited))
    port.published = published
    yield port
    echo.release.set()
    await server.drain(quiet_s=0, deadline_s=2)


def post(body: bytes = b"{}", path: str = "/v1/bid", *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: bidder", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def chunked(*chunks: bytes, trailer: bytes = b"") -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return (
        b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n" + trailer + b"\r\n"
    )


def statuses(said: bytes) -> list[int]:
    return [int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:]]


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
        async with asyncio.timeout(5):
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


def bomb(expanded_bytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(expanded_bytes // len(block))) + packer.flush()


def most_memory_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def test_a_gzip_bomb_is_refused_without_being_expanded():
    under_the_limit = bomb(900 * 1024 * 1024)
    assert len(under_the_limit) < 1024 * 1024
    over_the_limit = under_the_limit * 6
    async with listening() as port:
        before_kib = most_memory_kib()
        for _ in range(5):
            said = await port.exchange(post(under_the_limit, "/v1/bid", "Content-Encoding: gzip"))
            assert statuses(said) == [413]
        reader, writer = await port.connect()
        writer.write(post(over_the_limit, "/v1/bid", "Content-Encoding: gzip"))
        async with asyncio.timeout(5):
            assert statuses(await reader.read()) == [413]
        writer.close()
        assert most_memory_kib() - before_kib < 64 * 1024
        assert statuses(await port.exchange(post())) == [200]


async def test_fifty_megabytes_are_refused_before_they_have_arrived():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 52428800\r\n\r\n{")
        async with asyncio.timeout(5):
            assert statuses(await reader.read()) == [413]
        writer.close()


async def test_fifty_megabytes_sent_regardless_get_the_refusal_and_not_a_reset():
    async with listening() as port:
        reader, writer = await port.connect()
        before_kib = most_memory_kib()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 52428800\r\n\r\n")
        block = b" " * 65_536
        for _ in range(800):
            writer.write(block)
            await writer.drain()
        async with asyncio.timeout(5):
            assert statuses(await reader.read()) == [413]
        assert most_memory_kib() - before_kib < 32 * 1024
        writer.close()


async def test_endless_chunks_are_refused_at_the_limit():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            writer.write(b"10000\r\n" + bytes(65_536) + b"\r\n")
        async with asyncio.timeout(5):
            assert statuses(await reader.read()) == [413]
        writer.close()


@pytest.mark.parametrize(
    ("head", "statuses_allowed"),
    [
        (b"GET /live HTTP/1.1\r\n" + b"".join(b"x-%d: y\r\n" % n for n in range(200)) + b"\r\n", {431}),
        (b"GET /live HTTP/1.1\r\nx: " + b"y" * 100_000 + b"\r\n\r\n", {431}),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", {431}),
        (b"complete nonsense\r\n\r\n", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
        (b"POST /v1/bid HTTP/1.1\r\nContent-Length: -1\r\n\r\n", {400}),
        (b"POST /v1/bid HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", {400, 413}),
        (b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
        (b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", {400}),
        (b"POST /v1/bid HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n", {400}),
        (b"CONNECT bidder:443 HTTP/1.1\r\nHost: bidder\r\n\r\n", {400, 404}),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
        (b"GET /v1/bid HTTP/1.1\r\n\r\n", {405}),
        (b"DELETE /live HTTP/1.1\r\n\r\n", {405}),
        (b"DELETE /v1/notices/win/x HTTP/1.1\r\n\r\n", {405}),
    ],
)
async def test_what_is_no_request_of_ours_is_refused_and_the_port_lives(head: bytes, statuses_allowed: set[int]):
    async with listening() as port:
        said = await port.exchange(head)
        assert set(statuses(said)) <= statuses_allowed
        assert len(statuses(said)) == 1
        assert statuses(await port.exchange(post())) == [200]


async def test_an_endless_head_is_cut_off():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"GET /live HTTP/1.1\r\nx: ")
        async with asyncio.timeout(5):
            for _ in range(20):
                writer.write(b"y" * 65_536)
                await asyncio.sleep(0)
            assert statuses(await reader.read()) == [431]
        writer.close()


async def test_endless_trailers_are_cut_off():
    async with listening() as port:
        said = await port.exchange(chunked(b"{}", trailer=b"".join(b"t-%d: x\r\n" % n for n in range(500))))
    assert statuses(said) == [431]


async def test_a_client_that_never_finishes_is_told_so_and_dropped():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nContent-Length: 10\r\n\r\n{")
        async with asyncio.timeout(5):
            while not (slow := next(iter(port.front.connections), None)) or not slow.in_message:
                await asyncio.sleep(0.01)
            for _ in range(11):
                slow.tick()
            assert statuses(await reader.read()) == [408]
        writer.close()


async def test_dripping_bytes_do_not_extend_the_time_for_a_message():
    async with listening() as port:
        reader, writer = await port.connect()
        async with asyncio.timeout(5):
            for byte in b"GET /live HT":
                writer.write(bytes([byte]))
                await writer.drain()
                while not (slow := next(iter(port.front.connections), None)):
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.01)
                slow.tick()
            assert statuses(await reader.read()) == [408]
        writer.close()


async def test_an_idle_connection_is_closed_quietly_after_a_while():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(post())
        async with asyncio.timeout(5):
            await reader.readuntil(b"{}")
            idle = next(iter(port.front.connections))
            for _ in range(76):
                idle.tick()
            assert await reader.read() == b""
        writer.close()


async def test_expect_continue_is_answered_before_the_body_is_sent():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        async with asyncio.timeout(5):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"{}")
            assert statuses(await reader.readuntil(b"{}")) == [200]
        writer.close()


async def test_expect_continue_of_too_large_a_body_is_refused_instead():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")
        async with asyncio.timeout(5):
            assert statuses(await reader.read()) == [413]
        writer.close()


async def test_connection_close_is_honoured_also_for_answers_that_wait():
    async with listening() as port:
        port.echo.release.set()
        for body in (b"{}", b"wait", b"none"):
            reader, writer = await port.connect()
            writer.write(post(body, "/v1/bid", "Connection: close") + post())
            async with asyncio.timeout(5):
                said = await reader.read()
            assert len(statuses(said)) == 1
            assert b"connection: close" in said
            writer.close()


async def test_a_fault_while_waiting_is_a_no_bid_and_the_connection_stays():
    async with listening() as port:
        port.echo.release.set()
        said = await port.exchange(post(b"wait crash"), post())
    assert statuses(said) == [204, 200]


class Pipe(asyncio.Transport):
    """A transport that only notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.reads = True

    def write(self, data) -> None:
        self.written += bytes(data)

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def is_closing(self) -> bool:
        return False


async def test_nothing_more_is_read_from_a_client_that_does_not_read_its_answers():
    async with listening() as port:
        connection, pipe = HttpConnection(port.front), Pipe()
        connection.connection_made(pipe)
        connection.data_received(post(b"wait"))
        connection.pause_writing()
        port.echo.release.set()
        async with asyncio.timeout(5):
            while not pipe.written:
                await asyncio.sleep(0)
        await asyncio.gather(*port.front.answering)
        assert statuses(pipe.written) == [200]
        assert not pipe.reads
        connection.resume_writing()
        assert pipe.reads
        connection.connection_lost(None)


async def test_clients_that_leave_early_leave_nothing_behind():
    async with listening() as port:
        for _ in range(20):
            _, writer = await port.connect()
            writer.write(post(b"wait") + post(b"{}") * 5)
            await writer.drain()
            writer.transport.abort()
        port.echo.release.set()
        async with asyncio.timeout(5):
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
        async with asyncio.timeout(5):
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
