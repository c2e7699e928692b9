"""The internet, as far as channels are concerned: every address leads to a stand-in on this machine."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx2
import pytest
from aiohttp import web

from activities.keeping import SqlKeeper
from connectors.channels.protocol import Activation, Dependencies
from connectors.channels.switchboard import Switchboard
from domain.records import JOURNEYS_STORE
from storage.sql import Database
from tests.connectors.channels import postman
from tests.connectors.channels.apple import Apple, ToThisMachine
from tests.connectors.channels.cases import CASES, Case
from tests.connectors.channels.vendors import NOW_MS, Refusal, Vendor
from tests.connectors.dsp.conftest import Everywhere, WithoutTls

CALLBACKS = "https://ads.example/v1/webhooks"


@dataclass
class World:
    """A case's stand-in, our own stores, and what connectors are given to reach them."""

    case: Case
    vendor: Vendor
    database: Database
    dependencies: Dependencies
    ports: dict[str, int]
    activations: list[Activation] = field(default_factory=list)
    now_ms: int = NOW_MS

    def connect(self, credentials: dict[str, str] | None = None, **parameters: str) -> Any:
        return Switchboard(self.dependencies).connect(self.account(credentials, **parameters))

    def account(self, credentials: Any = None, **parameters: str) -> Any:
        if self.case.vendor == "smtp":
            parameters = {"port": str(self.ports["smtp"])} | parameters
        return self.case.account(credentials, **parameters)


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture(params=CASES, ids=lambda case: case.vendor)
def case(request) -> Case:
    return request.param


@pytest.fixture
async def journeys(tmp_path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'journeys.db'}", store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


@pytest.fixture
async def world(case: Case, vendor: Vendor, journeys: Database, tmp_path, monkeypatch) -> AsyncIterator[World]:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        vendor.calls.append(f"{request.method} {request.path}")
        if vendor.failures and (failure := vendor.failures.pop(0)) != "pass":
            if failure == "drop":
                assert request.transport is not None
                request.transport.abort()
            return web.Response(status=0 if failure == "drop" else failure, headers={"Retry-After": "7"}, text="busy")
        assert case.answer is not None
        try:
            return await case.answer(vendor, request)
        except Refusal as refusal:
            return refusal.response

    app = web.Application(client_max_size=40 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    loop = asyncio.get_running_loop()
    apple = await loop.create_server(lambda: Apple(vendor), "127.0.0.1", 0)
    context, trusted = postman.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    mail = await asyncio.start_server(
        postman.Postman(vendor, context, case.parameters.get("security", "none")).serve, "127.0.0.1", 0
    )
    made: list[World] = []

    async def activate(tenant_id: str, activations: Sequence[Activation]) -> None:
        assert tenant_id == "ours"
        made[0].activations += activations
        for one in activations:
            vendor.take(one.message_id, one)

    connector = aiohttp.TCPConnector(resolver=Everywhere(port), use_dns_cache=False)
    async with (
        aiohttp.ClientSession(connector=connector, request_class=WithoutTls) as session,
        httpx2.AsyncClient(transport=ToThisMachine(apple.sockets[0].getsockname()[1])) as http2,
    ):
        dependencies = Dependencies(
            session=session,
            http2=http2,
            clock_ms=lambda: made[0].now_ms,
            keeper=SqlKeeper(journeys),
            callback_url=CALLBACKS,
            activate=activate,
            allow_private=True,
        )
        ports = {"http": port, "apns": apple.sockets[0].getsockname()[1], "smtp": mail.sockets[0].getsockname()[1]}
        made.append(World(case, vendor, journeys, dependencies, ports))
        yield made[0]
    for server in (apple, mail):
        server.close()
    await runner.cleanup()
