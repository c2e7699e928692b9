"""Behaviour on record: each event once, under whoever it turns out to be, on both databases."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.behaviour import service
from domain.behaviour.values import (
    DAY_MS,
    KEEP_DAYS,
    Aside,
    CustomerEvent,
    EventSchema,
    Observed,
    PropertyRule,
    PropertyType,
    Source,
)
from domain.contacts import service as contacts
from domain.contacts.values import AttributeDefinition, AttributeType
from domain.errors import NotFound, Unavailable
from domain.ids import new_id
from domain.records import JOURNEYS_STORE
from storage.sql import Database
from tests.behaviour.conftest import TENANT

NOW_MS = 1_800_000_000_000
X, DEVICE, ANA = ("external_id", "x"), ("anonymous_id", "d"), ("email", "ana@x.example")


def seen(event_id, *identities, name="viewed", at_ms=NOW_MS, **said):
    return Observed(event_id=event_id, name=name, at_ms=at_ms, received_at_ms=NOW_MS, identities=identities, **said)


async def take(journeys, *items, tenant=TENANT):
    async with journeys.tenant(tenant) as session:
        return await service.take_in(session, items, now_ms=NOW_MS)


async def on_record(journeys, identity, tenant=TENANT):
    """(who they are, event ids in the order of time)."""
    async with journeys.reading(tenant) as session:
        who = (await contacts.find_many(session, [identity]))[identity]
        events = await service.timeline(session, who, limit=200)
    return who, [event.event_id for event in reversed(events)]


async def test_an_event_is_on_record_once_however_often_it_comes(journeys):
    first = await take(journeys, seen("e1", X), seen("e2", X, at_ms=NOW_MS - 5), seen("e1", X, name="other"))
    assert [event.event_id for event in first.events] == ["e2", "e1"]
    again = await take(journeys, seen("e1", X, attributes={"city": "Lima"}), seen("e3", X))
    assert [event.event_id for event in again.events] == ["e3"]
    who, events = await on_record(journeys, X)
    assert events == ["e2", "e1", "e3"]
    async with journeys.reading(TENANT) as session:
        assert (await contacts.get(session, who)).attributes == {}


async def test_of_one_id_twice_in_a_batch_what_fits_is_taken_in(journeys):
    rule = PropertyRule(type=PropertyType.NUMBER, required=True)
    async with journeys.tenant(TENANT) as session:
        await service.set_schema(session, EventSchema(name="purchase", properties={"total": rule}), now_ms=1)
    wrong, right = seen("e1", X, name="purchase"), seen("e1", X, name="purchase", properties={"total": 5})
    both = await take(journeys, wrong, right, seen("e2", X, name="purchase"), seen("e2", X, name="purchase"))
    assert [event.event_id for event in both.events if event.name == "purchase"] == ["e1"]
    assert [item.event_id for item, _ in both.refused] == ["e2"]


async def test_what_a_visitor_did_is_the_customers_once_they_log_in(journeys):
    await take(journeys, seen("e1", DEVICE))
    await take(journeys, seen("e2", X, at_ms=NOW_MS + 1))
    taken = await take(journeys, seen("e3", X, DEVICE, at_ms=NOW_MS + 2))
    assert {event.name for event in taken.events} == {"contact_merged", "viewed"}
    who, events = await on_record(journeys, DEVICE)
    assert {"e1", "e2", "e3"} <= set(events)
    assert {event.person_id for event in taken.events} == {who}


async def test_in_one_batch_the_order_of_time_decides_whose_a_browser_is(journeys):
    y = ("external_id", "y")
    await take(journeys, seen("e0", X, DEVICE, at_ms=NOW_MS - 9))
    await take(
        journeys,
        seen("e3", DEVICE, at_ms=NOW_MS - 1),
        seen("e1", DEVICE, at_ms=NOW_MS - 3),
        seen("e2", y, DEVICE, at_ms=NOW_MS - 2),
    )
    assert (await on_record(journeys, X))[1] == ["e0", "e1"]
    assert (await on_record(journeys, y))[1] == ["e2", "e3"]


async def test_an_alias_joins_who_was_known_and_claims_an_id_that_nobody_has(journeys):
    await take(journeys, seen("e1", DEVICE))
    await take(journeys, seen("a1", X, name="aliased", was=(DEVICE, ("external_id", "d"))))
    assert (await on_record(journeys, DEVICE))[0] == (await on_record(journeys, X))[0]
    await take(journeys, seen("a2", X, name="aliased", was=(("anonymous_id", "n"), ("external_id", "n"))))
    assert (await on_record(journeys, ("anonymous_id", "n")))[0] == (await on_record(journeys, X))[0]


async def test_what_a_batch_says_of_people_is_kept_and_told(journeys):
    taken = await take(
        journeys, seen("e1", X, attributes={"city": "Lima", "age": 3}, time_zone="America/Lima"), seen("e2", ANA)
    )
    who, _ = await on_record(journeys, X)
    assert taken.told == {who: frozenset({"city", "age", "time_zone"})}
    assert len(taken.changed.created) == 2
    again = await take(journeys, seen("e3", X, attributes={"city": "Lima", "age": None}))
    assert again.told == {who: frozenset({"age"})}


async def test_what_comes_late_fills_gaps_alone(journeys):
    await take(journeys, seen("e1", X, attributes={"city": "Lima"}))
    await take(journeys, seen("e0", X, at_ms=NOW_MS - 2 * DAY_MS, attributes={"city": "Rome", "tier": "gold"}))
    who, events = await on_record(journeys, X)
    assert events == ["e0", "e1"]
    async with journeys.reading(TENANT) as session:
        assert (await contacts.get(session, who)).attributes == {"city": "Lima", "tier": "gold"}


async def test_what_does_not_fit_is_refused_alone(journeys):
    rule = PropertyRule(type=PropertyType.NUMBER, required=True)
    async with journeys.tenant(TENANT) as session:
        await service.set_schema(session, EventSchema(name="purchase", properties={"total": rule}), now_ms=1)
        await service.set_schema(
            session, EventSchema(name="looked", properties={"total": rule}, enforced=False), now_ms=1
        )
        await service.set_source(session, Source.IOT, enabled=False, now_ms=1)
        await contacts.define(session, AttributeDefinition(name="age", type=AttributeType.NUMBER))
    taken = await take(
        journeys,
        seen("ok", X, name="purchase", properties={"total": 1}),
        seen("no-total", X, name="purchase"),
        seen("free", X, name="looked"),
        seen("closed", X, source=Source.IOT),
        seen("age", X, attributes={"age": "old"}),
        seen("nobody", person_id="per_x"),
    )
    assert {item.event_id: error.field for item, error in taken.refused} == {
        "no-total": "properties.total",
        "closed": "source",
        "age": "age",
        "nobody": "person_id",
    }
    assert {"ok", "free"} <= {event.event_id for event in taken.events}
    async with journeys.tenant(TENANT) as session:
        await service.drop_schema(session, "purchase")
        await service.set_source(session, Source.IOT, enabled=True, now_ms=2)
        assert all((await service.sources(session)).values())
        with pytest.raises(NotFound):
            await service.drop_schema(session, "purchase")
    assert not (
        await take(journeys, seen("no-total", X, name="purchase"), seen("closed", X, source=Source.IOT))
    ).refused


async def test_the_second_look_within_half_an_hour_calls_for_an_offer_once(journeys):
    def look(event_id, minute):
        return seen(event_id, X, name="product_viewed", at_ms=NOW_MS - (100 - minute) * 60_000)

    kinds = []
    for batch in ([look("v1", 0)], [look("v2", 20), look("v3", 25)], [look("v4", 30)], [look("v5", 90)]):
        taken = await take(journeys, *batch)
        kinds.append([event.properties["cause_id"] for event in taken.events if event.name == "activation_wanted"])
    assert kinds == [[], ["v2"], [], []]


async def test_a_purchase_calls_for_an_upsell_and_pays_stars_in_the_same_batch(journeys):
    taken = await take(journeys, seen("p1", X, name="purchase", properties={"total": 12.5}, source=Source.POS))
    calls = {event.name: event.properties for event in taken.events if event.event_id != "p1"}
    assert calls["activation_wanted"]["kind"] == "upsell"
    assert calls["stars_due"] == {"because": "purchase", "cause_id": "p1", "source": "pos", "base_stars": 13}
    assert (await take(journeys, seen("p1", X, name="purchase", properties={"total": 12.5}))).events == ()


async def test_what_people_did_lately_is_found_by_name_and_time(journeys):
    await take(
        journeys,
        seen("e1", X, at_ms=NOW_MS - 10),
        seen("e2", X, name="bought", properties={"n": [1, {"a": None}]}),
        seen("e3", ANA),
    )
    who, _ = await on_record(journeys, X)
    async with journeys.reading(TENANT) as session:
        found = await service.recent(session, [who], ["viewed", "bought"], since_ms=NOW_MS - 10)
        assert [(one.event, one.properties) for one in found[who]] == [("bought", {"n": [1, {"a": None}]})]
        assert await service.recent(session, [who], [], since_ms=0) == {}
        assert await service.recent(session, ["per_x"], ["viewed"], since_ms=0) == {}


async def test_a_timeline_is_paged_without_losing_anybody(journeys):
    await take(journeys, *(seen(f"e{number:02}", X, at_ms=NOW_MS - number // 3) for number in range(20)))
    who, _ = await on_record(journeys, X)
    found, before = [], None
    async with journeys.reading(TENANT) as session:
        while page := await service.timeline(session, who, before=before, limit=7):
            found += [event.event_id for event in page]
            before = (page[-1].at_ms, page[-1].event_id)
    assert len(found) == len(set(found)) == 20


async def test_old_events_go_and_another_tenants_young_one_of_that_id_stays(journeys):
    old = CustomerEvent(
        event_id="same", person_id="p", name="x", at_ms=1, received_at_ms=NOW_MS - (KEEP_DAYS + 1) * DAY_MS
    )
    young = CustomerEvent(event_id="same", person_id="p", name="x", at_ms=1, received_at_ms=NOW_MS)
    for tenant, event in ((TENANT, old), ("boreal", young)):
        async with journeys.tenant(tenant) as session:
            assert await service.record(session, [event])
    async with journeys.platform() as session:
        assert await service.forget_old(session, now_ms=NOW_MS, limit=10) == 1
    for tenant, left in ((TENANT, 0), ("boreal", 1)):
        async with journeys.reading(tenant) as session:
            assert len(await service.timeline(session, "p", limit=5)) == left


async def test_what_could_not_be_taken_in_is_kept_once_and_can_be_let_go(journeys):
    aside = Aside(key="asd_1", subject="ingest.pos.aurora", payload=b"\xff\x00", field="a\x00b", message="is\x00 wrong")
    for _ in range(2):
        async with journeys.tenant(TENANT) as session:
            await service.set_aside(session, [aside], now_ms=1)
    async with journeys.tenant(TENANT) as session:
        (row,) = await service.all_set_aside(session, limit=10)
        assert (row.payload, row.field, row.message) == (b"\xff\x00", "ab", "is wrong")
        await service.let_go(session, row.id)
        with pytest.raises(NotFound):
            await service.one_set_aside(session, row.id)


async def test_erasure_takes_what_they_did(journeys):
    await take(journeys, seen("e1", X))
    who, _ = await on_record(journeys, X)
    async with journeys.tenant(TENANT) as session:
        await service.erase(session, [who])
    assert (await on_record(journeys, X))[1] == []


async def test_batches_at_once_that_name_the_same_people_all_come_through(journeys):
    async def send(number):
        batch = [
            seen(f"{number}-{each}", X if each % 2 else DEVICE, ("email", f"{each}@x.example")) for each in range(10)
        ]
        batch += [seen(f"{number}-both", X, DEVICE), seen("shared", X)]
        while True:
            try:
                return await take(journeys, *batch)
            except Unavailable:
                await asyncio.sleep(0.01)

    taken = await asyncio.gather(*(send(number) for number in range(6)))
    who, events = await on_record(journeys, X)
    assert (await on_record(journeys, DEVICE))[0] == who
    assert len([event for event in events if not event.startswith("contact_merged")]) == 6 * 11 + 1
    assert sum(event.event_id == "shared" for each in taken for event in each.events) == 1


ITEMS = st.lists(
    st.builds(
        seen,
        st.sampled_from([f"e{number}" for number in range(8)]),
        st.sampled_from([DEVICE, ("anonymous_id", "d2"), ANA]),
        st.sampled_from([X, ANA, DEVICE]),
        name=st.sampled_from(["viewed", "purchase", "product_viewed"]),
        at_ms=st.integers(NOW_MS - 10_000, NOW_MS),
        attributes=st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 3), max_size=2),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS, cuts=st.lists(st.integers(0, 12), max_size=3), again=st.data())
def test_deliveries_repeated_in_any_way_leave_what_one_delivery_leaves(tmp_path, items, cuts, again):
    """Batches cut anywhere, any of them delivered again at any later time: as if each had come once."""
    bounds = sorted({0, *cuts, len(items)} & set(range(len(items) + 1)))
    batches = [items[start:end] for start, end in pairwise(bounds)]
    repeated = []
    for index, batch in enumerate(batches):
        repeated.append(batch)
        earlier = again.draw(st.lists(st.integers(0, index), max_size=2))
        repeated += [batches[each] for each in earlier]

    async def outcome(deliveries):
        journeys = Database.open(f"sqlite+aiosqlite:///{tmp_path / new_id('db')}", store=JOURNEYS_STORE)
        await journeys.create_all()
        told = []
        for batch in deliveries:
            taken = await take(journeys, *batch)
            told += [event.event_id for event in taken.events if not event.event_id.startswith("contact_merged")]
        async with journeys.reading(TENANT) as session:
            people = await contacts.page(session, limit=100)
            events = {
                event.event_id: tuple(sorted(contact.identities.items()))
                for contact in people
                for event in await service.timeline(session, contact.person_id, limit=200)
                if not event.event_id.startswith("contact_merged")
            }
        await journeys.close()
        return sorted(told), [(each.identities, each.attributes) for each in people], events

    once, often = asyncio.run(outcome(batches)), asyncio.run(outcome(repeated))
    assert once == often
    assert once[0] == sorted(once[2])
