"""Messages that nobody else looks after, whatever is wrong with some of them."""

import asyncio

import pytest
from sqlmodel import col, update

from activities.looking_up import Reconciled, Reconciler
from activities.posting import Enquiries, Postman
from domain.errors import Unavailable
from domain.messages.tables import Message
from domain.messages.values import LEASE_MS, MessageStatus
from domain.senders.values import Ambiguous
from tests.messages.conftest import NOW, TENANT, World, message
from workers.beside import beside

LATER = NOW + LEASE_MS


def unanswered(each):
    return Ambiguous(message_id=each.message_id)


async def spoiled(world: World) -> None:
    """A tenant has a message that nobody can read."""
    async with world.database.tenant(world.tenant) as session:
        await session.exec(update(Message).values(trace=b"none of your business").where(col(Message.turn).is_not(None)))


async def test_a_message_that_nobody_can_read_holds_up_no_other_tenants_messages(world: World):
    for tenant in ("first", "second"):
        world.tenant = tenant
        [person] = await world.people()
        await world.plan(message(person, key=f"of-{tenant}"))
        if tenant == "first":
            await spoiled(world)
    postman = Postman(world.database, world.deliverer(), clock_ms=lambda: LATER)
    await postman.step()
    assert (await world.explained("of-second")).status is MessageStatus.SENT


async def test_a_message_that_nobody_can_read_holds_up_no_other_tenants_enquiries(world: World):
    world.vendor.answer = unanswered
    for tenant in ("first", "second"):
        world.tenant = tenant
        [person] = await world.people()
        await world.plan(message(person, key=f"of-{tenant}"))
        await world.deliverer().deliver(tenant, now_ms=NOW)
        if tenant == "first":
            await spoiled(world)
    world.vendor.received |= {(await world.explained("of-second")).message_id: None}
    await Enquiries(world.database, world.reconciler(), clock_ms=lambda: LATER).step()
    assert (await world.explained("of-second")).status is MessageStatus.SENT


async def test_what_fails_beside_a_workers_work_ends_it_and_says_why():
    async def dies():
        raise ValueError("for good")

    with pytest.raises(ValueError, match="for good"):
        async with beside(dies()):
            await asyncio.Event().wait()


async def test_what_goes_on_beside_a_workers_work_ends_with_it_and_its_errors_stay_as_they_are():
    ended = asyncio.Event()

    async def goes_on():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(Unavailable):
        async with beside(goes_on()):
            await asyncio.sleep(0)
            raise Unavailable("Temporal is away")
    assert ended.is_set()


async def test_whoever_is_being_asked_about_is_asked_about_by_nobody_else(world: World):
    people = await world.people(3)
    await world.plan(*(message(person) for person in people))
    world.vendor.answer = unanswered
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    asked, answer = [], asyncio.Event()

    async def takes_their_time(message_id):
        asked.append(message_id)
        if len(asked) == len(people):
            answer.set()
        await answer.wait()

    world.vendor.look_up = takes_their_time
    found = await asyncio.gather(*(world.reconciler().reconcile(TENANT, now_ms=LATER) for _ in range(2)))
    assert sorted(one.again for one in found) == [0, 3]
    assert Reconciled() in found
    assert len(asked) == len(set(asked)) == 3


async def test_a_vendor_that_never_answers_is_given_up_and_holds_up_no_answer(world: World):
    hung, quick = await world.people(2)
    await world.plan(message(hung), message(quick))
    world.vendor.answer = unanswered
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    never_answered = (await world.explained(message(hung).key)).message_id

    async def hangs(message_id):
        if message_id == never_answered:
            await asyncio.Event().wait()

    world.vendor.look_up = hangs
    reconciler = Reconciler(world.database, world.vendors, patience_s=0.01)
    found = await reconciler.reconcile(TENANT, now_ms=LATER)
    assert (found.again, found.unknown) == (1, 1)
    told = await world.explained(message(hung).key)
    assert (told.status, told.looks[-1].note) == (MessageStatus.UNKNOWN, "no answer")
