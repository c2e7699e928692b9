"""Behaviour from the stream to the records: once, whatever dies, and nothing unreadable holds anybody up."""

import asyncio
import json
import time

import pytest

from domain.behaviour import service
from domain.behaviour.happenings import service as happenings
from domain.behaviour.values import EventSchema, Observed, PropertyRule, PropertyType
from domain.contacts import service as contacts
from domain.errors import Unavailable
from domain.ids import new_id
from domain.journeys.values import Poke
from domain.records import JOURNEYS_STORE
from storage.nats.behaviour import BehaviourFeed, BehaviourPublisher
from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from storage.nats.subjects import INGEST_STREAM, ingest_subject
from storage.sql import Database
from workers.ingesting.behaviour import TakingIn

X = ("external_id", "x")


class Pokes:
    def __init__(self):
        self.poked = []

    def poke(self, tenant_id, pokes):
        self.poked.append((tenant_id, set(pokes)))


class World:
    """A stream, a store and somebody who takes in."""

    def __init__(self, js, journeys):
        self.js, self.journeys, self.pokes = js, journeys, Pokes()
        self.tenant = new_id("t").replace("_", "-")
        self.feed = BehaviourFeed(js)
        self.now_ms = time.time_ns() // 1_000_000

    def worker(self):
        async def knows(tenant_id):
            return tenant_id == self.tenant

        return TakingIn(self.feed, self.journeys, self.pokes, knows_tenant=knows, clock_ms=lambda: self.now_ms)

    def seen(self, event_id, *identities, **said):
        return Observed(
            event_id=event_id,
            name="viewed",
            at_ms=self.now_ms,
            received_at_ms=self.now_ms,
            identities=identities,
            **said,
        )

    async def send(self, body, *, source="pos", below="", headers=None):
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        await self.js.publish(ingest_subject(source, self.tenant) + below, payload, headers=headers)

    async def names(self):
        async with self.journeys.reading(self.tenant) as session:
            people = await contacts.page(session, limit=100)
            found = [await service.timeline(session, each.person_id, limit=100) for each in people]
        return sorted(event.event_id for events in found for event in events)

    async def asides(self):
        async with self.journeys.reading(self.tenant) as session:
            return [(row.field, row.message) for row in await service.all_set_aside(session, limit=100)]

    async def left(self):
        info = await self.js.consumer_info(INGEST_STREAM, "behaviour")
        return info.num_pending + info.num_ack_pending


@pytest.fixture(params=["sqlite", "postgresql"])
async def world(request, tmp_path, empty_nats_url):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    journeys = Database.open(url, store=JOURNEYS_STORE)
    await journeys.create_all()
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    world = World(connection.jetstream(), journeys)
    yield world
    await world.feed.close()
    await connection.close()
    await journeys.close()


async def test_every_shape_from_every_source_is_taken_in_once(world):
    publisher = BehaviourPublisher(world.js)
    await publisher.publish(world.tenant, [world.seen("ours", X), world.seen("ours2", X, source="iot")])
    await world.send(
        {"event": "check_in", "event_id": "raw", "person": {"loyalty_id": "L"}}, source="kiosk", below=".store-3"
    )
    await world.send({"type": "track", "messageId": "call", "userId": "x", "event": "Signed Up"}, source="web")
    attributes = {"ce-specversion": "1.0", "ce-type": "viewed", "ce-source": "s", "ce-id": "1", "ce-subject": "x"}
    await world.send({"a": 1}, source="partner_api", headers=attributes)
    await world.send({"event": "viewed", "person": {"external_id": "x"}}, source="call_center")
    worker = world.worker()
    while not await world.names():
        await worker.step()
    await publisher.publish(world.tenant, [world.seen("ours", X)])
    await worker.step()
    names = await world.names()
    assert len(names) == len(set(names)) == 8
    assert {"ours", "ours2", "raw", "call", "s#1"} <= set(names)
    assert await world.left() == 0


async def test_what_cannot_be_read_is_set_aside_and_holds_nobody_up(world):
    await world.send(b"poison")
    await world.send(
        {"events": [{"event": "viewed"}, {"event": "viewed", "event_id": "good", "person": {"external_id": "x"}}]}
    )
    await world.send(b"[1]", headers={"Ingest-Shape": "observed"})
    await world.js.publish(ingest_subject("pos", "nobody-knows"), b"{}")
    worker = world.worker()
    while "good" not in await world.names():
        await worker.step()
    assert sorted(field for field, _ in await world.asides()) == ["body", "body", "person"]
    assert await world.left() == 0


async def test_an_event_that_breaks_what_follows_stands_alone(world, monkeypatch):
    take_in = happenings.take_in

    async def breaking(session, items, **more):
        if any(item.event_id == "bad" for item in items):
            raise ZeroDivisionError
        return await take_in(session, items, **more)

    monkeypatch.setattr(happenings, "take_in", breaking)
    ids = [f"e{number}" for number in range(20)]
    items = [world.seen(each, X) for each in ids]
    await BehaviourPublisher(world.js).publish(world.tenant, [*items[:7], world.seen("bad", X), *items[7:]])
    await world.worker().step()
    assert await world.names() == sorted(ids)
    assert await world.asides() == [("", "could not be dealt with: ZeroDivisionError")]
    assert await world.left() == 0


async def test_what_was_set_aside_can_be_sent_again_once_it_is_put_right(world):
    rule = PropertyRule(type=PropertyType.NUMBER, required=True)
    async with world.journeys.tenant(world.tenant) as session:
        await service.set_schema(session, EventSchema(name="viewed", properties={"n": rule}), now_ms=1)
    publisher = BehaviourPublisher(world.js)
    await publisher.publish(world.tenant, [world.seen("e1", X)])
    worker = world.worker()
    await worker.step()
    assert (await world.names(), [field for field, _ in await world.asides()]) == ([], ["properties.n"])
    async with world.journeys.tenant(world.tenant) as session:
        await service.drop_schema(session, "viewed")
        (row,) = await service.all_set_aside(session, limit=5)
    await publisher.publish_again(row.subject, row.payload, is_read=row.is_read)
    while not await world.names():
        await worker.step()
    assert await world.names() == ["e1"]


async def test_a_death_between_commit_and_acknowledgement_costs_nothing(world, monkeypatch):
    await BehaviourPublisher(world.js).publish(world.tenant, [world.seen("e1", X), world.seen("e2", X)])

    async def dies(_incoming):
        raise SystemExit

    doomed = world.worker()
    with monkeypatch.context() as patched:
        patched.setattr(BehaviourFeed, "acknowledge", lambda _self, incoming: dies(incoming))
        with pytest.raises(SystemExit):
            await doomed.step()
    assert await world.names() == ["e1", "e2"]
    (held,) = doomed._held
    await held.message.nak()
    survivor = world.worker()
    while await world.left():
        await survivor.step()
    assert await world.names() == ["e1", "e2"]
    assert [pokes for _, pokes in world.pokes.poked] == [set(), set()]


async def test_while_the_store_is_away_events_wait_and_are_not_given_up(world, monkeypatch):
    await BehaviourPublisher(world.js).publish(world.tenant, [world.seen("e1", X)])
    worker = world.worker()
    with monkeypatch.context() as patched:

        async def away(session, items, **more):
            raise Unavailable("away")

        patched.setattr(happenings, "take_in", away)
        for _ in range(20):
            with pytest.raises(Unavailable):
                await worker.step()
    await worker.step()
    assert (await world.names(), await world.asides(), await world.left()) == (["e1"], [], 0)


async def test_whoever_is_to_be_woken_is_poked_after_the_commit(world, monkeypatch):
    poke = Poke("jrn_1", 3)

    async def arrived(session, events, *, now_ms):
        return {poke}

    monkeypatch.setattr(happenings.journeys, "arrived", arrived)
    await BehaviourPublisher(world.js).publish(world.tenant, [world.seen("e1", X)])
    await world.worker().step()
    assert world.pokes.poked == [(world.tenant, {poke})]


async def test_many_callers_at_once_share_publications_and_each_hears_of_its_own(world):
    publisher = BehaviourPublisher(world.js)
    before = (await world.js.stream_info(INGEST_STREAM)).state.messages
    await asyncio.gather(*(publisher.publish(world.tenant, [world.seen(f"e{n}", X)]) for n in range(300)))
    stored = (await world.js.stream_info(INGEST_STREAM)).state.messages - before
    assert stored < 100
    worker = world.worker()
    while len(await world.names()) < 100:
        await worker.step()
    async with world.journeys.reading(world.tenant) as session:
        who = (await contacts.find_many(session, [X]))[X]
        assert len(await service.timeline(session, who, limit=400)) == 300
