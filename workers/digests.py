"""The worker that sends people the digests they asked for."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker

from activities.digesting import Carrier, Digesting
from storage.sql.database import Database
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX
from workers.schedules import DIGESTS as EVERY_QUARTER
from workers.schedules import keep_schedule
from workers.settings import Settings
from workflows.contracts import digests as contract
from workflows.digests import DigestsWorkflow

DIGESTS: Final = (DigestsWorkflow,)
AT_ONCE: Final = 2


@contextlib.asynccontextmanager
async def digests_worker(
    settings: Settings,
    client: Client,
    stores: tuple[Database, Database, Database],
    carrier: Carrier | None,
    *,
    clock_ms: Callable[[], int],
) -> AsyncIterator[None]:
    """While this runs, digests go out as they become due. ``stores`` are main, money and journeys."""
    public_url = settings.messages.public_url or f"http://{settings.api.host}:{settings.api.http_port}"
    digesting = Digesting(*stores, carrier, public_url=public_url, clock_ms=clock_ms)
    await keep_schedule(client, EVERY_QUARTER)
    worker = Worker(
        client,
        task_queue=contract.TASK_QUEUE,
        workflows=DIGESTS,
        workflow_runner=SANDBOX,
        activities=digesting.all,
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )
    async with worker:
        yield
