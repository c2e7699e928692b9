"""The API process: REST on one port, and, in the embedded stack, the one place that may open ClickHouse.

It starts and serves reads while Temporal is away; actions then answer 503. NATS must be there to begin with.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

import stamina
import structlog
import uvicorn
from fastapi import FastAPI
from temporalio.client import Client

from activities.poking import Poker
from api.app import create_app
from api.broadcasts import BroadcastDesk
from api.changes import Changes
from api.data_requests import DataRequestDesk
from api.exchange_door import ExchangeDoor
from api.journeys import JourneyDesk
from api.lifecycle import Lifecycle
from api.platforms import PlatformDesk
from api.quotas import Meter
from api.rehearsals import RehearsalDesk
from api.segments import SegmentDesk
from api.sign_in import SignInDesk
from api.state import AppState
from bidding.inference.model_file import MODEL_PATH
from connectors.creatives.images import CreativeImages
from connectors.dsp.fan_out import DspFanOut
from domain.brand.desk.service import BrandDesk
from domain.dsp.service import Accounts
from domain.errors import Conflict
from domain.identity.passwords.service import Hasher
from domain.identity.service import ensure_bootstrap_admin
from domain.sealing import Sealer
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate as migrate_analytics
from storage.clickhouse.trace_writer import TraceWriter
from storage.clickhouse.writer import BIDS, MESSAGES, EventWriter
from storage.nats.changes import follow_changes
from storage.nats.connection import connect as connect_nats
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.redis.profiles import ProfileCache
from storage.redis.quotas import SharedCounts
from storage.sql import Database
from workers import temporal
from workers.assets import open_assets
from workers.channels import open_channels
from workers.content import open_content
from workers.data_requests import work_on_reports
from workers.forecasting.making import Forecasting
from workers.forecasting.stage import Stage
from workers.in_force import InForce
from workers.ingesting.shading import LEARN_EVERY_S, LearningLandscapes
from workers.process import Process
from workers.rehearsals import open_rehearsals
from workers.settings import Settings
from workers.sign_on import open_sign_on
from workers.steady import steadily
from workers.stores import open_stores

DRAIN_S: Final = 8
"""How long requests under way may take to end; shorter than the stack's ten seconds, and than a pod's thirty."""
KEEP_ALIVE_S: Final = 75
_log = structlog.get_logger("workers.api")
MAX_AT_ONCE: Final = 2_000
PAGES: Final = Path(__file__).resolve().parents[1] / "ui" / "dist"
"""Where `make ui` leaves the web application."""
_BACKLOG: Final = 2_048


async def run_api(process: Process) -> None:
    """Serve until ``process.stopping``, then let requests under way end within ``DRAIN_S``.

    Raises ``Unavailable`` when SQL or NATS do not answer at the start, ``OSError`` when the port is taken.
    """
    settings = process.settings
    async with contextlib.AsyncExitStack() as opened:
        listening = opened.enter_context(_listen(settings.api.host, settings.api.http_port))
        state = await opened.enter_async_context(open_state(settings))
        nats = state.need_nats()
        # Before anything runs beside it: putting the routes together holds the loop for seconds on a busy machine.
        app = create_app(state, pages=PAGES)
        async with asyncio.TaskGroup() as background:
            known = asyncio.Event()
            following = background.create_task(
                _follow_exchanges(Exchanges(nats.jetstream()), state.exchange_door, known)
            )
            writing: list[asyncio.Task[None]] = []
            if state.analytics is not None and not settings.clickhouse.url:
                writing = [
                    background.create_task(EventWriter(nats.jetstream(), state.analytics, stream=stream).run())
                    for stream in (BIDS, MESSAGES)
                ]
                traces = TraceWriter(nats.jetstream(), state.analytics)
                background.create_task(steadily(traces.step, stopping=process.stopping, every_s=0.0))
                learning = LearningLandscapes(state.analytics, Landscapes(nats.jetstream()), clock_ms=_clock_ms)
                background.create_task(steadily(learning.step, stopping=process.stopping, every_s=LEARN_EVERY_S))
            if state.analytics is not None:
                files = state.assets.files if state.assets is not None else None
                background.create_task(
                    work_on_reports(
                        settings, state.main, state.analytics, files, clock_ms=_clock_ms, stopping=process.stopping
                    )
                )
            try:
                if await _either(known, process.stopping):
                    await _serve(app, state.changes, listening, process)
            finally:
                following.cancel()
                for one in writing:
                    one.cancel()


@contextlib.asynccontextmanager
async def open_state(settings: Settings) -> AsyncIterator[AppState]:
    """Everything routes need, its schemas up to date; closed at the end in the opposite order."""
    async with contextlib.AsyncExitStack() as opened:
        stores = open_stores(settings)
        opened.push_async_callback(stores.close)
        for database in stores:
            await database.migrate()
        main, money, journeys = stores
        if settings.api.bootstrap_token:
            await _ensure_admin(main, settings.api.bootstrap_token)
        profiles = await opened.enter_async_context(ProfileCache(settings.redis.profiles_url))
        nats = await connect_nats(settings.nats.url, "api")
        opened.push_async_callback(nats.close)
        await ensure_streams(nats.jetstream())
        changes = Changes()
        await follow_changes(nats, changes.hear)
        stores.tell_of_changes(nats)
        target = settings.clickhouse.url or settings.state_dir / "clickhouse"
        analytics = await opened.enter_async_context(await Analytics.open(target))
        await migrate_analytics(analytics)
        client = await temporal.connect(settings.temporal, identity=f"api@{settings.node_id}")
        platforms = await _platforms(settings, client, opened) if settings.dsp.enabled else None
        content = await opened.enter_async_context(open_content(settings))
        assets = await opened.enter_async_context(open_assets(settings))
        poker = await opened.enter_async_context(Poker(client).running())
        channels = await opened.enter_async_context(
            open_channels(settings, journeys, poke=poker.poke, clock_ms=_clock_ms)
        )
        stage = Stage(
            analytics=analytics,
            live=LiveCampaigns(nats.jetstream()),
            exchanges=Exchanges(nats.jetstream()),
            landscapes=Landscapes(nats.jetstream()),
            profiles=profiles,
            in_force=InForce(nats.jetstream(), money, settings.npu.model_path or MODEL_PATH),
        )
        sign_in = _sign_in(settings, main, opened)
        public_url = settings.messages.public_url or f"http://{settings.api.host}:{settings.api.http_port}"
        sign_on = await opened.enter_async_context(
            open_sign_on(settings, main, sign_in, clock_ms=_clock_ms, public_url=public_url)
        )
        meter = Meter(await _shared_counts(settings, opened))
        images = CreativeImages(allow_private=settings.messages.allow_private_addresses)
        forecasts = Forecasting(main, stage, clock_ms=_clock_ms)
        opened.push_async_callback(forecasts.close)
        fetcher = content.fetcher if content is not None else None
        yield AppState(
            main=main,
            money=money,
            journeys=journeys,
            clock_ms=_clock_ms,
            exchange_door=ExchangeDoor(default_exchange=settings.bidder.default_exchange, demo=settings.demo),
            demo=settings.demo,
            meter=meter,
            sign_in=sign_in,
            sign_on=sign_on,
            mail=channels.mail if channels is not None else None,
            public_url=public_url,
            brand=BrandDesk(await opened.enter_async_context(images)),
            bid_timeout_ms=settings.bidder.default_tmax_ms + settings.bidder.network_margin_ms,
            nats=nats,
            lifecycle=Lifecycle(client, main),
            workflow_pages=settings.temporal.workflow_pages,
            analytics=analytics,
            profiles=profiles,
            changes=changes,
            forecasts=forecasts,
            platforms=platforms,
            content=content,
            assets=assets,
            channels=channels.room if channels is not None else None,
            segments=SegmentDesk(client),
            data_requests=DataRequestDesk(client),
            rehearsals=RehearsalDesk(
                client, open_rehearsals(settings, journeys, channels, clock_ms=_clock_ms, fetcher=fetcher)
            )
            if channels is not None
            else None,
            journey_desk=JourneyDesk(client, journeys, poker.poke),
            broadcast_desk=BroadcastDesk(client, journeys),
        )


async def _platforms(settings: Settings, client: Client, opened: contextlib.AsyncExitStack) -> PlatformDesk:
    """Raises ``InvalidInput`` when there is no key to seal their credentials with."""
    sealer = Sealer(settings.secrets.keys)
    fan_out = DspFanOut(sealer, clock_ms=_clock_ms, allow_private=settings.dsp.allow_private_addresses)
    return PlatformDesk(Accounts(sealer), await opened.enter_async_context(fan_out), client)


def _sign_in(settings: Settings, main: Database, opened: contextlib.AsyncExitStack) -> SignInDesk | None:
    """None without a key to seal signing keys with: then API keys alone open doors."""
    if not settings.secrets.keys:
        return None
    desk = SignInDesk(main, Sealer(settings.secrets.keys), Hasher(), _clock_ms)
    opened.callback(desk.close)
    return desk


async def _shared_counts(settings: Settings, opened: contextlib.AsyncExitStack) -> SharedCounts | None:
    if not settings.redis.counters_url:
        return None
    return await opened.enter_async_context(SharedCounts(settings.redis.counters_url))


@stamina.retry(on=Conflict, attempts=3)
async def _ensure_admin(main: Database, secret: str) -> None:
    """Several API processes may start at once; who comes second finds the administrator made."""
    async with main.platform() as session:
        opens_doors = await ensure_bootstrap_admin(session, secret, demo=False, now_ms=_clock_ms())
    if not opens_doors:
        _log.warning("the bootstrap token was revoked or rotated, and stays so: set another to come back in")


async def _follow_exchanges(exchanges: Exchanges, door: ExchangeDoor, known: asyncio.Event) -> None:
    async for exchange in exchanges.watch():
        if exchange is None:
            known.set()
        else:
            door.apply(exchange)


async def _either(known: asyncio.Event, stopping: asyncio.Event) -> bool:
    """Whether ``known`` came before there was a reason to stop."""
    waiting = [asyncio.create_task(one.wait()) for one in (known, stopping)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
    return known.is_set() and not stopping.is_set()


@contextlib.contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    """The port, taken before anything slow happens, so that a taken one is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=_BACKLOG) as listening:
        yield listening


async def _serve(app: FastAPI, changes: Changes, listening: socket.socket, process: Process) -> None:
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=DRAIN_S,
        limit_concurrency=MAX_AT_ONCE,
    )
    server = _Server(config, process.ready)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(process.stopping.wait())
    await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    changes.close()
    server.should_exit = True
    stopping.cancel()
    await serving


class _Server(uvicorn.Server):
    """Uvicorn, which here leaves signals to the process and says when it listens."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000
