"""A bidder: from settings to open doors, and back to closed ones without losing anything.

It opens its doors only when it knows every live campaign and exchange and its code is warm. From then on it bids from
what it knows, whoever else is away: campaigns and exchanges as last heard of, people from its own memory, money until
its leases end.
"""

import asyncio
import time
from functools import partial

import msgspec
from nats.aio.client import Client

from bidding.agents.exchanges import ExchangeDirectory
from bidding.auction.shading import Shading
from bidding.budget.keeper import WalletKeeper
from bidding.budget.wallet import Wallet
from bidding.index.index import LiveIndex
from bidding.index.intake import Intake
from bidding.notices.handling import Notices
from bidding.notices.price import Prices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from bidding.people.following import CapsFollower
from bidding.people.people import People
from bidding.processor import BidProcessor
from bidding.telemetry import Telemetry
from bidding.warm_up import warm_up
from domain.budgets.rules import LeaseTerms
from domain.ids import IdSource, new_id
from domain.rates.values import shipped_rates
from storage.nats.changed_profiles import follow_changed_profiles
from storage.nats.connection import connect
from storage.nats.events import publish_encoded, publish_events
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.rates import Rates
from storage.nats.wanted_profiles import ask_for_profiles
from storage.redis.counters import FrequencyCounters
from storage.redis.profiles import ProfileCache
from workers.bidder.accounts import BidderAccounts
from workers.bidder.doors import BidderDoors
from workers.bidder.identities import BidderIdentities
from workers.bidder.inference import BidderModel
from workers.bidder.metrics import BidderMetrics
from workers.huge_pages import HugePages
from workers.process import Process, collect_seldom

GC_THRESHOLD = (2_000, 100_000, 1_000)
"""A bid leaves no cycles behind, so there is little to collect; but as whoever waits meanwhile waits for everything young to
be looked at, that must be little too (0.3 µs each). What has survived one look is hardly ever looked at again.
"""
EVENTS_ACKNOWLEDGED_WITHIN_S = 2.0
DRAIN_S = 3.0
PUBLISH_S = 2.5
"""With the wallet's farewell of three seconds at most, a bidder is gone within nine, whoever does not answer."""
TELL_S = 5.5
"""Events may take until then, while the stream keeps storing them: after an overload, thousands wait."""


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


async def run_bidder(process: Process) -> None:
    """Bid until ``process.stopping``. Raises ``Unavailable`` when NATS does not answer at the start."""
    settings = process.settings
    bidder_id = new_id("bdr")
    process.log.info("bidder", bidder_id=bidder_id, node=settings.node_id)
    connection = await connect(settings.nats.url, f"bidder {settings.node_id}")
    events_connection = await connect(settings.nats.url, f"bidder events {settings.node_id}")
    profiles = ProfileCache(settings.redis.profiles_url)
    counters = FrequencyCounters(settings.redis.counters_url)
    try:
        bidder = Bidder(
            process,
            bidder_id,
            connection=connection,
            events_connection=events_connection,
            profiles=profiles,
            counters=counters,
        )
        await bidder.run()
    finally:
        await profiles.close()
        await counters.close()
        for one in (events_connection, connection):
            await one.close()


class Bidder:
    """The parts of one bidder process and the order in which they come and go."""

    def __init__(
        self,
        process: Process,
        bidder_id: str,
        *,
        connection: Client,
        events_connection: Client,
        profiles: ProfileCache,
        counters: FrequencyCounters,
    ) -> None:
        self._process = process
        self._settings = settings = process.settings
        self._bidder_id = bidder_id
        self._connection = connection

        js = connection.jetstream()
        events_js = events_connection.jetstream(timeout=EVENTS_ACKNOWLEDGED_WITHIN_S)
        publish = partial(publish_events, events_js)
        rates = shipped_rates().copy()
        self._telemetry = Telemetry(partial(publish_encoded, events_js), bidder_id)
        self._model = BidderModel(
            settings.npu, js, self._telemetry, bidder_id=bidder_id, node_id=settings.node_id, clock_ms=clock_ms
        )
        self._index = LiveIndex(self._model.engine, rates)
        self._rates = rates
        self._exchanges = ExchangeDirectory(default_exchange=settings.bidder.default_exchange, demo=settings.demo)
        self._doors = BidderDoors(settings, bidder_id, connection, self._exchanges)
        self._people = People(profiles, counters, partial(ask_for_profiles, connection), clock_ms=clock_ms)
        self._wallet = Wallet(
            bidder_id,
            clock_ms=clock_ms,
            terms=LeaseTerms(grace_ms=settings.notices.grace_ms),
            pacer=self._index.pacer,
            requests=self._answered,
        )
        self._caps = CapsFollower(events_connection, self._people, counters, clock_ms=clock_ms)
        self._keeper = WalletKeeper(connection, self._wallet, clock_ms=clock_ms, also=self._people.note)
        signer = NoticeSigner(settings.notices.keys)
        self._notice_publisher = NoticePublisher(publish)
        prices = Prices(self._exchanges.encryption_of, settings.notices.google_price_keys)
        self._notices = Notices(signer, self._notice_publisher, clock_ms=clock_ms, prices=prices)
        self._identities = BidderIdentities(settings, partial(ask_for_profiles, connection), clock_ms=clock_ms)
        self._shading = Shading()
        self._accounts = BidderAccounts(
            settings.accountability,
            bidder_id,
            connection=connection,
            js=events_connection.jetstream(timeout=EVENTS_ACKNOWLEDGED_WITHIN_S),
            exchanges=self._exchanges,
        )
        self._processor = BidProcessor(
            index=self._index,
            people=self._people,
            engine=self._model.engine,
            wallet=self._wallet,
            signer=signer,
            telemetry=self._telemetry,
            rates=rates,
            clock_ms=clock_ms,
            new_id=IdSource(),
            public_url=settings.bidder.public_url or f"http://{settings.bidder.host}:{settings.bidder.http_port}",
            bidder_id=bidder_id,
            privacy=self._identities.privacy,
            aliases=self._identities.aliases,
            shading=self._shading,
            sampler=self._accounts.sampler,
            margins=self._doors.margins,
            default_tmax_ms=settings.bidder.default_tmax_ms,
            hold_ms=settings.bidder.hold_ms,
        )
        self._doors.fit(self._processor, self._notices, health=self.health)
        self._doors.front.syncs = self._identities.syncs
        self._live_campaigns = LiveCampaigns(js)
        self._published_exchanges = Exchanges(js)
        self._landscapes = Landscapes(js)
        self._published_rates = Rates(js)

    async def run(self) -> None:
        campaigns_loaded, exchanges_loaded = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            followers = [
                group.create_task(self._follow_campaigns(campaigns_loaded)),
                group.create_task(self._follow_exchanges(exchanges_loaded)),
                group.create_task(self._caps.run()),
                group.create_task(self._follow_landscapes()),
                group.create_task(self._follow_rates()),
            ]
            await self._doors.listen_to_others()
            await follow_changed_profiles(self._connection, self._people.look_again)
            await campaigns_loaded.wait()
            await exchanges_loaded.wait()
            await self._model.start(self._processor)
            await self._warm_up()
            self._telemetry.start()
            await self._keeper.start()
            await self._accounts.start(self._processor, self._doors.desk)
            followers.append(group.create_task(self._keeper.run()))
            followers.append(group.create_task(self._model.run(self._processor)))
            await self._open()
            followers.append(group.create_task(self._doors.watch_over()))
            followers.append(group.create_task(self._metrics().run()))
            self._process.ready(settled=True)
            await self._process.stopping.wait()
            await self._close()
            for follower in followers:
                follower.cancel()

    def health(self) -> bytes:
        """Render what ``/health`` tells; counts are of this process, since its start where they are totals."""
        return msgspec.json.encode(
            {
                "status": "ready" if self._doors.is_open() else "not ready",
                "bidder_id": self._bidder_id,
                **self._model.health(),
                "nats_connected": self._connection.is_connected,
                "live_campaigns": len(self._index),
                "exchanges": len(self._exchanges),
                "people": len(self._people),
                "capped_bids_in_flight": self._people.bids_in_flight,
                **self._doors.health(),
                "events_waiting": self._telemetry.waiting,
                "events_dropped": self._telemetry.dropped,
                "outcomes": self._processor.outcomes,
                "candidates_scored": self._processor.candidates_scored,
            }
        )

    def _answered(self) -> int:
        return self._processor.outcomes.total()

    async def _open(self) -> None:
        http_port, grpc_port = await self._doors.open()
        self._process.log.info(
            "open", http_port=http_port, grpc_port=grpc_port, campaigns=len(self._index), exchanges=len(self._exchanges)
        )

    async def _close(self) -> None:
        """Doors first, then what they left to be sent, then the money that was not spent."""
        self._process.log.info("closing")
        await self._doors.drain(deadline_s=DRAIN_S)
        await self._accounts.close()
        telling = asyncio.create_task(self._telemetry.close(deadline_s=PUBLISH_S, longest_s=TELL_S))
        await asyncio.gather(
            self._notice_publisher.close(deadline_s=PUBLISH_S),
            self._people.close(),
        )
        await self._keeper.close()
        await telling
        await self._identities.close()

    async def _warm_up(self) -> None:
        began_s = time.perf_counter()
        warm_up(self._model.cpu_engine, self._rates)
        collect_seldom(GC_THRESHOLD)
        HugePages().gather()
        self._process.log.info("warm", seconds=round(time.perf_counter() - began_s, 2))

    async def _follow_campaigns(self, loaded: asyncio.Event) -> None:
        intake = Intake(self._index)
        async for snapshot in self._live_campaigns.watch():
            if snapshot is None:
                loaded.set()
                continue
            try:
                await intake.take(snapshot)
            except ValueError:
                self._process.log.exception("snapshot cannot be served", campaign=snapshot.campaign_id)

    async def _follow_exchanges(self, loaded: asyncio.Event) -> None:
        async for exchange in self._published_exchanges.watch():
            if exchange is None:
                loaded.set()
            else:
                self._exchanges.apply(exchange)

    async def _follow_rates(self) -> None:
        async for table in self._published_rates.watch():
            if table is not None:
                self._rates.take_over(table)
                self._index.reprice()
                self._process.log.info("rates", day=table.day.isoformat(), revision=table.revision)

    async def _follow_landscapes(self) -> None:
        async for landscape in self._landscapes.watch():
            if landscape is not None:
                self._shading.apply(landscape)

    def _metrics(self) -> BidderMetrics:
        metrics = BidderMetrics(self._settings.metrics.directory, durations_ns=self._doors.desk.take_durations)
        self._model.watch(metrics)
        self._identities.watch(metrics)
        desk, people, telemetry = self._doors.desk, self._people, self._telemetry
        metrics.watch(
            "bid_requests",
            "Bid requests answered, by entry and by why there was no bid (bid: there was one).",
            ("entry", "outcome"),
            lambda: {
                (entry.value, reason or "bid"): total
                for entry, reasons in desk.counts.items()
                for reason, total in reasons.items()
            },
        )
        metrics.watch(
            "http_refusals",
            "HTTP messages refused before any processing, by status.",
            ("status",),
            lambda: {(str(status),): total for status, total in self._doors.front.refusals.items()},
        )
        metrics.watch(
            "notices",
            "Notices answered, by kind and HTTP status.",
            ("kind", "status"),
            lambda: {(kind, str(status)): total for (kind, status), total in self._notices.counts.items()},
        )
        metrics.watch(
            "people_reads",
            "People looked up, by the tier that knew them (none: answered with the default profile).",
            ("tier",),
            lambda: {("l1",): people.l1_hits, ("l2",): people.l2_hits, ("none",): people.misses},
        )
        metrics.watch(
            "bid_events",
            "Events of bids and no-bids, by what became of them.",
            ("fate",),
            lambda: {("published",): telemetry.published, ("dropped",): telemetry.dropped},
        )
        metrics.watch(
            "candidates_scored",
            "Candidates that the model scored, over all auctions.",
            (),
            lambda: {(): self._processor.candidates_scored},
        )
        metrics.watch(
            "reservations_missed",
            "Bids not made because their campaign's leases were empty.",
            (),
            lambda: {(): self._wallet.missed},
        )
        return metrics
