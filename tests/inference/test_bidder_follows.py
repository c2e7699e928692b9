"""A real bidder follows the registry under load: promotion, shadow and rollback without a failed request."""

import asyncio
import json

import httpx2

from domain.events.values import EventType
from domain.inference.rules import promoted, rolled_back, shadowed
from storage.nats.models import BidderAnnouncements, Models
from tests.bidding.stand import campaign, request
from tests.bidding.test_bidder_process import a_plane, stop, until_status
from tests.inference.test_registry import SHIPPED_MODEL, other_model, version_of
from tests.patience import PATIENCE_S

CLIENTS = 4


async def test_models_change_under_load_and_no_request_fails(empty_nats_url, empty_redis_url):
    async with a_plane(empty_nats_url, empty_redis_url) as plane:
        plane._environment["CAMPAIGN_EXPRESS__NPU__FEATURE_LOG_SHARE"] = "0.5"
        for number in range(60):
            await plane.campaigns.publish(campaign(f"cmp_{number}"))
        models, model = Models(plane.js), other_model()
        await models.publish(version_of("v1", model), model)
        await models.publish(version_of("v2", SHIPPED_MODEL), SHIPPED_MODEL)
        known = ["v1", "v2"]
        with plane.bidder() as child:
            async with httpx2.AsyncClient() as client:
                await until_status(client, f"{plane.url}/v1/bid", 200)
                statuses, done = [], asyncio.Event()

                async def load(place):
                    number = place
                    async with httpx2.AsyncClient() as one:
                        while not done.is_set():
                            number += CLIENTS
                            body = json.dumps(request(id=f"req-{number}", user={"id": "ana"}, tmax=5_000)).encode()
                            statuses.append((await one.post(f"{plane.url}/v1/bid", content=body)).status_code)

                async def runs(key, value):
                    async with asyncio.timeout(PATIENCE_S):
                        while (await client.get(f"{plane.url}/health")).json()[key] != value:
                            await asyncio.sleep(0.02)

                loading = [asyncio.create_task(load(place)) for place in range(CLIENTS)]
                health = (await client.get(f"{plane.url}/health")).json()
                assert (health["provider"], health["model"]) == ("cpu/fused", "shipped")
                await models.change(lambda roles: promoted(roles, "v1", known, by="t", at_ms=1))
                await runs("model", "v1")
                await models.change(lambda roles: shadowed(roles, "v2", 0.5, known, by="t", at_ms=2))
                await runs("shadow", "v2")
                seen = len(statuses) + 100
                async with asyncio.timeout(PATIENCE_S):
                    while len(statuses) < seen:
                        await asyncio.sleep(0.02)
                (announced,) = await BidderAnnouncements(plane.js).all()
                assert announced.bidder_id == health["bidder_id"]
                await models.change(lambda roles: rolled_back(roles, known, by="t", at_ms=3))
                await runs("model", "shipped")
                done.set()
                await asyncio.gather(*loading)
            assert await stop(child) == 0
        assert set(statuses) == {200}
        assert await BidderAnnouncements(plane.js).all() == []
        scored = [event for event in await plane.events() if event.type is EventType.SCORED]
        live = {json.loads(event.detail)["live"] for event in scored}
        assert {"shipped", "v1"} <= live
        assert any(json.loads(event.detail).get("shadow") == "v2" for event in scored)
