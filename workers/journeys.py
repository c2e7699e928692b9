"""The worker of the ``journeys`` queue: people on their way, and the messages they get."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from temporalio.client import Client
from temporalio.worker import Interceptor, Worker

from activities.handing_together import Deliver, HandingTogether
from activities.journeys import JourneyActivities
from activities.poking import Poker, Sweeper
from activities.travelling import LINGER_S, TravelActivities
from storage.sql.database import Database
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX, STICKY_FOR
from workflows.contracts.journeys import TASK_QUEUE
from workflows.journey import JourneyWorkflow
from workflows.shard import JourneyShardWorkflow
from workflows.traveller import TravellerWorkflow

JOURNEYS: Final = (JourneyWorkflow, JourneyShardWorkflow, TravellerWorkflow)
LOOKS_AT_ONCE: Final = 400
"""A shard that had work lingers for more, and waiting costs next to nothing."""


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@contextlib.asynccontextmanager
async def carrying(
    client: Client,
    journeys: Database,
    deliver: Deliver,
    *,
    poker: Poker | None = None,
    now_ms: Callable[[], int] = clock_ms,
    linger_s: float = LINGER_S,
    task_queue: str = TASK_QUEUE,
    interceptors: Sequence[Interceptor] = (),
) -> AsyncIterator[Poker]:
    """While this runs, journeys' workflows are carried out, and people whom everybody forgot are found; it ends if they are not.

    ``poker`` is one that runs already; without it there is one of its own.
    """
    async with contextlib.AsyncExitStack() as stack:
        if poker is None:
            poker = await stack.enter_async_context(Poker(client, task_queue=task_queue).running())
        life = JourneyActivities(journeys, poker=poker, clock_ms=now_ms)
        travel = TravelActivities(
            journeys, deliver=HandingTogether(deliver), poker=poker, clock_ms=now_ms, linger_s=linger_s
        )
        worker = Worker(
            client,
            task_queue=task_queue,
            workflows=JOURNEYS,
            workflow_runner=SANDBOX,
            activities=[*life.all, *travel.all],
            interceptors=interceptors,
            max_cached_workflows=MAX_CACHED_WORKFLOWS,
            sticky_queue_schedule_to_start_timeout=STICKY_FOR,
            max_concurrent_activities=LOOKS_AT_ONCE,
            graceful_shutdown_timeout=GRACE,
        )
        async with worker, asyncio.TaskGroup() as group:
            sweeping = group.create_task(Sweeper(journeys, poker, now_ms).run())
            try:
                yield poker
            finally:
                sweeping.cancel()
