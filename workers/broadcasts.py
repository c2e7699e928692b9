"""The worker of the ``broadcasts`` queue: one message to many."""

from collections.abc import Callable, Sequence
from typing import Final

from temporalio.client import Client
from temporalio.worker import Interceptor, Worker

from activities.broadcasts import BATCH, BroadcastActivities, Deliver
from storage.sql.database import Database
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX, STICKY_FOR
from workflows.broadcast import BroadcastRangeWorkflow, BroadcastWorkflow
from workflows.contracts.broadcasts import TASK_QUEUE

BROADCASTS: Final = (BroadcastWorkflow, BroadcastRangeWorkflow)
EFFECTS_AT_ONCE: Final = 200
"""So that a pause never waits for a range to end; deliveries are bounded by themselves."""


def broadcasts_worker(
    client: Client,
    journeys: Database,
    deliver: Deliver,
    *,
    clock_ms: Callable[[], int],
    task_queue: str = TASK_QUEUE,
    batch: int = BATCH,
    interceptors: Sequence[Interceptor] = (),
) -> Worker:
    """Enter it to run it."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=BROADCASTS,
        workflow_runner=SANDBOX,
        activities=BroadcastActivities(journeys, deliver=deliver, clock_ms=clock_ms, batch=batch).all,
        interceptors=interceptors,
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        sticky_queue_schedule_to_start_timeout=STICKY_FOR,
        max_concurrent_activities=EFFECTS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )
