"""What a measurement runs on: NATS, Redis and bidders of their own, started for it and gone with it.

The banker is a stand-in that grants whatever is asked: budgets are not what is measured, reserving from them is.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from benchmarks import market
from benchmarks.load.generator import build, write_bodies
from domain.budgets.values import LeaseGrant, LeaseReply, LeaseRequest
from domain.ids import new_id
from domain.profiles.values import Profile
from domain.serving.values import CampaignSnapshot
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LEASES
from storage.redis.profiles import ProfileCache
from workers.stack.ports import allocate
from workers.stack.probes import until_ready
from workers.stack.servers import Server, find_nats, find_redis, nats_server, redis_server

Item = TypeVar("Item")

START_WITHIN_S = 60.0
AT_ONCE = 64
"""Snapshots published at the same time."""
LEASE_LIFE_MS = 600_000
_PR_SET_PDEATHSIG = 1
_ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bidder:
    pid: int
    http_port: int
    grpc_port: int
    bids: bool = True
    """False for the floor, which keeps no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The servers, and everything started on them."""

    directory: Path
    generator: Path
    nats_pid: int
    nats_port: int
    environment: Mapping[str, str]
    connection: Client
    requests: Path
    """The bodies that every door gets."""

    @contextlib.asynccontextmanager
    async def bidder(self, settings: Mapping[str, str] | None = None) -> AsyncIterator[Bidder]:
        """One bidder process with everything on, from ready to drained; ``settings`` are further ones."""
        async with self.bidders(1, settings) as [one]:
            yield one

    @contextlib.asynccontextmanager
    async def bidders(self, count: int, settings: Mapping[str, str] | None = None) -> AsyncIterator[list[Bidder]]:
        """Bidder processes that share their ports."""
        ports = allocate({"http": 0, "grpc": 0})
        http_port, grpc_port = ports["http"].number, ports["grpc"].number
        environment = {
            **self.environment,
            "CAMPAIGN_EXPRESS__DEMO": "true",
            "CAMPAIGN_EXPRESS__BIDDER__DEFAULT_EXCHANGE": market.EXCHANGE.exchange_id,
            "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": str(http_port),
            "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": str(grpc_port),
            "CAMPAIGN_EXPRESS__NOTICES__KEYS": '["bench:0123456789abcdef0123456789abcdef"]',
            "CAMPAIGN_EXPRESS__METRICS__DIRECTORY": str(self.directory / "metrics"),
            "PROMETHEUS_MULTIPROC_DIR": str(self.directory / "metrics"),
            **(settings or {}),
        }
        async with contextlib.AsyncExitStack() as processes:
            started = []
            for _ in range(count):
                ready_file = self.directory / f"bidder-{new_id('run')}.ready"
                its = {**environment, "CAMPAIGN_EXPRESS__READY_FILE": str(ready_file)}
                argv = [sys.executable, "-m", "workers.cli", "bidder"]
                started.append((await processes.enter_async_context(self.running(argv, "bidder", its)), ready_file))
            for child, ready_file in started:
                await self._until_ready(child, ready_file, "bidder")
            yield [Bidder(pid=child.pid, http_port=http_port, grpc_port=grpc_port) for child, _ in started]

    @contextlib.asynccontextmanager
    async def floor(self, *, response_bytes: int) -> AsyncIterator[Bidder]:
        """The doors with nothing behind them."""
        ports = allocate({"http": 0, "grpc": 0})
        ready_file = self.directory / f"floor-{new_id('run')}.ready"
        http_port, grpc_port = ports["http"].number, ports["grpc"].number
        argv = [sys.executable, "-m", "benchmarks.floor", "--ready-file", str(ready_file)]
        argv += ["--http-port", str(http_port), "--grpc-port", str(grpc_port), "--response-bytes", str(response_bytes)]
        argv += ["--nats-url", self.environment["CAMPAIGN_EXPRESS__NATS__URL"]]
        async with self.running(argv, "floor", self.environment) as child:
            await self._until_ready(child, ready_file, "floor")
            yield Bidder(pid=child.pid, http_port=http_port, grpc_port=grpc_port, bids=False)

    @contextlib.asynccontextmanager
    async def running(
        self, argv: Sequence[str], name: str, environment: Mapping[str, str]
    ) -> AsyncIterator[subprocess.Popen[bytes]]:
        with (self.directory / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(  # noqa: ASYNC220 - starting is quick, and nothing is measured yet
                argv,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - calls prctl alone
            )
        try:
            yield child
        finally:
            child.terminate()
            try:
                await asyncio.to_thread(child.wait, 15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    async def _until_ready(self, child: subprocess.Popen[bytes], ready_file: Path, name: str) -> None:
        deadline = time.monotonic() + START_WITHIN_S
        while not ready_file.exists():
            if child.poll() is not None or time.monotonic() > deadline:
                log = (self.directory / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the {name} did not start:\n{log[-3000:]}")
            await asyncio.sleep(0.05)

    async def publish(self, campaigns: Iterable[CampaignSnapshot], *, revision: int) -> None:
        """Make ``campaigns`` live."""
        live = LiveCampaigns(self.connection.jetstream())
        for some in batched(campaigns, AT_ONCE):
            await asyncio.gather(*(live.publish(msgspec.structs.replace(one, revision=revision)) for one in some))

    async def fill_profiles(self, people: Iterable[Profile]) -> None:
        """Let the second tier know ``people``."""
        async with ProfileCache(self.environment["CAMPAIGN_EXPRESS__REDIS__PROFILES_URL"]) as cache:
            for some in batched(people, 1_000):
                await cache.put_many(some)


def batched(items: Iterable[Item], most: int) -> Iterator[list[Item]]:
    walk = iter(items)
    while some := list(islice(walk, most)):
        yield some


@contextlib.asynccontextmanager
async def set_up() -> AsyncIterator[Stage]:
    """Start NATS and Redis, fill them with the market, and play the banker."""
    with tempfile.TemporaryDirectory(prefix="ce-bench-") as name, contextlib.ExitStack() as children:
        directory = Path(name)
        ports = allocate({"nats": 0, "redis": 0})
        nats = nats_server(find_nats(), directory=directory / "nats", port=ports["nats"].number)
        redis = redis_server(find_redis(), directory=directory / "redis", port=ports["redis"].number)
        environment = {**_ONE_THREAD_EACH, **nats.settings, **redis.settings}
        started = [children.enter_context(_server(server, directory)) for server in (nats, redis)]
        for server in (nats, redis):
            await until_ready(server.ready, within_s=START_WITHIN_S)

        connection = await connect(nats.settings["CAMPAIGN_EXPRESS__NATS__URL"], "bench")
        await ensure_streams(connection.jetstream())
        await Exchanges(connection.jetstream()).publish(market.EXCHANGE)
        await connection.subscribe(LEASES, cb=_grant)
        stage = Stage(
            directory=directory,
            generator=build(directory),
            nats_pid=started[0].pid,
            nats_port=ports["nats"].number,
            environment=environment,
            connection=connection,
            requests=write_bodies(directory / "requests", market.requests(contexts=market.CONTEXTS)),
        )
        await stage.fill_profiles(market.profiles())
        try:
            yield stage
        finally:
            await connection.close()


@contextlib.contextmanager
def _server(server: Server, directory: Path):
    server.prepare()
    with (directory / f"{server.name}.log").open("ab") as log:
        child = subprocess.Popen(server.argv, stdout=log, stderr=log, preexec_fn=_die_with_parent())  # noqa: PLW1509 - calls prctl alone
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


async def _grant(message: Msg) -> None:
    request = msgspec.json.decode(message.data, type=LeaseRequest)
    until_ms = time.time_ns() // 1_000_000 + LEASE_LIFE_MS
    reply = LeaseReply(
        banker_epoch=1,
        request_id=request.request_id,
        grants=tuple(
            LeaseGrant(
                tenant_id=ask.tenant_id,
                campaign_id=ask.campaign_id,
                lease_id=new_id("lse"),
                granted_nanos=max(ask.want_nanos, 10**12),
                expires_at_ms=until_ms,
            )
            for ask in request.asks
        ),
        renewed_until_ms=until_ms,
    )
    await message.respond(msgspec.json.encode(reply))


def _die_with_parent():
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
