"""Messages on their way out, as a worker process runs them: connectors, templates, throttles, and the postman."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from activities.activating import Activating
from activities.content import TemplateComposer
from activities.keeping import SqlKeeper
from activities.looking_up import Reconciler
from activities.messages import Deliverer
from activities.posting import EVERY_S, Postman
from activities.routes import Vendors
from connectors.channels.switchboard import Switchboard, open_dependencies
from connectors.content.fetching import ContentFetcher
from domain.content.service import TemplateShelf
from domain.journeys.values import Poke
from domain.links.rules import LinkSigner
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.redis.throttles import Throttles
from storage.sql.database import Database
from workers.banking.steady import steadily
from workers.settings import Settings


@contextlib.asynccontextmanager
async def delivering(
    settings: Settings,
    journeys: Database,
    *,
    poke: Callable[[str, set[Poke]], None],
    clock_ms: Callable[[], int],
    stopping: asyncio.Event,
) -> AsyncIterator[Deliverer]:
    """While this runs, messages that are due go out, and those that got lost are looked up.

    Secrets seal credentials and sign links; without any there is no vendor account, and links lead nowhere.
    """
    messages = settings.messages
    public_url = messages.public_url or f"http://{settings.api.host}:{settings.api.http_port}"
    keys = settings.secrets.keys
    signer = LinkSigner(keys, base_url=public_url)
    sealer = Sealer(keys)
    async with (
        open_dependencies(
            SqlKeeper(journeys),
            clock_ms,
            callback_url=f"{public_url}/v1/webhooks",
            activate=Activating(journeys, clock_ms, poke),
            allow_private=messages.allow_private_addresses,
        ) as dependencies,
        ContentFetcher(allow_private=messages.allow_private_addresses) as fetcher,
        Throttles(settings.redis.counters_url) as throttles,
    ):
        accounts = Accounts(sealer, outbox_by_default=messages.outbox_by_default)
        vendors = Vendors(accounts, Switchboard(dependencies).connect)
        composer = TemplateComposer(journeys, TemplateShelf(signer), sealer, fetcher=fetcher)
        deliverer = Deliverer(journeys, vendors, composer, throttles=throttles, worker_id=settings.node_id)
        postman = Postman(journeys, deliverer, Reconciler(journeys, vendors), clock_ms=clock_ms)
        posting = asyncio.create_task(steadily(postman.step, stopping=stopping, every_s=EVERY_S))
        try:
            yield deliverer
        finally:
            posting.cancel()
            await asyncio.gather(posting, return_exceptions=True)
