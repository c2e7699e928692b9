"""The load generator counts what happened, and counts from when a request was due."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from benchmarks.load import generator
from benchmarks.load.generator import Generator, Stamp, build, write_bodies

BODIES = [b'{"id":"r-%d","person":"p-0000"}' % number for number in range(5)]


@pytest.fixture(scope="module")
def binary(tmp_path_factory):
    return build(tmp_path_factory.mktemp("generator"))


@asynccontextmanager
async def answering(respond):
    """A server on a port of its own that reads requests and lets ``respond(body, number)`` answer, None by hanging up."""
    seen = []

    async def serve(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            seen.append(await reader.readexactly(length))
            answer = await respond(seen[-1], len(seen))
            if answer is None:
                break
            writer.write(answer)
        writer.close()

    async def quietly(reader, writer):
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(quietly, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], seen


async def bid(body, number):
    return b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"


def arguments(tmp_path, port, *more):
    return [
        *("http", "--port", str(port), "--bodies", str(write_bodies(tmp_path / "bodies", BODIES))),
        *("--lanes", "4", *more),
    ]


async def test_every_answer_is_counted_by_status(binary, tmp_path):
    async def mixed(body, number):
        return await bid(body, number) if number % 4 else b"HTTP/1.1 204 No Content\r\n\r\n"

    async with answering(mixed) as (port, seen), Generator.opened(binary, arguments(tmp_path, port)) as load:
        tally = await load.saturate(0.3)
    assert tally.sent == tally.answered == len(seen) == sum(tally.statuses.values())
    assert set(tally.statuses) == {"200", "204"}
    assert tally.statuses["204"] == len(seen) // 4
    assert tally.response_bytes == 5 * tally.bids
    assert tally.errors == 0


async def test_the_open_loop_keeps_its_rate_and_splits_its_windows(binary, tmp_path):
    async with answering(bid) as (port, _), Generator.opened(binary, arguments(tmp_path, port)) as load:
        tally = await load.offer(500, 2.0, window_s=0.5)
    assert 800 < tally.sent < 1_200
    assert tally.answered == sum(window.answered for window in tally.windows) == tally.sent
    assert len(tally.windows) == 4


async def test_what_waits_for_a_connection_is_late_though_its_own_answer_came_at_once(binary, tmp_path):
    """One stall of half a second on the only connection: everything that fell due meanwhile tells of it."""

    async def stalling(body, number):
        if number == 20:
            await asyncio.sleep(0.5)
        return await bid(body, number)

    async with (
        answering(stalling) as (port, _),
        Generator.opened(binary, arguments(tmp_path, port, "--lanes", "1", "--tmax-ms", "100")) as load,
    ):
        tally = await load.offer(100, 1.5)
    assert tally.after_tmax > 20
    assert tally.max_ms >= 500


async def test_requests_on_a_connection_that_ends_are_errors_and_the_load_goes_on(binary, tmp_path):
    async def dying(body, number):
        return None if number in {7, 30} else await bid(body, number)

    async with answering(dying) as (port, seen), Generator.opened(binary, arguments(tmp_path, port)) as load:
        tally = await load.saturate(0.3)
    assert tally.errors == tally.broken == tally.unanswered == 2
    assert tally.reconnects == 2
    assert len(seen) > 30


async def test_a_stamp_makes_every_so_many_th_request_somebody_never_met(binary, tmp_path):
    stamp = Stamp(after='"person":"p-', digits=4, every=3, first=100)
    more = ("--lanes", "1", "--stamp", str(stamp))
    async with answering(bid) as (port, seen), Generator.opened(binary, arguments(tmp_path, port, *more)) as load:
        await load.saturate(0.2)
    people = [int(body[-6:-2]) for body in seen[:9]]
    assert people == [100, 0, 0, 101, 0, 0, 102, 0, 0]


def test_a_machine_without_a_compiler_builds_it_with_the_one_that_comes_as_a_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(generator, "COMPILERS", ("no-such-compiler",))
    assert build(tmp_path).stat().st_size > 10_000
