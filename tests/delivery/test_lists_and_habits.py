"""The suppression list, and the hours at which people open what they get, over real databases."""

import pytest

from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.delivery import repository, service
from domain.delivery.rules import hashed, normal
from domain.delivery.values import IdentityType, NewSuppression, Receiver, SuppressionReason
from domain.errors import InvalidInput
from domain.messages import service as ledger
from domain.messages.values import MessageStatus
from tests.messages.conftest import NOW, TENANT, World, message

HOUR = 3_600_000
DAY = 24 * HOUR


def entry(value: str = "ana@shop.example", **more) -> NewSuppression:
    base = {"kind": IdentityType.EMAIL, "value": value, "reason": SuppressionReason.BOUNCED}
    return NewSuppression(**(base | more))


async def listed(world: World, value: str = "ana@shop.example"):
    async with world.database.reading(TENANT) as session:
        return await service.entries_of(session, [(IdentityType.EMAIL, value)])


async def suppress(world: World, *entries: NewSuppression) -> None:
    async with world.database.tenant(TENANT) as session:
        await service.suppress(session, entries, actor_id="usr_1", now_ms=NOW)


LONGER = {
    "for good beats until a day": (NOW + DAY, None, None),
    "until a day does not end what is for good": (None, NOW + DAY, None),
    "the later of two days": (NOW + DAY, NOW + 2 * DAY, NOW + 2 * DAY),
    "an earlier day changes nothing": (NOW + 2 * DAY, NOW + DAY, NOW + 2 * DAY),
}


@pytest.mark.parametrize(("first", "then", "holds"), LONGER.values(), ids=LONGER)
@pytest.mark.parametrize("together", [True, False])
async def test_whoever_is_listed_twice_stays_for_the_longer_of_both(world: World, first, then, holds, together):
    entries = [entry(until_ms=first), entry(until_ms=then, reason=SuppressionReason.ADMIN_ACTION)]
    if together:
        await suppress(world, *entries)
    else:
        for each in entries:
            await suppress(world, each)
    [found] = await listed(world)
    assert found.until_ms == holds


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("until_ms", [None, NOW + DAY])
@pytest.mark.parametrize("their_own_word_first", [True, False])
async def test_of_two_that_hold_as_long_the_one_they_cannot_take_back_stays(
    world: World, their_own_word_first, until_ms, together
):
    own, other = SuppressionReason.USER_OPT_OUT, SuppressionReason.COMPLAINED
    reasons = (own, other) if their_own_word_first else (other, own)
    entries = [entry(until_ms=until_ms, reason=reason) for reason in reasons]
    for batch in [entries] if together else [[one] for one in entries]:
        await suppress(world, *batch)
    [found] = await listed(world)
    assert (found.reason, found.until_ms) == (other, until_ms)


async def test_an_entry_ends_with_its_day_and_leaves_the_list_afterwards(world: World):
    [ana] = await world.people()
    await suppress(world, entry("person0@shop.example", until_ms=NOW + HOUR))
    await world.plan(message(ana, 1), message(ana, 2, planned_at_ms=NOW + HOUR))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + HOUR - 1)).refused == {"suppression": 1}
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + HOUR)).sent == 1
    assert await world.reconciler().tidy(TENANT, now_ms=NOW + HOUR + 1) == 1
    assert await listed(world, "person0@shop.example") == []


async def test_an_entry_for_one_address_leaves_a_persons_other_address_alone(world: World):
    [ana] = await world.people(identities=(("email", "old@shop.example"), ("email", "new@shop.example")))
    async with world.database.reading(TENANT) as session:
        first, second = (await contacts.get(session, ana)).identities["email"]
    await suppress(world, entry(second, channel=Channel.EMAIL))
    await world.plan(message(ana, 1))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 1
    await suppress(world, entry(first, channel=Channel.EMAIL))
    await world.plan(message(ana, 2))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"suppression": 1}


async def test_an_entry_for_all_channels_holds_by_any_of_a_persons_identities(world: World):
    [ana] = await world.people()
    await suppress(world, entry("+1 415 555-0000", kind=IdentityType.PHONE))
    await world.plan(message(ana))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"suppression": 1}


async def test_what_somebody_refused_outlives_their_erasure_and_their_coming_back(world: World):
    [ana] = await world.people()
    async with world.database.tenant(TENANT) as session:
        receiver = Receiver(person_id=ana, emails=("person0@shop.example",), phones=("+14155550000",))
        await service.keep_refusals(session, receiver, [Channel.EMAIL], actor_id="usr_1", now_ms=NOW)
        await contacts.erase(session, ana)
    [again] = await world.people()
    assert again != ana
    await world.plan(message(again), message(again, 1, channel=Channel.SMS))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (1, {"suppression": 1})


def test_a_hash_says_nothing_without_its_tenants_salt():
    value = normal(IdentityType.EMAIL, " Ana@Shop.Example ")
    assert value == "ana@shop.example"
    one, other = (hashed(IdentityType.EMAIL, value, salt) for salt in (b"a" * 32, b"b" * 32))
    assert one != other
    assert hashed(IdentityType.PHONE, value, b"a" * 32) != one


@pytest.mark.parametrize(("kind", "value"), [("email", "nobody"), ("phone", "12"), ("phone", "4155550100")])
def test_what_cannot_be_an_address_is_refused(kind, value):
    with pytest.raises(InvalidInput):
        normal(IdentityType(kind), value)


# Habits


async def opens(world: World, person_id: str, hour: int, number: int) -> None:
    async with world.database.tenant(TENANT) as session:
        at = NOW - NOW % DAY + hour * HOUR
        await service.learn_opens(session, [(person_id, "UTC", Channel.EMAIL, at)] * number)


async def best(world: World, person_id: str):
    async with world.database.reading(TENANT) as session:
        known = await service.settings(session)
        sends = await ledger.sends_by_person(session, [person_id])
        receiver = Receiver(person_id=person_id, time_zone="UTC")
        return await service.best_time(session, receiver, Channel.EMAIL, known=known, sends=sends)


async def test_habits_count_from_fifty_messages_on_a_persons_own_before_their_cohorts(world: World):
    [ana, bea] = await world.people(2)
    assert (await best(world, ana)).method == "fallback"
    await world.plan(*(message(bea, number) for number in range(50)))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    await opens(world, bea, 14, 5)
    assert ((await best(world, bea)).method, (await best(world, bea)).hour) == ("personal_optimal", 14)
    assert ((await best(world, ana)).method, (await best(world, ana)).hour) == ("cohort_based", 14)
    await world.plan(*(message(ana, number) for number in range(49)))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    await opens(world, ana, 7, 5)
    assert (await best(world, ana)).method == "cohort_based", "49 messages say nothing of a person yet"


async def test_a_message_that_wants_the_best_time_waits_for_it_and_meets_every_gate_again(world: World):
    [ana] = await world.people()
    await world.plan(message(ana, wants_best_time=True))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.deferred, report.next_due_at_ms) == (1, NOW + HOUR)
    told = await world.explained(message(ana).key)
    assert (told.status, told.reason) == (MessageStatus.DEFERRED, "send_time")
    assert "another hour suits" in told.in_words
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + HOUR)).sent == 1


async def test_habits_of_who_was_erased_are_forgotten(world: World):
    [ana] = await world.people()
    await opens(world, ana, 7, 1)
    async with world.database.tenant(TENANT) as session:
        receiver = Receiver(person_id=ana)
        await service.keep_refusals(session, receiver, [], actor_id="usr_1", now_ms=NOW)
        assert list(await repository.habits(session, [f"person:{ana}"])) == []
