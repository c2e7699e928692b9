"""Whole lives of what people ask about themselves, told over effects that answer by the book."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.errors import Conflict
from tests.workflows.platform_stories import Stay, Told
from workers.data_requests import DATA_REQUESTS, RETENTION
from workers.sandbox import SANDBOX
from workflows.contracts import data_requests as contract
from workflows.contracts import retention
from workflows.contracts.data_requests import (
    Certify,
    Gathered,
    Looked,
    Pack,
    Part,
    PlaceOf,
    RequestRef,
    Standing,
    Trouble,
)
from workflows.contracts.retention import Kept, KindOf, Night, RemovedRows, StoreOf

_runs = itertools.count(1)
DAY: Final = timedelta(days=1)


class Places:
    """The effects of one request, remembered. ``left`` is found at that many second looks; it ``refuses`` by effect, once."""

    def __init__(self) -> None:
        self.kind = "erasure"
        self.state = "received"
        self.left = 0
        self.refuses: set[str] = set()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.troubles: list[str] = []
        self.packed: tuple[str, ...] = ()
        self.has_archive = False
        self.remind_in: timedelta | None = DAY

    @activity.defn(name=contract.LOOK.name)
    async def look(self, ref: RequestRef) -> Standing:
        del ref
        now_ms = int(activity.info().started_time.timestamp() * 1_000)
        remind, self.remind_in = self.remind_in, None
        return Standing(
            kind=self.kind,
            state=self.state,
            remind_at_ms=now_ms + int(remind.total_seconds() * 1_000) if remind else None,
            archive_until_ms=self.until_ms if self.has_archive else None,
            ends=self.state == "done" and not self.has_archive,
        )

    @activity.defn(name=contract.GATHER.name)
    async def gather(self, ref: RequestRef) -> Gathered:
        self.state = "running"
        return Gathered(places=contract.PLACES)

    @activity.defn(name=contract.FIND.name)
    async def find(self, where: PlaceOf) -> None:
        del where

    @activity.defn(name=contract.ERASE.name)
    async def erase(self, where: PlaceOf) -> None:
        if where.place in self.refuses:
            self.refuses.remove(where.place)
            if self.meanwhile is not None:
                await self.meanwhile()
            raise Conflict("not now")

    @activity.defn(name=contract.LOOK_AGAIN.name)
    async def look_again(self, where: PlaceOf) -> Looked:
        if where.place == "journeys" and self.left:
            self.left -= 1
            return Looked(left=1)
        return Looked(left=0)

    @activity.defn(name=contract.READ.name)
    async def read(self, where: PlaceOf) -> Part:
        return Part(place=where.place, sha256="a" * 64 if where.place == "main" else "", rows=1)

    @activity.defn(name=contract.CERTIFY.name)
    async def certify(self, order: Certify) -> None:
        self.state = "done"

    @activity.defn(name=contract.PACK.name)
    async def pack(self, order: Pack) -> None:
        self.packed = tuple(part.place for part in order.parts)
        self.state, self.has_archive = "done", True
        self.until_ms = int(activity.info().started_time.timestamp() * 1_000) + 7 * 86_400_000

    @activity.defn(name=contract.REMOVE_ARCHIVE.name)
    async def remove_archive(self, ref: RequestRef) -> None:
        self.has_archive = False

    @activity.defn(name=contract.NOTE_TROUBLE.name)
    async def note_trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble.why)

    @activity.defn(name=retention.LIST_KEPT.name)
    async def list_kept(self, night: Night) -> Kept:
        del night
        return Kept(kinds=(StoreOf(kind="letters", store="journeys"), StoreOf(kind="traces", store="analytics")))

    @activity.defn(name=retention.REMOVE_OLD.name)
    async def remove_old(self, wanted: KindOf) -> RemovedRows:
        if wanted.kind == "letters":
            raise Conflict("not now")
        return RemovedRows(kind=wanted.kind, rows=1, tenants=1)

    @activity.defn(name=retention.REMOVE_OLD_ANALYTICS.name)
    async def remove_old_rows(self, wanted: KindOf) -> RemovedRows:
        return RemovedRows(kind=wanted.kind, rows=1, tenants=1)

    @property
    def of_places(self) -> Sequence[Any]:
        return [self.find, self.erase, self.look_again, self.read, self.remove_old_rows]

    @property
    def of_requests(self) -> Sequence[Any]:
        return [
            self.look,
            self.gather,
            self.certify,
            self.pack,
            self.remove_archive,
            self.note_trouble,
            self.remove_old,
            self.list_kept,
        ]


class Asking(Stay):
    """One request, and a worker of its own."""

    def __init__(self, environment: WorkflowEnvironment, places: Places, queue: str) -> None:
        super().__init__(environment, places, queue)  # type: ignore[arg-type]
        self.places = places


@asynccontextmanager
async def asking(environment: WorkflowEnvironment) -> AsyncIterator[Asking]:
    places, queue = Places(), f"privacy-{next(_runs)}"
    here = Worker(
        environment.client,
        task_queue=queue,
        workflows=[*DATA_REQUESTS, *RETENTION],
        workflow_runner=SANDBOX,
        activities=[*places.of_places, *places.of_requests],
        graceful_shutdown_timeout=timedelta(0),
    )
    beside_analytics = Worker(
        environment.client,
        task_queue=contract.REPORTS_QUEUE,
        activities=places.of_places,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with here, beside_analytics:
        yield Asking(environment, places, queue)


async def is_forgotten_in_three_rounds(asking: Asking) -> Told:
    """It waits, is reminded, is checked; a place refuses, then somebody came back meanwhile, then nothing is left."""
    asking.places.left, asking.places.refuses = 1, {"main"}
    handle = await asking.begin(contract.WORKFLOW, RequestRef(tenant_id="ten_a", request_id="dsr_a"), Standing)
    await asking.until_it_waits(handle, 1)
    await asking.environment.sleep(DAY * 1.5)
    await asking.until_it_waits(handle, 2)
    asking.places.state = "verified"
    await handle.signal(contract.LOOK_NOW)
    assert (await handle.result()).state == "done"
    assert asking.places.troubles == ["not now", "something was found at the second look; it is erased again"]
    return {"request": await handle.fetch_history()}


async def is_given_everything_for_a_week(asking: Asking) -> Told:
    """An export that was checked already: it is packed, kept and removed."""
    asking.places.kind, asking.places.state = "export", "verified"
    handle = await asking.begin(contract.WORKFLOW, RequestRef(tenant_id="ten_a", request_id="dsr_b"), Standing)
    await asking.until_it_waits(handle, 1)
    assert (asking.places.packed, asking.places.has_archive) == (("main",), True)
    await asking.environment.sleep(DAY * 8)
    await handle.result()
    assert not asking.places.has_archive
    return {"export": await handle.fetch_history()}


async def rests_after_a_round_that_failed(asking: Asking) -> Told:
    """Somebody asks it to look in the middle of a round that fails: it rests all the same."""
    asking.places.state, asking.places.refuses = "verified", {"main"}
    request = RequestRef(tenant_id="ten_a", request_id="dsr_c")

    async def ask() -> None:
        await handle.signal(contract.LOOK_NOW)

    asking.places.meanwhile = ask
    handle = await asking.begin(contract.WORKFLOW, request, Standing)
    await asking.until_it_waits(handle, 1)
    assert (await handle.result()).state == "done"
    return {"request": await handle.fetch_history()}


async def a_night_removes_what_is_old(asking: Asking) -> Told:
    """One kind cannot be removed tonight, and keeps no other one."""
    handle = await asking.environment.client.start_workflow(
        retention.WORKFLOW, id=f"retention/{next(_runs)}", task_queue=asking._queue, result_type=list[RemovedRows]
    )
    removed = [each.kind for each in await handle.result()]
    assert "letters" not in removed
    assert removed[-1] == "traces"
    return {"night": await handle.fetch_history()}


DATA_REQUEST_STORIES: Final[dict[str, Callable[[Asking], Awaitable[Told]]]] = {
    story.__name__: story
    for story in (
        is_forgotten_in_three_rounds,
        is_given_everything_for_a_week,
        rests_after_a_round_that_failed,
        a_night_removes_what_is_old,
    )
}
