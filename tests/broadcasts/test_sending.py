"""One message to many: everybody once, at their hour, at the speed that was said, and nobody who came later."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from activities import broadcasts as activities
from domain.broadcasts import service as broadcasts
from domain.broadcasts.recipients import rules as recipients_rules
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.values import Action, Stage, message_key
from domain.contacts import service as contacts
from domain.messages import service as ledger
from domain.messages.holds import service as holds
from domain.messages.values import FeedbackKind, MessageStatus
from domain.senders.values import Accepted, Idempotency, RefusalClass, Refused
from tests.broadcasts.world import World
from tests.messages.conftest import NOW

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


async def test_everybody_gets_it_once_and_the_books_agree(world: World):
    people = await world.crowd(45)
    broadcast_id = await world.send()
    standing = await world.standing(broadcast_id)
    assert (await world.row(broadcast_id)).stage == Stage.DONE
    assert (standing.entered, standing.sent) == (45, 45)
    assert Counter(one.person_id for one in world.vendor.received.values()) == Counter(people)


async def test_an_audience_of_many_pages_is_written_down_range_by_range(world: World, monkeypatch):
    monkeypatch.setattr(recipients, "LOOKED_AT_ONCE", 10)
    monkeypatch.setattr(recipients_rules, "PAGE", 4)
    people = await world.crowd(47)
    broadcast_id = await world.send()
    assert (await world.standing(broadcast_id)).sent == 47
    assert len({one.person_id for one in world.vendor.received.values()}) == len(people)
    assert (await world.row(broadcast_id)).audience_after == "", "nobody's id is kept for a place that is not needed"


async def test_whoever_joins_after_the_beginning_does_not_get_it_and_is_told_why(world: World):
    await world.crowd(5)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    assert (await world.activities().look(_ref(world, broadcast_id))).writes_down
    world.now_ms += 10
    [late] = await world.crowd(1)
    await world.run(broadcast_id)
    assert (await world.standing(broadcast_id)).entered == 5
    async with world.database.reading(world.tenant) as session:
        assert await recipients.place_of(session, broadcast_id, late) is None


async def test_a_rule_means_those_it_meant_when_the_broadcast_began(world: World):
    await world.crowd(6, attributes={"tier": "gold"})
    await world.crowd(9, attributes={"tier": "green"})
    rule = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}
    broadcast_id = await world.send(audience={"kind": "rule", "where": rule})
    assert (await world.standing(broadcast_id)).sent == 6


async def test_gates_refuse_and_every_reason_is_counted(world: World):
    await world.crowd(4)
    await world.crowd(3, consents=())
    await world.crowd(2, identities=(("external_id", "nowhere"),))
    broadcast_id = await world.send()
    standing = await world.standing(broadcast_id)
    assert standing.entered == 8, "two of them turned out to be one contact"
    assert (standing.sent, standing.refused) == (4, {"consent": 3, "eligibility": 1})


async def test_two_who_turn_out_to_be_one_get_it_once(world: World):
    ana, ben, _ = await world.crowd(3)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.round(broadcast_id)
    async with world.database.tenant(world.tenant) as session:
        await contacts.merge(session, ana, ben, now_ms=world.now_ms)
    await world.run(broadcast_id)
    standing = await world.standing(broadcast_id)
    assert (standing.entered, standing.sent, standing.refused) == (3, 2, {"merged": 1})


async def test_who_got_it_before_they_turned_out_to_be_somebody_else_in_the_audience_gets_it_once(
    world: World, monkeypatch
):
    monkeypatch.setattr(recipients_rules, "PAGE", 1)
    older, younger = sorted(await world.crowd(2))
    broadcast_id = await world.begun()
    await world.deliver_page(broadcast_id, 2)
    await world.merge(older, younger)
    await world.run(broadcast_id)
    standing = await world.standing(broadcast_id)
    assert (standing.entered, standing.sent, standing.refused) == (2, 1, {"merged": 1})
    assert len(world.vendor.given) == 1


async def test_two_whose_messages_wait_when_they_turn_out_to_be_one_get_one_of_them(world: World):
    await world.policy(quiet_hours=({"starts": "07:00", "ends": "10:00", "channels": ("email",)},))
    ana, ben, _ = await world.crowd(3)
    broadcast_id = await world.begun()
    await world.run(broadcast_id, until_ms=NOW)
    await world.merge(ana, ben)
    assert await world.run(broadcast_id) is Stage.DONE
    standing = await world.standing(broadcast_id)
    assert (standing.entered, standing.sent, standing.refused) == (3, 2, {"merged": 1})
    assert len(world.vendor.given) == 2


async def test_pages_planned_at_once_count_whoever_is_on_two_of_them_once(world: World, monkeypatch):
    monkeypatch.setattr(recipients_rules, "PAGE", 1)
    people = await world.crowd(16)
    broadcast_id = await world.begun()
    for survivor, absorbed in zip(people[::2], people[1::2], strict=True):
        await world.merge(survivor, absorbed)

    async def plan(number: int) -> None:
        async with world.database.tenant(world.tenant) as session:
            handling = await broadcasts.handling(session, broadcast_id)
            await recipients.plan(session, handling, number, now_ms=world.now_ms)

    await asyncio.gather(*(plan(number) for number in range(1, 17)))
    await world.run(broadcast_id)
    standing = await world.standing(broadcast_id)
    assert (standing.entered, standing.sent, standing.refused) == (16, 8, {"merged": 8})


ZONES = ("Europe/Madrid", "Asia/Tokyo", "America/Los_Angeles", "UTC")
"""At NOW, 08:00 UTC: 09:00, 17:00, midnight, 08:00."""


@pytest.mark.parametrize(
    ("past", "hours", "refused"),
    [
        ("next_day", {"Europe/Madrid": 8, "Asia/Tokyo": 24, "America/Los_Angeles": 17, "UTC": 9}, {}),
        ("at_once", {"Europe/Madrid": 8, "Asia/Tokyo": 8, "America/Los_Angeles": 17, "UTC": 9}, {}),
        ("skip", {"Europe/Madrid": 8, "America/Los_Angeles": 17, "UTC": 9}, {"expired": 2}),
    ],
)
async def test_each_gets_it_at_nine_of_their_own_day(world: World, past, hours, refused):
    people = await world.crowd(8, zone=lambda n: ZONES[n % 4])
    got: dict[str, int] = {}

    def answer(message):
        got[ZONES[people.index(message.person_id) % 4]] = (world.now_ms - _midnight_ms()) // HOUR_MS
        return Accepted(message_id=message.message_id)

    world.vendor.answer = answer
    broadcast_id = await world.send(local_time={"at": "09:00", "past": past})
    assert got == hours
    standing = await world.standing(broadcast_id)
    assert standing.refused == refused
    assert standing.entered == 8


async def test_a_speed_is_kept(world: World, monkeypatch):
    monkeypatch.setattr(activities, "LONGEST_WAIT_MS", 0)
    await world.crowd(50)
    sent: list[int] = []

    def answer(message):
        sent.append(world.now_ms)
        return Accepted(message_id=message.message_id)

    world.vendor.answer = answer
    broadcast_id = await world.draft(per_minute=600)
    await world.act(broadcast_id, Action.SCHEDULE)
    for _ in range(20):
        await world.round(broadcast_id)
        world.now_ms += 500
    assert (await world.standing(broadcast_id)).sent == 50
    for at_ms in sent:
        assert sum(at_ms <= one < at_ms + 1_000 for one in sent) <= 20, "ten a second, and a second's worth at once"
    assert max(sent) - min(sent) >= 4_000


async def test_quiet_hours_put_it_off_and_it_goes_when_they_are_over(world: World):
    await world.policy(quiet_hours=({"starts": "07:00", "ends": "10:00", "channels": ("email",)},))
    await world.crowd(3)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.run(broadcast_id, until_ms=NOW)
    standing = await world.standing(broadcast_id)
    assert (standing.sent, standing.in_progress) == (0, 3)
    assert await world.run(broadcast_id) is Stage.DONE
    assert (await world.standing(broadcast_id)).sent == 3
    assert world.now_ms == NOW + 2 * HOUR_MS


async def test_nobody_else_hands_over_what_a_broadcast_has_planned(world: World):
    await world.policy(quiet_hours=({"starts": "07:00", "ends": "10:00", "channels": ("email",)},))
    await world.crowd(3)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.run(broadcast_id, until_ms=NOW)
    await world.act(broadcast_id, Action.PAUSE)
    report = await world.deliverer("postman").deliver(world.tenant, now_ms=NOW + DAY_MS)
    assert report.looked_at == 0
    world.now_ms = NOW + 2 * HOUR_MS
    await world.act(broadcast_id, Action.RESUME)
    assert await world.run(broadcast_id) is Stage.DONE
    assert (await world.standing(broadcast_id)).sent == 3


async def test_a_cancelled_broadcast_leaves_a_reason_for_everybody(world: World, monkeypatch):
    monkeypatch.setattr(recipients_rules, "PAGE", 5)
    await world.policy(quiet_hours=({"starts": "07:00", "ends": "10:00", "channels": ("email",)},))
    people = await world.crowd(20)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.round(broadcast_id)
    async with world.database.tenant(world.tenant) as session:
        handling = await broadcasts.handling(session, broadcast_id)
        await recipients.plan(session, handling, 1, now_ms=world.now_ms)
    await world.act(broadcast_id, Action.CANCEL, comment="wrong offer")
    assert await world.run(broadcast_id) is Stage.CANCELLED
    standing = await world.standing(broadcast_id)
    assert (standing.entered, standing.refused, standing.in_progress) == (20, {"cancelled": 20}, 0)
    told = await world.explained(message_key(broadcast_id, people[0]))
    assert told.status is MessageStatus.REFUSED
    assert "took it back" in told.in_words
    assert world.vendor.given == []


async def test_what_comes_back_from_the_vendor_after_a_cancellation_is_taken_back_too(world: World):
    world.vendor.idempotency, world.vendor.answer = Idempotency.KEY, lambda message: None
    await world.crowd(2)
    broadcast_id = await world.draft()
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.round(broadcast_id)
    await world.round(broadcast_id)
    world.vendor.received.clear()
    await world.act(broadcast_id, Action.CANCEL)
    assert (await world.round(broadcast_id)).next_at_ms is not None, "their vendor has not said what became of them"
    await world.reconciler().reconcile(world.tenant, now_ms=world.now_ms + HOUR_MS)
    assert await world.run(broadcast_id) is Stage.CANCELLED
    standing = await world.standing(broadcast_id)
    assert (standing.refused, standing.in_progress, standing.unknown) == ({"cancelled": 2}, 0, 0)
    async with world.database.platform_reading() as session:
        assert await ledger.tenants_with_work(session) == []
    async with world.database.reading(world.tenant) as session:
        assert await holds.held(session) == set()


async def test_too_many_refusals_by_the_vendor_pause_it_with_the_reason(world: World, monkeypatch):
    monkeypatch.setattr(recipients_rules, "PAGE", 10)
    await world.crowd(60)

    def refuses(message):
        if len(world.vendor.given) >= 8:
            return Refused(message_id=message.message_id, why=RefusalClass.BAD_ADDRESS, reason="no such user")
        return Accepted(message_id=message.message_id)

    world.vendor.answer = refuses
    broadcast_id = await world.draft(guard={"percent": 10, "window_minutes": 10, "at_least": 20})
    await world.act(broadcast_id, Action.SCHEDULE)
    stage = await _with_time(world, broadcast_id)
    row = await world.row(broadcast_id)
    assert stage is Stage.PAUSED
    assert "are allowed" in row.reason
    standing = await world.standing(broadcast_id)
    assert standing.refused["vendor"] < 52, "it did not run into the wall to the end"
    world.vendor.answer = lambda message: Accepted(message_id=message.message_id)
    await world.act(broadcast_id, Action.RESUME)
    assert await _with_time(world, broadcast_id) is Stage.DONE


async def test_bounces_that_come_back_pause_it_too(world: World, monkeypatch):
    monkeypatch.setattr(activities, "LONGEST_WAIT_MS", 0)
    await world.crowd(60)
    broadcast_id = await world.draft(guard={"percent": 5, "at_least": 10}, per_minute=1_200)
    await world.act(broadcast_id, Action.SCHEDULE)
    for _ in range(3):
        await world.round(broadcast_id)
        world.now_ms += 1_000
    given = [one.message_id for one in world.vendor.received.values()]
    assert 10 <= len(given) < 60
    await world.told(FeedbackKind.BOUNCED, given[:5], is_permanent=True)
    world.now_ms += 60_000
    await world.round(broadcast_id)
    assert (await world.row(broadcast_id)).stage == Stage.PAUSED
    assert len(world.vendor.received) == len(given)


async def _with_time(world: World, broadcast_id: str) -> Stage:
    """A minute for every batch of ten, so that the guard has something to look at."""
    deliver = world.deliverer().deliver

    async def slowly(*given, **more):
        report = await deliver(*given, **more)
        world.now_ms += 60_000
        return report

    return await world.run(broadcast_id, deliver=slowly, batch=10)


def _ref(world: World, broadcast_id: str):
    from workflows.contracts.broadcasts import BroadcastRef

    return BroadcastRef(tenant_id=world.tenant, broadcast_id=broadcast_id)


def _midnight_ms() -> int:
    day = datetime.fromtimestamp(NOW / 1_000, UTC).date()
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1_000)
