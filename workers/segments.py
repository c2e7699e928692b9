"""The worker that keeps segments up to date, and what it needs."""

from collections.abc import Callable, Collection
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.segments import SegmentActivities
from api.segments import SegmentDesk
from domain.errors import Unavailable
from domain.journeys.values import Poke
from domain.segments.audiences import service as audiences
from storage.sql.database import Database
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX
from workflows.contracts.segments import TASK_QUEUE
from workflows.segments import SegmentKeeperWorkflow, SegmentRefreshWorkflow

SEGMENTS: Final = (SegmentKeeperWorkflow, SegmentRefreshWorkflow)
_log = structlog.get_logger(__name__)
AT_ONCE: Final = 4
"""Each holds a database connection and a good part of a core; more would only wait for each other."""


def segments_worker(
    client: Client,
    journeys: Database,
    *,
    poke: Callable[[str, Collection[Poke]], None],
    clock_ms: Callable[[], int],
    task_queue: str = TASK_QUEUE,
) -> Worker:
    """A worker of the ``segments`` queue; enter it to run it."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=SEGMENTS,
        workflow_runner=SANDBOX,
        activities=[*SegmentActivities(journeys, poke=poke, clock_ms=clock_ms).all],
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )


async def keep_all(client: Client, journeys: Database) -> None:
    """Have a keeper look for every tenant with segments, whether or not Temporal was there when they made their first."""
    async with journeys.platform_reading() as session:
        tenants = await audiences.tenants(session)
    desk = SegmentDesk(client)
    for tenant_id in tenants:
        try:
            await desk.look(tenant_id)
        except Unavailable as error:
            _log.warning("a tenant's segments have no keeper yet", tenant_id=tenant_id, why=error.message)
