"""Whole lives of what keeps segments up to date, told over effects that answer by the book."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.errors import Conflict
from tests.workflows.platform_stories import Stay, Told
from workers.sandbox import SANDBOX
from workers.segments import SEGMENTS
from workflows.contracts import segments as contract
from workflows.contracts.segments import (
    KeeperInput,
    Looked,
    OneSegment,
    PeopleRange,
    PeopleRefreshed,
    RefreshClosed,
    RefreshInput,
    RefreshOpened,
    RefreshProgress,
)

_runs = itertools.count(1)


class People:
    """The effects on a tenant's people, remembered. What is ``due`` is refreshed once; it ``refuses`` by effect."""

    def __init__(self) -> None:
        self.refuses: set[str] = set()
        self.due: tuple[str, ...] = ()
        self.is_over = False
        self.closed: list[RefreshClosed] = []
        self._pages = 0

    def _answer(self) -> None:
        if (asked := activity.info().activity_type) in self.refuses:
            raise Conflict(f"nobody lets us {asked}")

    @activity.defn(name=contract.LOOK.name)
    async def look(self, tenant: KeeperInput) -> Looked:
        del tenant
        self._answer()
        due, self.due = self.due, ()
        return Looked(refresh=due, is_over=self.is_over)

    @activity.defn(name=contract.OPEN_REFRESH.name)
    async def open_refresh(self, refresh: RefreshInput) -> RefreshOpened:
        del refresh
        self._answer()
        return RefreshOpened(scored=("seg_1",))

    @activity.defn(name=contract.FIT.name)
    async def fit(self, one: OneSegment) -> None:
        del one
        self._answer()

    @activity.defn(name=contract.REFRESH_PEOPLE.name)
    async def refresh_people(self, people: PeopleRange) -> PeopleRefreshed:
        """Two ranges are everybody."""
        del people
        self._answer()
        self._pages += 1
        return PeopleRefreshed(progress=RefreshProgress(people=self._pages), is_through=self._pages % 2 == 0)

    @activity.defn(name=contract.CLOSE_REFRESH.name)
    async def close_refresh(self, closed: RefreshClosed) -> None:
        self.closed.append(closed)

    @property
    def activities(self) -> Sequence[Any]:
        return [self.look, self.open_refresh, self.fit, self.refresh_people, self.close_refresh]


class Keeping(Stay):
    """A tenant's people, and a worker of their own."""

    def __init__(self, environment: WorkflowEnvironment, people: People, queue: str) -> None:
        super().__init__(environment, people, queue)  # type: ignore[arg-type]
        self.people = people

    def refresh(self, tenant_id: str) -> WorkflowHandle[Any, Any]:
        return self.environment.client.get_workflow_handle(contract.refresh_id(tenant_id))


@asynccontextmanager
async def keeping(environment: WorkflowEnvironment) -> AsyncIterator[Keeping]:
    people, queue = People(), f"segments-{next(_runs)}"
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=SEGMENTS,
        workflow_runner=SANDBOX,
        activities=people.activities,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Keeping(environment, people, queue)


async def keeps_segments(keeping: Keeping) -> Told:
    """It looks, has everybody looked at, is asked, is refused, goes on by the clock and ends with the last segment."""
    tenant = f"ten_{next(_runs)}"
    keeping.people.due = ("seg_1",)
    handle = await keeping.begin(contract.KEEPER_WORKFLOW, KeeperInput(tenant_id=tenant), type(None))
    await keeping.until_it_waits(handle, 1)
    await keeping.refresh(tenant).result()
    keeping.people.refuses.add(contract.LOOK.name)
    await handle.signal(contract.LOOK_NOW)
    await keeping.until_it_waits(handle, 2)
    keeping.people.refuses.clear()
    keeping.people.is_over = True
    await keeping.environment.sleep(contract.LOOK_EVERY * 1.5)
    await handle.result()
    return {"keeper": await handle.fetch_history(), "refresh": await keeping.refresh(tenant).fetch_history()}


async def looks_at_everybody_or_says_why_not(keeping: Keeping) -> Told:
    """One look at everybody goes well, the next is refused half way."""
    start = RefreshInput(tenant_id="ten_test", segments=("seg_1", "seg_2"))
    through = await keeping.begin(contract.REFRESH_WORKFLOW, start, RefreshProgress)
    assert (await through.result()).people == 2
    told = {"whole_refresh": await through.fetch_history()}
    keeping.people.refuses.add(contract.REFRESH_PEOPLE.name)
    refused = await keeping.begin(contract.REFRESH_WORKFLOW, start, RefreshProgress)
    await refused.result()
    assert [bool(closed.failure) for closed in keeping.people.closed] == [False, True]
    return told | {"refused_refresh": await refused.fetch_history()}


SEGMENT_STORIES: Final[dict[str, Callable[[Keeping], Awaitable[Told]]]] = {
    story.__name__: story for story in (keeps_segments, looks_at_everybody_or_says_why_not)
}
