"""The API as a process: it starts without Temporal, takes what hostile clients send, and leaves politely."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from domain.events.values import Event, EventType
from storage.nats.connection import connect
from storage.nats.events import publish_events
from storage.nats.subjects import bid_event
from tests import servers
from tests.api.conftest import CAMPAIGN
from tests.patience import PATIENCE_S
from workers.stack.probes import file_appears, until_ready

ROOT = Path(__file__).resolve().parents[2]
SECRET = "the-first-administrators-secret"
START_S = 150

pytestmark = [
    pytest.mark.xdist_group("api process"),  # it takes seconds of work to start
    pytest.mark.timeout(300),
]


@dataclass
class Running:
    process: subprocess.Popen
    port: int

    def client(self) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=PATIENCE_S)

    async def stopped(self) -> int:
        """Asked to stop, it ended with this status."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), PATIENCE_S)


@contextlib.contextmanager
def started(nats_url: str, redis_url: str, tmp_path: Path) -> Iterator[Running]:
    port = servers.free_port()
    settings = {
        "STATE_DIR": tmp_path,
        "READY_FILE": tmp_path / "ready",
        "DEMO": "true",
        "NATS__URL": nats_url,
        "REDIS__PROFILES_URL": redis_url,
        "REDIS__COUNTERS_URL": redis_url,
        "SQL__URL": f"sqlite+aiosqlite:///{tmp_path}/main.db",
        "SQL__MONEY_URL": f"sqlite+aiosqlite:///{tmp_path}/money.db",
        "TEMPORAL__ADDRESS": f"127.0.0.1:{servers.free_port()}",
        "API__HTTP_PORT": port,
        "API__BOOTSTRAP_TOKEN": SECRET,
    }
    environment = os.environ | {f"CAMPAIGN_EXPRESS__{name}": str(value) for name, value in settings.items()}
    with (tmp_path / "log").open("wb") as log:
        argv = [sys.executable, "-m", "workers.cli", "api"]
        process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=log)

    async def ready() -> None:
        if process.poll() is not None:
            raise RuntimeError((tmp_path / "log").read_text())
        await file_appears(tmp_path / "ready")()

    try:
        servers.elsewhere(until_ready(ready, within_s=START_S, every_s=0.05))
        yield Running(process, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


@pytest.fixture(scope="module")
def running(nats_url, redis_url, tmp_path_factory) -> Iterator[Running]:
    """One for whoever does not stop it; whatever they did to it, it ends politely."""
    with started(nats_url, redis_url, tmp_path_factory.mktemp("api")) as running:
        yield running
        assert servers.elsewhere(running.stopped()) == 0


async def hang_up_half_way(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /v1/bid HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert reader is not None


@pytest.fixture
async def client(running) -> AsyncIterator[httpx2.AsyncClient]:
    async with running.client() as client:
        yield client


async def test_it_serves_reads_without_temporal_and_outlives_its_clients(running, client):
    assert (await client.get("/ready")).json()["status"] == "ready"
    made = await client.post("/api/v1/management/campaigns", json=CAMPAIGN | {"channel": "email"})
    assert made.status_code == 201
    submitted = await client.post(f"/api/v1/workflows/campaigns/{made.json()['id']}/actions/submit", json={})
    assert submitted.status_code == 503
    assert int(submitted.headers["Retry-After"]) > 0
    assert (await client.get(made.headers["Location"])).json()["stage"] == "draft"

    for _ in range(20):
        await hang_up_half_way(running.port)
    answer = await client.post("/v1/bid", content=b"x" * 50 * 1024 * 1024)
    assert answer.status_code == 413
    assert (await client.get("/live")).status_code == 200


async def test_it_writes_events_into_the_embedded_clickhouse(client, nats_url):
    assert (await client.post("/api/v1/platform/tenants", json={"id": "ours", "name": "Ours"})).status_code == 201
    new = {"tenant_id": "ours", "email": "a@b.example", "name": "A", "roles": ["analyst"]}
    person = (await client.post("/api/v1/platform/users", json=new)).json()
    token = {"tenant_id": "ours", "user_id": person["id"], "name": "t", "demo": True}
    secret = (await client.post("/api/v1/platform/tokens", json=token)).json()["secret"]
    analyst = {"Authorization": f"Bearer {secret}"}

    connection = await connect(nats_url, "test")
    now_ms = time.time_ns() // 1_000_000
    event = Event(
        event_id="b1/bid", type=EventType.BID, at_ms=now_ms, tenant_id="ours", campaign_id="cmp_1", currency="USD"
    )
    await publish_events(connection.jetstream(), bid_event("ours", "bid", "bidder"), [event], "m1")
    await connection.close()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            report = await client.get("/api/v1/reports/campaigns", headers=analyst)
            assert report.status_code == 200, report.text
            rows = report.json()["items"]
            if rows:
                break
            await asyncio.sleep(0.1)
    assert [(row["campaign_id"], row["bids"]) for row in rows] == [("cmp_1", 1)]


async def test_whoever_looks_on_hears_of_changes_and_is_let_go_when_it_stops(nats_url, redis_url, tmp_path):
    with started(nats_url, redis_url, tmp_path) as running:
        async with running.client() as client:
            await follow_to_its_end(running, client)


async def follow_to_its_end(running: Running, client: httpx2.AsyncClient) -> None:
    async with client.stream("GET", "/api/v1/changes") as following:
        said = (json.loads(line.removeprefix("data: ")) async for line in following.aiter_lines() if "data:" in line)
        assert await anext(said) == {"kinds": []}
        assert (await client.post("/api/v1/management/campaigns", json=CAMPAIGN)).status_code == 201
        assert await anext(said) == {"kinds": ["campaigns"]}
        stopped = asyncio.create_task(running.stopped())
        assert await anext(said, None) is None
    assert await stopped == 0
