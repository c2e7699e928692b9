"""Opt-outs of the sale and sharing of data, from the store of journeys to bidders and to audiences at platforms."""

from functools import partial

import pytest
from prometheus_client import REGISTRY

from domain.behaviour.happenings import service as happenings
from domain.contacts import service as contacts
from domain.contacts.sale import service as sale
from domain.contacts.sale.rules import key_of
from domain.contacts.values import ContactChange, Evidence, How
from domain.errors import Unavailable
from domain.profiles import service as profiles
from storage.redis.profiles import ProfileCache
from tests.ingest.test_bid_segments import GOLD, stores
from tests.segments.world import World
from workers.ingesting.bid_segments import TellingBidders
from workers.ingesting.opt_outs import TellingOptOuts

__all__ = ["stores"]
FORM = Evidence(how=How.FORM, source="form 9", by="usr_1")
ANA, BEN, CLEO = (("email", f"{name}@x.example") for name in ("ana", "ben", "cleo"))


def line(person_id: str, email: tuple[str, str] | None = None, **more: object) -> str:
    keys = f'{{"email_sha256": "{key_of(email)[1].upper()}"}}' if email else "{}"
    return f'{{"person_id": "{person_id}", "segments": [7], "match_keys": {keys}}}'


async def test_who_opts_out_is_nobody_to_bidders_and_platforms_until_they_opt_in_themselves(stores, redis_url):
    main, journeys = stores
    world = World(journeys)
    tenant, now = world.tenant_id, world.now_ms
    made = await world.segment("Gold", GOLD, for_bidding=True)
    ana = await world.person("ana", tier="gold")
    by_id, by_mail, free = (f"{name}-{tenant}" for name in ("id", "mail", "free"))

    async def change(how, *args, **said) -> None:
        now_ms = said.get("at_ms", now)
        async with journeys.tenant(tenant) as session:
            changed = await how(session, *args, **said, now_ms=now_ms)
            await happenings.follow_change(session, changed, now_ms=now_ms)

    async def bring(*lines: str) -> None:
        async with journeys.reading(tenant) as people, main.tenant(tenant) as session:
            body, listed = "\n".join(lines).encode(), partial(sale.keys_held, people)
            assert not (await profiles.import_profiles(session, body, opted_out=listed, now_ms=now)).refused

    async def at_platforms() -> set[str]:
        async with main.reading(tenant) as session:
            return {*(await profiles.segment_page(session, 7, after="", limit=100)).members}

    await change(contacts.change, ana, ContactChange(identities=(ANA, ("exchange_id", by_id))))
    await bring(line(by_id), line(by_mail, ANA), line(free, BEN))
    async with ProfileCache(f"{redis_url}/0") as cache:
        changed: list[set[str]] = []

        async def tell(person_ids):
            changed.append({*person_ids})

        telling = [kind(journeys, main, cache, tell, clock_ms=lambda: now) for kind in (TellingBidders, TellingOptOuts)]

        async def served() -> dict[str, tuple[bool, tuple[int, ...]]]:
            for each in telling:
                await each.step()
            known = await cache.get_many([by_id, by_mail, free])
            parts = {person_id: profile.tenants[tenant] for person_id, profile in known.items()}
            return {person_id: (part.personalised_ads, part.segments) for person_id, part in parts.items()}

        assert (await served())[by_id] == (True, (7, made.segment.number))
        assert await at_platforms() == {by_id, by_mail, free}
        await change(contacts.opt_out, [ANA], FORM, at_ms=now)
        assert await served() == {by_id: (False, (7,)), by_mail: (False, (7,))}
        assert await at_platforms() == {free}
        assert changed[-1] == {by_id, by_mail}
        await bring(line(by_id), line(by_mail), line(free, CLEO))
        assert await at_platforms() == {free}
        said_themselves = [("exchange_id", f"{name}-{tenant}") for name in ("new", "both")]
        await change(contacts.opt_out, [CLEO, *said_themselves], FORM, at_ms=now)
        await bring(line(f"later-{tenant}", CLEO), line(f"new-{tenant}"), line(f"both-{tenant}", ANA))
        assert await at_platforms() == {free}  # until the bid plane is told
        assert (await served())[free] == (False, (7,))
        assert await at_platforms() == set()
        await change(contacts.opt_in, ana, FORM, at_ms=now + 1)
        assert (await served())[by_id] == (True, (7, made.segment.number))
        assert await at_platforms() == {by_id}


async def test_a_tenant_that_cannot_be_told_of_now_holds_up_nobody_elses_opt_outs(stores, redis_url):
    main, journeys = stores
    worlds = sorted((World(journeys) for _ in range(3)), key=lambda world: world.tenant_id)
    away, *others = (world.tenant_id for world in worlds)
    for tenant in (away, *others):
        async with journeys.tenant(tenant) as session:
            await contacts.opt_out(session, [("exchange_id", f"e-{tenant}")], FORM, at_ms=1, now_ms=1)
    told: list[set[str]] = []

    async def tell(person_ids):
        if is_away and f"e-{away}" in person_ids:
            raise Unavailable("bidders cannot be told of them now", retry_after_s=1)
        told.append({*person_ids})

    def waiting_s() -> float | None:
        return REGISTRY.get_sample_value("campaign_express_opt_outs_waiting_seconds")

    async with ProfileCache(f"{redis_url}/0") as cache:
        times, is_away = iter(range(0, 90_000, 1_000)), True
        telling = TellingOptOuts(journeys, main, cache, tell, clock_ms=lambda: next(times))
        for _ in range(2):
            with pytest.raises(Unavailable):
                await telling.step()
        assert told == [{f"e-{tenant}"} for tenant in others]
        assert (waiting_s() or 0) > 0
        async with journeys.platform_reading() as session:
            assert await sale.tenants_to_tell(session) == [away]
        is_away = False
        assert await telling.step() is False
        async with journeys.platform_reading() as session:
            assert await sale.tenants_to_tell(session) == []
        assert (told[-1], waiting_s()) == ({f"e-{away}"}, 0)
