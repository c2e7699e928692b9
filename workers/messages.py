"""Messages on their way out, as a worker process runs them: connectors, templates, throttles, the postman and enquiries."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from activities.content import TemplateComposer
from activities.looking_up import Reconciler
from activities.messages import Deliverer
from activities.posting import ENQUIRE_EVERY_S, EVERY_S, Enquiries, Postman
from activities.routes import Vendors
from connectors.content.fetching import ContentFetcher
from domain.content.links.rules import LinkSigner
from domain.content.service import TemplateShelf
from domain.sealing import Sealer
from storage.redis.throttles import Throttles
from storage.sql.database import Database
from workers.beside import beside
from workers.channels import OpenChannels
from workers.settings import Settings
from workers.steady import steadily


@contextlib.asynccontextmanager
async def delivering(
    settings: Settings,
    journeys: Database,
    channels: OpenChannels,
    *,
    clock_ms: Callable[[], int],
    stopping: asyncio.Event,
) -> AsyncIterator[Deliverer]:
    """While this runs, messages that are due go out, and those that got lost are looked up. What ends either ends the block."""
    messages, keys = settings.messages, settings.secrets.keys
    base_url = messages.public_url or f"http://{settings.api.host}:{settings.api.http_port}"
    shelf = TemplateShelf(LinkSigner(keys, base_url=base_url))
    vendors = Vendors(channels.accounts, channels.switchboard.connect)
    async with (
        ContentFetcher(allow_private=messages.allow_private_addresses) as fetcher,
        Throttles(settings.redis.counters_url) as throttles,
    ):
        composer = TemplateComposer(journeys, shelf, Sealer(keys), fetcher=fetcher)
        deliverer = Deliverer(
            journeys, vendors, composer, throttles=throttles, worker_id=settings.node_id, clock_ms=clock_ms
        )
        postman = Postman(journeys, deliverer, clock_ms=clock_ms)
        enquiries = Enquiries(journeys, Reconciler(journeys, vendors), clock_ms=clock_ms)
        async with beside(
            steadily(postman.step, stopping=stopping, every_s=EVERY_S),
            steadily(enquiries.step, stopping=stopping, every_s=ENQUIRE_EVERY_S),
        ):
            yield deliverer
