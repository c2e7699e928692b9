"""People in journeys: steps a second of the cohort engine with everything that a message takes, and a million who wait."""

import asyncio
import gc
import time
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.journeys import JourneyActivities
from activities.poking import Poker
from activities.travelling import TravelActivities
from benchmarks.bench import Bench
from benchmarks.crowd import HOUR_MS, TENANT, Crowd, crowd, resident_mb, timed
from benchmarks.figures import Figure
from domain.journeys.travellers.values import INDIVIDUAL_SHARD
from domain.journeys.values import Mode, Poke, Status
from tests import servers
from workers.journeys import JOURNEYS
from workers.process import collect_seldom
from workers.sandbox import SANDBOX
from workers.settings import Temporal
from workers.temporal import connect, register_search_attributes, wait_until_ready

ROUNDS = 4
STORES = ("sqlite", "postgresql")
MILLION = 1_000_000


async def journeys(bench: Bench) -> list[Figure]:
    collect_seldom()
    figures: list[Figure] = []
    for kind in STORES:
        bench.say(f"journeys: {kind}, with sends")
        async with crowd(kind) as people:
            figures += await _steps(people, kind, 4_000 if bench.quick else 20_000)
    for kind in STORES:
        bench.say(f"journeys: {kind}, many who wait")
        async with crowd(kind) as people:
            figures += await _waiting(people, kind, 50_000 if bench.quick else MILLION, bench)
    bench.say("journeys: a workflow each")
    async with crowd("sqlite") as people:
        figures += await _alone(people, 50 if bench.quick else 500)
    return figures


async def _steps(crowd: Crowd, kind: str, number: int) -> list[Figure]:
    """Everybody's wait ends at once; each passes it and is sent a message: gates, template, ledger, trace, outbox."""
    everybody = await crowd.people(number)
    journey = await crowd.publish(sends=True, people=number)
    await crowd.enter(journey, everybody)
    await crowd.drain(journey)
    gc.freeze()
    rates, cpu_us, sent = [], [], 0
    for _ in range(ROUNDS):
        crowd.now_ms += HOUR_MS
        with timed() as took:
            _, steps, more = await crowd.drain(journey)
        sent += more
        rates.append(steps / took[0].seconds)
        cpu_us.append(took[0].cpu_seconds / steps * 1e6)
    counted = await crowd.messages(journey)
    return [
        Figure(
            name=f"cohort, {kind}: steps, half of them sends",
            value=sorted(rates)[len(rates) // 2],
            unit="a second",
            bar=5_000,
            at_least=True,
            note=f"best {max(rates):,.0f}; {min(cpu_us):.0f} to {max(cpu_us):.0f} µs of this process's CPU a step",
        ),
        Figure(
            name=f"cohort, {kind}: messages not sent exactly once",
            value=abs(counted.sent - ROUNDS * number) + abs(sent - counted.sent),
            unit="",
            bar=0,
        ),
    ]


async def _waiting(crowd: Crowd, kind: str, number: int, bench: Bench) -> list[Figure]:
    """People who wait are rows: the engine's memory does not know how many; then all of them wake at one instant."""
    journey = await crowd.publish(sends=False, mails=1, people=number)
    page = 50_000
    before_mb = resident_mb()
    with timed() as entering:
        for start in range(0, number, page):
            await crowd.enter(journey, [f"per_{n:012}" for n in range(start, min(start + page, number))])
            await crowd.drain(journey)
            bench.say(f"journeys: {kind}, {start + page:,} wait")
    gc.collect()
    waiting_mb = resident_mb()
    crowd.now_ms += HOUR_MS
    with timed() as waking:
        people, steps, _ = await crowd.drain(journey)
    gc.collect()
    return [
        Figure(
            name=f"{kind}: memory of the engine for {number:,} who wait",
            value=max(0.0, waiting_mb - before_mb),
            unit="MB",
            bar=100,
            note=f"{before_mb:.0f} before, {waiting_mb:.0f} while they wait, {resident_mb():.0f} after they woke",
        ),
        Figure(
            name=f"{kind}: {number:,} wake at one instant",
            value=waking[0].seconds,
            unit="s",
            bar=600,
            note=f"{people:,} people, {steps / waking[0].seconds:,.0f} steps a second; entering took {entering[0].seconds:.0f} s",
        ),
    ]


async def _alone(crowd: Crowd, number: int) -> list[Figure]:
    """The same journey with a workflow each, on a real Temporal server: what being able to look at each one costs."""
    everybody = await crowd.people(number)
    journey = await crowd.publish(sends=True, mails=1, people=number, mode=Mode.INDIVIDUAL)
    with servers.working_directory() as directory, servers.temporal_server(directory) as address:
        settings = Temporal(address=address)
        await wait_until_ready(await connect(settings))
        client = await connect(settings, lazy=False)
        await register_search_attributes(client)
        with timed() as took:
            await _carry(client, crowd, journey.journey_id, everybody)
        return [
            Figure(
                name="individual, sqlite: steps, a third of them sends",
                value=number * 3 / took[0].seconds,
                unit="a second",
                note=f"{took[0].cpu_seconds / number * 1e3:.0f} ms of the worker's CPU a person of three steps, {number} people",
            )
        ]


async def _carry(client: Client, crowd: Crowd, journey_id: str, everybody: list[str]) -> None:
    async with Poker(client).running() as poker:
        life = JourneyActivities(crowd.database, poker=poker, clock_ms=lambda: crowd.now_ms)
        travel = TravelActivities(
            crowd.database, deliver=crowd.deliverer.deliver, poker=poker, clock_ms=lambda: crowd.now_ms
        )
        async with Worker(
            client,
            task_queue="journeys",
            workflows=JOURNEYS,
            workflow_runner=SANDBOX,
            activities=[*life.all, *travel.all],
            graceful_shutdown_timeout=timedelta(0),
        ):
            pokes = await crowd.let_in(journey_id, everybody)
            poker.poke(TENANT, pokes)
            await _until(crowd, journey_id, lambda runs: all(one.status is Status.WAITING for one in runs))
            crowd.now_ms += HOUR_MS
            poker.poke(TENANT, [Poke(journey_id, INDIVIDUAL_SHARD, poke.run_id) for poke in pokes])
            await _until(crowd, journey_id, lambda runs: not runs)


async def _until(crowd: Crowd, journey_id: str, what) -> None:
    deadline_s = time.monotonic() + 600
    while not what(await crowd.standing(journey_id)):
        if time.monotonic() > deadline_s:
            raise TimeoutError("the individual journey did not end")
        await asyncio.sleep(0.05)
