"""``python -m benchmarks.soak``: a bidder at a steady rate, and whether it keeps growing.

Everything that a bidder remembers is met first: people, contexts, compiled templates. From then on every request is
answered as in production, with a tenth of campaigns capped and one request in fifty from a context never met before, and
the resident memory is read every few seconds. The verdict compares its median over the first fifth with the last fifth.
"""

import argparse
import asyncio
import logging
import statistics
import sys
import time
from itertools import count

import structlog

from benchmarks import bench as doors
from benchmarks import market
from benchmarks.cpu import resident_mib
from benchmarks.load.generator import Generator, Stamp
from benchmarks.measuring import account
from benchmarks.sections.entries import FRESH_CONTEXTS
from benchmarks.stage import set_up

RATE = 2_000.0
SAMPLE_S = 5.0
SETTLING_S = 60.0
FILLING_RATE = 1_000.0
"""Every other request from a new context: 30,000 in a minute, more than a bidder keeps; with 6 KiB each they fill 110 MiB."""
FIRST_FRESH = 1_000_000
CAPPED_SHARE = 0.1
MOST_GROWTH_MIB = 8.0
FRESH_EVERY = 50


async def soak(*, seconds: float, settling_s: float) -> bool:
    filling = Stamp(after=FRESH_CONTEXTS.after, digits=FRESH_CONTEXTS.digits, every=2)
    fresh = Stamp(after=FRESH_CONTEXTS.after, digits=FRESH_CONTEXTS.digits, every=FRESH_EVERY, first=FIRST_FRESH)
    async with set_up() as stage:
        await stage.publish(market.campaigns(capped_share=CAPPED_SHARE), revision=1)
        async with stage.bidder() as bidder:
            print(f"filling the bidder's memory for {settling_s:.0f} s", flush=True)
            door = doors.http(stage, bidder, stamps=(filling,))
            async with Generator.opened(stage.generator, door.arguments, [bidder.pid]) as generator:
                await generator.offer(FILLING_RATE, settling_s)
            door = doors.http(stage, bidder, stamps=(fresh,))
            async with Generator.opened(stage.generator, door.arguments, [bidder.pid]) as generator:
                samples: list[float] = []
                errors = answered = 0
                until = time.monotonic() + seconds
                for number in count(1):
                    tally = await generator.offer(RATE, SAMPLE_S)
                    errors += tally.errors
                    answered += tally.answered
                    samples.append(resident_mib(bidder.pid))
                    if number % 12 == 0:
                        told = f"{samples[-1]:7.1f} MiB, {tally.cpu_us():5.1f} CPU µs a bid, p99 {tally.p99_ms:.2f} ms"
                        print(f"after {number * SAMPLE_S / 60:4.1f} min: {told}", flush=True)
                    if time.monotonic() >= until:
                        break
            told_of = await account(bidder.http_port)
    fifth = max(1, len(samples) // 5)
    began, ended = statistics.median(samples[:fifth]), statistics.median(samples[-fifth:])
    growth = ended - began
    keeps = growth <= MOST_GROWTH_MIB and not errors and not told_of.events_dropped
    print(
        f"{'KEPT' if keeps else 'MISSED'}: {began:.1f} MiB at the beginning, {ended:.1f} at the end, {growth:+.1f} where "
        f"{MOST_GROWTH_MIB:.0f} may be noise; {answered:,} answers, {errors} errors, {told_of.events_dropped} events dropped."
    )
    return keeps


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--settling-seconds", type=float, default=SETTLING_S)
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    kept = asyncio.run(soak(seconds=60 * chosen.minutes, settling_s=chosen.settling_seconds))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
