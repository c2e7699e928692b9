"""Billed impressions into frequency counters.

Counted is the bill as the exchange sent it, before the banker has judged it: whoever pays, the person has seen the ad.
"""

from typing import Final

from prometheus_client import Counter as Metric

from domain.errors import Unavailable
from domain.events.values import Event, EventType
from storage.nats.event_feed import EventFeed
from storage.redis.counters import BilledImpression, FrequencyCounters

FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.25

_counted = Metric("campaign_express_impressions_counted", "Billed impressions counted for frequency caps.")
_repeated = Metric("campaign_express_impressions_repeated", "Bills seen again, and not counted again.")


class Counting:
    """Reads bills at least once; a marker per event id in Redis makes that exactly once. Acknowledged afterwards."""

    def __init__(self, feed: EventFeed, counters: FrequencyCounters) -> None:
        self._feed = feed
        self._counters = counters

    async def step(self) -> bool:
        """Count the bills that wait. Raises ``Unavailable``; what was not acknowledged comes again."""
        try:
            deliveries = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
            impressions = [_impression(event) for each in deliveries for event in each.events if _counts(event)]
            outcomes = await self._counters.count_many(impressions)
            await self._feed.acknowledge(deliveries)
        except Unavailable:
            await self._feed.close()
            raise
        _counted.inc(sum(outcomes))
        _repeated.inc(len(outcomes) - sum(outcomes))
        return True


def _counts(event: Event) -> bool:
    return event.type is EventType.BILL and not event.is_test and bool(event.person_id and event.campaign_id)


def _impression(event: Event) -> BilledImpression:
    return BilledImpression(
        tenant_id=event.tenant_id,
        campaign_id=event.campaign_id,
        person_id=event.person_id,
        event_id=event.event_id,
        at_ms=event.at_ms,
    )
