"""The Temporal worker: carries out campaigns' lifecycles and reviews, journeys, and the messages they send."""

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Final

import aiohttp
from temporalio.client import Client
from temporalio.worker import Interceptor, Worker

from activities.approvals import ApprovalActivities
from activities.campaigns import CampaignActivities
from activities.deciding import Deciding
from activities.platforms import PlatformActivities
from activities.poking import Poker
from activities.watching_assets import EVERY_S as LOOK_AT_ASSETS_EVERY_S
from activities.watching_assets import AssetWatch
from activities.watching_budgets import EVERY_S, BudgetWatch
from connectors.creatives.images import CreativeImages
from connectors.dsp.protocol import Platform
from connectors.dsp.registry import connect as connect_platform
from connectors.dsp.web import VendorWeb, vendor_session
from domain.brand.desk.service import BrandDesk
from domain.dsp.values import DspAccount
from domain.golive.looks.service import BrandLooks
from domain.sealing import Sealer
from storage.nats.connection import connect as connect_nats
from storage.nats.live_campaigns import LiveCampaigns
from storage.sql.database import Database
from workers.assets import open_assets, spool_of
from workers.beside import beside
from workers.broadcasts import broadcasts_worker
from workers.channels import open_channels, webhook_calls
from workers.data_requests import Reach, data_requests_worker
from workers.digests import digests_worker
from workers.journeys import carrying
from workers.messages import delivering
from workers.process import Process
from workers.rehearsals import open_rehearsals, rehearsals_worker
from workers.sandbox import GRACE, MAX_CACHED_WORKFLOWS, SANDBOX, STICKY_FOR
from workers.segments import keep_all, segments_worker
from workers.steady import steadily
from workers.stores import open_stores
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
    stores = open_stores(settings)
    main, money, journeys = stores
    nats = await connect_nats(settings.nats.url, "worker")
    stores.tell_of_changes(nats)
    try:
        identity = f"worker@{settings.node_id}"
        await wait_until_ready(await connect(settings.temporal, identity=identity))
        client = await connect(settings.temporal, identity=identity, lazy=False)
        await register_search_attributes(client)
        async with contextlib.AsyncExitStack() as working:
            images = CreativeImages(allow_private=settings.messages.allow_private_addresses)
            desk = BrandDesk(await working.enter_async_context(images), is_patient=True)
            live = LiveCampaigns(nats.jetstream())
            await working.enter_async_context(campaigns_worker(client, main, money, live, desk=desk))
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
            assets = await working.enter_async_context(open_assets(settings))
            files = assets.files if assets is not None else None
            reach = Reach(client, nats, main, journeys, files, spool_of(settings))
            uploads = assets.uploads if assets is not None else None
            library = AssetWatch(main, reach.files, uploads=uploads, clock_ms=_clock_ms)
            looking = steadily(library.step, stopping=process.stopping, every_s=LOOK_AT_ASSETS_EVERY_S)
            await working.enter_async_context(beside(looking))
            await working.enter_async_context(
                data_requests_worker(settings, reach, poker=poker, clock_ms=_clock_ms, stopping=process.stopping)
            )
            mail = channels.mail if channels is not None else None
            await working.enter_async_context(digests_worker(settings, client, stores, mail, clock_ms=_clock_ms))
            await keep_all(client, journeys)
            process.ready()
            await process.stopping.wait()
    finally:
        await nats.close()
        await stores.close()


def campaigns_worker(
    client: Client,
    main: Database,
    money: Database,
    live: LiveCampaigns,
    *,
    desk: BrandDesk | None = None,
    interceptors: Sequence[Interceptor] = (),
) -> Worker:
    """A worker of the ``campaigns`` queue over these stores; enter it to run it. A ``desk`` of its own fetches no images."""
    looks = BrandLooks(desk or BrandDesk(is_patient=True), clock_ms=_clock_ms)
    campaigns = CampaignActivities(main, money, live, looks=looks, clock_ms=_clock_ms)
    approvals = ApprovalActivities(main, clock_ms=_clock_ms)
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


def syncs_worker(
    client: Client,
    main: Database,
    sealer: Sealer,
    vendors: aiohttp.ClientSession,
    *,
    clock_ms: Callable[[], int] | None = None,
) -> Worker:
    """A worker of the ``syncs`` queue, which speaks to demand-side platforms; enter it to run it."""
    clock_ms = clock_ms or _clock_ms

    def connected(account: DspAccount) -> Platform:
        return connect_platform(account, VendorWeb(vendors, account.platform), clock_ms)

    platforms = PlatformActivities(main, sealer, connect=connected, clock_ms=clock_ms)
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
