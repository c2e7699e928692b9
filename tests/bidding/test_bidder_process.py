"""A whole bidder: the process as the stack starts it, on a real NATS and Redis."""

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
import msgspec
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from domain.budgets.values import LeaseGrant, LeaseReply, LeaseRequest
from domain.events.values import Event
from domain.exchanges.values import Exchange
from storage.nats.connection import connect
from storage.nats.events import decode_events
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LEASES
from tests import servers
from tests.bidding.doors import NEVER_MS, NatsDoor
from tests.bidding.stand import TENANT, campaign, caps, request
from tests.patience import PATIENCE_S
from workers.stack.probes import file_appears

DEMO = Exchange(exchange_id="demo", name="Demo", tenants=(TENANT,))
LEASE_LIFE_MS = 5_000
BODY = json.dumps(request(user={"id": "ana"}, tmax=5_000)).encode()


class Teller:
    """Stands where the banker stands: grants what is asked, and hears who leaves."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self.returned_nanos = 0

    async def answer(self, message: Msg) -> None:
        asked = msgspec.json.decode(message.data, type=LeaseRequest)
        until_ms = time.time_ns() // 1_000_000 + LEASE_LIFE_MS
        if asked.leaving:
            self.left.append(asked.bidder_id)
            self.returned_nanos += sum(one.returned_nanos for one in asked.returns)
        grants = tuple(
            LeaseGrant(
                tenant_id=ask.tenant_id,
                campaign_id=ask.campaign_id,
                lease_id=f"lse_{asked.request_id}_{number}",
                granted_nanos=10**12,
                expires_at_ms=until_ms,
            )
            for number, ask in enumerate(asked.asks)
        )
        reply = LeaseReply(banker_epoch=1, request_id=asked.request_id, grants=grants, renewed_until_ms=until_ms)
        await message.respond(msgspec.json.encode(reply))


class Plane:
    """A control plane of a few lines, and the bidders under it."""

    def __init__(self, connection: Client, nats_url: str, redis_url: str, directory: Path) -> None:
        self.connection = connection
        self.js = connection.jetstream()
        self.campaigns = LiveCampaigns(self.js)
        self.teller = Teller()
        self.http_port = servers.free_port()
        self.grpc_port = servers.free_port()
        self._directory = directory
        self._started = 0
        self._environment = {
            "CAMPAIGN_EXPRESS__NATS__URL": nats_url,
            "CAMPAIGN_EXPRESS__REDIS__PROFILES_URL": f"{redis_url}/0",
            "CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL": f"{redis_url}/1",
            "CAMPAIGN_EXPRESS__DEMO": "true",
            "CAMPAIGN_EXPRESS__AGENTS_PER_NODE": "2",
            "CAMPAIGN_EXPRESS__BIDDER__DEFAULT_EXCHANGE": "demo",
            "CAMPAIGN_EXPRESS__BIDDER__SHED_AFTER_MS": str(NEVER_MS),
            "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": str(self.http_port),
            "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": str(self.grpc_port),
            "CAMPAIGN_EXPRESS__NOTICES__KEYS": '["t1:a secret of sixteen characters"]',
            "CAMPAIGN_EXPRESS__METRICS__DIRECTORY": str(directory / "metrics"),
        }

    @contextmanager
    def bidder(self) -> Iterator[subprocess.Popen[bytes]]:
        self._started += 1
        ready_file = self._directory / f"bidder-{self._started}.ready"
        settings = self._environment | {"CAMPAIGN_EXPRESS__READY_FILE": str(ready_file)}
        argv = ["env", *(f"{name}={value}" for name, value in settings.items())]
        argv += [sys.executable, "-m", "workers.cli", "bidder"]
        log = self._directory / f"bidder-{self._started}.log"
        with servers.running(argv, log=log, ready=file_appears(ready_file)) as child:
            yield child

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    async def events(self) -> list[Event]:
        info = await self.js.stream_info("BIDS")
        numbers = range(1, info.state.last_seq + 1)
        return [
            event for number in numbers for event in decode_events((await self.js.get_msg("BIDS", seq=number)).data)
        ]


async def stop(child: subprocess.Popen[bytes]) -> int:
    child.send_signal(signal.SIGTERM)
    return await asyncio.to_thread(child.wait, 20)


async def until_status(client: httpx2.AsyncClient, url: str, status: int) -> httpx2.Response:
    async with asyncio.timeout(PATIENCE_S):
        while (response := await client.post(url, content=BODY)).status_code != status:
            await asyncio.sleep(0.02)
    return response


@asynccontextmanager
async def a_plane(nats_url: str, redis_url: str) -> AsyncIterator[Plane]:
    with servers.working_directory() as directory:
        connection = await connect(nats_url, "control plane")
        plane = Plane(connection, nats_url, redis_url, directory)
        await ensure_streams(plane.js)
        await Exchanges(plane.js).publish(DEMO)
        await plane.campaigns.publish(campaign("cmp_one", caps=caps(per_day=1_000)))
        await connection.subscribe(LEASES, cb=plane.teller.answer)
        yield plane
        await connection.close()


@pytest.fixture
async def plane(empty_nats_url, empty_redis_url):
    async with a_plane(empty_nats_url, empty_redis_url) as plane:
        yield plane


async def test_a_bidder_bids_is_billed_follows_changes_and_leaves_with_nothing_owed(plane):
    with plane.bidder() as child:
        async with httpx2.AsyncClient() as client:
            health = (await client.get(f"{plane.url}/ready")).json()
            assert (health["status"], health["live_campaigns"], health["exchanges"]) == ("ready", 1, 1)

            won = (await until_status(client, f"{plane.url}/v1/bid", 200)).json()["seatbid"][0]["bid"][0]
            assert won["burl"].startswith(f"http://127.0.0.1:{plane.http_port}/v1/notices/bill/")
            burl = won["burl"].replace("${AUCTION_PRICE}", "1.5").replace("${AUCTION_CURRENCY}", "USD")
            for _ in range(2):
                assert (await client.get(burl)).status_code == 204
            assert (await client.get(re.sub(r"bill/k?", "win/", burl))).status_code == 403

            over_nats = await NatsDoor(plane.connection).ask(BODY, DEMO)
            assert over_nats.status == 200

            await plane.campaigns.retract(TENANT, "cmp_one", revision=2)
            await until_status(client, f"{plane.url}/v1/bid", 204)
            await plane.campaigns.publish(campaign("cmp_one", revision=3))
            await until_status(client, f"{plane.url}/v1/bid", 200)
        assert await stop(child) == 0
    assert len(plane.teller.left) == 1
    assert plane.teller.returned_nanos > 0
    events = await plane.events()
    [bill] = [event for event in events if event.type == "bill"]
    assert (bill.bid_id, bill.price_nanos, bill.bidder_id) == (won["id"], 1_500_000, plane.teller.left[0])
    assert {event.type for event in events} == {"bid", "no_bid", "bill"}
    assert sum(event.type == "bid" for event in events) >= 3, "what was recorded last was published before leaving"


async def test_two_bidders_share_a_port_and_one_leaves_without_a_failed_request(plane):
    with ExitStack() as running:
        first = running.enter_context(plane.bidder())
        second = running.enter_context(plane.bidder())
        statuses: list[int] = []
        done = asyncio.Event()

        async def traffic() -> None:
            async with httpx2.AsyncClient() as client:
                while not done.is_set():
                    statuses.append((await client.post(f"{plane.url}/v1/bid", content=BODY)).status_code)

        clients = [asyncio.create_task(traffic()) for _ in range(8)]
        async with asyncio.timeout(PATIENCE_S):
            while len(statuses) < 200:
                await asyncio.sleep(0.01)
            assert await stop(first) == 0
            enough = len(statuses) + 200
            while len(statuses) < enough:
                await asyncio.sleep(0.01)
            done.set()
            await asyncio.gather(*clients)
            assert await stop(second) == 0
        assert set(statuses) <= {200, 204}
        assert statuses.count(200) > 300


async def test_a_bidder_bids_on_from_what_it_knows_while_nats_is_away_and_stops_when_its_leases_end(empty_redis_url):
    with servers.working_directory() as directory, ExitStack() as bidders:
        port = servers.free_port()
        async with httpx2.AsyncClient() as client:
            with servers.nats_server(directory, port) as nats_url:
                async with a_plane(nats_url, empty_redis_url) as plane:
                    child = bidders.enter_context(plane.bidder())
                    await until_status(client, f"{plane.url}/v1/bid", 200)
            assert (await client.post(f"{plane.url}/v1/bid", content=BODY)).status_code == 200
            assert (await client.get(f"{plane.url}/ready")).status_code == 200
            await until_status(client, f"{plane.url}/v1/bid", 204)
            with servers.nats_server(directory, port):
                back = await connect(nats_url, "control plane")
                await back.subscribe(LEASES, cb=plane.teller.answer)
                await until_status(client, f"{plane.url}/v1/bid", 200)
                assert await stop(child) == 0
                await back.close()
