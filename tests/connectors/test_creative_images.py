"""Images of creatives, fetched from hosts that may be anybody's."""

import asyncio

import pytest
from aiohttp import web

from connectors.creatives.images import CreativeImages
from domain.brand.pictures.values import MAX_BYTES
from domain.errors import InvalidInput


@pytest.fixture
async def host():
    """Somebody's web server, by its address."""

    async def answer(request: web.Request) -> web.Response:
        match request.path:
            case "/away":
                raise web.HTTPFound("/image.png")
            case "/large":
                return web.Response(body=bytes(MAX_BYTES + 1))
            case "/image.png":
                return web.Response(body=b"an image")
        raise web.HTTPNotFound

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_an_image_is_had(host):
    async with CreativeImages(allow_private=True) as images:
        assert await images.fetch("acme", f"{host}/image.png") == b"an image"


@pytest.mark.parametrize(("path", "why"), [("/away", "302"), ("/large", "more than"), ("/gone", "404")])
async def test_an_answer_that_is_no_good_says_why(host, path, why):
    async with CreativeImages(allow_private=True) as images:
        with pytest.raises(InvalidInput, match=why):
            await images.fetch("acme", host + path)


async def test_our_own_network_is_never_asked(host):
    async with CreativeImages() as images:
        with pytest.raises(InvalidInput, match="public internet"):
            await images.fetch("acme", f"{host}/image.png")
        with pytest.raises(InvalidInput, match="could not be fetched"):
            await images.fetch("acme", host.replace("127.0.0.1", "localhost"))


async def test_a_host_that_is_not_there_says_so():
    async with CreativeImages(allow_private=True) as images:
        with pytest.raises(InvalidInput, match="could not be fetched"):
            await images.fetch("acme", "http://127.0.0.1:1/image.png")


async def test_a_host_that_hangs_is_asked_once_and_left_alone_for_a_while(monkeypatch):
    monkeypatch.setattr("connectors.creatives.images._LONGEST_S", 0.05)
    asked = 0

    async def hang(reader, writer):
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    host = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with CreativeImages(allow_private=True) as images:
        for path in ("/a.png", "/b.png", "/a.png"):
            with pytest.raises(InvalidInput, match="not asked again for 60"):
                await images.fetch("acme", host + path)
        assert asked == 1
        with pytest.raises(InvalidInput, match="did not answer"):
            await images.fetch("globex", f"{host}/a.png")
        assert asked == 2, "another tenant's images there may be had"
    monkeypatch.setattr("connectors.creatives.images._LEFT_ALONE_S", 0.0)
    async with CreativeImages(allow_private=True) as images:
        for _ in range(2):
            with pytest.raises(InvalidInput, match="did not answer"):
                await images.fetch("acme", f"{host}/a.png")
    assert asked == 4
    server.close()
