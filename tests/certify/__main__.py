"""Certify the bidder: 100,000 generated requests and those written by others, every answer checked, a verdict at the end.

    python -m tests.certify              # 100,000 requests
    python -m tests.certify 5000 7       # 5,000 requests of seed 7

The status is 1 when an answer is wrong, or a kind of request never gets a bid.
"""

import asyncio
import logging
import sys
import time

import structlog
from rich.console import Console

from tests.certify.run import MUST_OCCUR, Certification

console = Console(highlight=False, markup=False, soft_wrap=True)
REQUESTS = 100_000
SEED = 26


async def certify(count: int, seed: int) -> bool:
    certification = Certification()
    began = time.monotonic()

    def progress(done: int) -> None:
        if done % 10_000 == 0 or done == count:
            seconds = time.monotonic() - began
            console.print(f"  {done:>7,} requests, {seconds:4.0f} s, {certification.fault_count} faults")

    console.print(f"certifying with {count:,} generated requests of seed {seed}")
    await certification.generated(seed, count, progress)
    others = await certification.sample()
    console.print(f"  {others:>7,} requests written by others{'' if others else ': none here, skipped'}")
    console.print("bids by kind:")
    for kind in MUST_OCCUR:
        console.print(f"  {certification.bids[kind]:>8,}  {kind}")
    console.print("outcomes:")
    for outcome, times in certification.outcomes.most_common():
        console.print(f"  {times:>8,}  {outcome}")
    for fault in certification.faults:
        console.print(f"FAULT {fault}")
    for kind in certification.missing:
        console.print(f"MISSING no bid was ever made for: {kind}")
    passed = not certification.fault_count and not certification.missing
    console.print(
        f"{'PASSED' if passed else 'FAILED'}: {certification.requests:,} requests, {certification.fault_count} faults"
    )
    return passed


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    wanted = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(0 if asyncio.run(certify(*(wanted + [REQUESTS, SEED][len(wanted) :]))) else 1)
