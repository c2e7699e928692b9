"""Telling the others what the ledger says: the stream, event by event, and Redis, by absolute value.

Settlements are the outbox. They go to the stream in the batches they were settled in, so a repetition is the same
messages with the same ids; and after any doubt (a start, a lost acknowledgement) the stream is asked what it has of a
subject, since it recognises ids for two minutes only.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from nats.js import JetStreamContext
from nats.js.api import Header
from nats.js.errors import NotFoundError

from domain.budgets.service import mark_published, settlement_event, settlements_to_publish, spend_after
from domain.budgets.tables import BudgetSettlement
from domain.events.values import EventType
from storage.nats.errors import translated
from storage.nats.events import publish_events
from storage.nats.subjects import BIDS_STREAM, bid_event
from storage.redis.spend import SpendView
from storage.sql.database import Database

AT_ONCE: Final = 500
EVENTS_A_MESSAGE: Final = 100
RETELL_AFTER_MS: Final = 300_000
_NOTHING: Final = (0, 0)


class SettlementsToStream:
    """One event per settlement on the BIDS stream, stored once each."""

    def __init__(self, js: JetStreamContext, database: Database, *, epoch: int) -> None:
        self._js = js
        self._database = database
        self._epoch = epoch
        self._in_doubt = True

    async def step(self) -> bool:
        """Publish what the stream was not told of yet; True when there may be more."""
        async with self._database.platform_reading() as session:
            rows = await settlements_to_publish(session, limit=AT_ONCE)
        doubted, self._in_doubt = self._in_doubt, True
        for batch, settled in groupby(rows, key=lambda row: row.batch):
            await self._publish(batch, list(settled), doubted=doubted)
        if rows:
            async with self._database.platform() as session:
                await mark_published(session, rows[-1].sequence, epoch=self._epoch)
        self._in_doubt = False
        return len(rows) >= AT_ONCE

    async def _publish(self, batch: int, rows: list[BudgetSettlement], *, doubted: bool) -> None:
        for subject, settled in _by_subject(rows):
            stored = await self._last_stored(subject) if doubted else _NOTHING
            for part, start in enumerate(range(0, len(settled), EVENTS_A_MESSAGE)):
                if (batch, part) > stored:
                    events = [settlement_event(row) for row in settled[start : start + EVENTS_A_MESSAGE]]
                    await publish_events(self._js, subject, events, f"settlement:{subject}:{batch}:{part}")

    async def _last_stored(self, subject: str) -> tuple[int, int]:
        """(batch, part) of the last message on ``subject``."""
        with translated("look for settlements already stored"):
            try:
                last = await self._js.get_last_msg(BIDS_STREAM, subject)
            except NotFoundError:
                return _NOTHING
        _, batch, part = (last.headers or {})[Header.MSG_ID.value].rsplit(":", 2)
        return int(batch), int(part)


class SpendToRedis:
    """Redis's view of spend: set anew whenever the ledger moves, and now and then in full, should Redis have lost it."""

    def __init__(self, view: SpendView, database: Database, *, clock_ms: Callable[[], int]) -> None:
        self._view = view
        self._database = database
        self._clock_ms = clock_ms
        self._through = 0
        self._began_at_ms = clock_ms()

    async def step(self) -> bool:
        """Set spend of campaigns that moved; True when there may be more."""
        now_ms = self._clock_ms()
        if now_ms - self._began_at_ms > RETELL_AFTER_MS:
            self._began_at_ms, self._through = now_ms, 0
        async with self._database.platform_reading() as session:
            moved = await spend_after(session, self._through, limit=AT_ONCE)
        for spend in moved:
            await self._view.set_absolute(spend.tenant_id, spend.campaign_id, spend.spent_nanos, spend.sequence)
            self._through = spend.sequence
        return len(moved) >= AT_ONCE


def _by_subject(rows: Sequence[BudgetSettlement]) -> Iterator[tuple[str, list[BudgetSettlement]]]:
    subjects: dict[str, list[BudgetSettlement]] = {}
    for row in rows:
        subject = bid_event(row.tenant_id, EventType.SETTLEMENT, row.bidder_id)
        subjects.setdefault(subject, []).append(row)
    yield from subjects.items()
