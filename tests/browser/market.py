"""Money on stage: a banker and a bidder, each a process of its own, and an exchange that buys from them and pays."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from nats.aio.client import Client
from temporalio.client import Client as Temporal

from domain.exchanges.values import Exchange
from storage.clickhouse.client import Analytics
from storage.clickhouse.writer import BIDS, EventWriter
from storage.nats.exchanges import Exchanges
from tests import servers
from tests.api.conftest import Api, new_campaign, new_creative
from workers.stack.probes import file_appears

DEMO = Exchange(exchange_id="demo", name="Demo", tenants=("ours",))
REQUEST = {"imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "tmax": 5_000}
ACTIONS = "/api/v1/workflows/campaigns/{}/actions/{}"
PATIENCE_S = 30.0


def wall_ms() -> int:
    """What banker and bidder go by."""
    return time.time_ns() // 1_000_000


@dataclass
class Market:
    """An exchange that takes whatever is bid, for what is bid."""

    bidder_url: str
    client: httpx2.AsyncClient
    prices: list[float] = field(default_factory=list)
    """Of a thousand, of every impression that was shown and billed."""

    async def buy(self, count: int) -> None:
        """So many impressions, each as soon as there is a bid for it."""
        for _ in range(count):
            async with asyncio.timeout(PATIENCE_S):
                while not await self.bought_one():
                    await asyncio.sleep(0.1)

    async def bought_one(self) -> bool:
        body = json.dumps(REQUEST | {"id": f"r-{time.time_ns()}"})
        answer = await self.client.post(f"{self.bidder_url}/v1/bid", content=body)
        if answer.status_code != 200:
            return False
        bid = answer.json()["seatbid"][0]["bid"][0]
        for notice in ("nurl", "burl"):
            url = bid[notice].replace("${AUCTION_PRICE}", str(bid["price"])).replace("${AUCTION_CURRENCY}", "USD")
            (await self.client.get(url)).raise_for_status()
        self.prices.append(bid["price"])
        return True


@contextlib.asynccontextmanager
async def trading(
    api: Api, analytics: Analytics, temporal: Temporal, redis_url: str, directory: Path
) -> AsyncIterator[Market]:
    """While ``ours`` can be sold to: what the API shows of money comes from what happens here."""
    nats: Client = api.state.need_nats()
    await Exchanges(nats.jetstream()).publish(DEMO)
    api.state.clock_ms, api.state.analytics = wall_ms, analytics
    port = servers.free_port()
    environment = {
        "SQL__MONEY_URL": f"sqlite:///{directory / 'stores' / 'money.db'}",
        "NATS__URL": nats.connected_url.geturl() if nats.connected_url else "",
        "REDIS__PROFILES_URL": f"{redis_url}/0",
        "REDIS__COUNTERS_URL": f"{redis_url}/1",
        "TEMPORAL__ADDRESS": temporal.service_client.config.target_host,
        "DEMO": "true",
        "AGENTS_PER_NODE": "1",
        "BIDDER__DEFAULT_EXCHANGE": DEMO.exchange_id,
        "BIDDER__HTTP_PORT": str(port),
        "BIDDER__GRPC_PORT": str(servers.free_port()),
        "NOTICES__KEYS": '["t1:a secret of sixteen characters"]',
        "METRICS__DIRECTORY": str(directory / "metrics"),
    }
    writing = asyncio.create_task(EventWriter(nats.jetstream(), analytics, stream=BIDS).run())
    async with httpx2.AsyncClient() as client:
        with process("banker", environment, directory), process("bidder", environment, directory):
            yield Market(f"http://127.0.0.1:{port}", client)
    writing.cancel()


@contextlib.contextmanager
def process(name: str, environment: dict[str, str], directory: Path) -> Iterator[None]:
    """One of our own, from the moment it is ready."""
    ready = directory / f"{name}.ready"
    settings = [f"CAMPAIGN_EXPRESS__{key}={value}" for key, value in (environment | {"READY_FILE": ready}).items()]
    argv = ["env", *settings, sys.executable, "-m", "workers.cli", name]
    with servers.running(argv, log=directory / f"{name}.log", ready=file_appears(ready)):
        yield


async def live(api: Api, **given: Any) -> str:
    """The id of a campaign that has just gone live; so small a budget needs nobody's approval."""
    async with api.as_("ours.manager") as manager:
        campaign_id = (await new_campaign(manager, **given))["id"]
        await new_creative(manager, campaign_id)
        for action in ("submit", "go_live"):
            (await manager.post(ACTIONS.format(campaign_id, action))).raise_for_status()
    return str(campaign_id)
