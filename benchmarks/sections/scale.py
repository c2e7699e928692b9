"""How cost and memory grow with what a bidder has to know."""

from benchmarks import market
from benchmarks.bench import Bench, sound
from benchmarks.cpu import resident_mib
from benchmarks.figures import Figure
from benchmarks.load.generator import Stamp
from benchmarks.measuring import Effort, account
from benchmarks.stage import set_up

LIVE = (100, 1_000, 10_000)
MOST_GROWTH = 2.0
PEOPLE = 100_000
CREATIVES = 5
MOST_MIB = 800.0


async def scale(bench: Bench) -> list[Figure]:
    figures: list[Figure] = []
    costs = []
    async with set_up() as stage:
        live = 0
        for count in LIVE:
            await stage.publish(market.campaigns(first=live, count=count - live), revision=1)
            live = count
            async with stage.bidder() as bidder:
                bench.say(f"{count:,} live campaigns")
                bids = await bench.http(stage, bidder, effort=bench.saturation_only)
            costs.append(bids.cpu_us())
            figures.append(
                Figure(
                    name=f"{count:,} campaigns: the bidder's CPU",
                    value=bids.cpu_us(),
                    unit="µs a bid",
                    note=f"{bids.scored_a_bid:.1f} candidates a bid",
                )
            )
    growth = costs[-1] / costs[0]
    return [
        *figures,
        Figure(name=f"From {LIVE[0]} to {LIVE[-1]:,} campaigns: growth", value=growth, unit="times", bar=MOST_GROWTH),
    ]


async def memory(bench: Bench) -> list[Figure]:
    everybody = Stamp(after='"person-', digits=29, first=0)
    async with set_up() as stage:
        bench.say(f"publishing {LIVE[-1]:,} campaigns of {CREATIVES} creatives, and {PEOPLE:,} people")
        await stage.publish(market.campaigns(count=LIVE[-1], creatives=CREATIVES), revision=1)
        await stage.fill_profiles(market.profiles(count=PEOPLE))
        async with stage.bidder() as bidder:
            before_mib = resident_mib(bidder.pid)
            bench.say(f"meeting {PEOPLE:,} people")
            effort = Effort(
                windows=1, open_windows=0, seconds=1.0, warm_after=PEOPLE + PEOPLE // 10, longest_warming_s=120.0
            )
            bids = await bench.http(stage, bidder, stamps=(everybody,), effort=effort)
            people = (await account(bidder.http_port)).people
            after_mib = resident_mib(bidder.pid)
    return [
        *sound("Memory", bids),
        Figure(name="Memory: people cached", value=people, unit="", bar=PEOPLE, at_least=True),
        Figure(
            name=f"Memory: {LIVE[-1]:,} campaigns of {CREATIVES} creatives and {PEOPLE:,} people",
            value=after_mib,
            unit="MiB",
            bar=MOST_MIB,
            note=f"{before_mib:.0f} before anybody was met",
        ),
    ]
