"""What becomes of a message that somebody planned."""

import pytest

from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.delivery import service as delivery
from domain.delivery.values import (
    CapRule,
    ConsentState,
    Gate,
    Holdout,
    IdentityType,
    NewSuppression,
    Purpose,
    QuietHours,
    Ruling,
    SuppressionReason,
)
from domain.messages.values import DAY_MS, MessageStatus, Priority
from domain.senders.values import Accepted, Ambiguous, Deferred, RefusalClass, Refused
from tests.messages.conftest import NOW, SOURCE, TENANT, World, message

HOUR = 3_600_000


async def test_a_message_that_passes_every_gate_is_sent_once_and_says_so(world: World):
    [ana] = await world.people(attributes={"first_name": "Ana"})
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.sent == 1
    assert report.next_due_at_ms is None
    [received] = world.vendor.received.values()
    assert (received.address, received.text) == ("person0@shop.example", "Hello Ana")
    told = await world.explained(message(ana).key)
    assert told.status is MessageStatus.SENT
    assert told.in_words.startswith("Sent")
    assert [verdict.gate for verdict in told.looks[0].verdicts] == list(Gate)
    assert (await world.counted()).sent == 1


async def test_a_message_planned_twice_is_one_message(world: World):
    [ana] = await world.people()
    await world.plan(message(ana), message(ana))
    await world.plan(message(ana, template_id="tpl_other"))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    await world.plan(message(ana))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert len(world.vendor.given) == 1
    assert (await world.counted()).entered == 1


async def suppress_email(world: World):
    async with world.database.tenant(TENANT) as session:
        entry = NewSuppression(
            kind=IdentityType.EMAIL, value="Person0@Shop.example", reason=SuppressionReason.REGULATORY
        )
        await delivery.suppress(session, [entry], actor_id="usr_1", now_ms=NOW)


REFUSALS = {
    "no consent": ({"consented": False}, {}, "consent", "has not consented"),
    "no address": ({"identities": (("external_id", "7"),)}, {}, "eligibility", "has no e-mail address"),
    "held out": ({}, {"holdouts": (Holdout(scope="journey:jrn_1", percent=100),)}, "holdout", "held out"),
    "a template that cannot be rendered": ({}, {"template_id": "tpl_broken"}, "content", "loops for too long"),
    "too late": ({}, {"expires_at_ms": NOW - 1}, "expired", "its time was over"),
}


@pytest.mark.parametrize(("who", "what", "reason", "words"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refused_message_says_which_gate_refused_it_and_why(world: World, who, what, reason, words):
    [ana] = await world.people(**who)
    await world.plan(message(ana, **what))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {reason: 1}
    told = await world.explained(message(ana).key)
    assert told.status is MessageStatus.REFUSED
    assert told.reason == reason
    assert words in told.in_words
    assert world.vendor.given == []
    assert (await world.counted()).refused == {reason: 1}


async def test_somebody_who_is_not_a_contact_gets_nothing(world: World):
    await world.plan(message("per_nobody"))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"eligibility": 1}


async def test_suppression_holds_back_even_what_is_transactional(world: World):
    [ana] = await world.people()
    await suppress_email(world)
    await world.plan(message(ana, purpose=Purpose.TRANSACTIONAL))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"suppression": 1}
    told = await world.explained(message(ana).key)
    assert told.looks[0].verdicts[-1].inputs["reason"] == "regulatory"


async def test_quiet_hours_defer_and_every_gate_is_met_again_afterwards(world: World):
    [ana, bea] = await world.people(2)
    await world.policy(quiet_hours=(QuietHours(starts="07:00", ends="09:00"),))
    await world.plan(message(ana), message(bea))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.deferred, report.next_due_at_ms) == (2, NOW + HOUR)
    assert (await world.counted()).in_progress == 2
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + HOUR - 1)).sent == 0
    await suppress_email(world)
    report = await world.deliverer().deliver(TENANT, now_ms=NOW + HOUR)
    assert (report.sent, report.refused) == (1, {"suppression": 1})
    told = await world.explained(message(bea).key)
    assert [look.verdicts[-1].ruling for look in told.looks] == [Ruling.DEFERRED, Ruling.PASSED]


async def test_a_wait_beyond_a_messages_time_refuses_it(world: World):
    [ana] = await world.people()
    await world.policy(quiet_hours=(QuietHours(starts="07:00", ends="09:00"),))
    await world.plan(message(ana, expires_at_ms=NOW + HOUR))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"expired": 1}


async def test_a_cap_counts_what_was_sent_and_what_is_claimed_beside_it(world: World):
    [ana] = await world.people()
    await world.policy(caps=(CapRule(name="two a day", channel="email", window="day", most=2),))
    await world.plan(*(message(ana, number) for number in range(4)))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (2, {"frequency_cap": 2})
    await world.plan(message(ana, 9, planned_at_ms=NOW + DAY_MS))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW + DAY_MS)).sent == 1


async def test_the_most_urgent_of_those_who_compete_for_a_cap_goes(world: World):
    [ana] = await world.people()
    await world.policy(caps=(CapRule(name="one a day", channel="all", window="day", most=1),))
    await world.plan(
        message(ana, 1, priority=Priority.LOW),
        message(ana, 2, priority=Priority.NORMAL, source="broadcast:brd_1"),
        message(ana, 3, priority=Priority.HIGH, channel=Channel.SMS, planned_at_ms=NOW + 1),
        message(ana, 4, purpose=Purpose.TRANSACTIONAL, planned_at_ms=NOW + 1),
    )
    report = await world.deliverer().deliver(TENANT, now_ms=NOW + 1)
    assert (report.sent, report.refused) == (2, {"frequency_cap": 2})
    for number, status in ((1, "refused"), (2, "refused"), (3, "sent"), (4, "sent")):
        assert (await world.explained(message(ana, number).key)).status == status


async def test_a_cap_for_a_campaign_counts_that_campaigns_messages_alone_and_for_ever(world: World):
    [ana] = await world.people()
    await world.policy(caps=(CapRule(name="once", channel="all", window="campaign", most=1),))
    await world.plan(message(ana, 1), message(ana, 2, source="journey:jrn_2"))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 2
    later = NOW + 400 * DAY_MS
    await world.plan(message(ana, 3, planned_at_ms=later), message(ana, 4, source="journey:jrn_3", planned_at_ms=later))
    report = await world.deliverer().deliver(TENANT, now_ms=later)
    assert (report.sent, report.refused) == (1, {"frequency_cap": 1})


async def test_transactional_messages_take_nothing_from_a_cap(world: World):
    [ana] = await world.people()
    await world.policy(caps=(CapRule(name="one a day", channel="all", window="day", most=1),))
    await world.plan(message(ana, 1, purpose=Purpose.TRANSACTIONAL), message(ana, 2))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 2


async def test_a_policy_that_cannot_be_read_lets_nothing_pass(world: World):
    [ana] = await world.people()
    await world.policy()
    async with world.database.tenant(TENANT) as session:
        from domain.delivery import repository

        row = await repository.policy(session, to_change=True)
        row.document = {"caps": "none of your business"}
        session.add(row)
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"suppression": 1}
    assert (await world.explained(message(ana).key)).looks[0].verdicts[-1].reason == "could not be checked"


async def test_an_everything_holdout_keeps_out_marketing_alone(world: World):
    people = await world.people(60)
    await world.policy(holdout_percent=50)
    await world.plan(*(message(person) for person in people))
    await world.plan(*(message(person, 1, purpose=Purpose.TRANSACTIONAL) for person in people))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    held = report.refused["holdout"]
    assert 10 < held < 50
    assert report.sent == 120 - held


async def test_consent_on_channels_that_ask_first_is_the_tenants_to_say(world: World):
    [ana] = await world.people(consented=False)
    await world.policy(consent_needed=(Channel.SMS,))
    await world.plan(message(ana, 1), message(ana, 2, channel=Channel.SMS))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (1, {"consent": 1})
    async with world.database.tenant(TENANT) as session:
        no = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.DENIED, NOW)
        await contacts.change(session, ana, ContactChange(consents=(no,)), now_ms=NOW)
    await world.plan(message(ana, 3))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"consent": 1}


async def test_a_channel_nobody_carries_refuses_with_that_reason(world: World):
    [ana] = await world.people()
    world.vendor.needs_sender = True
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"no_sender": 1}
    assert "nobody to write as" in (await world.explained(message(ana).key)).in_words


# What vendors say


async def test_a_vendors_refusal_is_final_and_a_bad_address_is_not_written_to_again(world: World):
    [ana] = await world.people()
    world.vendor.answer = lambda each: Refused(
        message_id=each.message_id, why=RefusalClass.BAD_ADDRESS, code="550", reason="no such user"
    )
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"vendor": 1}
    assert "550 no such user" in (await world.explained(message(ana).key)).in_words
    await world.plan(message(ana, 1))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).refused == {"suppression": 1}
    assert (await world.counted()).refused == {"suppression": 1, "vendor": 1}


async def test_who_told_the_vendor_to_stop_gets_no_marketing_any_more(world: World):
    [ana] = await world.people()
    world.vendor.answer = lambda each: Refused(message_id=each.message_id, why=RefusalClass.UNSUBSCRIBED)
    await world.plan(message(ana))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    world.vendor.answer = lambda each: Accepted(message_id=each.message_id)
    await world.plan(message(ana, 1), message(ana, 2, purpose=Purpose.TRANSACTIONAL))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert (report.sent, report.refused) == (1, {"consent": 1})


async def test_a_vendor_that_is_away_is_tried_again_and_given_up_in_the_end(world: World):
    [ana] = await world.people()
    world.vendor.answer = lambda each: Deferred(message_id=each.message_id, retry_after_s=1, reason="503")
    await world.plan(message(ana))
    now, attempts = NOW, 0
    while True:
        report = await world.deliverer().deliver(TENANT, now_ms=now)
        attempts += 1
        assert (await world.counted()).entered == 1
        if report.next_due_at_ms is None:
            break
        assert report.deferred == 1
        now = report.next_due_at_ms
    assert (attempts, report.failed) == (8, 1)
    told = await world.explained(message(ana).key)
    assert told.status is MessageStatus.FAILED
    assert "503" in told.in_words
    assert now < NOW + DAY_MS


async def test_a_vendor_that_comes_back_gets_the_message_once(world: World):
    [ana] = await world.people()
    world.vendor.answer = lambda each: Deferred(message_id=each.message_id)
    await world.policy(caps=(CapRule(name="one a day", channel="all", window="day", most=1),))
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    world.vendor.answer = lambda each: Accepted(message_id=each.message_id, provider_message_id="SM1", segments=2)
    report = await world.deliverer().deliver(TENANT, now_ms=report.next_due_at_ms)
    assert report.sent == 1, "what certainly never went out does not count for caps"
    told = await world.explained(message(ana).key)
    assert (told.provider_message_id, told.segments, told.attempts) == ("SM1", 2, 2)


async def test_an_answer_that_was_lost_leaves_the_message_unknown_and_is_never_sent_again_blindly(world: World):
    [ana] = await world.people()
    world.vendor.can_look_up = False
    world.vendor.idempotency = "none"
    world.vendor.answer = lambda each: Ambiguous(message_id=each.message_id, reason="connection reset")
    await world.plan(message(ana))
    report = await world.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.unknown == 1
    now = NOW
    for _ in range(20):
        now += 2 * DAY_MS
        await world.reconciler().reconcile(TENANT, now_ms=now)
        assert (await world.deliverer().deliver(TENANT, now_ms=now)).sent == 0
    told = await world.explained(message(ana).key)
    assert told.status is MessageStatus.UNKNOWN
    assert told.due_at_ms is None, "it is not asked about for ever"
    assert (await world.counted()).unknown == 1


async def test_a_connector_that_raises_leaves_its_messages_unknown(world: World):
    [ana] = await world.people()

    def fails(_):
        raise ValueError("a bug")

    world.vendor.answer = fails
    await world.plan(message(ana))
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).unknown == 1


# Whose, and how many


async def test_a_source_delivers_its_own_messages_alone_and_keys_name_messages(world: World):
    people = await world.people(3)
    await world.plan(*(message(person) for person in people), message(people[0], 5, source="broadcast:brd_1"))
    deliverer = world.deliverer()
    assert (await deliverer.deliver(TENANT, source="broadcast:brd_1", now_ms=NOW)).sent == 1
    assert (await deliverer.deliver(TENANT, source=SOURCE, keys=[message(people[1]).key], now_ms=NOW)).sent == 1
    report = await deliverer.deliver(TENANT, source=SOURCE, limit=1, now_ms=NOW)
    assert (report.sent, report.next_due_at_ms) == (1, NOW)
    assert (await deliverer.deliver(TENANT, now_ms=NOW)).sent == 1
    assert len(set(world.vendor.given)) == len(world.vendor.given) == 4


async def test_another_tenants_messages_are_nobodys_business(world: World):
    [ana] = await world.people()
    await world.plan(message(ana))
    assert (await world.deliverer().deliver("theirs", now_ms=NOW)).sent == 0
    assert (await world.deliverer().deliver(TENANT, now_ms=NOW)).sent == 1
