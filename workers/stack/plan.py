"""What a stack consists of, worked out from the settings before anything is started."""

import json
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workers.settings import DEMO_EXCHANGE, DEMO_VENDOR_ID, Settings
from workers.stack.child import Program, Wave
from workers.stack.ports import Port, allocate
from workers.stack.probes import Probe, file_appears, nats_answers, redis_answers, temporal_answers
from workers.stack.servers import (
    Server,
    find_nats,
    find_redis,
    find_temporal,
    nats_server,
    redis_server,
    temporal_server,
)
from workers.stack.state import State

NATS_PORT = 4222
REDIS_PORT = 6379
TEMPORAL_PORT = 7233
TEMPORAL_UI_PORT = 8233

_ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
"""Processes are the unit of parallelism; libraries that start a thread a core would only fight over them."""
_DEMO_HOLD_MS = 8_000
"""The simulated exchange bills within moments; a budget that waits for what will never be billed ends late."""
_DEMO_TRACE_EVERY = 10
_DEMO_RECORD_EVERY = 4
"""Little traffic, and something to see in it."""
_SERVER_READY_WITHIN_S = 45.0
_PROCESS_READY_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class NamedServer:
    """A server that runs elsewhere, used because a setting names it."""

    title: str
    address: str
    setting: str
    ready: Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything to start, in order, and where it will be found."""

    named: tuple[NamedServer, ...]
    servers: tuple[Server, ...]
    preparation: Program
    processes: tuple[Program, ...]
    ports: dict[str, Port]
    addresses: dict[str, str]
    namespace: str
    """Of Temporal."""
    environment: dict[str, str] = field(repr=False)
    """Settings handed to every process of ours, secrets included."""

    @property
    def nats_url(self) -> str:
        return self.environment["CAMPAIGN_EXPRESS__NATS__URL"]

    @property
    def admin_token(self) -> str:
        return self.environment["CAMPAIGN_EXPRESS__API__BOOTSTRAP_TOKEN"]

    @property
    def counters_url(self) -> str:
        return self.environment["CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL"]

    @property
    def server_programs(self) -> tuple[Program, ...]:
        return tuple(
            Program(
                name=server.name,
                title=server.title,
                argv=server.argv,
                wave=Wave.SERVERS,
                directory=server.directory,
                ready=server.ready,
                ready_within_s=_SERVER_READY_WITHIN_S,
            )
            for server in self.servers
        )


def plan(settings: Settings, state: State) -> Plan:
    """Decide servers, ports, addresses and commands. Raises ``ServerMissing`` and ``NoFreePort``; starts nothing."""
    named, missing = _split(settings)
    ports = allocate(_wanted_ports(settings, missing))
    servers = _embedded(missing, state.root, ports, settings.temporal.namespace)

    api_host, bidder_host = _reachable(settings.api.host), _reachable(settings.bidder.host)
    api_url = f"http://{api_host}:{ports['API'].number}"
    bidder_url = f"http://{bidder_host}:{ports['bidders'].number}"
    addresses = {
        "API": api_url,
        "bidders": bidder_url,
        "gRPC": f"{bidder_host}:{ports['gRPC'].number}",
        "metrics": f"http://{api_host}:{ports['metrics'].number}/metrics",
    }
    for server in servers:
        addresses |= server.addresses
    addresses |= {server.title: server.address for server in named}
    if settings.temporal.address and settings.temporal.ui_url:
        addresses["Temporal Web UI"] = settings.temporal.ui_url

    environment = _ONE_THREAD_EACH | {
        "PYTHONUNBUFFERED": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(state.metrics),
        "CAMPAIGN_EXPRESS__STATE_DIR": str(state.root),
        "CAMPAIGN_EXPRESS__DEMO": json.dumps(settings.demo),
        "CAMPAIGN_EXPRESS__API__HTTP_PORT": str(ports["API"].number),
        "CAMPAIGN_EXPRESS__API__BOOTSTRAP_TOKEN": settings.api.bootstrap_token or state.secret("admin-token"),
        "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": str(ports["bidders"].number),
        "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": str(ports["gRPC"].number),
        "CAMPAIGN_EXPRESS__BIDDER__PUBLIC_URL": settings.bidder.public_url or bidder_url,
        "CAMPAIGN_EXPRESS__BIDDER__DEFAULT_EXCHANGE": settings.bidder.default_exchange
        or (DEMO_EXCHANGE if settings.demo else ""),
        "CAMPAIGN_EXPRESS__BIDDER__HOLD_MS": str(_hold_ms(settings)),
        "CAMPAIGN_EXPRESS__PRIVACY__GVL_VENDOR_ID": str(
            settings.privacy.gvl_vendor_id or (DEMO_VENDOR_ID if settings.demo else 0)
        ),
        "CAMPAIGN_EXPRESS__ACCOUNTABILITY__TRACE_EVERY": str(_one_in(settings, "trace_every", _DEMO_TRACE_EVERY)),
        "CAMPAIGN_EXPRESS__ACCOUNTABILITY__RECORD_EVERY": str(_one_in(settings, "record_every", _DEMO_RECORD_EVERY)),
        "CAMPAIGN_EXPRESS__METRICS__PORT": str(ports["metrics"].number),
        "CAMPAIGN_EXPRESS__METRICS__DIRECTORY": str(state.metrics),
        "CAMPAIGN_EXPRESS__NOTICES__KEYS": json.dumps(
            settings.notices.keys or [f"stack:{state.secret('notice-key')}"],
        ),
        "CAMPAIGN_EXPRESS__SECRETS__KEYS": json.dumps(
            settings.secrets.keys or [f"stack:{state.secret('sealing-key')}"]
        ),
        "CAMPAIGN_EXPRESS__FILES__URL": settings.files.url or (state.root / "files").as_uri(),
        "CAMPAIGN_EXPRESS__SQL__URL": settings.sql.url or f"sqlite+aiosqlite:///{state.root}/sql/main.db",
        "CAMPAIGN_EXPRESS__SQL__MONEY_URL": settings.sql.money_url
        or (settings.sql.url or f"sqlite+aiosqlite:///{state.root}/sql/money.db"),
        "CAMPAIGN_EXPRESS__SQL__JOURNEYS_URL": settings.sql.journeys_url
        or (settings.sql.url or f"sqlite+aiosqlite:///{state.root}/sql/journeys.db"),
    }
    for server in servers:
        environment |= server.settings
    environment |= {server.setting: server.address for server in named}

    return Plan(
        named=tuple(named),
        servers=tuple(servers),
        preparation=_process("prepare", "schemas and streams", environment, state, wave=Wave.PROCESSES),
        processes=tuple(_processes(settings, environment, state)),
        ports=ports,
        addresses=addresses,
        namespace=settings.temporal.namespace,
        environment=environment,
    )


def accepting_from(program: Program, http: socket.socket, grpc: socket.socket) -> Program:
    """A bidder that takes its connections from sockets of ours; what waits there outlives it."""
    return replace(
        program,
        inherits=(*program.inherits, http.fileno(), grpc.fileno()),
        environment={
            **program.environment,
            "CAMPAIGN_EXPRESS__BIDDER__HTTP_SOCKET": str(http.fileno()),
            "CAMPAIGN_EXPRESS__BIDDER__GRPC_SOCKET": str(grpc.fileno()),
        },
    )


def is_bidder(program: Program) -> bool:
    return program.name.startswith("bidder-")


def _reachable(host: str) -> str:
    """Where a listener on ``host`` is found from this machine."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - comparing


def _hold_ms(settings: Settings) -> int:
    chosen = "hold_ms" in settings.bidder.model_fields_set
    return _DEMO_HOLD_MS if settings.demo and not chosen else settings.bidder.hold_ms


def _one_in(settings: Settings, which: str, in_demo: int) -> int:
    """How few requests are sampled: what was chosen, or more of them in demo mode."""
    chosen = which in settings.accountability.model_fields_set
    everywhere: int = getattr(settings.accountability, which)
    return in_demo if settings.demo and not chosen else everywhere


def _split(settings: Settings) -> tuple[list[NamedServer], set[str]]:
    """Which servers a setting names, and which are to be embedded."""
    named: list[NamedServer] = []
    missing: set[str] = set()
    if url := settings.nats.url:
        named.append(NamedServer("NATS", url, "CAMPAIGN_EXPRESS__NATS__URL", nats_answers(url)))
    else:
        missing.add("NATS")
    for title, setting, url in (
        ("Redis (profiles)", "CAMPAIGN_EXPRESS__REDIS__PROFILES_URL", settings.redis.profiles_url),
        ("Redis (counters)", "CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL", settings.redis.counters_url),
    ):
        if url:
            named.append(NamedServer(title, url, setting, redis_answers(url)))
        else:
            missing.add("Redis")
    if address := settings.temporal.address:
        answers = temporal_answers(address, settings.temporal.namespace)
        named.append(NamedServer("Temporal", address, "CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS", answers))
    else:
        missing.add("Temporal")
    return named, missing


def _wanted_ports(settings: Settings, missing: set[str]) -> dict[str, int]:
    wanted = {
        "API": settings.api.http_port,
        "bidders": settings.bidder.http_port,
        "gRPC": settings.bidder.grpc_port,
        "metrics": settings.metrics.port,
    }
    if "NATS" in missing:
        wanted["NATS"] = NATS_PORT
    if "Redis" in missing:
        wanted["Redis"] = REDIS_PORT
    if "Temporal" in missing:
        wanted |= {"Temporal": TEMPORAL_PORT, "Temporal Web UI": TEMPORAL_UI_PORT}
    return wanted


def _embedded(missing: set[str], root: Path, ports: dict[str, Port], namespace: str) -> list[Server]:
    servers = []
    if "NATS" in missing:
        servers.append(nats_server(find_nats(), directory=root / "nats", port=ports["NATS"].number))
    if "Redis" in missing:
        servers.append(redis_server(find_redis(), directory=root / "redis", port=ports["Redis"].number))
    if "Temporal" in missing:
        servers.append(
            temporal_server(
                find_temporal(),
                directory=root / "temporal",
                port=ports["Temporal"].number,
                ui_port=ports["Temporal Web UI"].number,
                namespace=namespace,
            )
        )
    return servers


def _processes(settings: Settings, environment: dict[str, str], state: State) -> Sequence[Program]:
    numbers = range(1, settings.bidder.count + 1)
    bidders = [
        _process(
            "bidder",
            f"bidder {number}" if settings.bidder.count > 1 else "bidder",
            environment | {"CAMPAIGN_EXPRESS__NODE_ID": f"{settings.node_id}-{number}"},
            state,
            wave=Wave.EDGE,
            name=f"bidder-{number}",
        )
        for number in numbers
    ]
    return [
        _process("banker", "banker", environment, state),
        _process("api", "API", environment, state),
        _process("ingest", "ingest", environment, state),
        _process("worker", "Temporal worker", environment, state),
        *bidders,
    ]


def _process(
    command: str,
    title: str,
    environment: dict[str, str],
    state: State,
    *,
    wave: Wave = Wave.PROCESSES,
    name: str = "",
) -> Program:
    ready_file = state.run / f"{name or command}.ready"
    return Program(
        name=name or command,
        title=title,
        argv=(sys.executable, "-m", "workers.cli", command),
        wave=wave,
        environment=environment | {"CAMPAIGN_EXPRESS__READY_FILE": str(ready_file)},
        ready=file_appears(ready_file),
        ready_file=ready_file,
        ready_within_s=_PROCESS_READY_WITHIN_S,
    )
