"""The worker of the ``rehearsals`` queue: dry runs, and what simulations need."""

from collections.abc import Callable
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker

from activities.rehearsals import Rehearsals
from activities.routes import Vendors
from domain.content.connected.values import Fetcher
from domain.sealing import Sealer
from storage.sql.database import Database
from workers.channels import OpenChannels
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX
from workers.settings import Settings
from workflows.contracts.rehearsals import TASK_QUEUE
from workflows.rehearsal import RehearsalWorkflow

AT_ONCE: Final = 1
"""Dry runs take a core, and may wait for each other; messages of the living may not."""


def open_rehearsals(
    settings: Settings,
    journeys: Database,
    channels: OpenChannels,
    *,
    clock_ms: Callable[[], int],
    fetcher: Fetcher | None = None,
) -> Rehearsals:
    """Over the accounts and connectors of a process; connectors say what they can do and are given nothing."""
    vendors = Vendors(channels.accounts, channels.switchboard.connect)
    return Rehearsals(journeys, vendors, Sealer(settings.secrets.keys), clock_ms=clock_ms, fetcher=fetcher)


def rehearsals_worker(client: Client, rehearsals: Rehearsals, *, task_queue: str = TASK_QUEUE) -> Worker:
    """Enter it to run it."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[RehearsalWorkflow],
        workflow_runner=SANDBOX,
        activities=rehearsals.all,
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )
