"""What a hostile or clumsy request meets: an error, promptly, in bounded memory."""

import asyncio
import socket
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
import uvicorn

from api import limits
from api.access import AccessLog
from api.limits import MAX_BODY, MEBIBYTE, BodyLimits
from tests.api.conftest import CAMPAIGN
from tests.bombs import bomb

CAMPAIGNS = "/api/v1/management/campaigns"


async def endless(sent: list[int]) -> AsyncIterator[bytes]:
    while True:
        sent.append(65_536)
        yield b"x" * 65_536


@pytest.mark.parametrize("path", [CAMPAIGNS, "/v1/bid", "/v1/bid/exc_1"])
async def test_a_body_without_end_is_cut_off_at_the_bound(api, path):
    sent = []
    async with api.as_("ours.manager") as client:
        answer = await client.post(path, content=endless(sent))
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
    assert (answer.content == b"") == path.startswith("/v1/bid")


async def test_an_announced_size_beyond_the_bound_is_refused_before_a_byte_is_read(api):
    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    async with api.as_("ours.manager") as client:
        answer = await client.post(CAMPAIGNS, content=b"{}", headers={"Content-Length": str(50 * MEBIBYTE)})
        assert answer.status_code == 413
        assert answer.json()["error"]["remedy"]


@pytest.mark.parametrize("path", [CAMPAIGNS, "/v1/bid"])
async def test_gzip_that_expands_without_measure_is_refused_in_bounded_memory(api, path):
    packed = bomb(200)
    assert len(packed) < MAX_BODY
    async with api.as_("ours.manager") as client:
        tracemalloc.start()
        answer = await client.post(path, content=packed, headers={"Content-Encoding": "gzip"})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert answer.status_code == 413
    assert peak < 20 * MEBIBYTE


async def test_gzip_within_the_bound_is_read_as_what_it_holds(api):
    body = str(CAMPAIGN).replace("'", '"').encode()
    packed = zlib.compress(body, wbits=31)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    async with api.as_("ours.manager") as client:
        assert (await client.post(CAMPAIGNS, content=packed, headers=headers)).status_code == 201
        for broken in (packed[:-4], packed + b"more", b"no gzip at all"):
            answer = await client.post(CAMPAIGNS, content=broken, headers=headers)
            assert (answer.status_code, answer.json()["error"]["field"]) == (400, "body")


async def test_an_encoding_we_do_not_read_is_refused(api):
    async with api.as_("ours.manager") as client:
        answer = await client.post(CAMPAIGNS, content=b"{}", headers={"Content-Encoding": "br"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_encoding")


async def test_a_caller_that_stops_sending_is_let_go(monkeypatch):
    monkeypatch.setattr(limits, "MAX_BODY_S", 0.05)
    answered = []

    async def never_called(_scope, _receive, _send) -> None:
        raise AssertionError("the request was handed on")

    async def silence() -> dict:
        await asyncio.Event().wait()

    async def send(message) -> None:
        answered.append(message)

    scope = {"type": "http", "path": CAMPAIGNS, "headers": [], "method": "POST"}
    await BodyLimits(never_called)(scope, silence, send)
    assert answered[0]["status"] == 408


@pytest.mark.parametrize("path", [CAMPAIGNS, "/v1/bid"])
@pytest.mark.parametrize("announced", [True, False])
async def test_a_refusal_reaches_a_caller_who_first_sends_everything(api, application, path, announced):
    """On a real connection: one that is closed over bytes nobody has read is reset, and takes the answer with it."""
    config = uvicorn.Config(application, http="httptools", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        for _ in range(5):
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            length = f"content-length: {20 * MEBIBYTE}" if announced else "transfer-encoding: chunked"
            writer.write(f"POST {path} HTTP/1.1\r\nhost: x\r\n{length}\r\n\r\n".encode())
            for _ in range(20):
                piece = bytes(MEBIBYTE)
                writer.write(piece if announced else b"%x\r\n%s\r\n" % (len(piece), piece))
                await writer.drain()
            writer.write(b"" if announced else b"0\r\n\r\n")
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 413")
            writer.close()
    finally:
        server.should_exit = True
        await serving
        listening.close()


async def test_a_bug_answers_an_id_and_nothing_of_its_inside(api):
    async def broken(_scope, _receive, _send) -> None:
        raise ZeroDivisionError("the secret is 42")

    answered = []

    async def send(message) -> None:
        answered.append(message)

    scope = {"type": "http", "path": "/x", "method": "GET", "headers": [(b"x-request-id", b"mine-1")]}
    await AccessLog(broken)(scope, None, send)
    assert answered[0]["status"] == 500
    assert (b"x-request-id", b"mine-1") in answered[0]["headers"]
    assert b"mine-1" in answered[1]["body"]
    assert b"42" not in answered[1]["body"]


@pytest.mark.parametrize(("given", "kept"), [("abc-1_2", True), ("x" * 65, False), ("a b", False), ("a\xe9", False)])
async def test_a_harmless_request_id_is_kept_and_any_other_replaced(api, given, kept):
    async with api.anonymous() as client:
        answer = await client.get("/live", headers={"X-Request-ID": given.encode("latin-1")})
        assert (answer.headers["X-Request-ID"] == given) is kept
        assert answer.headers["X-Request-ID"]


async def test_the_process_lives_and_says_what_it_lacks(api):
    async with api.anonymous() as client:
        assert (await client.get("/live")).json() == {"status": "alive"}
        for path in ("/ready", "/health"):
            answer = await client.get(path)
            assert answer.status_code == 503
            checks = {"main": True, "money": True, "journeys": True, "nats": False}
            assert answer.json() == {"status": "not_ready", "checks": checks}


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/nowhere", b"", 404, "not_found"),
        ("PUT", CAMPAIGNS, b"", 405, "method_not_allowed"),
        ("POST", CAMPAIGNS, b'{"budget": ' + b"9" * 5_000 + b"}", 400, "bad_request"),
    ],
)
async def test_what_routing_refuses_says_what_to_do_about_it(api, method, path, content, status, code):
    async with api.as_("ours.manager") as client:
        answer = await client.request(method, path, content=content, headers={"Content-Type": "application/json"})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (status, code)
        assert error["remedy"].endswith(".")
