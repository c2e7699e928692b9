"""Our own stores, as connectors use them: each call is one short transaction."""

from collections.abc import Sequence

from domain.outbox import service
from domain.outbox.values import FeedItem, Kept, Letter, WebhookCall
from storage.sql import Database


class SqlKeeper:
    """Keeps letters, feed items and webhook calls in the journeys store. All of it raises ``Unavailable``."""

    def __init__(self, journeys: Database) -> None:
        self._journeys = journeys

    async def keep_letters(self, tenant_id: str, letters: Sequence[Letter]) -> None:
        async with self._journeys.tenant(tenant_id) as session:
            await service.keep(session, letters)

    async def keep_feed_items(self, tenant_id: str, items: Sequence[FeedItem]) -> None:
        async with self._journeys.tenant(tenant_id) as session:
            await service.keep_feed_items(session, items)

    async def queue_calls(self, tenant_id: str, calls: Sequence[WebhookCall]) -> None:
        async with self._journeys.tenant(tenant_id) as session:
            await service.queue_calls(session, calls)

    async def kept(self, tenant_id: str, message_id: str) -> Kept | None:
        async with self._journeys.reading(tenant_id) as session:
            return await service.kept(session, message_id)
