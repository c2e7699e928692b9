"""Which addresses others may make us call."""

import aiohttp
import pytest
from aiohttp import web

from connectors.public_addresses import PublicResolver, check_address, is_public, public_connector
from domain.errors import InvalidInput


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_the_public_internet_may_be_called(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "fec0::1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_our_own_network_may_not_however_it_is_written(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://[x",
        "ftp://8.8.8.8/",
        "https://",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://127\u30020\u30020\u30021:8222/",
        "http://\uff11\uff16\uff19.254.169.254/latest",
        "http://\u2460\u2468\u2461.168.0.1/",
        "http://news@10.0.0.1/",
    ],
)
def test_an_address_that_may_not_be_called_is_refused_before_anybody_looks_it_up(url):
    with pytest.raises(InvalidInput):
        check_address(url)


async def test_what_is_no_host_name_resolves_to_nothing():
    with pytest.raises(OSError, match="no host name"):
        await PublicResolver().resolve("x" * 70 + ".example", 80)


async def test_a_name_in_any_script_may_be_called():
    check_address("https://b\u00fccher.example/in")
    check_address("https://shop.example:8443/in")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127\u30020\u30020\u30021",
        "\uff11\uff12\uff17.0.0.1",
        "[::ffff:127.0.0.1]",
        "127.1",
        "2130706433",
        "0x7f000001",
    ],
)
async def test_a_session_for_addresses_of_others_reaches_no_machine_of_ours_however_it_is_spelt(host):
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="ours alone")

    app = web.Application()
    app.router.add_get("/secret", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://{host}:{runner.addresses[0][1]}/secret"
    async with aiohttp.ClientSession(connector=public_connector()) as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(url)
    assert not asked
    if host in {"127.0.0.1", "localhost"}:
        async with aiohttp.ClientSession(connector=public_connector(allow_private=True)) as session:
            assert await (await session.get(url)).text() == "ours alone"
    await runner.cleanup()
