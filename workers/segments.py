"""The worker that keeps segments up to date, and what it needs."""

from collections.abc import Callable, Collection
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker

from activities.segments import SegmentActivities
from domain.journeys.values import Poke
from storage.sql.database import Database
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX
from workflows.contracts.segments import TASK_QUEUE
from workflows.segments import SegmentKeeperWorkflow, SegmentRefreshWorkflow

SEGMENTS: Final = (SegmentKeeperWorkflow, SegmentRefreshWorkflow)
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
