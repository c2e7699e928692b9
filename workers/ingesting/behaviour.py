"""What people did, from the stream into their records, and on to segments and journeys.

A batch is one transaction a tenant: recorded, memberships worked out, journeys told; acknowledged after the commit, poked after
that. A death anywhere in between has it delivered again, and what is on record already changes nothing.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
import structlog
from prometheus_client import Counter as Metric
from prometheus_client import Histogram

from activities.poking import Pokes
from domain.behaviour import service as behaviour
from domain.behaviour.happenings import service as happenings
from domain.behaviour.rules import derived_id
from domain.behaviour.values import Aside, Observed, Refusal
from domain.errors import CampaignExpressError, Unavailable
from storage.nats.behaviour import BehaviourFeed, Incoming
from storage.sql.database import Database

FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.5
MOST_TOGETHER: Final = 500
"""Items of one transaction: on SQLite it keeps everybody else out."""
MOST_DELIVERIES: Final = 10
"""Whoever was handed a message so often and never acknowledged it has died of it."""
FORGET_EVERY_S: Final = 600.0
FORGET_AT_ONCE: Final = 5_000

_log = structlog.get_logger(__name__)
_taken = Metric("campaign_express_behaviour_taken", "Events taken in, those derived from others included.")
_repeated = Metric("campaign_express_behaviour_repeated", "Items that were on record already.")
_set_aside = Metric("campaign_express_behaviour_set_aside", "Items and messages that could not be taken in.")
_waited = Histogram(
    "campaign_express_behaviour_waited_seconds",
    "From the door to the commit.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)

Item = tuple[Incoming, Observed]


class TakingIn:
    """Reads all sources. ``knows_tenant`` tells a tenant from whatever else stands in a subject."""

    def __init__(
        self,
        feed: BehaviourFeed,
        journeys: Database,
        poker: Pokes,
        *,
        knows_tenant: Callable[[str], Awaitable[bool]],
        clock_ms: Callable[[], int],
        outbox_by_default: bool = True,
    ) -> None:
        self._feed = feed
        self._journeys = journeys
        self._poker = poker
        self._knows_tenant = knows_tenant
        self._clock_ms = clock_ms
        self._outbox_by_default = outbox_by_default
        self._held: list[Incoming] = []

    async def step(self) -> bool:
        """Take in what waits. Raises ``Unavailable``; what was not acknowledged is tried again."""
        incoming = self._held or await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
        self._held = incoming
        try:
            await self._deal_with(incoming)
            await self._feed.acknowledge(incoming)
        except Unavailable:
            await self._feed.hold(incoming)
            raise
        self._held = []
        return True

    async def _deal_with(self, incoming: Sequence[Incoming]) -> None:
        by_tenant: defaultdict[str, list[Incoming]] = defaultdict(list)
        for one in incoming:
            by_tenant[one.tenant_id].append(one)
        for tenant_id, messages in by_tenant.items():
            if not await self._knows_tenant(tenant_id):
                _log.error("behaviour of a tenant that nobody knows", tenant=tenant_id, messages=len(messages))
                _set_aside.inc(len(messages))
                continue
            readable: list[Incoming] = []
            asides: list[Aside] = []
            for message in messages:
                if message.unreadable or message.deliveries > MOST_DELIVERIES:
                    asides.append(_whole(message))
                else:
                    readable.append(message)
                    asides += [_part(message, refusal) for refusal in message.refused]
            await self._set_aside(tenant_id, asides)
            items = [(message, item) for message in readable for item in message.items]
            for start in range(0, len(items), MOST_TOGETHER):
                await self._take_in(tenant_id, items[start : start + MOST_TOGETHER])

    async def _take_in(self, tenant_id: str, items: Sequence[Item]) -> None:
        """In one transaction; if something in it cannot be dealt with, in ever smaller ones, until it stands alone."""
        try:
            async with self._journeys.tenant(tenant_id) as session:
                happened = await happenings.take_in(
                    session,
                    [item for _, item in items],
                    outbox_by_default=self._outbox_by_default,
                    now_ms=self._clock_ms(),
                )
                refused = happened.taken.refused
                if refused:
                    whence = {item.event_id: message for message, item in items}
                    asides = [_alone(whence[item.event_id], item, error) for item, error in refused]
                    await behaviour.set_aside(session, asides, now_ms=self._clock_ms())
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it was must not hold up everybody behind it
            if len(items) > 1:
                half = len(items) // 2
                await self._take_in(tenant_id, items[:half])
                await self._take_in(tenant_id, items[half:])
                return
            _log.exception("an event could not be dealt with", tenant=tenant_id, event_id=items[0][1].event_id)
            await self._set_aside(tenant_id, [_alone(*items[0], error)])
            return
        self._poker.poke(tenant_id, happened.pokes)
        self._count(items, happened.taken)

    def _count(self, items: Sequence[Item], taken: behaviour.TakenIn) -> None:
        new = {event.event_id for event in taken.events}
        _taken.inc(len(taken.events))
        _set_aside.inc(len(taken.refused))
        _repeated.inc(sum(item.event_id not in new for _, item in items) - len(taken.refused))
        now_ms = self._clock_ms()
        for _, item in items:
            if item.event_id in new:
                _waited.observe(max(0, now_ms - item.received_at_ms) / 1_000)

    async def _set_aside(self, tenant_id: str, asides: Sequence[Aside]) -> None:
        if asides:
            async with self._journeys.tenant(tenant_id) as session:
                await behaviour.set_aside(session, asides, now_ms=self._clock_ms())
            _set_aside.inc(len(asides))


async def forget_old(journeys: Database, *, now_ms: int) -> bool:
    """Let go of events whose time is over; whether there are more."""
    async with journeys.platform() as session:
        return await behaviour.forget_old(session, now_ms=now_ms, limit=FORGET_AT_ONCE) == FORGET_AT_ONCE


def _whole(incoming: Incoming) -> Aside:
    return Aside(
        key=f"asd_{incoming.key}",
        subject=incoming.message.subject,
        payload=incoming.message.data,
        field="body",
        message=incoming.unreadable or f"was handed out {incoming.deliveries} times, and whoever took it died",
    )


def _part(incoming: Incoming, refusal: Refusal) -> Aside:
    return Aside(
        key=f"asd_{incoming.key}-{refusal.index:03}",
        subject=incoming.message.subject,
        payload=incoming.message.data,
        field=refusal.field,
        message=f"item {refusal.index}: {refusal.message}",
    )


def _alone(incoming: Incoming, item: Observed, error: Exception) -> Aside:
    ours = error if isinstance(error, CampaignExpressError) else None
    return Aside(
        key=derived_id(item.event_id, f"asd_{incoming.key}"),
        subject=incoming.message.subject,
        payload=msgspec.json.encode([item]),
        field=(ours.field or "") if ours else "",
        message=ours.message if ours else f"could not be dealt with: {type(error).__name__}",
        is_read=True,
    )
