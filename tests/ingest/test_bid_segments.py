"""Members of segments for bidding, from the store of journeys to what bidders read."""

import pytest

from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.profiles.service import import_profiles
from domain.records import JOURNEYS_STORE
from storage.redis.profiles import ProfileCache
from storage.sql import Database
from tests.segments.world import World
from workers.ingesting.bid_segments import TellingBidders

GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}


@pytest.fixture(params=["sqlite", "postgresql"])
async def stores(request, tmp_path):
    """(main, journeys): files of their own, or one database."""
    if request.param == "sqlite":
        urls = [f"sqlite+aiosqlite:///{tmp_path / name}.db" for name in ("main", "journeys")]
    else:
        urls = [request.getfixturevalue("empty_postgres_url")] * 2
    main, journeys = Database.open(urls[0]), Database.open(urls[1], store=JOURNEYS_STORE)
    for database in (main, journeys):
        await database.create_all()
    yield main, journeys
    for database in (main, journeys):
        await database.close()


async def test_bidders_learn_who_comes_and_goes_and_keep_what_was_imported(stores, redis_url):
    main, journeys = stores
    world = World(journeys)
    made = await world.segment("Gold", GOLD, for_bidding=True)
    ana, ben = await world.person("ana", tier="gold"), await world.person("ben", tier="gold")
    exchange_id = f"exchange-{world.tenant_id}-{ana[-6:]}"
    async with journeys.tenant(world.tenant_id) as session:
        change = ContactChange(identities=(("exchange_id", exchange_id),))
        await contacts.change(session, ana, change, now_ms=world.now_ms)
    line = b'{"person_id": "%s", "segments": [7], "tier": "gold"}' % exchange_id.encode()
    async with main.tenant(world.tenant_id) as session:
        await import_profiles(session, line, now_ms=1)
    async with ProfileCache(f"{redis_url}/0") as cache:
        changed: list[set[str]] = []

        async def tell(person_ids):
            changed.append({*person_ids})

        telling = TellingBidders(journeys, main, cache, tell, clock_ms=lambda: world.now_ms)
        assert await telling.step() is False
        told = await cache.get_many([exchange_id, ana, ben])
        assert told[exchange_id].tenants[world.tenant_id].segments == (7, made.segment.number)
        assert told[ben].tenants[world.tenant_id].segments == (made.segment.number,)
        assert ana not in told
        async with main.tenant(world.tenant_id) as session:
            await import_profiles(session, line.replace(b"[7]", b"[8]"), now_ms=2)
        await world.told("ben", tier="green")
        await telling.step()
        again = await cache.get_many([exchange_id, ben])
        assert again[ben].tenants[world.tenant_id].segments == ()
        await world.told("ana", tier="green")
        await telling.step()
        last = await cache.get_many([exchange_id])
        assert last[exchange_id].tenants[world.tenant_id].segments == (8,)
        assert changed == [{exchange_id, ben}, {ben}, {exchange_id}]
