"""The SQL stores as settings place them, and what is told of them."""

from contextlib import AsyncExitStack
from typing import NamedTuple

from nats.aio.client import Client

from domain.records import JOURNEYS_STORE, MONEY_STORE
from storage.nats.changes import ChangesTeller
from storage.sql import Database
from workers.settings import Settings


class Stores(NamedTuple):
    """Opening them connects to nothing."""

    main: Database
    money: Database
    journeys: Database

    def tell_of_changes(self, connection: Client) -> None:
        """Have everybody who looks on hear what this process changes."""
        self.main.tell = self.money.tell = self.journeys.tell = ChangesTeller(connection).tell

    async def close(self) -> None:
        async with AsyncExitStack() as closing:
            for store in self:
                closing.push_async_callback(store.close)


def open_stores(settings: Settings) -> Stores:
    sql = settings.sql
    return Stores(
        Database.open(sql.url),
        Database.open(sql.money_url or sql.url, store=MONEY_STORE),
        Database.open(sql.journeys_url or sql.url, store=JOURNEYS_STORE),
    )
