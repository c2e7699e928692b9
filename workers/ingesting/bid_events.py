"""What bidders' events say of people whom a tenant knows, to segments and journeys.

Only events that some journey asks for are read at all: the consumer's subjects are made of what journeys that are under way
look at, tenant by tenant, and without any there is no consumer. It begins with what comes after somebody asks. Events are
recorded once by their ids and acknowledged after the commit.
"""

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

import structlog
from prometheus_client import Counter as Metric
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.poking import Pokes
from domain.behaviour.happenings import service as happenings
from domain.behaviour.values import CustomerEvent
from domain.contacts import service as contacts
from domain.contacts.rules import normal_identity
from domain.contacts.values import IdentityKind
from domain.errors import InvalidInput, Unavailable
from domain.events.values import Event, EventType
from domain.journeys import service as journeys
from domain.journeys.travellers.rules import BID_EVENTS
from storage.nats.event_feed import Delivery
from storage.nats.subjects import bid_event
from storage.sql.database import Database

DURABLE: Final = "journeys"
FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.5
ASK_EVERY_S: Final = 5.0
"""How soon a journey that begins to ask is answered."""
NAME_OF: Final[Mapping[EventType, str]] = {
    EventType.BID: BID_EVENTS["bid"],
    EventType.BILL: BID_EVENTS["impression"],
    EventType.CLICK: BID_EVENTS["click"],
    EventType.CONVERSION: BID_EVENTS["conversion"],
}

_log = structlog.get_logger(__name__)
_told = Metric("campaign_express_bid_events_told", "Events of bidders recorded of people whom their tenant knows.")
_passed_over = Metric("campaign_express_bid_events_passed_over", "Events of bidders of nobody whom their tenant knows.")


class Feed(Protocol):
    """A durable reading of the bid plane's events."""

    async def fetch(self, limit: int, *, within_s: float) -> Sequence[Delivery]: ...
    async def acknowledge(self, deliveries: Sequence[Delivery]) -> None: ...
    async def close(self) -> None: ...


class TellingOfBids:
    """``open_feed`` opens the reading of some subjects, ``forget_feed`` ends it for good."""

    def __init__(
        self,
        open_feed: Callable[[Sequence[str]], Feed],
        forget_feed: Callable[[], Awaitable[None]],
        database: Database,
        poker: Pokes,
        *,
        clock_ms: Callable[[], int],
    ) -> None:
        self._open_feed = open_feed
        self._forget_feed = forget_feed
        self._database = database
        self._poker = poker
        self._clock_ms = clock_ms
        self._feed: Feed | None = None
        self._subjects: list[str] | None = None
        self._asked_s = 0.0

    async def step(self) -> bool:
        """Tell of what waits; whether there may be more. Raises ``Unavailable``; what was not acknowledged comes again."""
        await self._follow_what_is_asked()
        if self._feed is None:
            return False
        try:
            deliveries = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
            of_tenant: defaultdict[str, list[Event]] = defaultdict(list)
            for delivery in deliveries:
                for event in delivery.events:
                    if event.type in NAME_OF and event.person_id and not event.is_test:
                        of_tenant[event.tenant_id].append(event)
            for tenant_id, events in of_tenant.items():
                await self._tell(tenant_id, events)
            await self._feed.acknowledge(deliveries)
        except Unavailable:
            await self._feed.close()
            raise
        return True

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        if self._feed is not None:
            await self._feed.close()

    async def _follow_what_is_asked(self) -> None:
        now_s = time.monotonic()
        if self._subjects is not None and now_s < self._asked_s + ASK_EVERY_S:
            return
        async with self._database.platform_reading() as session:
            asked = await journeys.listening(session, frozenset(NAME_OF.values()))
        subjects = sorted(
            bid_event(tenant_id, kind, "*")
            for tenant_id, names in asked.items()
            for kind, name in NAME_OF.items()
            if name in names
        )
        if subjects != self._subjects:
            await self.close()
            self._feed = self._open_feed(subjects) if subjects else None
            if not subjects:
                await self._forget_feed()
            self._subjects = subjects
        self._asked_s = now_s

    async def _tell(self, tenant_id: str, events: Sequence[Event]) -> None:
        """In one transaction; if something in it cannot be recorded, in ever smaller ones, until it stands alone."""
        now_ms = self._clock_ms()
        try:
            async with self._database.reading(tenant_id) as session:
                whose = await _people(session, events)
            if not whose:
                _passed_over.inc(len(events))
                return
            known = [_said(event, whose[event.person_id], now_ms) for event in events if event.person_id in whose]
            async with self._database.tenant(tenant_id) as session:
                pokes = await happenings.follow_events(session, known, now_ms=now_ms)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever the store cannot take, it must not hold up what comes behind
            if len(events) == 1:
                _log.exception("a bidder's event cannot be recorded", tenant_id=tenant_id, event_id=events[0].event_id)
                return
            half = len(events) // 2
            await self._tell(tenant_id, events[:half])
            await self._tell(tenant_id, events[half:])
            return
        self._poker.poke(tenant_id, pokes)
        _told.inc(len(known))
        _passed_over.inc(len(events) - len(known))


async def _people(session: AsyncSession, events: Sequence[Event]) -> dict[str, str]:
    """Whom bidders' ids mean: whoever has one as exchange id, else whose own id it is."""
    ids = {event.person_id for event in events}
    identities = {}
    for one in ids:
        try:
            identities[normal_identity(IdentityKind.EXCHANGE_ID, one)] = one
        except InvalidInput:
            continue
    found = await contacts.find_many(session, identities.keys())
    whose = {identities[identity]: person_id for identity, person_id in found.items()}
    own = await contacts.load(session, ids - whose.keys())
    return whose | {one: contact.person_id for one, contact in own.items()}


def _said(event: Event, person_id: str, now_ms: int) -> CustomerEvent:
    said = {
        "campaign": event.campaign_id,
        "creative": event.creative_id,
        "exchange": event.exchange_id,
        "value_micros": event.value_micros,
        "currency": event.currency,
    }
    return CustomerEvent(
        event_id=f"bid:{event.event_id}"[:128],
        person_id=person_id,
        name=NAME_OF[event.type],
        at_ms=min(event.at_ms, now_ms),
        received_at_ms=now_ms,
        properties={name: value for name, value in said.items() if value},
    )
