"""``python -m benchmarks.broadcaster <store url> <temporal address> <name>``: a worker of broadcasts, to be killed.

What a worker process has of it and nothing else: the ``broadcasts`` queue, the deliverer with gates, templates, ledger and
the local outbox, and the postman who looks after what a dead one left behind.
"""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import AsyncIterator

import structlog

from activities.content import TemplateComposer
from activities.keeping import SqlKeeper
from activities.looking_up import Reconciler
from activities.messages import Deliverer
from activities.posting import ENQUIRE_EVERY_S, EVERY_S, Enquiries, Postman
from activities.routes import Vendors
from benchmarks.crowd import KEYS
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.content.links.rules import LinkSigner
from domain.content.service import TemplateShelf
from domain.records import JOURNEYS_STORE
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.sql.database import Database
from workers.beside import beside
from workers.broadcasts import broadcasts_worker
from workers.process import collect_seldom
from workers.settings import Temporal
from workers.steady import steadily
from workers.temporal import connect


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@contextlib.asynccontextmanager
async def delivering(database: Database, name: str) -> AsyncIterator[tuple[Deliverer, Reconciler]]:
    sealer = Sealer(KEYS)
    async with open_dependencies(SqlKeeper(database), clock_ms) as dependencies:
        vendors = Vendors(Accounts(sealer), Switchboard(dependencies).connect)
        composer = TemplateComposer(database, TemplateShelf(LinkSigner(KEYS, base_url="https://m.example")), sealer)
        deliverer = Deliverer(database, vendors, composer, throttles=None, worker_id=name)
        yield deliverer, Reconciler(database, vendors)


async def work(url: str, address: str, name: str) -> None:
    database = Database.open(url, store=JOURNEYS_STORE)
    client = await connect(Temporal(address=address), identity=name, lazy=False)
    async with delivering(database, name) as (deliverer, reconciler):
        postman = Postman(database, deliverer, clock_ms=clock_ms)
        enquiries = Enquiries(database, reconciler, clock_ms=clock_ms)
        collect_seldom()
        async with broadcasts_worker(client, database, deliverer.deliver, clock_ms=clock_ms):
            print("ready", flush=True)
            never = asyncio.Event()
            async with beside(steadily(enquiries.step, stopping=never, every_s=ENQUIRE_EVERY_S)):
                await steadily(postman.step, stopping=never, every_s=EVERY_S)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(work(*sys.argv[1:4]))
