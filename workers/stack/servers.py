"""How each embedded server is started, and how one knows that it answers.

Nothing here starts anything: a ``Server`` is a description that the supervisor, or a test's fixture, carries out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workers.stack.finding import Found, ServerMissing, find_nats, find_redis, find_temporal
from workers.stack.probes import NotReady, Probe, nats_answers, redis_answers, temporal_answers, until_ready

__all__ = [
    "SEARCH_ATTRIBUTES",
    "Found",
    "NotReady",
    "Probe",
    "Server",
    "ServerMissing",
    "find_nats",
    "find_redis",
    "find_temporal",
    "nats_server",
    "redis_server",
    "temporal_server",
    "until_ready",
]

LOOPBACK = "127.0.0.1"
SEARCH_ATTRIBUTES: Mapping[str, str] = {"TenantId": "Keyword", "Stage": "Keyword", "Kind": "Keyword"}
"""Registered at start: a start call that names an unregistered one hangs."""

_NATS_MAX_PAYLOAD_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server: its command, the files it wants beforehand, and the settings under which others find it.

    ``settings`` are environment variables for our own processes; ``addresses`` are for people and for
    ``addresses.json``.
    """

    name: str
    title: str
    argv: tuple[str, ...]
    directory: Path
    ready: Probe
    settings: Mapping[str, str]
    addresses: Mapping[str, str]
    files: Mapping[Path, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make its directory and write its configuration."""
        self.directory.mkdir(parents=True, exist_ok=True)
        for path, text in self.files.items():
            path.write_text(text, encoding="utf-8")


def nats_server(found: Found, *, directory: Path, port: int) -> Server:
    """NATS with JetStream, every acknowledged write on disk before its acknowledgement."""
    configuration = directory / "nats.conf"
    url = f"nats://{LOOPBACK}:{port}"
    return Server(
        name="nats",
        title=f"NATS {found.version}",
        argv=(str(found.path), "--config", str(configuration)),
        directory=directory,
        ready=nats_answers(url),
        settings={"CAMPAIGN_EXPRESS__NATS__URL": url},
        addresses={"NATS": url},
        files={
            configuration: f"""\
server_name: campaign-express
listen: "{LOOPBACK}:{port}"
max_payload: {_NATS_MAX_PAYLOAD_BYTES}
jetstream {{
  store_dir: "{directory / "jetstream"}"
  sync_interval: always
}}
"""
        },
    )


def redis_server(found: Found, *, directory: Path, port: int) -> Server:
    """Redis with its append-only file on: database 0 holds profiles, database 1 counters; nothing is evicted."""
    url = f"redis://{LOOPBACK}:{port}"
    options = {
        "--bind": LOOPBACK,
        "--port": str(port),
        "--dir": str(directory),
        "--appendonly": "yes",
        "--save": "",
        "--databases": "2",
        "--maxmemory-policy": "noeviction",
        "--daemonize": "no",
    }
    return Server(
        name="redis",
        title=f"Redis ({found.path.name} {found.version})",
        argv=(str(found.path), *(word for option in options.items() for word in option)),
        directory=directory,
        ready=redis_answers(url),
        settings={
            "CAMPAIGN_EXPRESS__REDIS__PROFILES_URL": f"{url}/0",
            "CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL": f"{url}/1",
        },
        addresses={"Redis": url},
    )


def temporal_server(
    found: Found, *, directory: Path, port: int, ui_port: int, namespace: str = "default", headless: bool = False
) -> Server:
    """Temporal's development server with its state in a file, our search attributes and fair task queues."""
    address = f"{LOOPBACK}:{port}"
    ui_url = f"http://{LOOPBACK}:{ui_port}"
    attributes = [word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--search-attribute", f"{name}={kind}")]
    return Server(
        name="temporal",
        title=f"Temporal {found.version}",
        argv=(
            str(found.path), "server", "start-dev",
            "--db-filename", str(directory / "temporal.db"),
            "--sqlite-pragma", "journal_mode=WAL",
            "--sqlite-pragma", "synchronous=NORMAL",
            "--namespace", namespace,
            "--ip", LOOPBACK,
            "--port", str(port),
            *(("--headless",) if headless else ("--ui-port", str(ui_port), "--ui-disable-news-fetch")),
            *attributes,
            "--dynamic-config-value", "matching.enableFairness=true",
            "--log-level", "warn",
        ),
        directory=directory,
        ready=temporal_answers(address, namespace),
        settings={
            "CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS": address,
            "CAMPAIGN_EXPRESS__TEMPORAL__NAMESPACE": namespace,
            "CAMPAIGN_EXPRESS__TEMPORAL__UI_URL": "" if headless else ui_url,
        },
        addresses={"Temporal": address} if headless else {"Temporal": address, "Temporal Web UI": ui_url},
    )  # fmt: skip
