"""The exchange's HTTP client: whole answers or none, over connections it keeps."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bidding.simulated_exchange.http_client import MAX_ANSWER_BYTES, HttpClient
from domain.errors import Unavailable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: bytes, *, close: bool = False) -> AsyncIterator[tuple[str, list[bytes], list[int]]]:
    """A server that answers every request alike; yields its URL, the requests it read and its connections."""
    requests: list[bytes] = []
    connections: list[int] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(len(connections))
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"content-length: ")), 0
                )
                requests.append(head + await reader.readexactly(length))
                writer.write(answer)
                await writer.drain()
                if close:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests, connections


@asynccontextmanager
async def client(patience_s: float = 5) -> AsyncIterator[HttpClient]:
    http = HttpClient(patience_s=patience_s)
    yield http
    await http.close()


async def test_a_request_arrives_as_sent_and_its_answer_comes_back_whole() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: https://shop.example/?a=1\r\ncontent-length: 2\r\n\r\nhi"
    async with serving(answer) as (url, requests, _), client() as http:
        got = await http.request(
            "POST", f"{url}/v1/bid?x=%20y", body=b"{}", headers={"content-type": "application/json"}
        )

    assert (got.status, got.headers["location"], got.body) == (302, "https://shop.example/?a=1", b"hi")
    head, _, body = requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/bid?x=%20y HTTP/1.1\r\n")
    assert b"content-type: application/json" in head
    assert body == b"{}"


async def test_a_chunked_answer_is_put_together() -> None:
    answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    async with serving(answer) as (url, _, _), client() as http:
        assert (await http.request("GET", url)).body == b"abcde"


async def test_calls_after_each_other_share_a_connection() -> None:
    async with serving(b"HTTP/1.1 204 No Content\r\n\r\n") as (url, _, connections), client() as http:
        for _ in range(5):
            await http.request("GET", url)
        assert len(connections) == 1


async def test_a_server_that_closes_each_connection_is_called_again_all_the_same() -> None:
    answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
    async with serving(answer, close=True) as (url, _, connections), client() as http:
        for _ in range(3):
            assert (await http.request("GET", url)).status == 204
        assert len(connections) == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (MAX_ANSWER_BYTES + 1) + b"x" * (MAX_ANSWER_BYTES + 1),
    ],
    ids=["closed at once", "half an answer", "no HTTP", "too large"],
)
async def test_anything_but_a_whole_answer_is_none(answer: bytes) -> None:
    async with serving(answer, close=True) as (url, _, _), client() as http:
        with pytest.raises(Unavailable):
            await http.request("GET", url)


async def test_nobody_there_no_answer_in_time_and_no_address_are_no_answer_either() -> None:
    async with client(patience_s=0.05) as http, serving(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n") as (url, _, _):
        for nowhere in (url, "http://127.0.0.1:9/", "ftp://somewhere/", "nothing"):
            with pytest.raises(Unavailable):
                await http.request("GET", nowhere)
