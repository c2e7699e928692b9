"""A whole bidder in this process: the real index, model, processor, signer and entries; money without end."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
from nats.aio.client import Client

from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Gate
from bidding.agents.grpc import BiddingService, GrpcServer
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.agents.nats import NatsAgents
from bidding.index.index import LiveIndex
from bidding.inference.loading import load_engine
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from bidding.people.people import People
from bidding.processor import BidProcessor
from bidding.simulated_exchange.world import World
from domain.events.values import Event, EventType
from domain.exchanges.values import Exchange
from domain.ids import new_id
from domain.rates.values import shipped_rates
from tests.bidding.test_notice_tokens import KEY

TENANT = "tnt_simulated"
EXCHANGE = Exchange(exchange_id="simulated", name="Simulated", tenants=(TENANT,), currencies=("USD", "EUR", "GBP"))
NOW_MS = 1_790_000_000_000


class WorldProfiles:
    """The second tier, holding everybody of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get_packed(self, person_ids: Sequence[str]) -> dict[str, bytes]:
        known = {person_id: self._world.people.index_of(person_id) for person_id in person_ids}
        return {
            name: msgspec.msgpack.encode(self._world.profile(index, TENANT))
            for name, index in known.items()
            if index is not None
        }


class NobodyCounted:
    async def read_many(self, people):
        return {}


class Endless:
    """Escrow that never runs out."""

    def reserve(self, tenant_id, campaign_id, max_price_nanos, now_ms, expires_at_ms):
        return "lease"

    affords = reserve

    def cancel(self, lease_id, max_price_nanos, expires_at_ms):
        pass


@dataclass
class Bidder:
    http_url: str
    grpc_address: str
    recorded: list[Event] = field(default_factory=list)
    """Telemetry: bids and no-bids."""
    noticed: list[Event] = field(default_factory=list)
    """Events of notices, as published; a repetition appears twice."""

    def once(self, kind: EventType) -> dict[str, Event]:
        return {event.event_id: event for event in self.noticed if event.type is kind}

    @property
    def reasons(self) -> Counter[str]:
        return Counter(event.reason for event in self.recorded if event.type is EventType.NO_BID)


class _Door:
    """Stands in for the processor until the port, which its URLs name, is known."""

    processor: BidProcessor

    def answer_all(self, row):
        return self.processor.answer_all(row)


class _Recorder:
    def __init__(self, events: list[Event]) -> None:
        self._events = events

    def record(self, event: Event) -> None:
        self._events.append(event)

    def record_encoded(self, subject: str, event: bytes) -> None:
        self.record(msgspec.json.decode(event, type=Event))


@asynccontextmanager
async def serving(world: World, *, campaigns: Iterable[int], connection: Client) -> AsyncIterator[Bidder]:
    """A bidder with these of the world's campaigns, on a port of its own for HTTP and gRPC, and on NATS."""
    bidder = Bidder("", "")
    engine = load_engine("fused")
    engine.warm_up()
    index = LiveIndex(engine, shipped_rates())
    index.replace_all(world.campaign(number).snapshot for number in campaigns)
    signer = NoticeSigner([KEY])

    async def publish(subject, events, message_id):
        bidder.noticed.extend(events)

    async def nobody_asks(person_ids):
        pass

    people = People(WorldProfiles(world), NobodyCounted(), nobody_asks, clock_ms=lambda: NOW_MS)
    exchanges = ExchangeDirectory(default_exchange=EXCHANGE.exchange_id, demo=True)
    exchanges.apply(EXCHANGE)
    publisher = NoticePublisher(publish)
    door = _Door()
    desk = BidDesk(door, Gate(shed_after_ms=3_600_000))
    front = HttpFront(
        desk,
        exchanges,
        Notices(signer, publisher, clock_ms=lambda: NOW_MS),
        is_ready=lambda: True,
        health=lambda: b"{}",
    )
    http = HttpServer(front)
    bidder.http_url = f"http://127.0.0.1:{await http.start('127.0.0.1', 0)}"
    door.processor = BidProcessor(
        index=index,
        people=people,
        engine=engine,
        wallet=Endless(),
        signer=signer,
        telemetry=_Recorder(bidder.recorded),
        rates=shipped_rates(),
        clock_ms=lambda: NOW_MS,
        new_id=new_id,
        public_url=bidder.http_url,
        bidder_id="bidder",
    )
    rpc = GrpcServer(BiddingService(desk, exchanges, is_ready=lambda: True, health=lambda: b"{}"))
    bidder.grpc_address = f"127.0.0.1:{await rpc.start('127.0.0.1', 0)}"
    agents = NatsAgents(connection, desk, exchanges, agents=2)
    await agents.start()
    try:
        yield bidder
    finally:
        await agents.drain()
        await rpc.drain()
        await http.drain(quiet_s=0, deadline_s=2)
        await publisher.close()
        await people.close()
