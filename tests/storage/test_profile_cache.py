"""Profiles as the second tier keeps them: whole, for an hour, and honest about people nobody knows."""

import pytest
from redis.asyncio import Redis

from domain.ids import new_id
from domain.profiles.values import Profile, TenantProfile
from storage.redis.profiles import TTL_S, UNKNOWN_TTL_S, ProfileCache
from storage.redis.spend import Spend, SpendView


@pytest.fixture
async def cache(redis_url):
    async with ProfileCache(redis_url) as cache:
        yield cache


async def test_a_profile_comes_back_whole(cache):
    profile = Profile(
        person_id=new_id("psn"),
        interests=tuple(n / 64 for n in range(64)),
        recency=0.5,
        tenants={"ten_a": TenantProfile(segments=(3, 9), tier="gold", stars_balance=12, personalised_ads=False)},
    )
    await cache.put_many([profile])
    assert await cache.get_many([profile.person_id]) == {profile.person_id: profile}


async def test_a_miss_is_absent_and_an_unknown_person_is_empty(cache):
    missed, unknown = new_id("psn"), new_id("psn")
    await cache.fill_many([], [unknown])
    assert await cache.get_many([missed, unknown]) == {unknown: Profile(person_id=unknown)}


async def test_entries_expire(cache, redis_url):
    known, unknown = new_id("psn"), new_id("psn")
    await cache.put_many([Profile(person_id=known)])
    await cache.fill_many([], [unknown])
    async with Redis.from_url(redis_url) as redis:
        assert UNKNOWN_TTL_S < await redis.ttl(f"profile:{known}") <= TTL_S
        assert 0 < await redis.ttl(f"profile:{unknown}") <= UNKNOWN_TTL_S


async def test_filling_a_miss_never_replaces_what_was_written_meanwhile(cache):
    person_id = new_id("psn")
    imported = Profile(person_id=person_id, recency=0.9)
    await cache.put_many([imported])
    await cache.fill_many([Profile(person_id=person_id, recency=0.1)], [person_id])
    assert await cache.get_many([person_id]) == {person_id: imported}


@pytest.mark.parametrize("damaged", [b"\xc1", b"{}", b"\x93\x01\x02\x03"])
async def test_an_unreadable_entry_is_a_miss(cache, redis_url, damaged):
    person_id = new_id("psn")
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"profile:{person_id}", damaged)
    assert await cache.get_many([person_id]) == {}


async def test_spend_shows_the_newest_sequence_whatever_the_order_of_arrival(redis_url):
    tenant = new_id("ten")
    async with SpendView(redis_url) as view:
        assert await view.set_absolute(tenant, "cmp_1", 9_007_199_254_740_993, 2)
        assert not await view.set_absolute(tenant, "cmp_1", 100, 1)
        assert not await view.set_absolute(tenant, "cmp_1", 100, 2)
        assert await view.get_many([(tenant, "cmp_1"), (tenant, "cmp_2"), ("ten_other", "cmp_1")]) == {
            (tenant, "cmp_1"): Spend(spent_nanos=9_007_199_254_740_993, sequence=2)
        }
