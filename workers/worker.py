"""The Temporal worker: carries out campaigns' lifecycles and reviews, journeys, and the messages they send."""

import contextlib
import time
from collections.abc import Sequence
from typing import Final

import aiohttp
from temporalio.client import Client
from temporalio.worker import Interceptor, Worker

from activities.approvals import ApprovalActivities
from activities.campaigns import CampaignActivities
from activities.deciding import Deciding
from activities.platforms import PlatformActivities
from activities.poking import Poker
from activities.watching_budgets import EVERY_S, BudgetWatch
from connectors.dsp.protocol import Platform
from connectors.dsp.registry import connect as connect_platform
from connectors.dsp.web import VendorWeb, vendor_session
from domain.dsp.values import DspAccount
from domain.records import JOURNEYS_STORE, MONEY_STORE
from domain.sealing import Sealer
from storage.nats.connection import connect as connect_nats
from storage.nats.live_campaigns import LiveCampaigns
from storage.sql.database import Database
from workers.beside import beside
from workers.broadcasts import broadcasts_worker
from workers.channels import open_channels, webhook_calls
from workers.journeys import carrying
from workers.messages import delivering
from workers.process import Process
from workers.rehearsals import open_rehearsals, rehearsals_worker
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX, STICKY_FOR
from workers.segments import keep_all, segments_worker
from workers.steady import steadily
from workers.temporal import connect, register_search_attributes, wait_until_ready
from workflows.approval import ApprovalWorkflow
from workflows.campaign import CampaignWorkflow
from workflows.contracts.campaigns import TASK_QUEUE
from workflows.contracts.platforms import TASK_QUEUE as SYNCS_QUEUE
from workflows.platforms import AudienceSyncWorkflow, PlatformCampaignWorkflow, PlatformReportWorkflow

WORKFLOWS: Final = (CampaignWorkflow, ApprovalWorkflow)
SYNCS: Final = (AudienceSyncWorkflow, PlatformCampaignWorkflow, PlatformReportWorkflow)


async def run_worker(process: Process) -> None:
    """Work until ``process.stopping``, then let running activities end within ``GRACE``.

    Raises ``Unavailable`` when SQL, NATS or Temporal do not answer at the start; afterwards their absence is waited out.
    """
    settings = process.settings
    main = Database.open(settings.sql.url)
    money = Database.open(settings.sql.money_url or settings.sql.url, store=MONEY_STORE)
    journeys = Database.open(settings.sql.journeys_url or settings.sql.url, store=JOURNEYS_STORE)
    nats = await connect_nats(settings.nats.url, "worker")
    try:
        identity = f"worker@{settings.node_id}"
        await wait_until_ready(await connect(settings.temporal, identity=identity))
        client = await connect(settings.temporal, identity=identity, lazy=False)
        await register_search_attributes(client)
        async with contextlib.AsyncExitStack() as working:
            await working.enter_async_context(campaigns_worker(client, main, money, LiveCampaigns(nats.jetstream())))
            if settings.dsp.enabled:
                vendors = await working.enter_async_context(vendor_session())
                await working.enter_async_context(syncs_worker(client, main, Sealer(settings.secrets.keys), vendors))
            poker = await working.enter_async_context(Poker(client).running())
            channels = await working.enter_async_context(
                open_channels(settings, journeys, poke=poker.poke, clock_ms=_clock_ms)
            )
            if channels is not None:
                await working.enter_async_context(webhook_calls(channels, journeys, nats.jetstream()))
                deliverer = await working.enter_async_context(
                    delivering(settings, journeys, channels, clock_ms=_clock_ms, stopping=process.stopping)
                )
                await working.enter_async_context(
                    broadcasts_worker(client, journeys, deliverer.deliver, clock_ms=_clock_ms)
                )
                rehearsals = open_rehearsals(settings, journeys, channels, clock_ms=_clock_ms)
                await working.enter_async_context(rehearsals_worker(client, rehearsals))
                await working.enter_async_context(carrying(client, journeys, deliverer.deliver, poker=poker))
            await working.enter_async_context(segments_worker(client, journeys, poke=poker.poke, clock_ms=_clock_ms))
            watch = BudgetWatch(main, money, clock_ms=_clock_ms)
            await working.enter_async_context(beside(steadily(watch.step, stopping=process.stopping, every_s=EVERY_S)))
            await keep_all(client, journeys)
            process.ready()
            await process.stopping.wait()
    finally:
        await nats.close()
        await journeys.close()
        await main.close()
        await money.close()


def campaigns_worker(
    client: Client, main: Database, money: Database, live: LiveCampaigns, *, interceptors: Sequence[Interceptor] = ()
) -> Worker:
    """A worker of the ``campaigns`` queue over these stores; enter it to run it."""
    campaigns = CampaignActivities(main, money, live, clock_ms=_clock_ms)
    approvals = ApprovalActivities(main)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        workflow_runner=SANDBOX,
        activities=[*campaigns.all, *approvals.all, Deciding(client).decide_on_review],
        interceptors=interceptors,
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        sticky_queue_schedule_to_start_timeout=STICKY_FOR,
        max_concurrent_activities=50,
        graceful_shutdown_timeout=GRACE,
    )


def syncs_worker(client: Client, main: Database, sealer: Sealer, vendors: aiohttp.ClientSession) -> Worker:
    """A worker of the ``syncs`` queue, which speaks to demand-side platforms; enter it to run it."""

    def connected(account: DspAccount) -> Platform:
        return connect_platform(account, VendorWeb(vendors, account.platform), _clock_ms)

    platforms = PlatformActivities(main, sealer, connect=connected, clock_ms=_clock_ms)
    return Worker(
        client,
        task_queue=SYNCS_QUEUE,
        workflows=SYNCS,
        workflow_runner=SANDBOX,
        activities=[*platforms.all],
        max_cached_workflows=MAX_CACHED_WORKFLOWS,
        max_concurrent_activities=20,
        graceful_shutdown_timeout=GRACE,
    )


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000
