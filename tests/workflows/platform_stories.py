"""Whole lives of what keeps demand-side platforms up to date, told before a platform that answers by the book."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError, WorkflowHandle, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.errors import Conflict
from tests.patience import PATIENCE_S
from workers.worker import SANDBOX, SYNCS
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import (
    AudienceRef,
    AudienceSyncInput,
    CampaignAt,
    CampaignKept,
    PeopleRange,
    RangeSynced,
    ReportOrder,
    ReportPulled,
    SyncClosed,
)

_runs = itertools.count(1)


class Platform:
    """The effects on a platform, remembered. It ``refuses`` by effect, and a campaign is kept until it ``is_over``."""

    def __init__(self) -> None:
        self.refuses: set[str] = set()
        self.is_over = False
        self.closed: list[SyncClosed] = []

    def _answer(self) -> None:
        if (asked := activity.info().activity_type) in self.refuses:
            raise Conflict(f"the platform refuses to {asked}")

    @activity.defn(name=contract.OPEN_AUDIENCE.name)
    async def open_audience(self, audience: AudienceRef) -> None:
        del audience
        self._answer()

    @activity.defn(name=contract.SYNC_RANGE.name)
    async def sync_range(self, people: PeopleRange) -> RangeSynced:
        """Two ranges are everybody."""
        self._answer()
        return RangeSynced(after=None if people.after else "person-1000", joined=2, left=1)

    @activity.defn(name=contract.CLOSE_SYNC.name)
    async def close_sync(self, closed: SyncClosed) -> None:
        self.closed.append(closed)

    @activity.defn(name=contract.KEEP_CAMPAIGN.name)
    async def keep_campaign(self, campaign: CampaignAt) -> CampaignKept:
        del campaign
        self._answer()
        return CampaignKept(summary="as ours says", is_over=self.is_over)

    @activity.defn(name=contract.PULL_REPORT.name)
    async def pull_report(self, order: ReportOrder) -> ReportPulled:
        self._answer()
        return ReportPulled(summary=f"{order.from_day} to {order.to_day}")

    @property
    def activities(self) -> Sequence[Any]:
        return [self.open_audience, self.sync_range, self.close_sync, self.keep_campaign, self.pull_report]


class Stay:
    """One platform and a worker of its own beside it."""

    def __init__(self, environment: WorkflowEnvironment, platform: Platform, queue: str) -> None:
        self.environment = environment
        self.platform = platform
        self._queue = queue

    async def begin(self, workflow: str, argument: Any, result_type: type) -> WorkflowHandle[Any, Any]:
        handle: WorkflowHandle[Any, Any] = await self.environment.client.start_workflow(
            workflow, argument, id=f"{workflow}/{self._queue}", task_queue=self._queue, result_type=result_type
        )
        return handle

    async def until_it_waits(self, handle: WorkflowHandle[Any, Any], times: int) -> None:
        """Until it has gone to wait so many times, so that a story has one order only."""
        deadline = time.monotonic() + PATIENCE_S
        while await _waits(handle) < times:
            assert time.monotonic() < deadline, f"{handle.id} never waited for the {times}th time"
            await asyncio.sleep(0.01)


async def _waits(handle: WorkflowHandle[Any, Any]) -> int:
    events = (await handle.fetch_history()).events
    return sum(event.event_type == EventType.EVENT_TYPE_TIMER_STARTED for event in events)


@asynccontextmanager
async def staying(environment: WorkflowEnvironment) -> AsyncIterator[Stay]:
    platform, queue = Platform(), f"syncs-{next(_runs)}"
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=SYNCS,
        workflow_runner=SANDBOX,
        activities=platform.activities,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Stay(environment, platform, queue)


Told = dict[str, WorkflowHistory]


async def follows_its_segment(stay: Stay) -> Told:
    """An audience is synced, refused once, synced because somebody asks, and told to stop."""
    start = AudienceSyncInput(audience=AudienceRef(tenant_id="ten_test", audience_id="aud_1"), every_minutes=60)
    handle = await stay.begin(contract.AUDIENCE_WORKFLOW, start, contract.SyncTotals)
    await stay.until_it_waits(handle, 1)
    stay.platform.refuses.add(contract.SYNC_RANGE.name)
    await stay.environment.sleep(timedelta(minutes=61))
    await stay.until_it_waits(handle, 2)
    stay.platform.refuses.clear()
    await handle.signal(contract.SYNC_NOW)
    await stay.until_it_waits(handle, 3)
    await handle.signal(contract.STOP)
    assert (await handle.result()).joined == 4
    assert [bool(closed.failure) for closed in stay.platform.closed] == [False, True, False]
    return {"audience": await handle.fetch_history()}


async def is_kept_at_a_platform(stay: Stay) -> Told:
    """A campaign is looked after by the clock, refused when somebody asks, taken again, and over."""
    at = CampaignAt(tenant_id="ten_test", account_id="dsa_1", campaign_id="cmp_1")
    handle = await stay.begin(contract.CAMPAIGN_WORKFLOW, at, CampaignKept)
    await stay.until_it_waits(handle, 1)
    await stay.environment.sleep(contract.LOOK_EVERY * 1.1)
    await stay.until_it_waits(handle, 2)
    stay.platform.refuses.add(contract.KEEP_CAMPAIGN.name)
    await handle.signal(contract.SYNC_NOW)
    await stay.until_it_waits(handle, 3)
    stay.platform.refuses.clear()
    stay.platform.is_over = True
    assert (await handle.result()).is_over
    return {"platform_campaign": await handle.fetch_history()}


async def is_reported_or_refused(stay: Stay) -> Told:
    """A report is pulled; another is refused."""
    first = ReportOrder(tenant_id="ten_test", account_id="dsa_1", from_day="2026-11-01", to_day="2026-11-07")
    pulled = await stay.begin(contract.REPORT_WORKFLOW, first, ReportPulled)
    assert (await pulled.result()).summary == "2026-11-01 to 2026-11-07"
    told = {"platform_report": await pulled.fetch_history()}
    stay.platform.refuses.add(contract.PULL_REPORT.name)
    refused = await stay.begin(contract.REPORT_WORKFLOW, first, ReportPulled)
    with contextlib.suppress(WorkflowFailureError):
        await refused.result()
    return told | {"refused_report": await refused.fetch_history()}


PLATFORM_STORIES: Final[dict[str, Callable[[Stay], Awaitable[Told]]]] = {
    story.__name__: story for story in (follows_its_segment, is_kept_at_a_platform, is_reported_or_refused)
}
