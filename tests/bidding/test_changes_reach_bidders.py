"""A change to a campaign is seen by every bidder, while it bids, within a second of being published."""

import asyncio
import time
from statistics import median

import httpx2
import pytest

from tests import servers
from tests.bidding.stand import TENANT, campaign
from tests.bidding.test_bidder_process import BODY, a_plane
from tests.patience import PATIENCE_S

CHANGES = 6
OTHERS = 300


@pytest.fixture
async def plane(empty_nats_url, empty_redis_url):
    async with a_plane(empty_nats_url, empty_redis_url) as plane:
        yield plane


async def seconds_until(client: httpx2.AsyncClient, ports: list[int], status: int) -> float:
    """How long it takes until a bidder at each of ``ports`` answers with ``status``; it must within ten seconds."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE_S):
        for port in ports:
            while (await client.post(f"http://127.0.0.1:{port}/v1/bid", content=BODY)).status_code != status:
                await asyncio.sleep(0.005)
    return time.monotonic() - began


async def test_every_bidder_follows_within_a_second_while_hundreds_of_others_change(plane):
    ports = [plane.http_port, servers.free_port()]
    with plane.bidder():
        plane._environment["CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT"] = str(ports[1])
        plane._environment["CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT"] = str(servers.free_port())
        with plane.bidder():
            async with httpx2.AsyncClient() as client:
                await plane.campaigns.publish(campaign("cmp_one", revision=1_000))
                await seconds_until(client, ports, 200)
                taken = []
                for change in range(CHANGES):
                    for number in range(OTHERS // CHANGES):
                        other = f"cmp_other_{number}"
                        await plane.campaigns.publish(campaign(other, revision=change + 1, starts_at_ms=1 << 41))
                    if change % 2:
                        await plane.campaigns.publish(campaign("cmp_one", revision=2_000 + change))
                    else:
                        await plane.campaigns.retract(TENANT, "cmp_one", revision=2_000 + change)
                    taken.append(await seconds_until(client, ports, 200 if change % 2 else 204))
                healths = [(await client.get(f"http://127.0.0.1:{port}/ready")).json() for port in ports]
    assert [one["live_campaigns"] for one in healths] == [1 + OTHERS // CHANGES] * 2
    assert median(taken) < 1.0, taken
