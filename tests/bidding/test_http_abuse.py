"""What a bidder's HTTP port does with too much, too little and too slow."""

import asyncio
import resource

import pytest

from bidding.agents.http import HttpConnection
from tests.bidding.http_port import chunked, listening, post, statuses
from tests.bombs import bomb
from tests.patience import PATIENCE_S


def most_memory_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def test_a_gzip_bomb_is_refused_without_being_expanded():
    under_the_limit = bomb(900)
    assert len(under_the_limit) < 1024 * 1024
    over_the_limit = under_the_limit * 6
    async with listening() as port:
        before_kib = most_memory_kib()
        for _ in range(5):
            said = await port.exchange(post(under_the_limit, "/v1/bid", "Content-Encoding: gzip"))
            assert statuses(said) == [413]
        reader, writer = await port.connect()
        writer.write(post(over_the_limit, "/v1/bid", "Content-Encoding: gzip"))
        async with asyncio.timeout(PATIENCE_S):
            assert statuses(await reader.read()) == [413]
        writer.close()
        assert most_memory_kib() - before_kib < 64 * 1024
        assert statuses(await port.exchange(post())) == [200]


async def test_fifty_megabytes_are_refused_before_they_have_arrived():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nContent-Length: 52428800\r\n\r\n{")
        async with asyncio.timeout(PATIENCE_S):
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
        async with asyncio.timeout(PATIENCE_S):
            assert statuses(await reader.read()) == [413]
        assert most_memory_kib() - before_kib < 32 * 1024
        writer.close()


async def test_endless_chunks_are_refused_at_the_limit():
    async with listening() as port:
        reader, writer = await port.connect()
        writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            writer.write(b"10000\r\n" + bytes(65_536) + b"\r\n")
        async with asyncio.timeout(PATIENCE_S):
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
        async with asyncio.timeout(PATIENCE_S):
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
        async with asyncio.timeout(PATIENCE_S):
            while not (slow := next(iter(port.front.connections), None)) or not slow.in_message:
                await asyncio.sleep(0.01)
            for _ in range(11):
                slow.tick()
            assert statuses(await reader.read()) == [408]
        writer.close()


async def test_dripping_bytes_do_not_extend_the_time_for_a_message():
    async with listening() as port:
        reader, writer = await port.connect()
        async with asyncio.timeout(PATIENCE_S):
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
        async with asyncio.timeout(PATIENCE_S):
            await reader.readuntil(b"{}")
            idle = next(iter(port.front.connections))
            for _ in range(76):
                idle.tick()
            assert await reader.read() == b""
        writer.close()


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
        async with asyncio.timeout(PATIENCE_S):
            while not pipe.written:
                await asyncio.sleep(0)
        await asyncio.gather(*port.front.answering)
        assert statuses(pipe.written) == [200]
        assert not pipe.reads
        connection.resume_writing()
        assert pipe.reads
        connection.connection_lost(None)
