"""Words that come late: on what was settled meanwhile, and of claims that are over."""

import asyncio

import pytest
from msgspec import structs

from activities.looking_up import Reconciled
from activities.routes import Vendors
from domain.campaigns.values import Channel
from domain.delivery.values import QuietHours
from domain.messages.feedback import service as feedback
from domain.messages.tallies import service as tallies
from domain.messages.values import LEASE_MS, Feedback, FeedbackKind, MessageStatus
from domain.sealing import Sealer
from domain.senders.service import Accounts
from domain.senders.values import FEED, Accepted, Ambiguous, Deferred, Idempotency, Unknown
from storage.nats.events import decode_events
from tests.messages.conftest import NOW, SOURCE, TENANT, Plain, Vendor, World, message
from tests.patience import PATIENCE_S

LATER = NOW + LEASE_MS


def away(each):
    return Deferred(message_id=each.message_id, reason="busy")


def accepted(each):
    return Accepted(message_id=each.message_id)


async def test_what_was_settled_while_its_vendor_was_asked_is_delivered_when_it_is_due(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    world.vendor.answer = away
    slow_goes_on = await world.handing_over("slow", now_ms=NOW)

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
    slow_goes_on = await world.handing_over("slow", now_ms=NOW)

    async def settled_meanwhile(message_id):
        await slow_goes_on()
        return Unknown(reason="come back later")

    world.vendor.look_up = settled_meanwhile
    await world.reconciler().reconcile(TENANT, now_ms=LATER)
    told = await world.explained(message(ana).key)
    assert (told.status, told.due_at_ms) == (MessageStatus.SENT, None)


class SlowContent(Plain):
    """Content that is fetched from elsewhere, until the clock shows ``until_ms``."""

    def __init__(self, until_ms: int) -> None:
        self.now_ms, self.until_ms = NOW, until_ms

    async def fetch(self, tenant_id, ids, *, now_ms):
        self.now_ms = self.until_ms

    def clock_ms(self) -> int:
        return self.now_ms


async def test_a_lease_begins_with_the_claim_however_long_its_content_took(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    content = SlowContent(until_ms=LATER)
    found = []
    send = world.vendor.send

    async def looked_up_meanwhile(messages):
        found.append(await world.reconciler().reconcile(TENANT, now_ms=content.clock_ms()))
        return await send(messages)

    world.vendor.send = looked_up_meanwhile
    deliverer = world.deliverer(composer=content, clock_ms=content.clock_ms)
    assert (await deliverer.deliver(TENANT, now_ms=NOW)).sent == 1
    assert found == [Reconciled()], "whoever holds the claim is still at it"


async def test_quiet_hours_that_began_while_content_was_fetched_hold(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    await world.policy(quiet_hours=(QuietHours(starts="08:01", ends="09:00"),))
    content = SlowContent(until_ms=LATER)
    deliverer = world.deliverer(composer=content, clock_ms=content.clock_ms)
    assert (await deliverer.deliver(TENANT, now_ms=NOW)).deferred == 1
    assert world.vendor.given == []


async def test_whoever_was_too_slow_does_not_undo_the_next_ones_claim(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    slow_goes_on = await world.handing_over("slow", now_ms=NOW)
    assert (await world.reconciler().reconcile(TENANT, now_ms=LATER)).again == 1
    quick_goes_on = await world.handing_over("quick", now_ms=LATER)
    world.vendor.answer = away
    await slow_goes_on()
    assert (await world.explained(message(ana).key)).status is MessageStatus.CLAIMED
    world.vendor.answer = accepted
    assert (await quick_goes_on()).sent == 1
    assert (await world.counted()).sent == 1


def delivered(key: str) -> Feedback:
    return Feedback(
        event_id=f"delivered-{key}",
        kind=FeedbackKind.DELIVERED,
        channel=Channel.EMAIL,
        at_ms=NOW + 1,
        message_key=key,
    )


async def told(world: World, *items: Feedback) -> None:
    async with world.database.tenant(TENANT) as session:
        await feedback.feedback(session, items, now_ms=NOW + 1)


async def test_what_was_delivered_before_its_vendor_answered_keeps_the_vendors_id_and_its_cost(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    world.vendor.answer = lambda each: Accepted(
        message_id=each.message_id, provider_message_id="SM1", segments=2, cost_nanos=7_000_000, currency="USD"
    )
    goes_on = await world.handing_over("worker-1", now_ms=NOW)
    await told(world, delivered(message(ana).key))
    assert (await goes_on()).sent == 1
    was = await world.explained(message(ana).key)
    assert (was.status, was.delivered_at_ms) == (MessageStatus.SENT, NOW + 1)
    assert (was.provider_message_id, was.segments, was.cost_nanos, was.currency) == ("SM1", 2, 7_000_000, "USD")
    async with world.database.reading(TENANT) as session:
        figures = {tally.what: tally.count for tally in await tallies.of(session, SOURCE)}
    assert figures == {"sent": 1, "delivered": 1, "segments": 2, "cost_nanos:USD": 7_000_000}
    async with world.database.platform_reading() as session:
        events = [event for row in await tallies.untold(session, limit=10) for event in decode_events(row.payload)]
    assert [event.price_nanos for event in events if event.type == "message_sent"] == [7_000_000]


@pytest.mark.parametrize("lost", ["the vendor's answer", "the worker"])
async def test_what_was_delivered_while_it_was_handed_over_is_sent_whatever_is_lost_then(world: World, lost):
    world.vendor.can_look_up, world.vendor.idempotency = False, Idempotency.NONE
    [ana] = await world.people()
    await world.plan(message(ana))
    world.vendor.answer = lambda each: Ambiguous(message_id=each.message_id)
    goes_on = await world.handing_over("worker-1", now_ms=NOW)
    await told(world, delivered(message(ana).key))
    if lost == "the worker":
        await world.reconciler().reconcile(TENANT, now_ms=LATER)
    await goes_on()
    assert (await world.explained(message(ana).key)).status is MessageStatus.SENT
    counted = await world.counted()
    assert (counted.sent, counted.unknown, counted.entered) == (1, 0, 1)


async def test_what_a_quick_vendor_said_is_on_record_while_a_slow_one_is_still_at_it(world: World):
    [ana] = await world.people()
    by_mail, in_app = message(ana, 1), message(ana, 2, channel=Channel.IN_APP)
    await world.plan(by_mail, in_app)
    slow = Vendor()
    send = slow.send

    async def waits_for_the_quick_one(messages):
        async with asyncio.timeout(PATIENCE_S):
            while (await world.explained(by_mail.key)).status is not MessageStatus.SENT:
                await asyncio.sleep(0)
        return await send(messages)

    slow.send = waits_for_the_quick_one
    accounts = Accounts(Sealer(["2027a:" + "k" * 32]))
    world.vendors = Vendors(accounts, lambda account: slow if account.vendor == FEED else world.vendor)
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 2
    assert (await world.counted()).sent == 2


async def test_a_vendors_word_that_is_too_long_for_the_ledger_keeps_no_other_from_being_written_down(world: World):
    ana, ben = await world.people(2)
    await world.plan(message(ana), message(ben))

    def wordy(each):
        if each.person_id != ana:
            return accepted(each)
        return Accepted(
            message_id=each.message_id,
            provider_message_id="\0" + "i" * 300,
            segments=100_000,
            cost_nanos=1,
            currency="EURO",
        )

    world.vendor.answer = wordy
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 2
    assert [(await world.explained(message(one).key)).status for one in (ana, ben)] == [MessageStatus.SENT] * 2
    by_vendors_id = structs.replace(delivered(""), event_id="e", message_key="", provider_message_id="\0" + "i" * 300)
    await told(world, by_vendors_id)
    assert (await world.explained(message(ana).key)).delivered_at_ms is not None
