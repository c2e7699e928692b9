"""``campaign-express doctor``: what this installation needs, where it was found, and what to do about what is missing."""

import asyncio
import importlib
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import CampaignExpressError
from domain.rates.rules import is_stale
from domain.rates.service import current_table
from domain.rates.values import RateTable, shipped_rates
from storage.sql import Database
from workers import interpreter
from workers.settings import Settings
from workers.stack.finding import Found, ServerMissing, find_nats, find_redis, find_temporal
from workers.stack.plan import NATS_PORT, REDIS_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT
from workers.stack.ports import is_free

OLDEST_PYTHON = (3, 11)
_WANTED_DISK_BYTES = 2 * 1024**3
_PATIENCE_S = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One dependency. ``remedy`` is empty when there is nothing to do; ``needed`` ones fail the whole check."""

    name: str
    version: str
    where: str
    remedy: str = ""
    needed: bool = True

    @property
    def fails(self) -> bool:
        return bool(self.remedy) and self.needed


_LIBRARIES = (
    ("temporalio", "temporalio", "workflows and approvals"),
    ("nats-py", "nats", "events and snapshots"),
    ("redis", "redis", "profiles and counters"),
    ("sqlmodel", "sqlmodel", "records"),
    ("clickhouse-connect", "clickhouse_connect", "analytics"),
    ("onnxruntime", "onnxruntime", "reference inference"),
    ("numba", "numba", "fused inference"),
    ("grpcio", "grpc", "exchanges over gRPC"),
    ("httptools", "httptools", "exchanges over HTTP"),
    ("uvloop", "uvloop", "exchanges over HTTP"),
)


def examine(settings: Settings) -> list[Finding]:
    """Everything that ``up`` and ``demo`` rely on, most basic first."""
    return [
        _python(),
        _interpreter(),
        _sqlite(),
        *_libraries(),
        _server("NATS server", settings.nats.url, find_nats),
        _server("Redis server", settings.redis.profiles_url and settings.redis.counters_url, find_redis),
        _server("Temporal server", settings.temporal.address, find_temporal),
        _clickhouse(settings),
        _rates(settings),
        _disk(settings.state_dir),
        *_ports(settings),
    ]


def report(findings: list[Finding], console: Console) -> bool:
    """Print them; true when nothing that is needed is missing."""
    table = Table(title="Campaign Express depends on", title_justify="left")
    for heading in ("", "dependency", "version", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        mark = "[red]✗[/]" if finding.fails else "[yellow]![/]" if finding.remedy else "[green]✓[/]"
        table.add_row(mark, finding.name, escape(finding.version), escape(finding.where), escape(finding.remedy))
    console.print(table)
    failed = [finding.name for finding in findings if finding.fails]
    if failed:
        console.print(f"[red]Missing: {', '.join(failed)}.[/]")
    else:
        console.print("[green]Everything needed is here.[/]")
    return not failed


def _python() -> Finding:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    remedy = "" if sys.version_info >= OLDEST_PYTHON else f"Install Python {oldest} or newer."
    return Finding("Python", platform.python_version(), _near(Path(sys.executable)), remedy)


def _interpreter() -> Finding:
    plain = interpreter.build() is interpreter.Build.PLAIN
    remedy = "To spend less on bids, use one that is: make PYTHON=/usr/bin/python3, or a rebuilt one." if plain else ""
    return Finding("Python's build", "", interpreter.described(), remedy, needed=False)


def _sqlite() -> Finding:
    return Finding("SQLite", sqlite3.sqlite_version, "Python's own")


def _libraries() -> Iterator[Finding]:
    for distribution, module, purpose in _LIBRARIES:
        try:
            version = metadata.version(distribution)
            file = importlib.import_module(module).__file__
        except (metadata.PackageNotFoundError, ImportError) as error:
            yield Finding(distribution, "", f"for {purpose}", f"pip install {distribution} ({error})")
        else:
            yield Finding(distribution, version, _near(Path(file).parent) if file else "built in")


def _server(name: str, named: str, find: Callable[[], Found]) -> Finding:
    if named:
        return Finding(name, "", f"yours, at {named}")
    try:
        found = find()
    except ServerMissing as error:
        return Finding(name, "", error.message, error.remedy or "")
    return Finding(name, found.version, f"{_near(found.path)} ({found.origin})")


def _clickhouse(settings: Settings) -> Finding:
    if settings.clickhouse.url:
        return Finding("ClickHouse", "", f"yours, at {settings.clickhouse.url}")
    try:
        version = metadata.version("chdb")
    except metadata.PackageNotFoundError:
        return Finding(
            "ClickHouse",
            "",
            "chDB is not installed",
            "pip install 'clickhouse-connect[chdb]', or name a server in CAMPAIGN_EXPRESS__CLICKHOUSE__URL.",
        )
    return Finding("ClickHouse", version, "chDB, embedded in the API process")


def _rates(settings: Settings) -> Finding:
    put = asyncio.run(_rates_put(settings))
    table = put or shipped_rates()
    where = f"{table.source}, revision {table.revision}, in force" if put else "shipped, used until others are put"
    stale = is_stale(table, datetime.now(UTC).date())
    remedy = "Put current ones before trading in more than one currency: PUT /api/v1/platform/rates." if stale else ""
    return Finding("exchange rates", table.day.isoformat(), where, remedy, needed=False)


async def _rates_put(settings: Settings) -> RateTable | None:
    """The rates in force on the records of these settings; None while there are none, or no records yet."""
    url = settings.sql.url
    if not url:
        file = settings.state_dir / "sql" / "main.db"
        if not file.exists():
            return None
        url = f"sqlite+aiosqlite:///{file}"
    main = Database.open(url)
    try:
        async with asyncio.timeout(_PATIENCE_S), main.platform_reading() as session:
            table = await current_table(session)
    except (CampaignExpressError, SQLAlchemyError, TimeoutError):
        return None
    finally:
        await main.close()
    return table if table.revision else None


def _near(path: Path) -> str:
    """The path as one reads it from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _disk(state_dir: Path) -> Finding:
    place = state_dir.resolve()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    remedy = "" if free >= _WANTED_DISK_BYTES else "Less than 2 GiB free: make room or use another --state-dir."
    return Finding("disk for state", f"{free / 1024**3:.1f} GiB free", _near(state_dir.resolve()), remedy, needed=False)


def _ports(settings: Settings) -> Iterator[Finding]:
    for name, port in (
        ("API port", settings.api.http_port),
        ("bidders' port", settings.bidder.http_port),
        ("gRPC port", settings.bidder.grpc_port),
        ("metrics port", settings.metrics.port),
        ("NATS port", NATS_PORT),
        ("Redis port", REDIS_PORT),
        ("Temporal port", TEMPORAL_PORT),
        ("Temporal UI port", TEMPORAL_UI_PORT),
    ):
        free = is_free(port)
        remedy = "" if free else "Nothing: the stack takes the next free port and says so."
        yield Finding(name, str(port), "free" if free else "taken", remedy, needed=False)
