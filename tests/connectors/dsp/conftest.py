"""The internet, as far as vendors are concerned: every address leads to a stand-in on this machine."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from connectors.dsp.protocol import Platform
from connectors.dsp.registry import connect
from connectors.dsp.web import VendorWeb
from tests.connectors.dsp.vendors import CASES, Case, Vendor

NOW_MS = 1_795_219_200_000
"""2026-11-21T00:00:00Z."""


class Everywhere(AbstractResolver):
    """Whatever the name, this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
        del port, family
        return [{"hostname": host, "host": "127.0.0.1", "port": self._port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        return None


class WithoutTls(aiohttp.ClientRequest):
    """Certificates are not what is tested here."""

    def is_ssl(self) -> bool:
        return False


@pytest.fixture(params=CASES, ids=lambda case: case.key)
def case(request) -> Case:
    return request.param


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
async def internet(case: Case, vendor: Vendor) -> AsyncIterator[aiohttp.ClientSession]:
    """A session whose every call reaches the case's vendor."""

    async def answer(request: web.Request) -> web.StreamResponse:
        vendor.calls.append(f"{request.method} {request.path}")
        if vendor.failures:
            return web.Response(status=vendor.failures.pop(0), headers={"Retry-After": vendor.retry_after}, text="busy")
        said = await case.answer(vendor, request)
        return said if isinstance(said, web.StreamResponse) else web.json_response(said)

    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    connector = aiohttp.TCPConnector(resolver=Everywhere(port), use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector, request_class=WithoutTls) as session:
        yield session
    await runner.cleanup()


@pytest.fixture
def platform(case: Case, internet: aiohttp.ClientSession) -> Platform:
    return connect(case.account(), VendorWeb(internet, case.key), lambda: NOW_MS)
