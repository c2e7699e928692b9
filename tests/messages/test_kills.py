"""Never twice: workers die at every await, and beside each other."""

import asyncio
import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.campaigns.values import Channel
from domain.delivery.values import CapRule
from domain.messages import rules
from domain.messages.values import DAY_MS, LEASE_MS, MessageStatus
from domain.records import JOURNEYS_STORE
from domain.senders.values import Idempotency
from storage.sql import Database
from tests.messages.conftest import NOW, SOURCE, TENANT, World, message

LATER = NOW + LEASE_MS


async def killed_after(awaits: int, world: World, source: str) -> bool:
    """Deliver with connections of its own, for so many awaits, and then die there; whether it was still at it.

    Everything that was under way dies with it, and its connections with all of that. What the stores have by then stays.
    """
    database = Database.open(world.url, store=JOURNEYS_STORE)
    others = asyncio.all_tasks()
    deliverer = world.deliverer("first", database=database)
    task = asyncio.ensure_future(deliverer.deliver(TENANT, source=source, now_ms=NOW))
    for _ in range(awaits):
        await asyncio.sleep(0)
        if task.done():
            break
    was_running = not task.done()
    while dying := asyncio.all_tasks() - others:
        for each in dying:
            each.cancel()
        await asyncio.wait(dying)
    await database.close()
    return was_running


@pytest.mark.parametrize("idempotency", [Idempotency.NATIVE, Idempotency.NONE])
@pytest.mark.parametrize("can_look_up", [True, False])
async def test_whoever_dies_wherever_each_message_goes_out_once_or_is_listed_as_unknown(
    world: World, idempotency, can_look_up
):
    world.vendor.idempotency, world.vendor.can_look_up = idempotency, can_look_up
    people = await world.people(4)
    deaths = 0
    for awaits in itertools.chain(range(0, 120, 7), range(120, 600, 40)):
        source = f"journey:jrn_{awaits}"
        await world.plan(*(message(person, awaits, source=source) for person in people))
        deaths += await killed_after(awaits, world, source)
        for now in range(LATER, LATER + (2 + rules.MAX_LOOKED_UP) * DAY_MS // 4, DAY_MS // 4):
            was_settled = (await world.counted(source)).in_progress == 0
            await world.reconciler().reconcile(TENANT, now_ms=now)
            await world.deliverer("second").deliver(TENANT, source=source, now_ms=now)
            if was_settled:
                break
        counted = await world.counted(source)
        assert counted.entered == len(people)
        assert counted.in_progress == 0
        if idempotency is Idempotency.NATIVE:
            assert counted.sent == len(people), f"killed after {awaits} awaits"
    assert deaths > 5, "the test must have killed somebody"
    assert max(Counter(world.vendor.given).values()) == 1


KILL_POINTS = {
    "before the vendor has it": ("before", "deferred", 0),
    "after the vendor has it": ("after", "sent", 1),
}


class Killed(BaseException):
    """Takes the whole process along, as far as the code above the vendor can tell."""


@pytest.mark.parametrize(("point", "becomes", "given"), KILL_POINTS.values(), ids=KILL_POINTS)
async def test_a_claim_whose_worker_died_is_looked_up_once_its_lease_is_over(world: World, point, becomes, given):
    def dies():
        raise Killed

    [ana] = await world.people()
    await world.plan(message(ana))
    setattr(world.vendor, point, dies)
    with pytest.raises(BaseException):  # noqa: B017 -- a group of it, or itself
        await world.deliverer().deliver(TENANT, now_ms=NOW)
    setattr(world.vendor, point, None)
    assert (await world.explained(message(ana).key)).status is MessageStatus.CLAIMED
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + 1)).sent == 0, "a claim is nobody else's"
    assert (await world.reconciler().reconcile(TENANT, now_ms=LATER - 1)).sent == 0, "its lease is not over"
    await world.reconciler().reconcile(TENANT, now_ms=LATER)
    told = await world.explained(message(ana).key)
    assert told.status == becomes
    await world.deliverer().deliver(TENANT, now_ms=LATER)
    assert (await world.counted()).sent == 1
    assert len(world.vendor.given) == 1


async def test_a_worker_that_was_only_slow_changes_nothing_that_was_settled_meanwhile(world: World):
    people = await world.people(3)
    await world.plan(*(message(person) for person in people))
    slow_goes_on = await world.handing_over("slow", now_ms=NOW)
    assert (await world.reconciler().reconcile(TENANT, now_ms=LATER)).again == 3
    assert (await world.deliverer("quick").deliver(TENANT, now_ms=LATER)).sent == 3
    await slow_goes_on()
    counted = await world.counted()
    assert (counted.sent, counted.entered) == (3, 3)
    assert max(Counter(world.vendor.given).values()) == 1


async def test_deliverers_beside_each_other_send_each_message_once_and_never_exceed_a_cap(world: World):
    people = await world.people(12)
    await world.policy(
        caps=(
            CapRule(name="two a day", channel="email", window="day", most=2),
            CapRule(name="three a week", channel="all", window="week", most=3),
        )
    )
    sources = [SOURCE, "broadcast:brd_1", "broadcast:brd_2"]
    planned = [
        message(
            person,
            number,
            key=f"{person}/{source}/{number}",
            source=source,
            channel=Channel.EMAIL if number % 2 else Channel.SMS,
        )
        for person in people
        for source in sources
        for number in range(3)
    ]
    await world.plan(*planned)
    await asyncio.gather(
        *(
            world.deliverer(f"worker-{index}").deliver(TENANT, source=source, limit=7, now_ms=NOW)
            for index in range(6)
            for source in [*sources, None]
        )
    )
    for source in sources:
        while (await world.deliverer().deliver(TENANT, source=source, now_ms=NOW)).next_due_at_ms is not None:
            pass
    assert max(Counter(world.vendor.given).values()) == 1
    received = world.vendor.received.values()
    by_person = Counter(each.person_id for each in received)
    by_mail = Counter(each.person_id for each in received if each.channel is Channel.EMAIL)
    assert set(by_person.values()) == {3}
    assert max(by_mail.values()) <= 2
    total = [await world.counted(source) for source in sources]
    assert sum(each.entered for each in total) == len(planned)
    assert sum(each.sent for each in total) == len(received) == 3 * len(people)


STATUSES = st.sampled_from(list(MessageStatus))


@given(st.lists(STATUSES, min_size=1, max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_order_of_outcomes_leads_out_of_an_end_or_sends_what_was_refused(steps):
    status = MessageStatus.PLANNED
    path = [status]
    for step in steps:
        if rules.may_move(status, step):
            status = step
            path.append(step)
    assert all(each not in rules.FINISHED for each in path[:-1])
    for before, after in itertools.pairwise(path):
        if after is MessageStatus.SENT:
            assert before in {MessageStatus.CLAIMED, MessageStatus.UNKNOWN}
