"""People kept in SQL: what is written is what was worked out, on both databases, however many meet."""

import asyncio
from itertools import pairwise

import pytest

from domain.campaigns.values import Channel
from domain.contacts import service
from domain.contacts.values import (
    AttributeDefinition,
    AttributeType,
    Consent,
    ContactChange,
    Device,
    DevicePlatform,
    MergeCause,
)
from domain.delivery.values import ConsentState, Purpose
from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from tests.contacts.conftest import TENANT
from tests.contacts.crowds import create_all

X, Y = ("external_id", "x"), ("external_id", "y")
ANA, BO, DEVICE = ("email", "ana@x.example"), ("email", "bo@x.example"), ("anonymous_id", "d1")


async def put(journeys, *identities, now_ms=1, **said):
    async with journeys.tenant(TENANT) as session:
        return await service.create(session, ContactChange(identities=identities, **said), now_ms=now_ms)


async def load(journeys, *person_ids):
    async with journeys.reading(TENANT) as session:
        return await service.load(session, person_ids)


async def test_a_person_reads_as_they_were_written(journeys):
    consent = Consent(
        channel=Channel.SMS, purpose=Purpose.MARKETING, state=ConsentState.GRANTED, at_ms=5, proof="form 3"
    )
    device = Device(DevicePlatform.IOS, "token", "shop", seen_at_ms=4)
    attributes = {
        "city": "Łódź",
        "age": 40,
        "vip": True,
        "sizes": [1, 2.5, None],
        "address": {"zip": "1"},
        "big": 2**62,
    }
    who, _ = await put(journeys, X, ANA, attributes=attributes, devices=(device,), consents=(consent,), locale="pl-PL")
    found = (await load(journeys, who, "per_nobody"))[who]
    assert found.attributes == attributes
    assert found.identities == {"external_id": ("x",), "email": (ANA[1],)}
    assert (found.devices, found.locale, found.time_zone) == ((device,), "pl-PL", "")
    assert found.consents == {"sms/marketing": ConsentState.GRANTED}
    assert list(await load(journeys, "per_nobody")) == []


async def test_the_same_again_is_the_same_person(journeys):
    first, _ = await put(journeys, X, ANA)
    second, changed = await put(journeys, ANA, now_ms=2)
    assert (first, changed.merges, changed.created) == (second, (), frozenset())
    async with journeys.reading(TENANT) as session:
        assert await service.find_many(session, [X, ANA, BO]) == {X: first, ANA: first}


async def test_whoever_is_merged_away_leads_to_the_survivor_and_is_on_record(journeys):
    visitor, _ = await put(journeys, DEVICE, attributes={"city": "Lima", "seen": "ad"})
    customer, _ = await put(journeys, X, attributes={"city": "Madrid"}, now_ms=2)
    who, changed = await put(journeys, X, DEVICE, now_ms=3)
    assert (who, changed.merges[0].absorbed_id, changed.merges[0].cause) == (
        customer,
        visitor,
        MergeCause.SHARED_IDENTITY,
    )
    found = await load(journeys, visitor, customer)
    assert found[visitor] == found[customer]
    assert found[visitor].attributes == {"city": "Madrid", "seen": "ad"}
    async with journeys.reading(TENANT) as session:
        merges, _ = await service.history(session, customer)
        assert await service.find_many(session, [DEVICE]) == {DEVICE: customer}
        assert [contact.person_id for contact in await service.page(session, limit=10)] == [customer]
    assert service.before_merge(merges[0]).attributes == {"city": "Lima", "seen": "ad"}


async def test_a_chain_of_merges_is_one_step_long(journeys):
    ids = [(await put(journeys, ("external_id", str(number)), now_ms=number))[0] for number in range(5)]
    for one, other in reversed(list(pairwise(ids))):
        async with journeys.tenant(TENANT) as session:
            await service.merge(session, one, other, now_ms=9)
    found = await load(journeys, *ids)
    assert {found[each].person_id for each in ids} == {ids[0]}
    assert set(found[ids[4]].identities["external_id"]) == set("01234")
    async with journeys.reading(TENANT) as session:
        merges, _ = await service.history(session, ids[0])
    assert {row.absorbed_id for row in merges} == set(ids[1:])


async def test_what_was_said_of_consent_is_kept_with_its_proof_for_good(journeys):
    def consent(state, at_ms, proof):
        return Consent(channel=Channel.EMAIL, purpose=Purpose.MARKETING, state=state, at_ms=at_ms, proof=proof)

    who, _ = await put(journeys, X, consents=(consent(ConsentState.GRANTED, 5, "form"),))
    withdrawn = ContactChange(
        consents=(consent(ConsentState.DENIED, 7, "call 12"), consent(ConsentState.GRANTED, 5, "form"))
    )
    async with journeys.tenant(TENANT) as session:
        changed = await service.change(session, who, withdrawn, now_ms=8)
    assert changed.told == {who: frozenset({"consent"})}
    assert (await load(journeys, who))[who].consents == {"email/marketing": ConsentState.DENIED}
    async with journeys.reading(TENANT) as session:
        _, said = await service.history(session, who)
    assert [(row.state, row.at_ms, row.proof) for row in said] == [("granted", 5, "form"), ("denied", 7, "call 12")]


async def test_many_are_changed_at_once_and_one_unknown_stops_all(journeys):
    async with journeys.tenant(TENANT) as session:
        people = [ContactChange(identities=(("external_id", str(number)),)) for number in range(700)]
        ids = await create_all(session, people, now_ms=1)
    changes = {each: ContactChange(attributes={"n": index}) for index, each in enumerate(ids)}
    async with journeys.tenant(TENANT) as session:
        changed = await service.change_many(session, changes, now_ms=2)
    assert len(changed.told) == 700
    found = await load(journeys, *ids)
    assert [found[each].attributes["n"] for each in ids] == list(range(700))
    with pytest.raises(NotFound):
        async with journeys.tenant(TENANT) as session:
            await service.change_many(
                session, {ids[0]: ContactChange(attributes={"n": -1}), "per_x": ContactChange()}, now_ms=3
            )
    assert (await load(journeys, ids[0]))[ids[0]].attributes["n"] == 0


async def test_a_value_that_does_not_fit_its_definition_is_refused(journeys):
    who, _ = await put(journeys, X)
    async with journeys.tenant(TENANT) as session:
        await service.define(session, AttributeDefinition(name="birthday", type=AttributeType.DATE))
    with pytest.raises(InvalidInput) as refused:
        async with journeys.tenant(TENANT) as session:
            await service.change(session, who, ContactChange(attributes={"birthday": "soon"}), now_ms=2)
    assert refused.value.field == "birthday"
    async with journeys.tenant(TENANT) as session:
        await service.undefine(session, "birthday")
        await service.change(session, who, ContactChange(attributes={"birthday": "soon"}), now_ms=2)


async def test_erasure_leaves_nothing_of_anybody_they_ever_were(journeys):
    visitor, _ = await put(journeys, DEVICE)
    await put(journeys, X, DEVICE, now_ms=2)
    async with journeys.tenant(TENANT) as session:
        assert visitor in await service.erase(session, visitor)
    assert await load(journeys, visitor) == {}
    async with journeys.reading(TENANT) as session:
        assert await service.find_many(session, [X, DEVICE]) == {}
        assert await service.page(session, limit=10) == []
        with pytest.raises(NotFound):
            await service.get(session, visitor)


async def test_two_that_are_one_already_cannot_be_merged_again(journeys):
    visitor, _ = await put(journeys, DEVICE)
    customer, _ = await put(journeys, X, DEVICE, now_ms=2)
    with pytest.raises(Conflict):
        async with journeys.tenant(TENANT) as session:
            await service.merge(session, visitor, customer, now_ms=3)


async def test_a_tenants_people_are_nobody_elses(journeys):
    who, _ = await put(journeys, X)
    async with journeys.tenant("boreal") as session:
        assert await service.load(session, [who]) == {}
        assert await service.find_many(session, [X]) == {}
        other, _ = await service.create(session, ContactChange(identities=(X,)), now_ms=1)
    assert other != who


async def test_however_many_claim_one_identity_at_once_it_is_one_persons(journeys):
    async def claim(number):
        mine = [X, ("email", f"m{number}@x.example"), ("anonymous_id", f"d{number % 3}")]
        while True:
            try:
                return (await put(journeys, *mine, now_ms=number))[0]
            except Unavailable:
                await asyncio.sleep(0.01)

    ids = await asyncio.gather(*(claim(number) for number in range(12)))
    async with journeys.reading(TENANT) as session:
        owner = (await service.find_many(session, [X]))[X]
        people = await service.page(session, limit=50)
    found = await load(journeys, *ids)
    assert {each.person_id for each in found.values()} == {owner}
    assert [each.person_id for each in people] == [owner]
    assert len(people[0].identities["email"]) == 12


async def test_pages_reach_everybody_once(journeys):
    ids = {(await put(journeys, ("external_id", str(number))))[0] for number in range(25)}
    seen, after = [], ""
    while True:
        async with journeys.reading(TENANT) as session:
            page = await service.page(session, after=after, limit=10)
        seen += [contact.person_id for contact in page]
        if len(page) < 10:
            break
        after = page[-1].person_id
    assert seen == sorted(ids)
