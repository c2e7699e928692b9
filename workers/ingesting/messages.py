"""What comes back of messages into the ledger, and what became of them out to analytics.

Feedback is recorded once by its event id, with everything that follows from it, and acknowledged after the commit. Events
wait in SQL from the transaction they tell of until JetStream has them. A death anywhere in between repeats, and changes
nothing twice.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from nats.js import JetStreamContext
from prometheus_client import Counter as Metric

from activities.poking import Pokes
from domain.behaviour.happenings import service as happenings
from domain.errors import Unavailable
from domain.journeys.values import Poke
from domain.messages.feedback import service as feedback
from domain.messages.tallies import service as tallies
from domain.messages.values import Feedback
from storage.nats.events import publish_encoded
from storage.nats.feedback_feed import FeedbackFeed, Told
from storage.nats.subjects import MESSAGES_STREAM, message_events_subject
from storage.sql.database import Database

FETCH: Final = 64
FETCH_WITHIN_S: Final = 0.5
TELL_AT_ONCE: Final = 50
TELL_EVERY_S: Final = 0.5

_log = structlog.get_logger(__name__)
_recorded = Metric("campaign_express_feedback_recorded", "Pieces of feedback on messages, each counted once.")
_repeated = Metric("campaign_express_feedback_repeated", "Feedback that was on record already.")
_set_aside = Metric(
    "campaign_express_feedback_set_aside", "Pieces of feedback, and messages of it, that could not be recorded."
)


class RecordingFeedback:
    """Reads the feedback of all tenants. ``knows_tenant`` tells a tenant from whatever else stands in a subject."""

    def __init__(
        self,
        feed: FeedbackFeed,
        journeys: Database,
        poker: Pokes,
        *,
        knows_tenant: Callable[[str], Awaitable[bool]],
        clock_ms: Callable[[], int],
    ) -> None:
        self._feed = feed
        self._journeys = journeys
        self._poker = poker
        self._knows_tenant = knows_tenant
        self._clock_ms = clock_ms

    async def step(self) -> bool:
        """Record what waits. Raises ``Unavailable``; what was not acknowledged comes again."""
        try:
            told = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
            by_tenant: defaultdict[str, list[Told]] = defaultdict(list)
            for one in told:
                by_tenant[one.tenant_id].append(one)
            for tenant_id, messages in by_tenant.items():
                await self._of_tenant(tenant_id, messages)
            await self._feed.acknowledge(told)
        except Unavailable:
            await self._feed.close()
            raise
        return True

    async def _of_tenant(self, tenant_id: str, told: Sequence[Told]) -> None:
        if not await self._knows_tenant(tenant_id):
            self._aside(tenant_id, len(told), "a tenant that nobody knows")
            return
        for one in told:
            if one.unreadable:
                self._aside(tenant_id, 1, one.unreadable)
        await self._record(tenant_id, [item for one in told for item in one.feedback])

    async def _record(self, tenant_id: str, items: Sequence[Feedback]) -> None:
        """In one transaction; if something in it cannot be recorded, in ever smaller ones, until it stands alone."""
        if not items:
            return
        now_ms = self._clock_ms()
        try:
            async with self._journeys.tenant(tenant_id) as session:
                recorded = await feedback.feedback(session, items, now_ms=now_ms)
                pokes: set[Poke] = await happenings.follow_events(
                    session, recorded.events, recorded.changed, now_ms=now_ms
                )
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever it was must not hold up everybody behind it
            if len(items) > 1:
                half = len(items) // 2
                await self._record(tenant_id, items[:half])
                await self._record(tenant_id, items[half:])
                return
            _log.exception("feedback cannot be recorded", tenant_id=tenant_id, event_id=items[0].event_id)
            _set_aside.inc()
            return
        self._poker.poke(tenant_id, pokes)
        _recorded.inc(recorded.new)
        _repeated.inc(len(items) - recorded.new)

    def _aside(self, tenant_id: str, number: int, why: str) -> None:
        _log.error("feedback cannot be recorded", tenant_id=tenant_id, messages=number, why=why)
        _set_aside.inc(number)


class TellingOfMessages:
    """Publishes the events that wait beside the ledger. Any number may run; what two publish at once is stored once."""

    def __init__(self, js: JetStreamContext, journeys: Database) -> None:
        self._js = js
        self._journeys = journeys

    async def step(self) -> bool:
        """Publish the oldest; whether there may be more. Raises ``Unavailable``; what was not published waits on."""
        async with self._journeys.platform_reading() as session:
            waiting = await tallies.untold(session, limit=TELL_AT_ONCE)
        if not waiting:
            return False
        for row in waiting:
            subject = message_events_subject(row.tenant_id)
            await publish_encoded(self._js, subject, row.payload, row.id, stream=MESSAGES_STREAM)
        async with self._journeys.platform() as session:
            await tallies.told(session, [row.id for row in waiting])
        return len(waiting) == TELL_AT_ONCE
