"""One ClickHouse, whichever way it runs: a server reached by URL, or chDB in this process on a directory.

clickhouse-connect blocks, and chDB allows one engine a process, so every call runs in one thread of the client's own and
the event loop never waits.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from domain.errors import Unavailable

DATABASE: Final = "campaign_express"
MAX_QUERY_MEMORY_BYTES: Final = 10 * 1024**3
TIMEOUT_S: Final = 60

Row = tuple[Any, ...]
Result = TypeVar("Result")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise ``Unavailable`` ("ClickHouse could not <doing>") for every failure of the client, its cause kept."""
    try:
        yield
    except (ClickHouseError, OSError) as error:
        raise Unavailable(f"ClickHouse could not {doing}: {error}") from error


class Analytics:
    """A connection to one database of one ClickHouse."""

    def __init__(self, client: Client, thread: ThreadPoolExecutor, database: str) -> None:
        self._client = client
        self._thread = thread
        self.database = database

    @classmethod
    async def open(cls, target: str | Path, *, database: str = DATABASE) -> Self:
        """Connect to the server at an ``http(s)://`` URL, else open chDB on the directory ``target``.

        A database named by the URL's path wins over ``database``; it is made if it is missing. Raises ``Unavailable``; for chDB also when another process has it open.
        """
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clickhouse")
        if _is_url(str(target)):
            database = urlsplit(str(target)).path.strip("/") or database
        try:
            client = await asyncio.get_running_loop().run_in_executor(thread, _connect, str(target), database)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(client, thread, database)

    async def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Rows of a SELECT; ``parameters`` bind ``{name:Type}`` on the server's side. Raises ``Unavailable``."""
        with translated("answer a query"):
            return await self._run(
                lambda: [
                    tuple(row)
                    for row in self._client.query(
                        sql, parameters=dict(parameters or {}), settings={"max_memory_usage": MAX_QUERY_MEMORY_BYTES}
                    ).result_rows
                ]
            )

    async def command(self, sql: str) -> None:
        """Run a statement without a result. Raises ``Unavailable``."""
        with translated("run a command"):
            await self._run(lambda: self._client.command(sql))

    async def insert_once(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        """Insert ``rows`` as one block. The same ``token`` again changes nothing, in ``table`` and in its roll-ups.

        That holds for as many insertions as the table's deduplication window remembers. Raises ``Unavailable``: the rows
        may or may not be there, so repeat with the same token and the same rows.
        """
        if not rows:
            return
        settings = {
            "async_insert": 0,
            "insert_deduplicate": 1,
            "insert_deduplication_token": token,
            "deduplicate_blocks_in_dependent_materialized_views": 1,
        }
        with translated(f"insert into {table}"):
            await self._run(
                lambda: self._client.insert(
                    table, rows, column_names=columns, database=self.database, settings=settings
                )
            )

    async def close(self) -> None:
        await self._run(self._client.close)
        self._thread.shutdown(wait=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


def _is_url(target: str) -> bool:
    return target.startswith(("http://", "https://"))


def _connect(target: str, database: str) -> Client:
    """A client whose default database is ``database``, made if missing."""
    with translated(f"open {target}"):
        if _is_url(target):
            server = urlsplit(target)._replace(path="").geturl()
            client = clickhouse_connect.get_client(
                dsn=server, connect_timeout=10, send_receive_timeout=TIMEOUT_S, autogenerate_session_id=False
            )
        else:
            Path(target).mkdir(parents=True, exist_ok=True)
            client = clickhouse_connect.get_client(interface="chdb", path=target)
        client.command(f"CREATE DATABASE IF NOT EXISTS {database}")
        client.database = database
        return client
