"""What a key and a tenant may ask in a minute, in one process and in several, with Redis and without it."""

import asyncio

import pytest

from api.quotas import ALONE_MS, SHARE, Meter
from domain.errors import TooMany
from domain.identity.values import Quota
from domain.ids import new_id
from storage.redis.quotas import SharedCounts
from tests import servers
from tests.api.conftest import NOW
from tests.api.test_api_keys import CAMPAIGNS, bearing, new_key

MINUTE_MS = 60_000


async def passed(meter: Meter, quotas, times: int, *, now_ms: int = NOW) -> int:
    """How many of so many requests get through."""
    through = 0
    for _ in range(times):
        try:
            await meter.take(quotas, now_ms=now_ms)
            through += 1
        except TooMany:
            pass
    return through


def of_key(per_minute: int) -> Quota:
    return Quota("key", new_id("ten"), new_id("tok"), per_minute)


@pytest.mark.parametrize("per_minute", [1, 7, 60, 1_234])
async def test_one_process_lets_exactly_the_quota_through_and_again_in_the_next_minute(redis_url, per_minute):
    async with SharedCounts(redis_url) as shared:
        meter, quota = Meter(shared), of_key(per_minute)
        assert await passed(meter, [quota], per_minute + 50) == per_minute
        assert await passed(meter, [quota], per_minute + 50, now_ms=NOW + MINUTE_MS) == per_minute


@pytest.mark.parametrize("per_minute", [5, 500])
async def test_several_processes_never_let_more_through_than_the_quota_and_little_less(redis_url, per_minute):
    async with SharedCounts(redis_url) as shared:
        meters, quota = [Meter(shared) for _ in range(4)], of_key(per_minute)
        through = sum(await asyncio.gather(*(passed(meter, [quota], per_minute) for meter in meters)))
    assert through <= per_minute
    assert through >= per_minute - 4 * max(1, per_minute // SHARE)


async def test_many_at_once_in_one_process_are_held_to_the_quota(redis_url):
    async with SharedCounts(redis_url) as shared:
        meter, quota = Meter(shared), of_key(100)
        through = sum(await asyncio.gather(*(passed(meter, [quota], 10) for _ in range(30))))
    assert 90 <= through <= 100


async def test_what_the_tenant_refuses_costs_the_key_nothing(redis_url):
    async with SharedCounts(redis_url) as shared:
        meter, key = Meter(shared), of_key(10)
        tenant = Quota("tenant", key.tenant_id, key.tenant_id, 3)
        assert await passed(meter, [key, tenant], 20) == 3
        assert await passed(meter, [key], 20) == 7


async def test_while_redis_is_away_each_process_holds_to_the_quota_alone_and_then_together_again():
    port = servers.free_port()
    async with SharedCounts(f"redis://127.0.0.1:{port}", timeout_s=0.05) as shared:
        meter, other, quota = Meter(shared), Meter(shared), of_key(20)
        assert await passed(meter, [quota], 50) == 20
        assert await passed(other, [quota], 50) == 20
        assert await passed(meter, [of_key(20)], 50, now_ms=NOW + ALONE_MS - 1) == 20
        with servers.working_directory() as directory, servers.redis_server(directory, port=port):
            later_ms = NOW + MINUTE_MS
            first = await passed(meter, [quota], 50, now_ms=later_ms)
            assert first + await passed(other, [quota], 50, now_ms=later_ms) == 20


async def test_without_any_redis_a_process_counts_alone():
    assert await passed(Meter(), [of_key(3)], 9) == 3


async def test_a_key_over_its_quota_is_told_how_much_and_how_long(api):
    key = await new_key(api, requests_per_minute=2)
    async with api.anonymous() as client:
        answers = [await client.get(CAMPAIGNS, headers=bearing(key)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer.headers["RateLimit"] for answer in answers] == [
            '"key";r=1;t=60',
            '"key";r=0;t=60',
            '"key";r=0;t=60',
        ]
        assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"key";q=2;w=60'}
        assert answers[2].headers["Retry-After"] == "60"
        assert answers[2].json()["error"]["code"] == "too_many"
        api.state.clock_ms = lambda: NOW + MINUTE_MS
        assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 200


async def test_a_refusal_for_another_reason_still_says_what_is_left(api):
    key = await new_key(api, "ours.viewer", requests_per_minute=10)
    async with api.anonymous() as client:
        refused = await client.post(CAMPAIGNS, json={}, headers=bearing(key))
        assert (refused.status_code, refused.headers["RateLimit"]) == (403, '"key";r=9;t=60')


async def test_a_tenants_quota_holds_for_all_its_keys_together(api):
    one, two = await new_key(api), await new_key(api)
    async with api.as_("platform.admin") as platform, api.anonymous() as client:
        changed = await platform.patch("/api/v1/platform/tenants/ours", json={"requests_per_minute": 3})
        assert changed.json()["requests_per_minute"] == 3
        statuses = [(await client.get(CAMPAIGNS, headers=bearing(key))).status_code for key in (one, two, one, two)]
        assert statuses == [200, 200, 200, 429]
        await platform.patch("/api/v1/platform/tenants/ours", json={"requests_per_minute": None})
        free = await client.get(CAMPAIGNS, headers=bearing(one))
        assert free.status_code == 200
        assert "RateLimit" not in free.headers
    async with api.as_("ours.admin") as admin:
        own = await admin.patch("/api/v1/platform/tenants/ours", json={"requests_per_minute": 9_999})
        assert own.status_code == 403
