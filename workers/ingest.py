"""Ingest: what has to happen with events and requests behind the bidders' backs.

It counts billed impressions for frequency caps, loads profiles that bidders missed, takes in what people did and tells
segments and journeys of it, keeps the buckets in line with SQL and, where ClickHouse is a server, writes events into it (in the embedded stack the API process does). Every effect is
idempotent and acknowledged afterwards, so ingest may be killed at any point and run more than once.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from functools import partial

from activities.poking import Poker
from domain.events.values import EventType
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from storage.clickhouse.trace_writer import TraceWriter
from storage.clickhouse.writer import MESSAGES, EventWriter
from storage.nats.behaviour import BehaviourFeed
from storage.nats.changed_profiles import tell_of_changed_profiles
from storage.nats.connection import connect as connect_nats
from storage.nats.event_feed import EventFeed, forget_feed
from storage.nats.exchanges import Exchanges
from storage.nats.feedback_feed import FeedbackFeed
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.rates import Rates
from storage.nats.streams import ensure_streams
from storage.nats.subjects import bid_event
from storage.nats.wanted_profiles import WantedProfiles
from storage.redis.counters import FrequencyCounters
from storage.redis.profiles import ProfileCache
from workers.ingesting.behaviour import FORGET_EVERY_S, TakingIn, forget_old
from workers.ingesting.bid_events import ASK_EVERY_S, TellingOfBids
from workers.ingesting.bid_events import DURABLE as JOURNEYS_FEED
from workers.ingesting.bid_segments import EVERY_S as TELL_BIDDERS_EVERY_S
from workers.ingesting.bid_segments import TellingBidders
from workers.ingesting.counting import Counting
from workers.ingesting.messages import TELL_EVERY_S, RecordingFeedback, TellingOfMessages
from workers.ingesting.opt_outs import TellingOptOuts
from workers.ingesting.profiles import ProfileLoading
from workers.ingesting.rates import PublishingRates
from workers.ingesting.reconciling import Reconciling
from workers.ingesting.shading import LEARN_EVERY_S, LearningLandscapes
from workers.ingesting.tenants import KnownTenants
from workers.process import Process
from workers.steady import steadily
from workers.stores import open_stores
from workers.temporal import connect as connect_temporal

COUNTING_FEED = "frequency-counters"
RECONCILE_EVERY_S = 60.0
AT_ONCE_S = 0.0


async def run_ingest(process: Process, *, reconcile_every_s: float = RECONCILE_EVERY_S) -> None:
    """Work until ``process.stopping``.

    NATS must be there to begin with (``Unavailable`` otherwise); everything is waited for afterwards.
    """
    settings = process.settings
    async with AsyncExitStack() as stack:
        stores = open_stores(settings)
        stack.push_async_callback(stores.close)
        database, _, journeys = stores
        cache = await stack.enter_async_context(ProfileCache(settings.redis.profiles_url))
        counters = await stack.enter_async_context(FrequencyCounters(settings.redis.counters_url))
        connection = await connect_nats(settings.nats.url, "ingest")
        stack.push_async_callback(connection.close)
        stores.tell_of_changes(connection)
        js = connection.jetstream()
        await ensure_streams(js)

        feed = EventFeed.durable(js, COUNTING_FEED, [bid_event("*", EventType.BILL, "*")], clock_ms=_clock_ms)
        stack.push_async_callback(feed.close)
        wanted = WantedProfiles(js)
        stack.push_async_callback(wanted.close)
        counting = Counting(feed, counters)
        loading = ProfileLoading(wanted, database, cache)
        tell = partial(tell_of_changed_profiles, connection)
        reconciling = Reconciling(database, LiveCampaigns(js), Exchanges(js))

        client = await connect_temporal(settings.temporal, identity=f"ingest@{settings.node_id}")
        poker = await stack.enter_async_context(Poker(client).running())
        behaviour = BehaviourFeed(js)
        stack.push_async_callback(behaviour.close)
        known = KnownTenants(database, clock_ms=_clock_ms)
        taking_in = TakingIn(
            behaviour,
            journeys,
            poker,
            knows_tenant=known,
            clock_ms=_clock_ms,
            outbox_by_default=settings.messages.outbox_by_default,
        )

        told = FeedbackFeed(js)
        stack.push_async_callback(told.close)
        recording = RecordingFeedback(told, journeys, poker, knows_tenant=known, clock_ms=_clock_ms)

        bids = TellingOfBids(
            lambda subjects: EventFeed.listening(js, JOURNEYS_FEED, subjects, clock_ms=_clock_ms),
            lambda: forget_feed(js, JOURNEYS_FEED),
            journeys,
            poker,
            clock_ms=_clock_ms,
        )
        stack.push_async_callback(bids.close)

        async def forget() -> bool:
            return await forget_old(journeys, now_ms=_clock_ms())

        analytics = None
        if settings.clickhouse.url:
            analytics = await stack.enter_async_context(await Analytics.open(settings.clickhouse.url))
            await migrate(analytics)

        process.ready()
        async with asyncio.TaskGroup() as occupations:
            for step, every_s in (
                (counting.step, AT_ONCE_S),
                (loading.step, AT_ONCE_S),
                (taking_in.step, AT_ONCE_S),
                (recording.step, AT_ONCE_S),
                (bids.step, ASK_EVERY_S),
                (TellingOfMessages(js, journeys).step, TELL_EVERY_S),
                (TellingBidders(journeys, database, cache, tell, clock_ms=_clock_ms).step, TELL_BIDDERS_EVERY_S),
                (TellingOptOuts(journeys, database, cache, tell, clock_ms=_clock_ms).step, TELL_BIDDERS_EVERY_S),
                (forget, FORGET_EVERY_S),
                (reconciling.step, reconcile_every_s),
                (PublishingRates(database, Rates(js)).step, reconcile_every_s),
            ):
                occupations.create_task(steadily(step, stopping=process.stopping, every_s=every_s))
            if analytics is not None:
                writing = occupations.create_task(EventWriter(js, analytics).run())
                of_messages = occupations.create_task(EventWriter(js, analytics, stream=MESSAGES).run())
                traces = TraceWriter(js, analytics)
                occupations.create_task(steadily(traces.step, stopping=process.stopping, every_s=0.0))
                learning = LearningLandscapes(analytics, Landscapes(js), clock_ms=_clock_ms)
                occupations.create_task(steadily(learning.step, stopping=process.stopping, every_s=LEARN_EVERY_S))
                await process.stopping.wait()
                writing.cancel()
                of_messages.cancel()


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000
