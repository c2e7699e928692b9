"""Paid media as a channel: people on lists that campaigns, and audiences at platforms, are bought for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from connectors.channels.protocol import Activation
from domain.behaviour import service as behaviour
from domain.journeys import service as journeys
from domain.journeys.values import Poke
from domain.segments import service as segments
from storage.sql import Database


class Activating:
    """``Dependencies.activate``: a batch is one transaction, and done again it changes nothing.

    Journeys hear of who entered and left; ``poke`` has them look at once.
    """

    def __init__(
        self,
        database: Database,
        clock_ms: Callable[[], int],
        poke: Callable[[str, Collection[Poke]], None] | None = None,
    ) -> None:
        self._database = database
        self._clock_ms = clock_ms
        self._poke = poke

    async def __call__(self, tenant_id: str, activations: Sequence[Activation]) -> None:
        """Raises ``InvalidInput`` for a segment that is no list of the tenant's, ``Unavailable``."""
        now_ms = self._clock_ms()
        joining: dict[str, list[str]] = defaultdict(list)
        leaving: dict[str, list[str]] = defaultdict(list)
        for one in activations:
            (joining if one.joins else leaving)[one.segment].append(one.person_id)
        async with self._database.tenant(tenant_id) as session:
            events = [
                event
                for segment, people in joining.items()
                for event in await segments.add_member(session, segment, people, now_ms=now_ms)
            ]
            events += [
                event
                for segment, people in leaving.items()
                for event in await segments.remove_member(session, segment, people, now_ms=now_ms)
            ]
            new = await behaviour.record(session, events)
            pokes = await journeys.arrived(session, new, now_ms=now_ms)
        if self._poke is not None and pokes:
            self._poke(tenant_id, pokes)
