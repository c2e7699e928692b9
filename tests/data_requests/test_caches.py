"""What one tenant has forgotten stays found by those of another, and Redis is gone through once."""

import pytest
from redis.asyncio import Redis

from activities.personal.caches import CachesPlace
from domain.privacy.places.values import Subject
from domain.profiles import service as profiles
from domain.profiles.values import Profile, TenantProfile
from storage.redis.counters import BilledImpression, FrequencyCounters
from storage.redis.identities import IdentityStore
from storage.redis.people import PeopleInRedis
from storage.redis.profiles import ProfileCache

NOW = 1_900_000_000_000
BOTH, OURS, NEIGHBOUR = "bid-both", "bid-ours", "bid-ours-too"
SUBJECT = Subject(tenant_id="ours", exchange_ids=(BOTH, OURS, *(f"bid-{number}" for number in range(9))))


def seen(tenant_id: str, person_id: str) -> BilledImpression:
    event = f"{tenant_id}-{person_id}"
    return BilledImpression(
        tenant_id=tenant_id, campaign_id="cmp", person_id=person_id, event_id=event, at_ms=NOW, sequence=1
    )


async def told(main, tenant_id: str, *lines: bytes) -> None:
    async with main.tenant(tenant_id) as session:
        outcome = await profiles.import_profiles(session, b"\n".join(lines), now_ms=NOW)
    assert not outcome.refused


async def passes(redis: Redis) -> int:
    """How often keys were asked for by a pattern."""
    return int((await redis.info("commandstats")).get("cmdstat_scan", {"calls": 0})["calls"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whom_a_rival_knows_the_rival_goes_on_finding(stores, empty_redis_url):
    main, _ = stores
    await told(
        main, "rival", b'{"person_id": "bid-both", "match_keys": {}, "segments": [3], "identities": {"crm": "r-1"}}'
    )
    await told(
        main,
        "ours",
        b'{"person_id": "bid-both", "match_keys": {}, "segments": [7], "identities": {"crm": "o-1"}}',
        b'{"person_id": "bid-ours", "match_keys": {}, "segments": [7], "identities": {"crm": "o-2"}}',
    )
    changed: list[str] = []

    async def forget_cached(person_ids) -> None:
        changed.extend(person_ids)

    redis = Redis.from_url(f"{empty_redis_url}/0")
    async with (
        ProfileCache(f"{empty_redis_url}/0") as cache,
        IdentityStore(f"{empty_redis_url}/0") as identities,
        FrequencyCounters(f"{empty_redis_url}/1") as counters,
        PeopleInRedis(f"{empty_redis_url}/0", f"{empty_redis_url}/1") as people,
    ):
        of_both = {"rival": TenantProfile(segments=(3,)), "ours": TenantProfile(segments=(7,))}
        await cache.put_many(
            [Profile(BOTH, tenants=of_both), Profile(OURS, recency=0.5), Profile(NEIGHBOUR, recency=0.5)]
        )
        ids = {"crm:r-1": BOTH, "crm:o-1": BOTH, "crm:o-2": OURS, "crm:o-3": NEIGHBOUR}
        await identities.put_many(ids)
        await identities.keep_synced({"ssp:1": BOTH, "ssp:2": OURS, "ssp:3": NEIGHBOUR})
        await counters.count_many(
            [seen("ours", BOTH), seen("rival", BOTH), seen("ours", OURS), seen("ours", NEIGHBOUR)]
        )
        place, before = CachesPlace(people, main, forget_cached=forget_cached), await passes(redis)

        found = await place.find(SUBJECT)
        assert await passes(redis) - before == 2
        assert found.counts == {
            "profile": 2,
            "identity_ids": 2,
            "identity_ids_of_others": 1,
            "synced_ids": 1,
            "synced_ids_of_others": 1,
            "impressions": 4,
        }
        assert [rows async for _, rows in place.read(SUBJECT) if rows[0]["value"]]
        await place.erase(SUBJECT)
        await cache.fill_many([Profile(BOTH, tenants={"rival": of_both["rival"]})], unknown=[OURS])
        left = await place.find(SUBJECT)
        assert left.is_nothing
        assert {kind: number for kind, number in left.counts.items() if number} == {
            "identity_ids_of_others": 1,
            "synced_ids_of_others": 1,
        }
        assert set(changed) == set(SUBJECT.exchange_ids)
        known = await identities.get_many([*ids, "ssp:1", "ssp:2", "ssp:3"])
        assert known == {"crm:r-1": BOTH, "crm:o-3": NEIGHBOUR, "ssp:1": BOTH, "ssp:3": NEIGHBOUR}
        assert set(await cache.get_many([NEIGHBOUR])) == {NEIGHBOUR}
        who = [("rival", BOTH), ("ours", BOTH), ("ours", OURS), ("ours", NEIGHBOUR)]
        assert set(await counters.read_many(who)) == {("rival", BOTH), ("ours", NEIGHBOUR)}

        before = await passes(redis)
        assert (await place.find(Subject(tenant_id="ours", identities=(("email", "nobody@x.example"),)))).is_nothing
        assert await passes(redis) == before
    await redis.aclose()
