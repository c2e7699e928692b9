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
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from benchmarks import market
from domain.budgets.values import LeaseGrant, LeaseReply, LeaseRequest
from domain.ids import new_id
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LEASES
from storage.redis.profiles import ProfileCache
from workers.stack.ports import allocate
from workers.stack.probes import until_ready
from workers.stack.servers import Server, find_nats, find_redis, nats_server, redis_server

START_WITHIN_S = 60.0
LEASE_LIFE_MS = 600_000
_PR_SET_PDEATHSIG = 1
_ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bidder:
    pid: int
    http_port: int
    grpc_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The servers, and everything started on them."""

    directory: Path
    nats_pid: int
    nats_port: int
    environment: Mapping[str, str]
    connection: Client
    requests: Path
    """The bodies that every door gets."""

    @contextlib.asynccontextmanager
    async def bidder(self) -> AsyncIterator[Bidder]:
        """One bidder process with everything on, from ready to drained."""
        ports = allocate({"http": 0, "grpc": 0})
        ready_file = self.directory / f"bidder-{new_id('run')}.ready"
        http_port, grpc_port = ports["http"].number, ports["grpc"].number
        environment = {
            **self.environment,
            "CAMPAIGN_EXPRESS__READY_FILE": str(ready_file),
            "CAMPAIGN_EXPRESS__DEMO": "true",
            "CAMPAIGN_EXPRESS__BIDDER__DEFAULT_EXCHANGE": market.EXCHANGE.exchange_id,
            "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": str(http_port),
            "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": str(grpc_port),
            "CAMPAIGN_EXPRESS__NOTICES__KEYS": '["bench:0123456789abcdef0123456789abcdef"]',
            "CAMPAIGN_EXPRESS__METRICS__DIRECTORY": str(self.directory / "metrics"),
            "PROMETHEUS_MULTIPROC_DIR": str(self.directory / "metrics"),
        }
        async with self.running([sys.executable, "-m", "workers.cli", "bidder"], "bidder", environment) as child:
            await self._until_ready(child, ready_file, "bidder")
            yield Bidder(pid=child.pid, http_port=http_port, grpc_port=grpc_port)

    @contextlib.asynccontextmanager
    async def floor(self, *, response_bytes: int) -> AsyncIterator[tuple[int, int]]:
        """The HTTP server that does nothing: its process id and port."""
        port = allocate({"floor": 0})["floor"].number
        ready_file = self.directory / "floor.ready"
        argv = [sys.executable, "-m", "benchmarks.floor", "--port", str(port), "--ready-file", str(ready_file)]
        async with self.running([*argv, "--response-bytes", str(response_bytes)], "floor", self.environment) as child:
            await self._until_ready(child, ready_file, "floor")
            yield child.pid, port
        ready_file.unlink()

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

    async def publish_market(self, *, capped_share: float, revision: int) -> None:
        """Make the market's campaigns live."""
        js = self.connection.jetstream()
        live = LiveCampaigns(js)
        for campaign in market.campaigns(capped_share=capped_share):
            await live.publish(msgspec.structs.replace(campaign, revision=revision))


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
        await _fill_profiles(redis.settings["CAMPAIGN_EXPRESS__REDIS__PROFILES_URL"])
        await connection.subscribe(LEASES, cb=_grant)
        requests = directory / "requests"
        requests.write_bytes(msgspec.msgpack.encode(market.requests(contexts=market.CONTEXTS)))
        try:
            yield Stage(
                directory=directory,
                nats_pid=started[0].pid,
                nats_port=ports["nats"].number,
                environment=environment,
                connection=connection,
                requests=requests,
            )
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


async def _fill_profiles(url: str) -> None:
    async with ProfileCache(url) as cache:
        profiles = list(market.profiles())
        for start in range(0, len(profiles), 1_000):
            await cache.put_many(profiles[start : start + 1_000])


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
