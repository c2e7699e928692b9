"""What somebody asks about themselves, over the real stores: nothing of them is left anywhere, and the certificate says so."""

import asyncio
import contextlib
import io
import json
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import asyncpg
import pytest
from sqlmodel import select
from temporalio.worker import Worker

from activities.data_requests import PlaceActivities, RequestActivities
from activities.personal.analytics import AnalyticsPlace
from activities.personal.gathering import gather
from activities.personal.place import Place
from api.assets import AssetRoom
from api.data_requests import DataRequestDesk
from domain.privacy.places.values import Subject
from domain.privacy.requests import service as requests
from domain.privacy.requests.tables import PrivacyRequest
from storage.clickhouse.people import PeopleInAnalytics
from storage.files import LocalFiles
from tests.api.conftest import NOW, Api
from tests.api.somebody_everywhere import (
    ADDRESS,
    KINDS,
    MARK,
    NEIGHBOUR,
    PATIENCE_S,
    REQUESTS,
    Stack,
    certified,
    colleague_of_admin,
    everywhere,
    is_everywhere,
    on_postgres,
)
from workers.data_requests import DATA_REQUESTS, privacy_worker
from workers.sandbox import SANDBOX
from workers.settings import Temporal
from workers.temporal import connect as connect_temporal


@pytest.fixture
async def stack(
    request, api, empty_nats_url, empty_redis_url, analytics, temporal_address, tmp_path
) -> AsyncIterator[Stack]:
    async with contextlib.AsyncExitStack() as opened:
        if request.param == "postgresql":
            await opened.enter_async_context(on_postgres(api, request.getfixturevalue("empty_postgres_url")))
        yield await opened.enter_async_context(
            everywhere(api, empty_nats_url, empty_redis_url, analytics, temporal_address, tmp_path)
        )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stack", ["sqlite"], indirect=True)
async def test_erasure_leaves_no_trace_of_a_marker_in_any_store_and_the_certificate_matches(stack: Stack):
    await is_everywhere(stack)
    travellers = "WorkflowType = 'Traveller' AND TenantId = 'ours'"
    individual = [one.id async for one in stack.client.list_workflows(travellers)]
    async with privacy_worker(stack.reach, stack.places, clock_ms=stack.api.state.clock_ms, task_queue=stack.queue):
        export = await stack.done("export")
        archive = await stack.ask("GET", f"/{export['id']}/archive")
        found = await certified(stack, await stack.done("erasure"))
    assert KINDS | {("files", "exports")} <= found.keys()
    assert len(individual) == 2
    assert len([1 async for one in stack.client.list_workflows(travellers) if one.id in individual]) == 1
    async with stack.api.as_("ours.admin") as client:
        assert (
            await client.get("/api/v1/contacts/lookup", params={"kind": "external_id", "value": "friend-of-hers"})
        ).status_code == 200
        neighbour = await client.get("/api/v1/contacts/lookup", params={"kind": "email", "value": NEIGHBOUR})
    assert neighbour.json() == stack.neighbour["contact"]
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        index = {
            f"{part['place']}/{part['kind']}": part["rows"] for part in json.loads(packed.read("index.json"))["holds"]
        }
        assert {
            "journeys/contact",
            "journeys/events",
            "journeys/letters",
            "main/profile",
            "analytics/analytics_events",
        } <= index.keys()
        assert not [name for name in packed.namelist() if NEIGHBOUR.encode() in packed.read(name).lower()]
        [contact] = json.loads(packed.read("journeys/contact.json"))
        assert contact["document"]["attributes"] == {"first_name": MARK}
        assert MARK in packed.read("journeys/letters.csv").decode()
    async with stack.api.as_("ours.admin") as client:
        assert (await client.get(f"{REQUESTS}/{export['id']}/archive")).status_code == 404


class Deadly:
    """A place whose worker is stopped once it has erased, before anybody hears of that."""

    def __init__(self, place: Place) -> None:
        self.name = place.name
        self.find, self.read = place.find, place.read
        self._place = place
        self.has_erased = asyncio.Event()

    async def erase(self, subject: Subject) -> None:
        await self._place.erase(subject)
        if not self.has_erased.is_set():
            self.has_erased.set()
            await asyncio.Event().wait()


def doomed_worker(stack: Stack, places: Sequence[Place]) -> Worker:
    """One that waits for nothing when it is stopped, nor for whom it may have taken a workflow from."""
    reach, clock_ms = stack.reach, stack.api.state.clock_ms
    life = RequestActivities(reach.main, reach.journeys, reach.exports, clock_ms=clock_ms)
    of_places = PlaceActivities(reach.main, places, reach.exports, clock_ms=clock_ms)
    return Worker(
        reach.client,
        task_queue=stack.queue,
        workflows=DATA_REQUESTS,
        workflow_runner=SANDBOX,
        activities=[*life.all, *of_places.all],
        graceful_shutdown_timeout=timedelta(0),
        sticky_queue_schedule_to_start_timeout=timedelta(milliseconds=100),
    )


CLOSED_AFTER_THE_LOCK = """
CREATE FUNCTION wait_for_the_lock() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN IF NEW.state = ''done'' THEN PERFORM pg_advisory_xact_lock(7); END IF; RETURN NEW; END';
CREATE TRIGGER waits BEFORE UPDATE ON privacy_requests FOR EACH ROW EXECUTE FUNCTION wait_for_the_lock();
"""


@contextlib.asynccontextmanager
async def nothing_is_closed(url: str) -> AsyncIterator[None]:
    """While this holds, a request whose certificate is written is not done."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(CLOSED_AFTER_THE_LOCK + "SELECT pg_advisory_lock(7);")
    yield
    await connection.execute("SELECT pg_advisory_unlock(7); DROP FUNCTION wait_for_the_lock CASCADE;")
    await connection.close()


async def is_certified(stack: Stack) -> None:
    while True:
        async with stack.api.state.main.reading("ours") as session:
            if any(row.certificate for row in (await session.exec(select(PrivacyRequest))).all()):
                return
        await asyncio.sleep(0.05)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
async def test_an_erasure_whose_workers_are_stopped_in_the_middle_leaves_no_trace_and_loses_no_count(
    stack: Stack, empty_postgres_url: str
):
    await is_everywhere(stack)
    state = stack.api.state
    subject = await gather(state.main, state.journeys, Subject(tenant_id="ours", identities=(("email", ADDRESS),)))
    held = {
        (place.name, kind): number
        for place in (*stack.places, AnalyticsPlace(PeopleInAnalytics(stack.analytics)))
        for kind, number in (await place.find(subject)).counts.items()
        if number
    }
    deadly = {place.name: Deadly(place) for place in stack.places if place.name in ("journeys", "main")}
    places = [deadly.get(place.name, place) for place in stack.places]
    asked = asyncio.create_task(stack.done("erasure"))
    async with nothing_is_closed(empty_postgres_url):
        for moment in (*(place.has_erased.wait() for place in deadly.values()), is_certified(stack)):
            async with doomed_worker(stack, places), asyncio.timeout(PATIENCE_S):
                await moment
    async with doomed_worker(stack, places):
        found = await certified(stack, await asked)
    assert found.keys() >= KINDS
    assert found == held


async def test_nothing_happens_before_somebody_says_how_they_checked_who_asks(api: Api):
    api.state.data_requests = DataRequestDesk(await connect_temporal(Temporal(address="127.0.0.1:1")))
    named = {"identity_kind": "email", "identity": "viewer@ours.example"}
    async with (
        api.as_("ours.admin") as client,
        api.as_("theirs.admin") as stranger,
        api.as_("ours.operator") as reader,
    ):
        for wrong in (
            {},
            {**named, "person_id": "per_1"},
            {"identity": "a@b.example"},
            {**named, "received_at": "2099-01-01T00:00:00Z"},
        ):
            assert (await client.post(REQUESTS, json={"kind": "erasure", **wrong})).status_code == 422, wrong
        nobodys = await client.post(REQUESTS, json={"kind": "erasure", "person_id": "per_unheard_of"})
        assert nobodys.status_code == 404
        async with api.as_("ours.manager") as manager:
            assert (await manager.post(REQUESTS, json={"kind": "erasure", **named})).status_code == 403
            assert (await manager.put("/api/v1/retention/events", json={"days": 60})).status_code == 403
        made = await client.post(
            REQUESTS, json={"kind": "erasure", "law": "ccpa", "received_at": "2027-01-01T00:00:00Z", **named}
        )
        asked = made.json()
        assert (made.status_code, asked["state"], asked["due_at"][:10]) == (201, "received", "2027-02-15")
        path = f"{REQUESTS}/{asked['id']}"
        in_use = await client.post(f"{path}/verify", json={"how": "document"})
        assert (in_use.status_code, in_use.json()["error"]["remedy"]) == (409, "Lock the account out first.")
        assert {(await stranger.get(path)).status_code, (await client.get(f"{path}/certificate")).status_code} == {404}
        refused = await client.post(f"{path}/refuse", json={"reason": "they could not show who they are"})
        assert (refused.status_code, refused.json()["state"]) == (200, "refused")
        assert (await client.post(f"{path}/verify", json={"how": "document"})).status_code == 409
        listed = (await reader.get(REQUESTS, params={"state": "refused"})).json()["items"]
        assert [one["id"] for one in listed] == [asked["id"]]
        assert len((await client.get("/api/v1/retention")).json()) > 5
    async with api.as_("ours.admin") as admin:
        assert (await admin.put("/api/v1/retention/events", json={"days": 60})).json()["days"] == 60
        assert (await admin.put("/api/v1/retention/events", json={"days": 5})).status_code == 422
        said = (await admin.get("/api/v1/audit/entries", params={"subject_id": asked["id"]})).json()
    assert "viewer@ours.example" not in json.dumps(said)
    async with api.state.main.reading("ours") as session:
        assert requests.subject_of(await requests.get(session, asked["id"])) == Subject(tenant_id="ours")
    api.state.data_requests = None


async def test_an_erasure_takes_two_people_and_whoever_fetches_an_archive_is_in_the_audit_log(api: Api, tmp_path):
    api.state.data_requests = DataRequestDesk(await connect_temporal(Temporal(address="127.0.0.1:1")))
    named = {"identity_kind": "email", "identity": "customer@elsewhere.example"}
    async with api.as_("ours.admin") as client, api.as_(await colleague_of_admin(api)) as colleague:
        erasure = (await client.post(REQUESTS, json={"kind": "erasure", **named})).json()["id"]
        alone = await client.post(f"{REQUESTS}/{erasure}/verify", json={"how": "document"})
        assert (alone.status_code, alone.json()["error"]["remedy"]) == (403, "Have another administrator verify it.")
        together = await colleague.post(f"{REQUESTS}/{erasure}/verify", json={"how": "document"})
        assert (together.status_code, together.json()["state"]) == (200, "verified")
        export = (await client.post(REQUESTS, json={"kind": "export", **named})).json()["id"]
        packed = tmp_path / "packed"
        packed.write_bytes(b"everything")
        files = LocalFiles(tmp_path / "files")
        api.state.assets = AssetRoom(files=files, uploads=tmp_path / "uploads", quota_bytes=2**30)
        stored = await files.put("ours", packed)
        async with api.state.main.tenant("ours") as session:
            await requests.note_file(session, export, stored.sha256)
            await requests.close_export(session, export, *stored, until_ms=NOW + 86_400_000 * 400, now_ms=NOW)
        assert (await colleague.get(f"{REQUESTS}/{export}/archive")).content == b"everything"
        async with api.as_("ours.manager") as manager:
            assert (await manager.get(f"{REQUESTS}/{export}/archive")).status_code == 403
        me = (await colleague.get("/api/v1/platform/me")).json()["user_id"]
        entries = (await client.get("/api/v1/audit/entries", params={"subject_id": export})).json()["items"]
        async with api.state.main.tenant("ours") as session:
            (await requests.get(session, export, to_change=True)).archive_until_ms = NOW
        assert (await colleague.get(f"{REQUESTS}/{export}/archive")).status_code == 404
    assert [one["actor_id"] for one in entries if "archive_fetches" in (one["before"] or {})] == [me]
    api.state.data_requests = api.state.assets = None
