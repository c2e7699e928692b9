"""Somebody who is in every store there is, and what is left of them."""

import asyncio
import contextlib
import hashlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import select
from temporalio.client import Client
from temporalio.service import RPCError

from activities.keeping import SqlKeeper
from activities.messages import Deliverer
from activities.personal.analytics import AnalyticsPlace
from activities.personal.caches import CachesPlace
from activities.personal.logs import LogsPlace
from activities.personal.place import Place
from activities.poking import Poker
from activities.routes import Vendors
from api.assets import AssetRoom
from api.data_requests import DataRequestDesk
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.assets import service as assets
from domain.assets.files import service as asset_files
from domain.assets.values import AssetContent, AssetType, Facts
from domain.audit import service as audit
from domain.events.values import Event, EventType
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.journeys.values import Mode
from domain.messages import service as messages
from domain.privacy.places.values import Subject
from domain.records import JOURNEYS_STORE
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.clickhouse.client import Analytics
from storage.clickhouse.people import PeopleInAnalytics
from storage.clickhouse.writer import BIDS, MESSAGES, EventWriter, read_progress
from storage.files import LocalFiles
from storage.nats.behaviour import BehaviourFeed
from storage.nats.connection import connect as connect_nats
from storage.nats.events import publish_events
from storage.nats.following import Follower
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LIVE_CAMPAIGNS_BUCKET, bid_event
from storage.redis.connection import open_redis
from storage.redis.counters import BilledImpression, FrequencyCounters
from storage.redis.identities import IdentityStore
from storage.redis.people import PeopleInRedis
from storage.redis.profiles import ProfileCache
from storage.sql import Database
from storage.sql.tables import tables_of
from tests.api.conftest import NOW, Api
from tests.api.test_ingest import NobodyToPoke
from tests.journeys.definitions import journey, wait_for
from tests.journeys.world import World
from tests.messages.conftest import Plain, message
from workers.data_requests import Reach, reached, reports_worker
from workers.ingesting.behaviour import TakingIn
from workers.journeys import carrying
from workers.settings import Temporal
from workers.temporal import connect as connect_temporal
from workers.temporal import register_search_attributes
from workflows.contracts import data_requests as contract

MARK = "zqmarker7f3a9c"
ADDRESS = f"{MARK}@shop.example"
NEIGHBOUR = f"jo{ADDRESS}"
"""Somebody else's address, which has theirs in it."""
RIVALS = "nats/KV_live-campaigns"
"""Where another tenant's campaign lies, with their address in it."""
EXCHANGE_ID = f"bid-{MARK}"
REQUESTS = "/api/v1/data-requests"
PATIENCE_S = 150
_queues = itertools.count(1)


@dataclass
class Stack:
    """Every store there is, with somebody in all of them."""

    api: Api
    directory: Path
    client: Client
    nats: Any
    redis_url: str
    analytics: Analytics
    files: LocalFiles
    reach: Reach
    queue: str
    places: tuple[Place, ...] = ()
    person_id: str = ""
    neighbour: dict[str, Any] = field(default_factory=dict)
    user_id: str = ""
    asset_sha256: str = ""
    journeys: list[str] = field(default_factory=list)

    @property
    def subject(self) -> Subject:
        return Subject(
            tenant_id="ours",
            person_ids=(self.person_id,),
            exchange_ids=(EXCHANGE_ID,),
            identities=(("email", ADDRESS), ("exchange_id", EXCHANGE_ID)),
            user_ids=(self.user_id,),
        )

    async def ask(self, method: str, path: str = "", *, who: str = "ours.admin", **more: Any) -> Any:
        async with self.api.as_(who) as client:
            answer = await client.request(method, f"{REQUESTS}{path}", **more)
        assert answer.status_code < 300, answer.text
        return answer

    async def done(self, kind: str) -> dict[str, Any]:
        """A request of the seeded person, checked and carried out."""
        body = {"kind": kind, "identity_kind": "email", "identity": f" {ADDRESS.upper()}"}
        asked = (await self.ask("POST", json=body)).json()
        assert (asked["state"], asked["due_at"][:10]) == ("received", "2027-02-14")
        who = await colleague_of_admin(self.api)
        await self.ask("POST", f"/{asked['id']}/verify", who=who, json={"how": "link_to_address"})
        until_s = time.monotonic() + PATIENCE_S
        while (now := (await self.ask("GET", f"/{asked['id']}")).json())["state"] != "done":
            assert time.monotonic() < until_s, (now["trouble"], [one for one in now["findings"] if one["left"]])
            await asyncio.sleep(0.3)
        return now


async def colleague_of_admin(api: Api) -> str:
    """Another administrator of the same tenant."""
    who = "ours.colleague"
    async with api.state.main.platform() as session:
        if await identity.find_user(session, "ours", "colleague@ours.example") is None:
            new = NewUser(email="colleague@ours.example", name="Colleague", roles=(Role.ADMIN,))
            user = await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)
            _, api.tokens[who] = await identity.create_token(session, user.id, name="t", now_ms=NOW)
    return who


@contextlib.asynccontextmanager
async def on_postgres(api: Api, url: str) -> AsyncIterator[None]:
    """The application over a main and a journeys' store of PostgreSQL, with the same tenant and its administrator."""
    state, of_files, tokens = api.state, (api.state.main, api.state.journeys), api.tokens
    state.main, state.journeys = Database.open(url), Database.open(url, store=JOURNEYS_STORE)
    for database in (state.main, state.journeys):
        await database.create_all()
    async with state.main.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
        new = NewUser(email="admin@ours.example", name="Admin", roles=(Role.ADMIN,))
        user = await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)
        _, token = await identity.create_token(session, user.id, name="t", now_ms=NOW)
    api.tokens = tokens | {"ours.admin": token}
    yield
    for database in (state.main, state.journeys):
        await database.close()
    (state.main, state.journeys), api.tokens = of_files, tokens


@contextlib.asynccontextmanager
async def everywhere(
    api: Api, nats_url: str, redis_url: str, analytics: Analytics, temporal_address: str, directory: Path
) -> AsyncIterator[Stack]:
    """Somebody in every store. Whoever asks for it runs a worker of its queue."""
    async with contextlib.AsyncExitStack() as opened:
        state, queue = api.state, f"privacy-{next(_queues)}"
        state.nats = await connect_nats(nats_url, "tests")
        opened.push_async_callback(state.nats.close)
        await ensure_streams(state.nats.jetstream())
        state.behaviour = state.ingest_door = None
        state.profiles = await opened.enter_async_context(ProfileCache(f"{redis_url}/0"))
        client = await connect_temporal(Temporal(address=temporal_address), lazy=False)
        await register_search_attributes(client)
        files = LocalFiles(directory / "files")
        state.assets = AssetRoom(files=files, uploads=directory / "uploads", quota_bytes=2**30)
        state.data_requests = DataRequestDesk(client, task_queue=queue)
        reach = Reach(client, state.nats, state.main, state.journeys, files, directory / "uploads")
        stack = Stack(api, directory, client, state.nats, redis_url, analytics, files, reach, queue)
        poker = await seed(stack, opened)
        redis = await opened.enter_async_context(PeopleInRedis(f"{redis_url}/0", f"{redis_url}/1"))
        caches = CachesPlace(redis, state.main, forget_cached=reach.forget_cached)
        logs = LogsPlace(directory / "logs")
        stack.places = reached(reach, caches, logs=logs, poker=poker, clock_ms=state.clock_ms)
        await opened.enter_async_context(
            reports_worker(client, state.main, analytics, reach.exports, clock_ms=state.clock_ms)
        )
        yield stack
        state.profiles = state.nats = state.assets = state.data_requests = None


async def seed(stack: Stack, opened: contextlib.AsyncExitStack) -> Poker:
    """The same person, or what somebody noted of them, through every door."""
    state, js = stack.api.state, stack.nats.jetstream()
    async with stack.api.as_("ours.admin") as client:
        made = await client.post(
            "/api/v1/contacts",
            json={
                "identities": {"email": ADDRESS, "exchange_id": EXCHANGE_ID},
                "attributes": {"first_name": MARK},
                "consents": [{"channel": "email", "state": "granted", "proof": f"form of {ADDRESS}"}],
            },
        )
        stack.person_id = made.json()["contact"]["person_id"]
        other = await client.post("/api/v1/contacts", json={"identities": {"external_id": "friend-of-hers"}})
        stack.neighbour = (await client.post("/api/v1/contacts", json={"identities": {"email": NEIGHBOUR}})).json()
        rows = f"email,phone\n{ADDRESS},not a number\n{NEIGHBOUR},neither\n".encode()
        mapping = {
            "columns": {"email": {"to": "identity", "kind": "email"}, "phone": {"to": "identity", "kind": "phone"}}
        }
        assert (await client.put("/api/v1/contact-files/mappings/crm", json=mapping)).status_code == 200
        asked = {"mapping": "crm", "file_name": f"{ADDRESS}.csv"}
        sent = await client.post("/api/v1/contact-files/imports", params=asked, content=rows)
        assert sent.json()["refused"] == 2, sent.text
        line = {"person_id": EXCHANGE_ID, "match_keys": {}, "segments": [7]}
        await client.post("/api/v1/profiles/import", content=json.dumps(line).encode())
        user = {"email": ADDRESS, "name": MARK, "roles": ["viewer"]}
        stack.user_id = (await client.post("/api/v1/platform/users", json=user)).json()["id"]
        await client.patch(f"/api/v1/platform/users/{stack.user_id}", json={"disabled": True})
        for who, number in (({"email": ADDRESS}, 1), ({"external_id": "friend-of-hers"}, 2)):
            event = {"event": "viewed", "event_id": f"e-{number}", "person": who, "properties": {"told": ADDRESS}}
            assert (await client.post("/v1/channels/ingest", json=event)).status_code == 202
    await _taken_in(stack)
    world = World(state.journeys, "ours", now_ms=NOW)
    outbox = await opened.enter_async_context(open_dependencies(SqlKeeper(state.journeys), state.clock_ms))
    vendors = Vendors(Accounts(Sealer(["2027a:" + "k" * 32])), Switchboard(outbox).connect)
    deliverer = Deliverer(state.journeys, vendors, worker_id="w", throttles=None, composer=Plain(), spread=lambda: 0.0)
    poker = await opened.enter_async_context(
        carrying(
            stack.client,
            state.journeys,
            deliverer.deliver,
            now_ms=state.clock_ms,
            linger_s=0,
            task_queue=f"j-{next(_queues)}",
        )
    )
    for mode in (Mode.COHORT, Mode.INDIVIDUAL):
        live = await world.publish(journey({"wait": wait_for("bought", 600, "end")}), mode=mode, people=1)
        entered = await world.enter(live.journey_id, [stack.person_id, other.json()["contact"]["person_id"]])
        poker.poke("ours", entered.pokes)
        stack.journeys.append(live.journey_id)
    async with state.journeys.tenant("ours") as session:
        await messages.plan(session, [message(stack.person_id, variables={"who": ADDRESS})])
    await deliverer.deliver("ours", now_ms=NOW)
    await _billed(stack, js)
    html = stack.directory / "page.html"
    html.write_text(f"<p>Written to {ADDRESS}</p>")
    stored = await stack.files.put("ours", html)
    stack.asset_sha256 = stored.sha256
    async with state.main.tenant("ours") as session:
        address = asset_files.Address(*stored)
        file = await asset_files.record_file(
            session, address, Facts(media_type="text/html"), thumbnail=asset_files.Address(), actor_id="a", now_ms=NOW
        )
        content = AssetContent(name="A page", type=AssetType.TEMPLATE)
        await assets.create_asset(session, content, file.sha256, actor_id="a", now_ms=NOW)
    await (await js.key_value(LIVE_CAMPAIGNS_BUCKET)).put("theirs.cmp_1", ADDRESS.encode())
    (stack.directory / "logs").mkdir()
    (stack.directory / "logs" / "worker.log").write_text(f"could not read {ADDRESS}\n")
    return poker


async def _taken_in(stack: Stack) -> None:
    async def known(_tenant_id: str) -> bool:
        return True

    js, state = stack.nats.jetstream(), stack.api.state
    feed = BehaviourFeed(js)
    worker = TakingIn(feed, state.journeys, NobodyToPoke(), knows_tenant=known, clock_ms=state.clock_ms)
    await worker.step()
    await feed.close()


async def _billed(stack: Stack, js: Any) -> None:
    """An impression of hers: in the stream, in analytics, counted for caps; and an exchange that knows her by an id."""
    bill = Event(
        event_id="b-1:bill",
        type=EventType.BILL,
        at_ms=time.time_ns() // 1_000_000,
        tenant_id="ours",
        campaign_id="cmp_1",
        person_id=EXCHANGE_ID,
    )
    await publish_events(js, bid_event("ours", EventType.BILL, "bdr"), [bill], "m-1")
    await js.publish(bid_event("ours", EventType.BILL, "bdr"), f'{{"no": "{ADDRESS}"}}'.encode())
    async with FrequencyCounters(f"{stack.redis_url}/1") as counters:
        impression = BilledImpression(
            tenant_id="ours", campaign_id="cmp_1", person_id=EXCHANGE_ID, event_id="b-1", at_ms=NOW, sequence=1
        )
        await counters.count_many([impression])
    async with IdentityStore(f"{stack.redis_url}/0") as identities:
        await identities.keep_synced({"ssp:u-1": EXCHANGE_ID})
    for stream in (BIDS, MESSAGES):
        writing = asyncio.create_task(EventWriter(js, stack.analytics, stream=stream, max_wait_s=0.05).run())
        async with asyncio.timeout(PATIENCE_S):
            while not (await read_progress(js, stream)).drained:
                await asyncio.sleep(0.05)
        writing.cancel()


async def dumped(stack: Stack) -> AsyncIterator[tuple[str, bytes]]:
    """Every byte that any store holds, by where it lies."""
    for path in sorted(stack.directory.rglob("*")):
        if path.is_file() and path.name != "page.html":
            yield str(path.relative_to(stack.directory)), path.read_bytes()
    async for stored in tabled(stack):
        yield stored
    for number in (0, 1):
        redis = open_redis(f"{stack.redis_url}/{number}")
        async for key in redis.scan_iter():
            yield f"redis/{number}", key + (await redis.dump(key) or b"")
        await redis.aclose()
    tables = await stack.analytics.query("SELECT name FROM system.tables WHERE database = currentDatabase()")
    for (table,) in tables:
        for row in await stack.analytics.query(f"SELECT * FROM {table}"):
            yield f"clickhouse/{table}", repr(row).encode()
    async for one in stack.client.list_workflows("TenantId = 'ours'"):
        with contextlib.suppress(RPCError):  # the list follows what was deleted by a moment
            history = await stack.client.get_workflow_handle(one.id, run_id=one.run_id).fetch_history()
            yield f"temporal/{one.id}", b"".join(event.SerializeToString() for event in history.events)
    async for stored in streamed(stack):
        yield stored


async def tabled(stack: Stack) -> AsyncIterator[tuple[str, bytes]]:
    """The rows of PostgreSQL. SQLite's files were read whole."""
    for database in (stack.api.state.main, stack.api.state.journeys):
        if database.path is None:
            async with database.platform_reading() as session:
                connection = await session.connection()
                for table in tables_of(database.store):
                    for row in await connection.execute(select(table)):
                        yield f"stores/{database.store}.db", repr(row).encode()


async def streamed(stack: Stack) -> AsyncIterator[tuple[str, bytes]]:
    js = stack.nats.jetstream()
    for info in await js.streams_info():
        if info.state.messages:
            follower = Follower(js, info.config.name, ">", after=0)
            await follower.open()
            while not follower.caught_up:
                record = await follower.next(20)
                yield f"nats/{info.config.name}", record.subject.encode() + record.data
            await follower.close()


async def where_it_stands(stack: Stack, *texts: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    async for place, raw in dumped(stack):
        lowered = raw.lower().replace(NEIGHBOUR.encode(), b"")
        for text in texts:
            if text.lower().encode() in lowered:
                found.setdefault(place, set()).add(text)
    return found


async def is_everywhere(stack: Stack) -> None:
    """The person, before anything is erased."""
    before = await where_it_stands(stack, MARK, stack.person_id)
    for place in (
        "stores/main.db",
        "stores/journeys.db",
        "redis/0",
        "redis/1",
        "nats/INGEST",
        "nats/BIDS",
        "clickhouse/analytics_events",
        "clickhouse/rejected_messages",
        "logs/worker.log",
        "files/",
    ):
        assert any(where.startswith(place) for where in before), place


async def certified(stack: Stack, erasure: dict[str, Any]) -> dict[tuple[str, str], int]:
    """How many of each kind were found in each place and went, by the certificate; nothing is left of them anywhere."""
    left = await where_it_stands(stack, MARK, stack.person_id)
    assert left == {RIVALS: {MARK}}
    for database in (stack.api.state.main, stack.api.state.journeys):
        async with database.reading("ours") as session:
            verdict = await audit.verify(session, database.store, "ours")
        assert verdict.broken is None
    certificate = await stack.ask("GET", f"/{erasure['id']}/certificate")
    assert hashlib.sha256(certificate.content).hexdigest() == erasure["certificate_sha256"]
    said = certificate.json()
    found = {(place["place"], line["kind"]): line for place in said["places"] for line in place["found"]}
    assert all(line["left"] == 0 and line["removed"] == line["found"] > 0 for line in found.values()), found
    assert {place["place"] for place in said["places"]} == set(contract.PLACES)
    for place in (*stack.places, AnalyticsPlace(PeopleInAnalytics(stack.analytics))):
        assert (await place.find(stack.subject)).is_nothing, place.name
        await place.erase(stack.subject)
    asked_by = hashlib.sha256(f"{erasure['id']}\nemail\n{ADDRESS}".encode()).hexdigest()
    assert said["asked_for_by"]["sha256_of_request_kind_and_value"] == asked_by
    return {what: line["found"] for what, line in found.items()}


KINDS = {
    ("journeys", "contact"),
    ("journeys", "events"),
    ("journeys", "letters"),
    ("journeys", "messages"),
    ("journeys", "journeys"),
    ("journeys", "refused_rows_of_files"),
    ("main", "profile"),
    ("main", "account"),
    ("main", "audit_keys"),
    ("caches", "impressions"),
    ("caches", "synced_ids"),
    ("streams", "INGEST"),
    ("streams", "BIDS"),
    ("analytics", "analytics_events"),
    ("analytics", "rejected_messages"),
    ("files", "library"),
    ("logs", "mentions"),
    ("workflows", "journeys"),
}
"""In which places something of the person was put, by kind."""
