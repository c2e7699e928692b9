"""The real servers tests may ask for, one of each per test process, started when first asked for.

They are shared by every test of the process: a test takes tenant, campaign and person ids of its own, or asks for
``empty_nats_url`` / ``empty_redis_url``, which wipe the server first, or ``empty_postgres_url``.
"""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from hypothesis import settings
from redis.asyncio import Redis

from domain.ids import new_id
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from storage.sql import Database
from tests import servers
from tests.patience import PATIENCE_S
from workers.process import collect_seldom

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

gc.disable()  # what is imported stays, and looking for garbage in it took a quarter of the time: see collect_seldom


@pytest.fixture(scope="session")
def _nats_directory() -> Iterator[Path]:
    with servers.working_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
def nats_url(_nats_directory: Path) -> Iterator[str]:
    with servers.nats_server(_nats_directory) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with servers.working_directory() as directory, servers.redis_server(directory) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with servers.working_directory() as directory, servers.postgres_server(directory) as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_databases() -> list[str]:
    """Those that no test uses now. Making one, and removing it with the server, takes longer than emptying it."""
    return []


@pytest.fixture
def empty_postgres_url(postgres_url: str, _postgres_databases: list[str]) -> Iterator[str]:
    """URL of a database of the test's own without rows; tables that an earlier test made may be there already."""
    if not _postgres_databases:
        _postgres_databases.append(servers.elsewhere(servers.new_postgres_database(postgres_url)))
    url = _postgres_databases.pop()
    yield url
    servers.elsewhere(servers.empty_postgres_database(url))
    _postgres_databases.append(url)


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    with servers.working_directory() as directory, servers.temporal_server(directory) as address:
        yield address


@pytest.fixture(scope="session")
def chdb_path() -> Iterator[str]:
    """Directory of this process's one chDB engine; tests of a process take a database each."""
    with tempfile.TemporaryDirectory(prefix="ce-chdb-") as directory:
        yield str(Path(directory) / "chdb")


@pytest.fixture(scope="session")
def chdb(chdb_path: str) -> Iterator[Any]:
    """A clickhouse-connect client of that engine. While it is open the engine stays warm."""
    import clickhouse_connect

    client = clickhouse_connect.get_client(interface="chdb", path=chdb_path)
    yield client
    client.close()


@pytest.fixture
async def analytics(chdb: Any, chdb_path: str) -> AsyncIterator[Analytics]:
    """A migrated analytics database of the test's own."""
    async with await Analytics.open(chdb_path, database=new_id("db")) as analytics:
        await migrate(analytics)
        yield analytics
        await analytics.command(f"DROP DATABASE {analytics.database}")


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """The main store, empty, on each of the two databases we support."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'main.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url)
    await database.create_all()
    yield database
    await database.close()


NEVER_REMOVED = "NEVER_REMOVED"


@pytest.fixture
async def empty_nats_url(nats_url: str, _nats_directory: Path) -> str:
    """The NATS server with every stream, bucket and object store of earlier tests removed, from its disk as well.

    The server removes their files, and the account's directory once it holds no stream, after it has answered. A stream
    made meanwhile is refused for want of the directory, and one of a name that is still being removed has its old
    messages: so one stream stays, and what is being removed (its directory's name begins with a dot) is waited for.
    """
    connection = await nats.connect(nats_url)
    streams = connection.jetstream()
    await streams.add_stream(name=NEVER_REMOVED, subjects=[NEVER_REMOVED])
    for stream in await streams.streams_info():
        if stream.config.name != NEVER_REMOVED:
            await streams.delete_stream(stream.config.name)
    await connection.close()
    async with asyncio.timeout(PATIENCE_S):
        while await asyncio.to_thread(lambda: any(_nats_directory.rglob("streams/.*"))):
            await asyncio.sleep(0.005)
    return nats_url


@pytest.fixture
async def empty_redis_url(redis_url: str) -> AsyncIterator[str]:
    """The Redis server with every key of earlier tests removed."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    await client.aclose()
    yield redis_url


LONGEST = (
    "tests/stack/test_real_stack.py",
    "tests/browser/",
    "tests/workflows/test_real_server.py",
    "tests/storage/test_sql_migrations.py",
)
"""Whole stacks, browsers, and processes that are killed: whoever came to one of them last would work on alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """All that was loaded stays: from here on it is looked through for garbage no more, and what tests leave seldom."""
    collect_seldom()
