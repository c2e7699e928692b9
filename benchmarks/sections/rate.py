"""The rate that twenty nodes were once to reach, on one machine with everything on it: generator, bidders, NATS, Redis."""

import asyncio
from collections import Counter

from benchmarks import bench as doors
from benchmarks import market
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.load.generator import Generator
from benchmarks.load.tally import Tally
from benchmarks.stage import Bidder, Stage, set_up
from domain.events.values import EventType
from storage.nats.event_feed import EventFeed
from storage.nats.subjects import bid_event

PER_SECOND = 13_889
SECONDS = 60.0
BIDDERS = 2
RUNS = 3
WINDOW_S = 5.0
TICK_US = 1_000
"""The generator sends and reads a thousand times a second: what that delays is in the latencies."""
FETCH = 256


async def rate(bench: Bench) -> list[Figure]:
    seconds, runs = (10.0, 1) if bench.quick else (SECONDS, RUNS)
    async with set_up() as stage:
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidders(BIDDERS) as bidders:
            door = doors.http(stage, bidders[0], lanes=128, more=("--tick-us", str(TICK_US)))
            watched = [one.pid for one in bidders]
            answered = Counter[str]()
            async with Generator.opened(stage.generator, door.arguments, [*watched, stage.nats_pid]) as generator:
                for _ in range(4):
                    bench.say("warming up")
                    answered.update((await generator.offer(PER_SECOND / 2, 2.0)).statuses)
                told = []
                for run in range(runs):
                    bench.say(f"{PER_SECOND:,} a second for {seconds:.0f} s, run {run + 1} of {runs}")
                    told.append(await generator.offer(PER_SECOND, seconds, window_s=WINDOW_S))
                    answered.update(told[-1].statuses)
        bench.say("counting events")
        events = await _events(stage)
    return _figures(told, answered, events, bidders)


def _figures(
    told: list[Tally], answered: Counter[str], events: Counter[EventType], bidders: list[Bidder]
) -> list[Figure]:
    best = min(told, key=lambda one: one.p99_ms)
    spent = [sum(one.watched_cpu_ns) + one.own_cpu_ns for one in told]
    lost = answered["200"] - events[EventType.BID] + answered["204"] - events[EventType.NO_BID]
    p99s = ", ".join(f"{one.p99_ms:.2f}" for one in told)
    bidder_us = sum(best.watched_cpu_ns[: len(bidders)]) / best.answered / 1_000
    return [
        Figure(
            name="Rate: answered",
            value=min(one.per_second for one in told),
            unit="a second",
            bar=PER_SECOND * 0.99,
            at_least=True,
        ),
        Figure(name="Rate: requests without a sound answer", value=sum(one.errors for one in told), unit="", bar=0),
        Figure(
            name="Rate: answered with a bid",
            value=100 * sum(one.bids for one in told) / sum(one.sent for one in told),
            unit="%",
            bar=99,
            at_least=True,
        ),
        Figure(name="Rate: p99, best run", value=best.p99_ms, unit="ms", bar=10, aim=5, note=f"runs: {p99s}"),
        Figure(name="Rate: p50, best run", value=best.p50_ms, unit="ms"),
        Figure(
            name="Rate: p99 of five seconds, median",
            value=sorted(one.p99_ms for one in best.windows)[len(best.windows) // 2],
            unit="ms",
        ),
        Figure(
            name="Rate: events lost",
            value=lost,
            unit="",
            bar=0,
            note=f"{sum(events.values()):,} of bids and no-bids in the stream after the bidders had closed",
        ),
        Figure(
            name="Rate: both cores taken",
            value=100 * max(cpu / one.seconds / 2e9 for cpu, one in zip(spent, told, strict=True)),
            unit="%",
            note=f"bidders {bidder_us:.1f} µs a bid, NATS {best.cpu_us(len(bidders)):.1f}, generator {best.own_cpu_ns / best.answered / 1_000:.1f}",
        ),
    ]


async def _events(stage: Stage) -> Counter[EventType]:
    """What the stream holds of bids and no-bids, every event counted once."""
    subjects = [bid_event("*", kind, "*") for kind in (EventType.BID, EventType.NO_BID)]
    feed = EventFeed.passing(stage.connection.jetstream(), subjects, clock_ms=lambda: 0)
    seen = Counter[EventType]()
    silent = 0
    while silent < 3:
        deliveries = await feed.fetch(FETCH, within_s=1.0)
        silent = 0 if deliveries else silent + 1
        for delivery in deliveries:
            seen.update(event.type for event in delivery.events)
        await feed.acknowledge(deliveries)
        await asyncio.sleep(0)
    await feed.close()
    return seen
