"""What is counted on: events, and traces and recordings of sampled requests."""

from collections.abc import AsyncIterator

from domain.privacy.places.values import Found, Rows, Subject
from storage.clickhouse.people import PeopleInAnalytics


class AnalyticsPlace:
    """Events, traces and recordings."""

    name = "analytics"

    def __init__(self, analytics: PeopleInAnalytics) -> None:
        self._analytics = analytics

    async def find(self, subject: Subject) -> Found:
        return Found(counts=dict(await self._analytics.find(subject)))

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        return self._analytics.read(subject)

    async def erase(self, subject: Subject) -> None:
        await self._analytics.erase(subject)
