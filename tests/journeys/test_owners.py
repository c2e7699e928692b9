"""What becomes of everything that hangs on a person when two turn out to be one, or when somebody asks to be forgotten."""

import pytest
from sqlalchemy import select as select_columns

from domain.behaviour import service as behaviour
from domain.behaviour.happenings import service as happenings
from domain.behaviour.persons import service as persons
from domain.behaviour.values import ActivationKind, Aside, CustomerEvent
from domain.broadcasts.recipients.tables import BroadcastPage
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.files.tables import ContactImport
from domain.contacts.values import Consent, ContactChange
from domain.delivery import service as delivery
from domain.delivery.values import (
    CapRule,
    CapWindow,
    ConsentState,
    IdentityType,
    NewSuppression,
    Purpose,
    SuppressionReason,
)
from domain.errors import NotFound
from domain.journeys.effects.service import source_of
from domain.journeys.rehearsals import service as rehearsals
from domain.journeys.rehearsals.rules import Tally
from domain.journeys.rehearsals.values import DryRun
from domain.journeys.values import JourneyDefinition
from domain.messages import service as messages
from domain.messages.activations import service as activations
from domain.messages.activations.values import ActivationPlan, Wanted
from domain.messages.feedback import service as feedback
from domain.messages.values import Feedback, FeedbackKind, Handover, Look, Looked, MessageStatus, PlannedMessage
from domain.outbox import service as outbox
from domain.outbox.values import Letter
from domain.segments.audiences import service as audiences
from storage.sql.tables import tables_of
from tests.journeys.definitions import TEMPLATE, email, journey, wait, wait_for
from tests.journeys.world import MINUTE, NOW, World

ADDRESS = "ana.perez@shop.example"
NUMBER = "+14155550100"


async def known(world: World, *identities, **attributes) -> str:
    async with world.database.tenant(world.tenant_id) as session:
        change = ContactChange(identities=identities, attributes=attributes)
        return (await contacts.create(session, change, now_ms=world.now_ms))[0]


async def merge(world: World, survivor: str, other: str):
    async with world.database.tenant(world.tenant_id) as session:
        changed = await contacts.merge(session, survivor, other, now_ms=world.now_ms)
        await happenings.follow_change(session, changed, now_ms=world.now_ms)
        return changed.merges[0].person_id, changed.merges[0].absorbed_id


async def erase(world: World, person_id: str):
    async with world.database.tenant(world.tenant_id) as session:
        return await persons.erase(session, person_id, actor_id="usr_a", now_ms=world.now_ms)


async def everywhere(world: World, *texts: str) -> dict[str, list[str]]:
    """Which of ``texts`` stand in which table, in any column and however they are packed."""
    found = {}
    async with world.database.platform_reading() as session:
        connection = await session.connection()
        for table in tables_of(world.database.store):
            for row in (await connection.execute(select_columns(table))).mappings():
                raw = b"\0".join(
                    value if isinstance(value, bytes) else str(value).encode() for value in row.values()
                ).lower()
                held = [text for text in texts if text.lower().encode() in raw]
                if (
                    held and table.name != "segment_bidding_changes"
                ):  # until bidders have been told that they are nowhere
                    found.setdefault(table.name, []).extend(held)
    return found


def planned(key: str, person_id: str, **more) -> PlannedMessage:
    return PlannedMessage(
        **{
            "key": key,
            "person_id": person_id,
            "channel": Channel.EMAIL,
            "template_id": TEMPLATE,
            "source": "test:usr_a",
            "planned_at_ms": NOW,
            "variables": {"hello": ADDRESS},
        }
        | more
    )


async def sent(world: World, *plans: PlannedMessage) -> None:
    async with world.database.tenant(world.tenant_id) as session:
        await messages.plan(session, plans)
    async with world.database.tenant(world.tenant_id) as session:
        due = await messages.due_of(session, [plan.key for plan in plans], now_ms=world.now_ms)
        opened = await messages.take(session, [message_id for _, message_id in due])
        claimed = [Looked(each, MessageStatus.CLAIMED, Look(NOW, (), f"to {ADDRESS}")) for each in opened]
        await messages.record(session, claimed, worker_id="w", now_ms=world.now_ms)
        outcomes = [
            Handover(message_id=each.id, status=MessageStatus.SENT, provider_message_id=f"<{each.id}>@vendor")
            for each in opened
        ]
        await messages.settle(session, outcomes, now_ms=world.now_ms)


async def with_a_rehearsal(session, journey_id: str, person_id: str) -> None:
    definition = JourneyDefinition.model_validate(journey({"rest": wait(60)}))
    row = await rehearsals.begin(session, journey_id, 0, definition, DryRun(), actor_id="usr_a", now_ms=NOW)
    for after, onward in (("", person_id), (person_id, None)):
        tally = Tally(lines={}, examples={})
        tally.add({("sent", "email"): 1, ("turned_away", "inside already"): 1}, person_id)
        counted = {"people": 1, "looked_at": 1, "tally": tally, "now_ms": NOW}
        await rehearsals.note_page(session, row.id, after=after, onward=onward, **counted)


async def with_something_everywhere(world: World) -> tuple[str, str]:
    """Somebody of whom every table has something: (person, journey)."""
    waits = wait_for("bought", 60, "end", "hello")
    live = await world.publish(journey({"rest": waits, "hello": email()}))
    person_id = await known(world, ("email", ADDRESS), ("phone", NUMBER), name="Ana Pérez")
    other = await known(world, ("external_id", "c-9"))
    await sent(world, *(planned(f"brd_0/{each}", each) for each in (person_id, other)))
    person_id, absorbed = await merge(world, person_id, other)
    await world.enter(live.journey_id, [person_id])
    await world.advance(live)
    await world.did(person_id, "bought", to=ADDRESS)
    await sent(world, planned("one", person_id), planned(f"brd_1/{person_id}", person_id))
    letter = Letter(
        message_id="msg_1", person_id=person_id, channel=Channel.EMAIL, source="x", at_ms=NOW, address=ADDRESS
    )
    bounce = Feedback(
        event_id="f1",
        kind=FeedbackKind.BOUNCED,
        channel=Channel.EMAIL,
        at_ms=NOW,
        message_key="one",
        address=ADDRESS,
        reason=f"550 <{ADDRESS}> user unknown",
        url=f"https://shop.example/?who={person_id}",
    )
    async with world.database.tenant(world.tenant_id) as session:
        await messages.plan(session, [planned("later", person_id, not_before_ms=NOW + MINUTE)])
        await outbox.keep(session, [letter])
        await feedback.feedback(session, [bounce], now_ms=world.now_ms)
        denied = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.DENIED, at_ms=NOW, proof="form")
        change = ContactChange(consents=(denied,))
        changed = await contacts.change(session, person_id, change, now_ms=world.now_ms)
        await happenings.follow_change(session, changed, now_ms=world.now_ms)
        await delivery.learn_opens(session, [(person_id, "UTC", Channel.EMAIL, NOW)])
        plan = ActivationPlan(templates={Channel.IN_APP: TEMPLATE})
        await activations.put_plan(
            session, ActivationKind.UPSELL, plan, expected_revision=None, actor_id="usr_a", now_ms=NOW
        )
        for each in (person_id, absorbed):
            wanted = Wanted(person_id=each, kind=ActivationKind.UPSELL, cause_id=f"{each}: {ADDRESS}", at_ms=NOW)
            assert await activations.dispatch(session, [wanted], carried=[Channel.IN_APP], now_ms=NOW)
        await audiences.open_refresh(session, "srf_1", [], people=1, now_ms=NOW)
        progress = {"people": 1, "entered": 0, "left": 0, "now_ms": NOW}
        await audiences.note_progress(session, "srf_1", after=person_id, **progress)
        await audiences.note_progress(session, "srf_1", after=None, **progress)
        await with_a_rehearsal(session, live.journey_id, person_id)
        page = {"number": 1, "part": "everybody", "people": 1, "first_person": person_id, "last_person": person_id}
        ids = b"\x91\xd9" + bytes([len(person_id)]) + person_id.encode()
        session.add(BroadcastPage(tenant_id=world.tenant_id, broadcast_id="brd_1", ids=ids, **page))
        counted = {"rows": 1, "taken": 0, "refused": 1, "actor_id": "usr_a", "at_ms": NOW}
        errors = f"row,message\n{ADDRESS.upper()},no\n"
        session.add(
            ContactImport(tenant_id=world.tenant_id, id="imp_1", mapping="m", digest="d", errors=errors, **counted)
        )
        aside = Aside(
            key="a", subject="ingest.app.ours", field="", message="no", payload=f'{{"email": "{ADDRESS}"}}'.encode()
        )
        await behaviour.set_aside(session, [aside], now_ms=NOW)
    assert absorbed
    return person_id, live.journey_id


async def test_whoever_is_erased_stands_nowhere_any_more(world: World):
    person_id, journey_id = await with_something_everywhere(world)
    async with world.database.reading(world.tenant_id) as session:
        everybody = [person_id, *(row.absorbed_id for row in (await contacts.history(session, person_id))[0])]
    before = await everywhere(world, *everybody, ADDRESS)
    assert {
        "contacts",
        "messages",
        "activations",
        "journey_rehearsals",
        "journey_travellers",
        "behaviour_events",
        "outbox_letters",
    } <= before.keys()

    await erase(world, person_id)

    assert await everywhere(world, *everybody, ADDRESS, NUMBER, "Pérez", "c-9") == {}
    with pytest.raises(NotFound):
        await erase(world, person_id)
    now = await world.where(journey_id)
    assert (now.entered, now.in_progress, now.left) == (1, 0, {"erased": 1})
    async with world.database.reading(world.tenant_id) as session:
        [rehearsal] = await rehearsals.of_journey(session, journey_id)
        counts = {line.what: (line.people.value, line.examples) for line in rehearsals.counted(rehearsal)}
        assert (counts["sent"], counts["turned_away"]) == ((2, ()), (2, ()))
    async with world.database.reading(world.tenant_id) as session:
        counted = await messages.counted(session, "test:usr_a")
        assert (counted.sent, counted.refused, counted.in_progress) == (4, {"erased": 1}, 0)
        assert await messages.recounted(session, "test:usr_a") == counted


async def test_what_an_erased_person_refused_goes_on_holding_for_their_address(world: World):
    person_id = await known(world, ("email", ADDRESS), ("phone", NUMBER))
    async with world.database.tenant(world.tenant_id) as session:
        denied = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.DENIED, at_ms=NOW)
        await contacts.change(session, person_id, ContactChange(consents=(denied,)), now_ms=NOW)
    await erase(world, person_id)
    async with world.database.reading(world.tenant_id) as session:
        listed = await delivery.entries_of(session, [(IdentityType.EMAIL, ADDRESS.upper())])
        assert [(entry.reason, entry.channel) for entry in listed] == [(SuppressionReason.USER_OPT_OUT, Channel.EMAIL)]
        assert not await delivery.entries_of(session, [(IdentityType.PHONE, NUMBER)])


async def test_a_message_whose_handover_is_under_way_is_settled_though_its_person_is_erased(world: World):
    person_id = await known(world, ("email", ADDRESS))
    async with world.database.tenant(world.tenant_id) as session:
        await messages.plan(session, [planned("one", person_id)])
        due = await messages.due_of(session, ["one"], now_ms=NOW)
        opened = await messages.take(session, [message_id for _, message_id in due])
        await messages.record(session, [Looked(opened[0], MessageStatus.CLAIMED, Look(NOW))], worker_id="w", now_ms=NOW)
    await erase(world, person_id)
    async with world.database.tenant(world.tenant_id) as session:
        outcome = Handover(message_id=opened[0].id, status=MessageStatus.DEFERRED, retry_at_ms=NOW + MINUTE)
        assert await messages.settle(session, [outcome], now_ms=NOW) == 1
    assert await everywhere(world, person_id, ADDRESS) == {}


async def test_runs_of_somebody_who_turned_out_to_be_another_go_on_as_theirs(world: World):
    live = await world.publish(journey({"rest": wait(60, "hello"), "hello": email()}))
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await world.enter(live.journey_id, [visitor])
    await world.advance(live)
    survivor, absorbed = await merge(world, visitor, customer)
    assert (survivor, absorbed) == (customer, visitor)
    assert [run.person_id for run in await world.runs(live.journey_id)] == [customer]
    again = await world.enter(live.journey_id, [customer])
    assert [one.reason for one in again.admissions] != [""]
    world.now_ms += 60 * MINUTE
    _, keys = await world.advance(live)
    async with world.database.reading(world.tenant_id) as session:
        assert [one.person_id for one in await messages.explain(session, key=keys[0])] == [customer]


async def test_nobody_is_twice_in_a_journey_because_of_a_merge(world: World):
    live = await world.publish(journey({"rest": wait(60, "hello"), "hello": email()}))
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await world.enter(live.journey_id, [visitor, customer])
    await world.advance(live)
    await merge(world, visitor, customer)
    now = await world.where(live.journey_id)
    assert (now.entered, now.in_progress, now.left) == (2, 1, {"the same person was inside already": 1})
    runs = await world.runs(live.journey_id, customer)
    assert sorted((run.entry, run.reason) for run in runs) == [(1, ""), (2, "the same person was inside already")]
    world.now_ms += 60 * MINUTE
    assert len((await world.advance(live))[1]) == 1
    async with world.database.reading(world.tenant_id) as session:
        assert (await messages.counted(session, source_of(live.journey_id))).entered == 1


async def test_whoever_is_inside_stays_the_only_one_of_them_though_a_run_that_ended_joins_theirs(world: World):
    again = {"allowed": True}
    live = await world.publish(journey({"rest": wait(60, "hello"), "hello": email()}, re_entry=again))
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await world.enter(live.journey_id, [visitor])
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    await world.advance(live)
    await world.enter(live.journey_id, [customer], cause="other")
    await merge(world, visitor, customer)
    entered = await world.enter(live.journey_id, [customer], cause="third")
    assert [one.reason for one in entered.admissions] == ["inside already"]


async def test_how_long_somebody_was_away_counts_from_the_last_run_that_either_ended(world: World):
    later = {"allowed": True, "after_minutes": 120}
    live = await world.publish(journey({"rest": wait(60, "hello"), "hello": email()}, re_entry=later))
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await world.enter(live.journey_id, [visitor])
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    await world.advance(live)
    await world.enter(live.journey_id, [customer])
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    await world.advance(live)
    await merge(world, visitor, customer)
    world.now_ms += 100 * MINUTE
    entered = await world.enter(live.journey_id, [customer], cause="again")
    assert [one.reason for one in entered.admissions] == ["was here too lately"]


async def test_caps_suppressions_and_letters_count_what_both_had(world: World):
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await sent(world, planned("one", visitor), planned("two", customer))
    letter = Letter(
        message_id="msg_1", person_id=visitor, channel=Channel.EMAIL, source="x", at_ms=NOW, address=ADDRESS
    )
    async with world.database.tenant(world.tenant_id) as session:
        await outbox.keep(session, [letter])
        entry = NewSuppression(kind=IdentityType.PERSON, value=visitor, reason=SuppressionReason.COMPLAINED)
        await delivery.suppress(session, [entry], actor_id="usr_a", now_ms=NOW)
        await delivery.learn_opens(session, [(visitor, "UTC", Channel.EMAIL, NOW)])
    await merge(world, visitor, customer)
    cap = CapRule(name="c", channel="email", window=CapWindow.DAY, most=2)
    async with world.database.reading(world.tenant_id) as session:
        past = await messages.past_sends(session, [(customer, "x")], [cap], now_ms=NOW + MINUTE)
        assert len(past[customer]) == 2
        assert [one.message_id for one in (await outbox.letters(session, person_id=customer)).items] == ["msg_1"]
        listed = await delivery.entries_of(session, [(IdentityType.PERSON, customer)])
        assert [one.reason for one in listed] == [SuppressionReason.COMPLAINED]


async def test_a_merge_that_an_event_brings_takes_runs_along(world: World):
    live = await world.publish(journey({"rest": wait(60)}))
    visitor, customer = await known(world, ("anonymous_id", "d")), await known(world, ("external_id", "c"))
    await world.enter(live.journey_id, [visitor, customer])
    async with world.database.tenant(world.tenant_id) as session:
        change = ContactChange(identities=(("anonymous_id", "d"),))
        changed = await contacts.change(session, customer, change, now_ms=world.now_ms)
        event = CustomerEvent(event_id="e", person_id=customer, name="seen", at_ms=NOW, received_at_ms=NOW)
        await behaviour.record(session, [event])
        await happenings.follow_change(session, changed, now_ms=world.now_ms)
    assert (await world.where(live.journey_id)).in_progress == 1


async def test_of_somebody_whom_nobody_knows_here_there_is_nothing_to_forget(world):
    async with world.database.tenant(world.tenant_id) as session:
        assert not await persons.erase_rest(session, [], ["nobody@elsewhere.example"], now_ms=world.now_ms)
