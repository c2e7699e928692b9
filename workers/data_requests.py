"""The workers of data requests: one that reaches most places, and one beside ClickHouse."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

import structlog
from nats.aio.client import Client as Nats
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.data_requests import PlaceActivities, RequestActivities
from activities.personal.analytics import AnalyticsPlace
from activities.personal.caches import CachesPlace
from activities.personal.exports import Exports
from activities.personal.files import FilesPlace
from activities.personal.histories import WorkflowsPlace
from activities.personal.logs import LogsPlace
from activities.personal.place import Place
from activities.personal.stores import JourneysPlace, MainPlace, Poker
from activities.personal.streams import StreamsPlace
from activities.personal.unreached import UnreachedPlace
from activities.retaining import Retaining, RetainingAnalytics
from api.data_requests import DataRequestDesk
from domain.errors import Unavailable
from domain.privacy.requests import service as requests
from storage.clickhouse.client import Analytics
from storage.clickhouse.people import PeopleInAnalytics
from storage.files import FileStore
from storage.nats.changed_profiles import tell_of_changed_profiles
from storage.nats.people import PeopleInStreams
from storage.redis.people import PeopleInRedis
from storage.sql.database import Database
from workers.assets import spool_of
from workers.beside import beside
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX
from workers.schedules import RETENTION as EVERY_NIGHT
from workers.schedules import keep_schedule
from workers.settings import Settings
from workers.steady import steadily
from workers.temporal import connect
from workflows.contracts import data_requests as contract
from workflows.contracts import platforms
from workflows.data_request import DataRequestWorkflow
from workflows.retention import RetentionWorkflow

DATA_REQUESTS: Final = (DataRequestWorkflow,)
RETENTION: Final = (RetentionWorkflow,)
AT_ONCE: Final = 4
LOOK_AFTER_EVERY_S: Final = 60.0
_AGAIN_S: Final = 5.0
_DEADLINE: Final = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


class Reach(NamedTuple):
    """What a process reaches places by."""

    client: Client
    nats: Nats
    main: Database
    journeys: Database
    files: FileStore | None
    spool: Path
    """Where files are made before they lie there."""

    @property
    def exports(self) -> Exports:
        return Exports(self.main, self.files, spool=self.spool)

    async def forget_cached(self, person_ids: Collection[str]) -> None:
        """Have bidders read people anew."""
        if person_ids:
            await tell_of_changed_profiles(self.nats, person_ids)


@contextlib.asynccontextmanager
async def data_requests_worker(
    settings: Settings, reach: Reach, *, poker: Poker, clock_ms: Callable[[], int], stopping: asyncio.Event
) -> AsyncIterator[None]:
    """While this runs, requests are carried out, and open ones that nobody looks after are found."""
    async with _caches(settings, reach) as caches:
        logs = LogsPlace(settings.state_dir / "logs")
        places = reached(reach, caches, logs=logs, poker=poker, clock_ms=clock_ms)

        async def look_after() -> bool:
            await keep_all(reach.client, reach.main)
            return False

        await keep_schedule(reach.client, EVERY_NIGHT)
        worker = privacy_worker(reach, places, clock_ms=clock_ms)
        async with worker, beside(steadily(look_after, stopping=stopping, every_s=LOOK_AFTER_EVERY_S)):
            yield


@contextlib.asynccontextmanager
async def _caches(settings: Settings, reach: Reach) -> AsyncIterator[Place]:
    """Redis, or that nobody said where it is: a worker works without it."""
    if not (settings.redis.profiles_url and settings.redis.counters_url):
        yield UnreachedPlace(CachesPlace.name, setting="CAMPAIGN_EXPRESS__REDIS__PROFILES_URL and __COUNTERS_URL")
        return
    async with PeopleInRedis(settings.redis.profiles_url, settings.redis.counters_url) as redis:
        yield CachesPlace(redis, reach.main, forget_cached=reach.forget_cached)


def reached(
    reach: Reach, caches: Place, *, logs: LogsPlace, poker: Poker, clock_ms: Callable[[], int]
) -> tuple[Place, ...]:
    """Every place but analytics."""

    async def sync(tenant_id: str, audience_id: str) -> None:
        """One whose sync was stopped lets go of nobody by itself: the request says so until it runs."""
        handle = reach.client.get_workflow_handle(platforms.audience_workflow_id(tenant_id, audience_id))
        with contextlib.suppress(RPCError):
            await handle.signal(platforms.SYNC_NOW, rpc_timeout=_DEADLINE)

    return (
        StreamsPlace(PeopleInStreams(reach.nats.jetstream())),
        JourneysPlace(reach.journeys, poker, clock_ms=clock_ms),
        MainPlace(reach.main, reach.journeys, sync=sync),
        caches,
        WorkflowsPlace(reach.client),
        FilesPlace(reach.main, reach.journeys, reach.files, reach.exports, clock_ms=clock_ms),
        logs,
    )


def privacy_worker(
    reach: Reach, places: Collection[Place], *, clock_ms: Callable[[], int], task_queue: str = contract.TASK_QUEUE
) -> Worker:
    """A worker of the ``privacy`` queue; enter it to run it."""
    life = RequestActivities(reach.main, reach.journeys, reach.exports, clock_ms=clock_ms)
    of_places = PlaceActivities(reach.main, tuple(places), reach.exports, clock_ms=clock_ms)
    stores = {database.store: database for database in (reach.main, reach.journeys)}
    retaining = Retaining(reach.main, stores, clock_ms=clock_ms)
    return Worker(
        reach.client,
        task_queue=task_queue,
        workflows=[*DATA_REQUESTS, *RETENTION],
        workflow_runner=SANDBOX,
        activities=[*life.all, *of_places.all, *retaining.all],
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )


def reports_worker(
    client: Client, main: Database, analytics: Analytics, exports: Exports, *, clock_ms: Callable[[], int]
) -> Worker:
    """A worker of the ``reports`` queue, in whichever process has ClickHouse open; enter it to run it."""
    places = PlaceActivities(main, (AnalyticsPlace(PeopleInAnalytics(analytics)),), exports, clock_ms=clock_ms)
    return Worker(
        client,
        task_queue=contract.REPORTS_QUEUE,
        activities=[*places.all, *RetainingAnalytics(main, analytics, clock_ms=clock_ms).all],
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )


async def work_on_reports(
    settings: Settings,
    main: Database,
    analytics: Analytics,
    files: FileStore | None,
    *,
    clock_ms: Callable[[], int],
    stopping: asyncio.Event,
) -> None:
    """Until ``stopping``, beside an API that serves reads while Temporal is away: it is waited for."""
    exports = Exports(main, files, spool=spool_of(settings))
    while not stopping.is_set():
        try:
            client = await connect(settings.temporal, identity=f"reports@{settings.node_id}", lazy=False)
            async with reports_worker(client, main, analytics, exports, clock_ms=clock_ms):
                await stopping.wait()
        except (Unavailable, RuntimeError) as error:
            _log.warning("the reports queue waits for the workflow service", why=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_S):
                    await stopping.wait()


async def keep_all(client: Client, main: Database, *, task_queue: str = contract.TASK_QUEUE) -> None:
    """Have a workflow look after every open request, whether or not Temporal was there when it was made, or checked."""
    async with main.platform_reading() as session:
        found = await requests.open_ones(session)
    desk = DataRequestDesk(client, task_queue=task_queue)
    for tenant_id, request_id, is_due in found:
        try:
            await (desk.look if is_due else desk.keep)(tenant_id, request_id)
        except Unavailable as error:
            _log.warning("a data request has nobody to look after it yet", request_id=request_id, why=error.message)
