"""Workflows that Temporal begins by itself, by cron lines in UTC."""

from typing import Final, NamedTuple

import structlog
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError

from domain.identity.values import PLATFORM_TENANT
from workflows.contracts import digests, retention
from workflows.contracts.temporal import KIND, TENANT_ID


class Scheduled(NamedTuple):
    """A workflow of the platform that takes nothing. One that is still running keeps the next one from beginning."""

    schedule_id: str
    workflow: str
    workflow_id: str
    task_queue: str
    kind: str
    cron: str


RETENTION: Final = Scheduled(
    retention.SCHEDULE_ID,
    retention.WORKFLOW,
    retention.WORKFLOW_ID,
    retention.TASK_QUEUE,
    retention.KIND,
    retention.CRON,
)
DIGESTS: Final = Scheduled(
    digests.SCHEDULE_ID, digests.WORKFLOW, digests.WORKFLOW_ID, digests.TASK_QUEUE, digests.KIND, digests.CRON
)
_log = structlog.get_logger(__name__)


async def keep_schedule(client: Client, wanted: Scheduled) -> None:
    """Have it run as this code says; a worker that starts while Temporal is away leaves it to the next one."""
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(
            wanted.workflow,
            id=wanted.workflow_id,
            task_queue=wanted.task_queue,
            typed_search_attributes=TypedSearchAttributes(
                [SearchAttributePair(TENANT_ID, PLATFORM_TENANT), SearchAttributePair(KIND, wanted.kind)]
            ),
        ),
        spec=ScheduleSpec(cron_expressions=[wanted.cron]),
    )

    def anew(_held: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(schedule)

    try:
        await client.create_schedule(wanted.schedule_id, schedule)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(wanted.schedule_id).update(anew)
    except RPCError as error:
        _log.warning("a schedule could not be made", schedule=wanted.schedule_id, why=error.message)
