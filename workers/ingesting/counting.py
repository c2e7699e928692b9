"""Billed impressions into frequency counters.

Counted is the bill as the exchange sent it, before the banker has judged it: whoever pays, the person has seen the ad.
"""

from time import monotonic
from typing import Final

from prometheus_client import Counter as Metric

from domain.errors import Unavailable
from domain.events.values import Event
from domain.frequency.rules import counts
from storage.nats.event_feed import EventFeed
from storage.redis.counters import BilledImpression, FrequencyCounters

FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.25
SAY_EVERY_S: Final = 10.0

_counted = Metric("campaign_express_impressions_counted", "Billed impressions counted for frequency caps.")
_repeated = Metric("campaign_express_impressions_repeated", "Bills seen again, and not counted again.")


class Counting:
    """Reads bills at least once; a marker per event id in Redis makes that exactly once. Acknowledged afterwards."""

    def __init__(self, feed: EventFeed, counters: FrequencyCounters) -> None:
        self._feed = feed
        self._counters = counters
        self._counted_to = 0
        self._said_s = 0.0

    async def step(self) -> bool:
        """Count the bills that wait. Raises ``Unavailable``; what was not acknowledged comes again."""
        try:
            deliveries = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
            impressions = [
                _impression(event, each.message.metadata.sequence.stream)
                for each in deliveries
                for event in each.events
                if counts(event)
            ]
            outcomes = await self._counters.count_many(impressions)
            await self._feed.acknowledge(deliveries)
            await self._say_counted_to(await self._feed.acknowledged_to())
        except Unavailable:
            await self._feed.close()
            raise
        _counted.inc(sum(outcomes))
        _repeated.inc(len(outcomes) - sum(outcomes))
        return True

    async def _say_counted_to(self, position: int) -> None:
        """Bidders need not remember what they heard before it."""
        now_s = monotonic()
        if position != self._counted_to or now_s > self._said_s + SAY_EVERY_S:
            await self._counters.say_counted_to(position)
            self._counted_to, self._said_s = position, now_s


def _impression(event: Event, sequence: int) -> BilledImpression:
    return BilledImpression(
        tenant_id=event.tenant_id,
        campaign_id=event.campaign_id,
        person_id=event.person_id,
        event_id=event.event_id,
        at_ms=event.at_ms,
        sequence=sequence,
    )
