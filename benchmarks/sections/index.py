"""What the index costs by the number of live campaigns: to load, to plan, to draw from, and to change while bids go on.

Each market is measured in a process of its own, with rich targeting on most campaigns: circles, regions, carriers, page
categories, hours by the viewer's clock, segments with and, or and not, long lists of domains.
"""

import argparse
import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from random import Random
from statistics import median
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from benchmarks import market
from benchmarks.bench import Bench
from benchmarks.cpu import resident_mib
from benchmarks.figures import Figure
from bidding.index.asking.ask import lot_key, read_ask
from bidding.index.asking.lot import lots
from bidding.index.index import LiveIndex
from bidding.index.intake import Intake
from bidding.inference.loading import load_engine
from bidding.notices.token import NoticeSigner
from bidding.openrtb.decode import decode_request
from bidding.people.people import Person
from bidding.processor import BidProcessor
from bidding.warm_up import Forgetful, Generous, warm_up
from domain.events.values import Entry
from domain.ids import new_id
from domain.profiles.values import Profile
from domain.rates.values import shipped_rates
from domain.serving.values import CampaignSnapshot, Circle, SegmentClause, Targeting
from workers.bidder import GC_THRESHOLD

MARKETS: Final = ((100, 4), (1_000, 4), (10_000, 5), (10_000, 20))
CHANGES: Final = 1_000
CHANGES_A_SECOND: Final = 50
_CHILD: Final = "from benchmarks.sections.index import main; main()"
CONTEXTS: Final = 1_024
LONGEST_TURN_MS: Final = 10.0
"""The bar for the longest time that a request had to wait for a change: a tenth of the usual ``tmax``."""
_DAY: Final = tuple(day * 24 + hour for day in range(7) for hour in range(6, 23))


class Measures(Struct, kw_only=True):
    """Of one market. Durations are of this process's CPU unless they say otherwise."""

    campaigns: int
    creatives: int
    load_us: float
    """A snapshot."""
    longest_load_ms: float
    memory_mib: float
    """What the index added, plans included."""
    made_us: float
    patched_us: float
    known_us: float
    draw_us: float
    bid_us: float
    bid_while_changing_us: float
    change_us: float
    pause_ms: float
    """The longest time between two turns of the event loop, bids included, on the clock on the wall."""
    pause_p99_ms: float
    busy_ms: float
    """The most of it that this process was at work; the rest it was waiting for the machine."""
    candidates: float


def snapshots(campaigns: int, creatives: int) -> list[CampaignSnapshot]:
    chance = Random("index")
    return [
        replace(one, targeting=_rich(one.targeting, chance))
        for one in market.campaigns(count=campaigns, creatives=creatives)
    ]


def _rich(aims: Targeting, chance: Random) -> Targeting:
    def sometimes(share: float, made: Callable[[], object], otherwise: object = ()) -> object:
        return made() if chance.random() < share else otherwise

    return replace(
        aims,
        circles=sometimes(0.1, lambda: tuple(_circle(chance) for _ in range(20))),
        regions=sometimes(0.1, lambda: ("US-CA", "GB-ENG", "DE-BE")),
        carriers=sometimes(0.1, lambda: ("310-410", f"carrier-{chance.randrange(50)}")),
        os_versions=sometimes(0.2, lambda: {"android": str(chance.randrange(8, 16))}, {}),
        blocked_page_categories=sometimes(0.2, lambda: (f"IAB{chance.randrange(1, 27)}",)),
        hours_viewer=sometimes(0.2, lambda: _DAY),
        hours_zone=sometimes(0.1, lambda: _DAY),
        time_zone=chance.choice(("Europe/Berlin", "America/New_York", "Asia/Tokyo")),
        segment_clauses=sometimes(
            0.2,
            lambda: (SegmentClause(tuple(chance.sample(range(64), 30))), SegmentClause((), (chance.randrange(64),))),
        ),
        blocked_domains=aims.blocked_domains
        + tuple(f"bad-{chance.randrange(100_000)}.example" for _ in range(200 if chance.random() < 0.1 else 0)),
    )


def _circle(chance: Random) -> Circle:
    return Circle(
        round(chance.uniform(25, 48), 3), round(chance.uniform(-120, -70), 3), chance.randrange(1_000, 40_000)
    )


def _bodies() -> list[bytes]:
    chance = Random("places")
    bodies = []
    for encoded in market.requests(contexts=CONTEXTS)[: 4 * CONTEXTS]:
        body = msgspec.json.decode(encoded)
        body["device"]["geo"] |= {"lat": chance.uniform(25, 48), "lon": chance.uniform(-120, -70), "utcoffset": -420}
        bodies.append(msgspec.json.encode(body))
    return bodies


class _Crowd:
    """Knows everybody of the market."""

    def __init__(self) -> None:
        self._met = {one.person_id: Person(one.person_id, one, until_ms=1 << 62) for one in market.profiles()}

    def known(self, person_id: str, now_ms: int, capped_tenants: Iterable[str] = ()) -> Person:
        del now_ms, capped_tenants
        return self._met.get(person_id) or Person(person_id, Profile(person_id), until_ms=1 << 62)

    def meet(self, person_id: str, now_ms: int, capped_tenants: Sequence[str], met: Callable[[Person], None]) -> None:
        met(self.known(person_id, now_ms, capped_tenants))

    def note_bid(self, *_: object) -> None:
        """Count nothing."""

    def note_lost(self, bid_id: str) -> None:
        """Count nothing."""


def _cpu_us(work: Callable[[object], object], over: Iterable[object]) -> list[float]:
    spent = []
    for one in over:
        began = time.process_time_ns()
        work(one)
        spent.append((time.process_time_ns() - began) / 1_000)
    return spent


async def measure(campaigns: int, creatives: int) -> Measures:
    """Load a market, ask it, change it."""
    engine, rates = load_engine("fused"), shipped_rates()
    warm_up(engine, rates)
    bodies, crowd, given = _bodies(), _Crowd(), snapshots(campaigns, creatives)
    gc.collect()
    before_mib = resident_mib(os.getpid())
    index = LiveIndex(engine, rates)
    loading = _cpu_us(index.apply, given)  # type: ignore[arg-type]
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)

    requests = [decode_request(body) for body in bodies]
    index.at(time.time_ns() // 1_000_000)

    def look(request: object) -> object:
        around = index.surroundings(request, market.EXCHANGE, "USD")  # type: ignore[arg-type]
        [lot] = lots(request)  # type: ignore[arg-type]
        key = lot_key(around, lot)
        return index.known_plan(key) or index.make_plan(key, read_ask(request, around, lot))  # type: ignore[arg-type]

    made = _cpu_us(look, requests[:CONTEXTS])
    began = time.process_time_ns()
    plans = [look(request) for request in requests[:CONTEXTS]]
    known_us = (time.process_time_ns() - began) / 1_000 / CONTEXTS
    index.apply(replace(given[0], revision=2))
    patched = _cpu_us(look, requests[:CONTEXTS])
    fields = [plan.competitors for plan in plans if plan.competitors is not None]  # type: ignore[attr-defined]
    drawn = _cpu_us(lambda field: index.draw(field, 123_456_789), fields)  # type: ignore[arg-type]

    processor = BidProcessor(
        index=index,
        people=crowd,
        engine=engine,
        wallet=Generous(),
        signer=NoticeSigner(["bench:" + "b" * 32]),
        telemetry=Forgetful(),
        rates=rates,
        clock_ms=lambda: time.time_ns() // 1_000_000,
        new_id=new_id,
        public_url="http://127.0.0.1",
        bidder_id="bdr_bench",
    )

    def bid(body: object) -> object:
        return processor.answer(body, market.EXCHANGE, Entry.REST)  # type: ignore[arg-type]

    for body in bodies:
        bid(body)
    bids_before, scored_before = processor.outcomes["bid"], processor.candidates_scored
    bidding = []
    for _ in range(3):
        began = time.process_time_ns()
        for body in bodies:
            bid(body)
        bidding.append((time.process_time_ns() - began) / 1_000 / len(bodies))
    bids, scored = processor.outcomes["bid"] - bids_before, processor.candidates_scored - scored_before
    memory_mib = resident_mib(os.getpid()) - before_mib

    pauses, changing, _ = await _change_under_load(index, given, bid, bodies, changes=CHANGES, every_s=0)
    _, _, meanwhile = await _change_under_load(
        index, given, bid, bodies, changes=CHANGES // 4, every_s=1 / CHANGES_A_SECOND
    )
    return Measures(
        campaigns=campaigns,
        creatives=creatives,
        load_us=sum(loading) / len(loading),
        longest_load_ms=max(loading) / 1_000,
        memory_mib=memory_mib,
        made_us=median(made),
        patched_us=median(patched),
        known_us=known_us,
        draw_us=median(drawn),
        bid_us=median(bidding),
        bid_while_changing_us=meanwhile,
        change_us=changing,
        pause_ms=max(pauses)[0],
        pause_p99_ms=sorted(pauses)[int(len(pauses) * 0.99)][0],
        busy_ms=max(work for _, work in pauses),
        candidates=scored / max(bids, 1),
    )


async def _change_under_load(
    index: LiveIndex,
    given: list[CampaignSnapshot],
    bid: Callable[[object], object],
    bodies: list[bytes],
    *,
    changes: int,
    every_s: float,
) -> tuple[list[tuple[float, float]], float, float]:
    """Pauses in ms with how much of each was work, µs a change and CPU µs a bid, while changes come, as fast as they are taken if ``every_s`` is 0."""
    intake, chance = Intake(index), Random("changes")
    is_over = False
    pauses: list[tuple[float, float]] = []
    spent = {"changes": 0, "bids": 0, "bid": 0}

    async def bid_on() -> None:
        last, last_cpu = time.perf_counter_ns(), time.process_time_ns()
        place = 0
        while not is_over:
            began = time.process_time_ns()
            for _ in range(4):
                bid(bodies[place % len(bodies)])
                place += 1
            spent["bids"] += time.process_time_ns() - began
            spent["bid"] += 4
            await asyncio.sleep(0)
            now, now_cpu = time.perf_counter_ns(), time.process_time_ns()
            pauses.append(((now - last) / 1e6, (now_cpu - last_cpu) / 1e6))
            last, last_cpu = now, now_cpu

    bidding = asyncio.create_task(bid_on())
    for number in range(changes):
        snapshot = chance.choice(given)
        changed = replace(
            snapshot, revision=time.time_ns(), tombstone=number % 4 == 0, targeting=_rich(snapshot.targeting, chance)
        )
        began = time.process_time_ns()
        bids_before = spent["bids"]
        await intake.take(changed)
        spent["changes"] += time.process_time_ns() - began - (spent["bids"] - bids_before)
        if every_s:
            await asyncio.sleep(every_s)
    is_over = True
    await bidding
    return pauses, spent["changes"] / 1_000 / changes, spent["bids"] / 1_000 / max(spent["bid"], 1)


async def index(bench: Bench) -> list[Figure]:
    """The section: every market, and what the largest costs beside the smallest."""
    markets = MARKETS[:2] if bench.quick else MARKETS
    measured = []
    for campaigns, creatives in markets:
        bench.say(f"the index: {campaigns:,} campaigns of {creatives} creatives")
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _CHILD, str(campaigns), str(creatives), stdout=asyncio.subprocess.PIPE
        )
        told, _ = await child.communicate()
        measured.append(msgspec.json.decode(told, type=Measures))
    return [figure for one in measured for figure in figures_of(one, measured[0])]


def figures_of(one: Measures, least: Measures) -> list[Figure]:
    who = f"{one.campaigns:,} x {one.creatives}"
    is_largest = one.campaigns == MARKETS[-1][0]
    return [
        Figure(
            name=f"{who}: to load a snapshot",
            value=one.load_us,
            unit="µs",
            note=f"longest {one.longest_load_ms:.1f} ms",
        ),
        Figure(name=f"{who}: memory of the index and {CONTEXTS:,} plans", value=one.memory_mib, unit="MiB"),
        Figure(name=f"{who}: a plan made", value=one.made_us, unit="µs"),
        Figure(name=f"{who}: a plan brought up to date", value=one.patched_us, unit="µs"),
        Figure(name=f"{who}: a plan found", value=one.known_us, unit="µs", note="surroundings and key included"),
        Figure(name=f"{who}: candidates drawn", value=one.draw_us, unit="µs"),
        Figure(
            name=f"{who}: a bid, without any door",
            value=one.bid_us,
            unit="µs",
            floor=least.bid_us,
            bar=2 * least.bid_us if is_largest else None,
            note=f"{one.candidates:.0f} candidates; the floor is {least.campaigns:,} campaigns",
        ),
        Figure(
            name=f"{who}: a bid, while {CHANGES_A_SECOND} campaigns a second change",
            value=one.bid_while_changing_us,
            unit="µs",
        ),
        Figure(name=f"{who}: a change taken in", value=one.change_us, unit="µs"),
        Figure(
            name=f"{who}: the longest turn of the loop while {CHANGES:,} change",
            value=one.busy_ms,
            unit="ms CPU",
            bar=LONGEST_TURN_MS,
            note=f"{one.pause_ms:.1f} ms on the wall, 99 % under {one.pause_p99_ms:.1f}; four bids are in each",
        ),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("campaigns", type=int)
    options.add_argument("creatives", type=int)
    chosen = options.parse_args()
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(measure(chosen.campaigns, chosen.creatives))))
