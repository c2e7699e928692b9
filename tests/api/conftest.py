"""The API over real stores, with somebody of each role in two tenants; Temporal is away unless a test brings it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import nats
import pytest
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI
from temporalio.testing import WorkflowEnvironment

from api.app import create_app
from api.exchange_door import ExchangeDoor
from api.lifecycle import Lifecycle
from api.sign_in import SignInDesk
from api.state import AppState
from domain.identity import service as identity
from domain.identity.passwords.service import Hasher
from domain.identity.values import PLATFORM_TENANT, ApproverGrant, NewTenant, NewUser, Role
from domain.records import JOURNEYS_STORE, MONEY_STORE
from domain.sealing import Sealer
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.sql import Database
from tests.patience import PATIENCE_S
from tests.workflows.world import time_skipping
from workers.settings import Temporal
from workers.temporal import connect
from workers.worker import campaigns_worker

NOW = 1_800_000_000_000
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id that costs nothing."""
BOOTSTRAP = "the-first-administrators-secret"


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Without local variables in tracebacks, as in production: they hold tokens."""
    structlog.configure(
        processors=[structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )


@dataclass
class Api:
    """The running application, and a client for whoever is named as ``tenant.role``."""

    state: AppState
    tokens: dict[str, str]
    transport: httpx2.ASGITransport

    def as_(self, who: str) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return httpx2.AsyncClient(transport=self.transport, base_url="http://api", headers=headers)

    def anonymous(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=self.transport, base_url="http://api")


PEOPLE = {role.value: ((role,), ()) for role in Role} | {
    "director": ((Role.VIEWER,), (ApproverGrant.DIRECTOR,)),
    "demo": ((Role.ADMIN,), ()),
}


@pytest.fixture(scope="session")
def furnished(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A directory with all stores, furnished once and copied for each test, and everybody's tokens."""
    directory = tmp_path_factory.mktemp("furnished")
    return directory, asyncio.run(furnish(directory))


async def furnish(directory: Path) -> dict[str, str]:
    main, money, journeys = stores(directory)
    await main.migrate()
    await money.migrate()
    await journeys.create_all()
    tokens = {"bootstrap": BOOTSTRAP}
    async with main.platform() as session:
        await identity.ensure_bootstrap_admin(session, BOOTSTRAP, demo=False, now_ms=NOW)
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
        await identity.create_tenant(session, NewTenant(id="theirs", name="Theirs"), now_ms=NOW)
        for tenant in ("ours", "theirs", PLATFORM_TENANT):
            for key, (roles, grants) in PEOPLE.items():
                new = NewUser(email=f"{key}@{tenant}.example", name=key, roles=roles, grants=grants)
                user = await identity.create_user(session, new, tenant_id=tenant, now_ms=NOW)
                _, secret = await identity.create_token(session, user.id, name="t", now_ms=NOW, demo=key == "demo")
                tokens[f"{tenant}.{key}"] = secret
    for database in (main, money, journeys):
        await database.close()
    return tokens


def stores(directory: Path) -> tuple[Database, Database, Database]:
    return (
        Database.open(f"sqlite:///{directory / 'main.db'}"),
        Database.open(f"sqlite:///{directory / 'money.db'}", store=MONEY_STORE),
        Database.open(f"sqlite:///{directory / 'journeys.db'}", store=JOURNEYS_STORE),
    )


@pytest.fixture(scope="session")
def application() -> FastAPI:
    """The routes, assembled once; each test puts its own stores behind them."""
    main, money, journeys = stores(Path("nowhere"))
    return create_app(
        AppState(main=main, money=money, journeys=journeys, clock_ms=lambda: NOW, exchange_door=ExchangeDoor())
    )


@pytest.fixture
async def api(application, furnished, tmp_path) -> AsyncIterator[Api]:
    template, tokens = furnished
    shutil.copytree(template, tmp_path / "stores")
    async with opened(application, tmp_path / "stores", tokens) as api:
        yield api


@contextlib.asynccontextmanager
async def opened(application: FastAPI, directory: Path, tokens: dict[str, str]) -> AsyncIterator[Api]:
    """The application over the stores in ``directory``."""
    main, money, journeys = stores(directory)
    temporal = await connect(Temporal(address="127.0.0.1:1"))
    state = AppState(
        main=main,
        money=money,
        journeys=journeys,
        clock_ms=lambda: NOW,
        exchange_door=ExchangeDoor(),
        lifecycle=Lifecycle(temporal, main),
    )

    def now() -> int:
        return state.clock_ms()

    state.sign_in = SignInDesk(main, Sealer(["test:a-key-of-sixteen-chars"]), Hasher(QUICK), now)
    application.state.services = state
    yield Api(state, tokens, httpx2.ASGITransport(app=application))
    state.sign_in.close()
    for database in (main, money, journeys):
        await database.close()


@pytest.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with await time_skipping() as environment:
        yield environment


@pytest.fixture
async def working(api: Api, nats_url: str, temporal: WorkflowEnvironment) -> AsyncIterator[Api]:
    """The API with Temporal behind it and a worker on the same stores."""
    connection = await nats.connect(nats_url)
    await ensure_streams(connection.jetstream())
    api.state.nats, api.state.lifecycle = (
        connection,
        Lifecycle(temporal.client, api.state.main, deadline=timedelta(seconds=PATIENCE_S)),
    )
    live = LiveCampaigns(connection.jetstream())
    async with campaigns_worker(temporal.client, api.state.main, api.state.money, live):
        yield api
    await connection.close()


CAMPAIGN = {
    "name": "Spring sale",
    "advertiser_domain": "shop.example",
    "currency": "USD",
    "budget": "500.00",
    "starts_at": "2027-03-01T00:00:00Z",
    "pricing": {"base_cpm": "2.50", "max_cpm": "4.00"},
}
CREATIVE = {
    "name": "Banner",
    "format": "banner",
    "landing_url": "https://www.shop.example/spring",
    "width": 300,
    "height": 250,
    "mime": "image/png",
    "media_url": "https://cdn.example.net/b.png",
}


async def new_campaign(client: httpx2.AsyncClient, **changes) -> dict:
    answer = await client.post("/api/v1/management/campaigns", json=CAMPAIGN | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def new_creative(client: httpx2.AsyncClient, campaign_id: str, **changes) -> dict:
    answer = await client.post("/api/v1/management/creatives", json=CREATIVE | {"campaign_id": campaign_id} | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()
