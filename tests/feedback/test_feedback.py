"""What is made of what vendors, links and receivers say of messages."""

import pytest

from domain.behaviour import service as behaviour
from domain.behaviour.happenings import service as happenings
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange, Device, DevicePlatform
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, Purpose
from domain.messages import service as ledger
from domain.messages.feedback import service as feedback
from domain.messages.tallies import service as tallies
from domain.messages.values import Feedback, FeedbackKind, MessageStatus
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from domain.segments.values import SegmentDefinition
from domain.senders.values import Accepted, Ambiguous
from storage.sql.tables import tables_of
from tests.messages.conftest import NOW, SOURCE, TENANT, World, message

HOUR = 3_600_000


async def sent(world: World, **more):
    [ana] = await world.people()
    await world.plan(message(ana, **more))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    return ana, await world.explained(message(ana, **more).key)


def told(kind: str, number: int = 0, **more) -> Feedback:
    base = {"event_id": f"ev-{kind}-{number}", "kind": FeedbackKind(kind), "channel": Channel.EMAIL, "at_ms": NOW + 1}
    return Feedback(**(base | more))


async def record(world: World, *items: Feedback, now_ms: int = NOW + 2):
    async with world.database.tenant(TENANT) as session:
        return await feedback.feedback(session, items, now_ms=now_ms)


async def figures(world: World) -> dict[str, int]:
    async with world.database.reading(TENANT) as session:
        return {tally.what: tally.count for tally in await tallies.of(session, SOURCE)}


async def test_feedback_told_many_times_counts_once(world: World):
    _, was = await sent(world)
    opened = told("opened", message_key=was.message_id)
    assert (await record(world, opened, opened)).new == 1
    assert (await record(world, opened, told("opened", 1, message_key=was.key))).new == 1
    counts = await figures(world)
    assert (counts["opens"], counts["unique_opens"]) == (2, 1)
    assert (await world.explained(was.key)).opened_at_ms == NOW + 1


async def test_what_machines_open_and_click_is_counted_apart_and_teaches_nothing(world: World):
    ana, was = await sent(world)
    await record(
        world,
        told("opened", message_key=was.key, is_bot=True),
        told("clicked", message_key=was.key, is_bot=True),
    )
    counts = await figures(world)
    assert (counts["bot_opens"], counts["bot_clicks"]) == (1, 1)
    assert "opens" not in counts
    assert (await world.explained(was.key)).opened_at_ms is None
    assert await habits(world, f"person:{ana}") == {}


async def habits(world: World, scope: str) -> dict[int, tuple[int, int]]:
    from domain.delivery import repository

    async with world.database.reading(TENANT) as session:
        return {row.hour: (row.messages, row.opens) for row in await repository.habits(session, [scope])}


async def test_opens_teach_when_a_person_their_cohort_and_everybody_opens(world: World):
    ana, was = await sent(world)
    await record(world, told("opened", message_key=was.key, at_ms=NOW + 2 * HOUR), now_ms=NOW + 3 * HOUR)
    assert await habits(world, f"person:{ana}") == {10: (0, 1)}
    for scope in ("zone:UTC", "*"):
        assert await habits(world, scope) == {8: (1, 0), 10: (0, 1)}


async def test_a_hard_bounce_puts_the_address_on_the_list_and_a_soft_one_does_not(world: World):
    ana, was = await sent(world)
    await record(world, told("bounced", message_key=was.key, is_permanent=False))
    await world.plan(message(ana, 1))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 1
    await record(world, told("bounced", 1, message_key=was.key, reason="550"))
    await world.plan(message(ana, 2), message(ana, 3, channel=Channel.SMS))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (1, {"suppression": 1})


async def test_a_complaint_ends_all_mail_and_withdraws_consent(world: World):
    ana, was = await sent(world)
    await record(world, told("complained", message_key=was.key))
    await world.plan(message(ana, 1, purpose=Purpose.TRANSACTIONAL))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"suppression": 1}
    async with world.database.reading(TENANT) as session:
        assert (await contacts.get(session, ana)).consents["email/marketing"] is ConsentState.DENIED


async def test_an_unsubscribe_withdraws_consent_and_leaves_receipts_alone(world: World):
    ana, was = await sent(world)
    await record(world, told("unsubscribed", message_key=was.message_id))
    await world.plan(message(ana, 1), message(ana, 2, purpose=Purpose.TRANSACTIONAL))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (1, {"consent": 1})


async def test_a_stop_from_a_number_holds_whether_we_know_whose_it_is_or_not(world: World):
    [ana] = await world.people()
    recorded = await record(
        world,
        told("unsubscribed", 1, channel=Channel.SMS, address="+1 415 555-0000"),
        told("unsubscribed", 2, channel=Channel.SMS, address="+14155559999"),
    )
    assert recorded.new == 2
    assert [event.person_id for event in recorded.events] == [ana]
    await world.plan(message(ana, 1, channel=Channel.SMS, purpose=Purpose.TRANSACTIONAL))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"suppression": 1}
    async with world.database.reading(TENANT) as session:
        listed = await delivery.entries_of(session, [("phone", "+14155559999")])
    assert [entry.reason for entry in listed] == ["user_opt_out"]


async def test_a_push_token_that_is_gone_is_not_tried_again(world: World):
    phone = Device(DevicePlatform.IOS, "token-1", seen_at_ms=NOW)
    [ana] = await world.people(devices=(phone,))
    await world.plan(message(ana, channel=Channel.PUSH))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    key = message(ana).key
    await record(world, told("failed", message_key=key, channel=Channel.PUSH, address="token-1"))
    await world.plan(message(ana, 1, channel=Channel.PUSH))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"eligibility": 1}
    async with world.database.tenant(TENANT) as session:
        new = Device(DevicePlatform.IOS, "token-2", seen_at_ms=NOW)
        await contacts.change(session, ana, ContactChange(devices=(new,)), now_ms=NOW)
    await world.plan(message(ana, 2, channel=Channel.PUSH))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 1


@pytest.mark.parametrize("kind", ["delivered", "bounced", "opened"])
async def test_whatever_comes_back_of_an_unknown_message_proves_that_it_was_sent(world: World, kind):
    world.vendor.answer = lambda each: Ambiguous(message_id=each.message_id)
    _, was = await sent(world)
    assert was.status is MessageStatus.UNKNOWN
    await record(world, told(kind, message_key=was.message_id))
    assert (await world.explained(was.key)).status is MessageStatus.SENT
    counted = await world.counted()
    assert (counted.sent, counted.unknown) == (1, 0)


async def test_a_message_is_found_by_its_vendors_id(world: World):
    world.vendor.answer = lambda each: Accepted(message_id=each.message_id, provider_message_id="SM123")
    _, was = await sent(world)
    await record(world, told("delivered", provider_message_id="SM123"), told("delivered", 1, provider_message_id="SM9"))
    assert (await figures(world))["delivered"] == 1
    assert (await world.explained(was.key)).delivered_at_ms == NOW + 1


async def test_what_people_did_with_messages_is_told_to_journeys_as_their_doing(world: World):
    ana, was = await sent(world)
    recorded = await record(world, told("clicked", message_key=was.key, url="https://shop.example/"))
    [event] = recorded.events
    assert (event.person_id, event.name) == (ana, "message_clicked")
    assert event.properties["source"] == SOURCE
    assert event.properties["url"] == "https://shop.example/"


async def test_every_outcome_and_feedback_waits_to_be_told_exactly_once(world: World):
    _, was = await sent(world)
    await record(world, told("delivered", message_key=was.key))
    await record(world, told("delivered", message_key=was.key))
    async with world.database.platform() as session:
        from storage.nats.events import decode_events

        waiting = await tallies.untold(session, limit=10)
        events = [event for row in waiting for event in decode_events(row.payload)]
        await tallies.told(session, [row.id for row in waiting])
        assert await tallies.untold(session, limit=10) == []
    assert [event.type for event in events] == ["message_sent", "message_delivered"]
    assert {event.message_id for event in events} == {was.message_id}


def test_every_kind_of_feedback_is_counted_under_something():
    from domain.messages.feedback import rules

    for kind in FeedbackKind:
        assert list(rules.counted(told(kind), is_first=True))


async def test_nothing_that_was_told_of_another_tenants_message_touches_it(world: World):
    _, was = await sent(world)
    async with world.database.tenant("theirs") as session:
        recorded = await feedback.feedback(session, [told("bounced", message_key=was.message_id)], now_ms=NOW)
    assert recorded.new == 1
    assert (await world.counted()).sent == 1
    async with world.database.reading(TENANT) as session:
        assert await ledger.explain(session, key=was.key)
        assert await delivery.entries_of(session, [("email", "person0@shop.example")]) == []


async def test_what_is_told_of_the_far_future_counts_as_of_now(world: World):
    ana, was = await sent(world)
    year_33658 = 999_999_999_999_000
    await record(
        world,
        told("opened", message_key=was.key, at_ms=year_33658),
        told("complained", message_key=was.key, at_ms=year_33658),
    )
    assert (await world.explained(was.key)).opened_at_ms == NOW + 2
    assert await habits(world, f"person:{ana}") == {8: (0, 1)}
    async with world.database.tenant(TENANT) as session:
        again = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.GRANTED, NOW + HOUR, "form")
        await contacts.change(session, ana, ContactChange(consents=(again,)), now_ms=NOW + HOUR)
        assert (await contacts.get(session, ana)).consents["email/marketing"] is ConsentState.GRANTED


async def test_a_vendors_id_for_a_whole_batch_pins_nothing_on_somebody_else_of_it(world: World):
    world.vendor.answer = lambda each: Accepted(message_id=each.message_id, provider_message_id="batch-1")
    ana, ben = await world.people(2)
    await world.plan(message(ana), message(ben))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    base = {"provider_message_id": "batch-1", "address": "person0@shop.example"}
    recorded = await record(world, told("opened", **base), told("complained", **base))
    assert {event.person_id for event in recorded.events} == {ana}
    async with world.database.reading(TENANT) as session:
        people = await contacts.load(session, [ana, ben])
    consents = [people[each].consents["email/marketing"] for each in (ana, ben)]
    assert consents == [ConsentState.DENIED, ConsentState.GRANTED]
    for each in (ana, ben):
        assert (await world.explained(message(each).key)).opened_at_ms is None


async def test_a_consent_that_is_withdrawn_by_feedback_moves_people_between_segments(world: World):
    ana, was = await sent(world)
    consented = {"kind": "attribute", "attribute": "consent.email_marketing", "is": "is", "value": "granted"}
    definition = SegmentDefinition.model_validate({"name": "Readers", "members": {"kind": "rule", "where": consented}})
    async with world.database.tenant(TENANT) as session:
        readers = (await audiences.create(session, definition, actor_id="usr_1", now_ms=NOW)).segment.id
        await segments.refresh_range(session, [readers], after="", limit=10, now_ms=NOW)
        assert await segments.members(session, readers, after="", limit=10) == (ana,)
        recorded = await feedback.feedback(session, [told("unsubscribed", message_key=was.message_id)], now_ms=NOW + 2)
        await happenings.follow_events(session, recorded.events, recorded.changed, now_ms=NOW + 2)
        assert await segments.members(session, readers, after="", limit=10) == ()
        timeline = await behaviour.timeline(session, ana, limit=10)
    assert [event.name for event in timeline] == ["segment_left", "message_unsubscribed"]


async def test_words_of_a_reply_stand_in_what_their_person_did_and_nowhere_else(world: World):
    [ana] = await world.people()
    words = "call me tonight"
    recorded = await record(world, told("replied", channel=Channel.SMS, address="+14155550000", reason=words))
    assert [(event.person_id, event.properties["reason"]) for event in recorded.events] == [(ana, words)]
    async with world.database.platform_reading() as session:
        for table in tables_of(world.database.store):
            assert words not in repr((await session.exec(table.select())).all()), table.name
