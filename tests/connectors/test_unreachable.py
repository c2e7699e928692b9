"""Whoever wrote an address that does not answer reads why in plain words, and no library's."""

import asyncio
import socket
import ssl

import aiohttp
import pytest
from aiohttp import web

from connectors.public_addresses import public_connector
from connectors.unreachable import why_unreachable


async def refusal_at(url: str, *, allow_private: bool = True, timeout_s: float = 60.0, **options) -> str:
    connector = public_connector(allow_private=allow_private)
    async with aiohttp.ClientSession(connector=connector) as session:
        try:
            async with session.get(url, timeout=aiohttp.ClientTimeout(total=timeout_s), **options):
                raise AssertionError("it answered")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return why_unreachable(error)


@pytest.mark.parametrize(
    ("url", "allow_private", "said"),
    [
        ("https://nobody.invalid/x", True, "no host nobody.invalid is known; correct the address"),
        ("https://localhost/x", False, "localhost is not on the public internet"),
        ("http://2130706433/x", True, "that is no address that can be called; correct it"),
    ],
)
async def test_an_address_that_leads_nowhere_is_named_with_what_to_do(url, allow_private, said):
    assert (await refusal_at(url, allow_private=allow_private)).startswith(said)


async def test_a_port_where_nobody_listens_and_a_host_that_speaks_no_tls_are_told_apart():
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        refused = await refusal_at(f"http://127.0.0.1:{unheard.getsockname()[1]}/")
    runner = web.AppRunner(web.Application())
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        unsafe = await refusal_at(f"https://127.0.0.1:{port}/", ssl=ssl.create_default_context())
    finally:
        await runner.cleanup()
    assert refused.startswith("its host 127.0.0.1 takes no connections there")
    assert unsafe.startswith("its host 127.0.0.1 opens no secure connection there")
    assert not any("Error" in said or "ssl:" in said for said in (refused, unsafe))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError(), "did not answer in time"),
        (aiohttp.ServerDisconnectedError(), "broke the connection off"),
        (asyncio.IncompleteReadError(b"", 4), "broke the connection off"),
        (ConnectionResetError(104, "Connection reset by peer"), "broke the connection off"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "certificate of its host cannot be trusted"),
        (ValueError("Newline or carriage return detected in headers"), "failed"),
    ],
)
def test_what_breaks_off_on_the_way_is_said_plainly(error, said):
    assert said in why_unreachable(error)
    assert "Error" not in why_unreachable(error)
