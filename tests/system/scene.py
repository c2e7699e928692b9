"""Where proofs take place: a stack with its cast, and how a proof reaches into either."""

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from domain.records import MONEY_STORE
from storage.sql.database import Database
from tests.system.cast import Cast
from workers.demo.rest import Json
from workers.stack.child import Child
from workers.stack.session import Stack

PATIENCE_S = 90.0
"""How long anything may take that is only waited for; a loaded machine is slow, not wrong."""


async def until(holds: Callable[[], Awaitable[bool]], *, within_s: float = PATIENCE_S) -> bool:
    """Ask until it holds; false when it still does not after ``within_s``."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while not await holds():
        if loop.time() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


@dataclass(frozen=True, slots=True)
class Scene:
    """A stack that is up, and who is on it."""

    stack: Stack
    cast: Cast

    @property
    def api_url(self) -> str:
        return self.stack.plan.addresses["API"]

    @property
    def bidders_url(self) -> str:
        return self.stack.plan.addresses["bidders"]

    @property
    def bidders(self) -> tuple[Child, ...]:
        return tuple(child for name, child in self.children.items() if name.startswith("bidder"))

    @property
    def children(self) -> dict[str, Child]:
        return self.stack.supervisor.children

    @property
    def main_database(self) -> Path:
        return self.stack.state.root / "sql" / "main.db"

    def money(self) -> Database:
        """The ledger itself; close it."""
        return Database.open(self.stack.plan.environment["CAMPAIGN_EXPRESS__SQL__MONEY_URL"], store=MONEY_STORE)

    def kill(self, name: str) -> None:
        """-9, to the process and whatever it has started; the supervisor brings it back."""
        self.children[name].signal(signal.SIGKILL)

    async def until_back(self, *names: str, restarts: int) -> bool:
        """Whether each of them has been restarted that often and is ready."""

        async def all_back() -> bool:
            return all(self.children[name].restarts >= restarts and self.children[name].is_ready for name in names)

        return await until(all_back)

    def person(self, token: str) -> httpx2.AsyncClient:
        """REST as one person, every answer as it comes: nothing is retried, no status is an exception."""
        return httpx2.AsyncClient(base_url=self.api_url, headers={"Authorization": f"Bearer {token}"}, timeout=30.0)


@contextmanager
def write_locked(database: Path) -> Iterator[None]:
    """As if another writer were in the middle of a transaction: readers go on, writers wait."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=20)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def moves(transitions: Json) -> list[str]:
    """The actions of a campaign's history, oldest first."""
    return [moved["action"] for moved in transitions["items"]]
