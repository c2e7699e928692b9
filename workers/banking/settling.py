"""Settling bills from the stream, and ending quarantines once the stream has been read far enough."""

from collections import Counter
from collections.abc import Callable
from typing import Final

import structlog
from prometheus_client import Counter as Metric

from domain.budgets.rules import LeaseTerms
from domain.budgets.service import CLOSE_AT_ONCE, close_due, note_exhaustion, quarantine_silent, settle_batch
from domain.events.values import Event, EventType
from storage.nats.event_feed import EventFeed
from storage.sql.database import Database

FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.25
BATCH: Final = 500
"""Bills settled in one transaction."""

_log = structlog.get_logger("banker")
_settled = Metric("campaign_express_settlements", "Bills by what became of them.", ["verdict"])


class Settling:
    """Reads bills at least once; the ledger's unique key makes that exactly once. Acknowledged after the commit."""

    def __init__(
        self,
        feed: EventFeed,
        database: Database,
        *,
        epoch: int,
        terms: LeaseTerms,
        clock_ms: Callable[[], int],
    ) -> None:
        self._feed = feed
        self._database = database
        self._epoch = epoch
        self._terms = terms
        self._clock_ms = clock_ms
        self._began_at_ms = clock_ms()
        self._drained_to_ms = 0

    async def settle(self) -> bool:
        """Settle the bills that wait; with none left, note how far the stream has been read."""
        deliveries = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
        bills = [event for delivery in deliveries for event in delivery.events if _is_bill(event)]
        for start in range(0, len(bills), BATCH):
            await self._settle(bills[start : start + BATCH])
        await self._feed.acknowledge(deliveries)
        if len(deliveries) < FETCH:
            self._drained_to_ms = await self._feed.drained_to_ms()
        return True

    async def _settle(self, bills: list[Event]) -> None:
        async with self._database.platform() as session:
            verdicts = await settle_batch(session, bills, epoch=self._epoch, terms=self._terms, now_ms=self._clock_ms())
        for verdict, count in Counter(verdicts).items():
            _settled.labels(verdict.value).inc(count)

    async def sweep(self) -> bool:
        """Quarantine bidders that fell silent, close quarantines that are over, find budgets lowered to what is spent.

        True when more are to be closed.
        """
        now_ms = self._clock_ms()
        if now_ms - self._began_at_ms > self._terms.silent_after_ms:  # before that nobody could have been heard
            async with self._database.platform() as session:
                silent = await quarantine_silent(session, epoch=self._epoch, terms=self._terms, now_ms=now_ms)
            if silent:
                _log.warning("bidders fell silent; their leases are quarantined", bidders=silent)
        async with self._database.platform() as session:
            closed = await close_due(session, epoch=self._epoch, drained_to_ms=self._drained_to_ms)
        async with self._database.platform() as session:
            await note_exhaustion(session, epoch=self._epoch, now_ms=now_ms)
        return closed == CLOSE_AT_ONCE


def _is_bill(event: Event) -> bool:
    if event.type is EventType.BILL and event.bid_id:
        return True
    _log.error("not a bill", event_id=event.event_id, type=event.type)
    return False
