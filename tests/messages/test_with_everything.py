"""Messages over the real things: templates, the local outbox, the postman, and events to JetStream."""

import msgspec
import nats
import pytest

from activities.content import TemplateComposer
from activities.keeping import SqlKeeper
from activities.posting import Postman
from activities.routes import Vendors
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.campaigns.values import Channel
from domain.content import service as content
from domain.content.catalogues import service as catalogues
from domain.content.catalogues.values import NewItem
from domain.content.links.rules import LinkSigner
from domain.content.service import TemplateShelf
from domain.messages.values import Feedback, FeedbackKind, MessageStatus
from domain.outbox import service as outbox
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.nats.events import decode_events
from storage.nats.feedback import publish_feedback
from storage.nats.feedback_feed import FeedbackFeed
from storage.nats.streams import ensure_streams
from tests.messages.conftest import NOW, TENANT, World, message
from workers.ingesting.messages import RecordingFeedback, TellingOfMessages

KEYS = ["2027a:" + "k" * 32]
TEMPLATE = {
    "wordings": {
        "en": {
            "subject": "{{ person.first_name }}, your {{ items.thing.name }}",
            "html": '<p>Hello {{ person.first_name }}</p><a href="https://shop.example/{{ event.sku }}">Look</a>',
        }
    },
    "required": ["person.first_name"],
    "lookups": [{"name": "thing", "catalogue": "things", "item": "{{ event.sku }}"}],
}


@pytest.fixture
async def everything(world: World):
    """The world with connectors and templates as a worker has them."""
    async with open_dependencies(SqlKeeper(world.database), lambda: NOW) as dependencies:
        world.vendors = Vendors(Accounts(Sealer(KEYS)), Switchboard(dependencies).connect)
        shelf = TemplateShelf(LinkSigner(KEYS, base_url="https://ads.example"))
        composer = TemplateComposer(world.database, shelf, Sealer(KEYS))
        plain = world.deliverer
        world.deliverer = lambda worker_id="worker-1", **more: plain(worker_id, **({"composer": composer} | more))
        yield world


async def template(world: World) -> str:
    async with world.database.tenant(TENANT) as session:
        await catalogues.create(session, "things", description="", now_ms=NOW)
        await catalogues.put_items(session, "things", [NewItem(id="s1", fields={"name": "lamp"})], now_ms=NOW)
        row = await content.create(session, "Hello", Channel.EMAIL, TEMPLATE, actor_id="usr_1", now_ms=NOW)
        await content.publish(session, row.id, expected_revision=None, comment="", actor_id="usr_1", now_ms=NOW)
        return row.id


async def test_a_template_reaches_the_outbox_rendered_for_its_reader(everything: World):
    [ana] = await everything.people(attributes={"first_name": "Ana"})
    template_id = await template(everything)
    await everything.plan(message(ana, template_id=template_id, variables={"event": {"sku": "s1"}}))
    report = await everything.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.sent == 1, (await everything.explained(message(ana).key)).in_words
    sent = await everything.explained(message(ana).key)
    async with everything.database.reading(TENANT) as session:
        letter = await outbox.letter(session, sent.message_id)
    assert letter.subject == "Ana, your lamp"
    assert "Hello Ana" in letter.html
    assert "https://ads.example/r/c/" in letter.html, "links lead through ours, to be counted"
    assert letter.unsubscribe_url.startswith("https://ads.example/r/u/")


async def test_who_lacks_what_a_template_requires_is_refused_with_its_name(everything: World):
    [ana] = await everything.people()
    template_id = await template(everything)
    await everything.plan(message(ana, 1, template_id=template_id), message(ana, 2, template_id="tpl_none"))
    report = await everything.deliverer().deliver(TENANT, now_ms=NOW)
    assert report.refused == {"content": 2}
    assert "person.first_name" in (await everything.explained(message(ana, 1).key)).in_words
    assert "no published template" in (await everything.explained(message(ana, 2).key)).in_words


async def test_the_postman_finds_what_nobody_looks_after(everything: World):
    people = await everything.people(3, attributes={"first_name": "Ana"})
    template_id = await template(everything)
    await everything.plan(*(message(person, template_id=template_id) for person in people))
    now = [NOW + 1_000]
    postman = Postman(everything.database, everything.deliverer(), clock_ms=lambda: now[0])
    assert not await postman.step()
    assert (await everything.counted()).in_progress == 3, "whoever planned them is still at it"
    now[0] = NOW + 2_000
    assert not await postman.step()
    assert (await everything.counted()).sent == 3


class NobodyIsPoked:
    def poke(self, tenant_id, pokes):
        assert not pokes


async def test_feedback_comes_in_and_events_go_out_through_jetstream(world: World, empty_nats_url):
    [ana] = await world.people()
    await world.plan(message(ana))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    sent = await world.explained(message(ana).key)
    told = Feedback(
        event_id="ev1", kind=FeedbackKind.DELIVERED, channel=Channel.EMAIL, at_ms=NOW, message_key=sent.message_id
    )
    connection = await nats.connect(empty_nats_url)
    try:
        js = connection.jetstream()
        await ensure_streams(js)
        await publish_feedback(js, TENANT, [told])
        await js.publish(f"messages.feedback.{TENANT}", b"this is no feedback")
        await js.publish("messages.feedback.nobody", msgspec.json.encode([told]))
        feed = FeedbackFeed(js)

        async def knows(tenant_id):
            return tenant_id == TENANT

        recording = RecordingFeedback(feed, world.database, NobodyIsPoked(), knows_tenant=knows, clock_ms=lambda: NOW)
        while (await world.explained(message(ana).key)).delivered_at_ms is None:
            await recording.step()
        await feed.close()
        telling = TellingOfMessages(js, world.database)
        assert not await telling.step()
        assert not await telling.step()
        reading = await js.pull_subscribe("messages.events.>", stream="MESSAGES")
        messages = await reading.fetch(10, timeout=2)
        events = [event for each in messages for event in decode_events(each.data)]
        assert [event.type for event in events] == ["message_sent", "message_delivered"]
        assert {each.subject for each in messages} == {f"messages.events.{TENANT}"}
    finally:
        await connection.close()
    assert sent.status is MessageStatus.SENT


async def test_feedback_that_cannot_be_recorded_stands_alone_and_ends_nothing(world: World, empty_nats_url):
    [ana] = await world.people()
    await world.plan(message(ana))
    await world.deliverer().deliver(TENANT, now_ms=NOW)
    sent = await world.explained(message(ana).key)
    base = {"channel": Channel.EMAIL, "message_key": sent.message_id}
    before_the_calendar = -(10**16)
    told = [
        Feedback(event_id="first", kind=FeedbackKind.DELIVERED, at_ms=NOW, **base),
        Feedback(event_id="bad", kind=FeedbackKind.OPENED, at_ms=before_the_calendar, **base),
        Feedback(event_id="last", kind=FeedbackKind.CLICKED, at_ms=NOW, **base),
    ]
    connection = await nats.connect(empty_nats_url)
    try:
        js = connection.jetstream()
        await ensure_streams(js)
        await publish_feedback(js, TENANT, told)
        feed = FeedbackFeed(js)

        async def knows(tenant_id):
            return True

        recording = RecordingFeedback(feed, world.database, NobodyIsPoked(), knows_tenant=knows, clock_ms=lambda: NOW)
        while (await world.explained(message(ana).key)).clicked_at_ms is None:
            await recording.step()
        await feed.close()
        left = await js.consumer_info("MESSAGES", "feedback")
    finally:
        await connection.close()
    found = await world.explained(message(ana).key)
    assert (found.delivered_at_ms, found.opened_at_ms, found.clicked_at_ms) == (NOW, None, NOW)
    assert left.num_pending == left.num_ack_pending == 0
