"""What people cost who are not at hand, and those whose impressions are counted."""

from time import time_ns

from benchmarks import market
from benchmarks.bench import Bench, sound
from benchmarks.figures import Figure
from benchmarks.load.generator import Stamp
from benchmarks.stage import Stage, set_up
from storage.redis.counters import BilledImpression, FrequencyCounters

MISS_EVERY = 10
STRANGERS = 60_000
"""People in Redis whom the bidder has not met; nobody of them comes twice."""
CAPPED_SHARE = 0.1


async def misses(bench: Bench) -> list[Figure]:
    strangers = Stamp(after='"person-', digits=29, every=MISS_EVERY, first=market.PEOPLE)
    async with set_up() as stage:
        await stage.publish(market.campaigns(), revision=1)
        bench.say(f"filling Redis with {STRANGERS:,} people")
        await stage.fill_profiles(market.profiles(first=market.PEOPLE, count=STRANGERS))
        async with stage.bidder() as bidder:
            bench.say("nobody missed")
            met = await bench.http(stage, bidder, effort=bench.saturation_only)
            bench.say("one in ten missed")
            missed = await bench.http(stage, bidder, stamps=(strangers,), effort=bench.saturation_only)
    more_us = missed.cpu_us() - met.cpu_us()
    return [
        *sound("Misses", missed),
        Figure(
            name="Misses: one in ten, on average",
            value=more_us,
            unit="µs a bid",
            bar=25,
            note=f"{missed.cpu_us():.1f} against {met.cpu_us():.1f}; {MISS_EVERY * more_us:.0f} µs a miss",
        ),
    ]


async def caps(bench: Bench) -> list[Figure]:
    async with set_up() as stage:
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidder() as bidder:
            bench.say("nothing capped")
            free = await bench.http(stage, bidder, effort=bench.saturation_only)
        bench.say("counting impressions")
        await stage.publish(market.campaigns(capped_share=CAPPED_SHARE), revision=2)
        await _wear_out(stage)
        async with stage.bidder() as bidder:
            bench.say("capped")
            capped = await bench.http(stage, bidder)
    return [
        *sound("Caps", capped),
        Figure(name="Caps: the bidder's CPU", value=capped.cpu_us(), unit="µs a bid", bar=60, aim=45),
        Figure(name="Caps: more than without", value=capped.cpu_us() - free.cpu_us(), unit="µs a bid"),
        Figure(name="Caps: p99 at half load, best window", value=capped.best_ms("p99_ms"), unit="ms"),
    ]


async def _wear_out(stage: Stage) -> None:
    """Let every tenth person have seen one of the capped campaigns as often as they may."""
    now_ms = time_ns() // 1_000_000
    capped = [number for number in range(market.CAMPAIGNS) if market.is_capped(number, CAPPED_SHARE)]
    async with FrequencyCounters(stage.environment["CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL"]) as counters:
        for person in range(0, market.PEOPLE, 10):
            number = capped[person % len(capped)]
            await counters.count_many(
                [
                    BilledImpression(
                        tenant_id=market.EXCHANGE.tenants[number % 2],
                        campaign_id=market.campaign_id(number),
                        person_id=market.person_id(person),
                        event_id=f"bill:{person}-{time}",
                        at_ms=now_ms,
                    )
                    for time in range(20)
                ]
            )
