"""Words that come late: on what was settled meanwhile, and of claims that are over."""

import asyncio
from collections.abc import Awaitable, Callable

from activities.messages import DeliveryReport
from domain.messages.values import LEASE_MS, MessageStatus
from domain.senders.values import Accepted, Unavailable, Unknown
from tests.messages.conftest import NOW, TENANT, World, message

LATER = NOW + LEASE_MS


def away(each):
    return Unavailable(message_id=each.message_id, reason="busy")


def accepted(each):
    return Accepted(message_id=each.message_id)


async def handing_over(world: World, worker_id: str, *, now_ms: int) -> Callable[[], Awaitable[DeliveryReport]]:
    """A worker that has claimed what is due and stands before its vendor; call what it returns to let it go on."""
    reached, go_on = asyncio.Event(), asyncio.Event()
    send = world.vendor.send

    async def waits(messages):
        reached.set()
        await go_on.wait()
        return await send(messages)

    world.vendor.send = waits
    delivering = asyncio.ensure_future(world.deliverer(worker_id).deliver(TENANT, now_ms=now_ms))
    await reached.wait()
    world.vendor.send = send

    async def goes_on():
        go_on.set()
        return await delivering

    return goes_on


async def test_what_was_settled_while_its_vendor_was_asked_is_delivered_when_it_is_due(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    world.vendor.answer = away
    slow_goes_on = await handing_over(world, "slow", now_ms=NOW)

    async def settled_meanwhile(message_id):
        await slow_goes_on()
        return Unknown(reason="come back later")

    world.vendor.look_up = settled_meanwhile
    await world.reconciler().reconcile(TENANT, now_ms=LATER)
    told = await world.explained(message(ana).key)
    assert told.status is MessageStatus.DEFERRED
    world.vendor.answer = accepted
    assert (await world.deliverer().deliver(TENANT, now_ms=told.due_at_ms)).sent == 1
    assert (await world.counted()).sent == 1


async def test_what_was_sent_while_its_vendor_was_asked_is_never_asked_about_again(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    slow_goes_on = await handing_over(world, "slow", now_ms=NOW)

    async def settled_meanwhile(message_id):
        await slow_goes_on()
        return Unknown(reason="come back later")

    world.vendor.look_up = settled_meanwhile
    await world.reconciler().reconcile(TENANT, now_ms=LATER)
    told = await world.explained(message(ana).key)
    assert (told.status, told.due_at_ms) == (MessageStatus.SENT, None)
