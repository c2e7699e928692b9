"""What waits in JetStream, or was read there lately."""

from collections.abc import AsyncIterator

from domain.privacy.places.values import Found, Rows, Subject
from storage.nats.people import PeopleInStreams


class StreamsPlace:
    """Messages that wait, or were read lately and are kept for a few days."""

    name = "streams"

    def __init__(self, streams: PeopleInStreams) -> None:
        self._streams = streams

    async def find(self, subject: Subject) -> Found:
        counts, kept = await self._streams.find(subject)
        return Found(counts=dict(counts), kept=kept)

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        return self._streams.read(subject)

    async def erase(self, subject: Subject) -> None:
        await self._streams.erase(subject)
