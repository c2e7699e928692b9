"""Fuzz the three entries of a real bidder and say what held: ``python -m tests.fuzz [INPUTS] [SEED]``.

The status is 1 when something did not hold.
"""

import asyncio
import logging
import sys
import time

import structlog
from rich.console import Console

from tests.fuzz.campaign import MOST_GROWTH_MIB, Findings, fuzz
from tests.fuzz.stage import victim

INPUTS = 200_000
POOL = 2_000
EVERY = 10_000


async def main(inputs: int, seed: int, console: Console) -> bool:
    console.print(f"{inputs:,} inputs, seed {seed}; a bidder is starting")
    began = time.monotonic()
    due = EVERY

    def progress(findings: Findings) -> None:
        nonlocal due
        if findings.inputs >= due:
            due += EVERY
            answers = sum(statuses.total() for statuses in findings.answers.values())
            rate = findings.inputs / (time.monotonic() - began)
            console.print(f"  {findings.inputs:>8,} inputs, {answers:,} answers, {rate:,.0f} inputs/s")

    async with victim() as bidder:
        findings = await fuzz(
            inputs,
            seed=seed,
            pool=POOL,
            pid=bidder.pid,
            http_port=bidder.http_port,
            grpc_port=bidder.grpc_port,
            connection=bidder.connection,
            good=bidder.good,
            progress=progress,
        )
        errors = bidder.last_errors()
    for entry, statuses in findings.answers.items():
        shown = ", ".join(f"{total:,} x {status}" for status, total in statuses.most_common())
        console.print(f"{entry}: {statuses.total():,} answers: {shown}")
    memory = " → ".join(f"{mib:.0f}" for mib in findings.memory_mib)
    console.print(f"memory of the bidder, MiB, by quarters: {memory} (bound: +{MOST_GROWTH_MIB:.0f} after the first)")
    console.print(f"{findings.inputs:,} inputs in {findings.seconds:.0f} s")
    wrong = findings.wrong()
    for sentence in wrong:
        console.print(f"[red]✗[/] {sentence}")
    for error in errors:
        console.print(error, markup=False)
    if not wrong:
        console.print("[green]✓[/] no crash, no hang, no 5xx, no fault of ours, no growth; it still bids")
    return not wrong


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    arguments = [int(word.replace("_", "").replace(",", "")) for word in sys.argv[1:]]
    chosen = arguments[0] if arguments else INPUTS
    held = asyncio.run(main(chosen, arguments[1] if len(arguments) > 1 else 1, Console(highlight=False)))
    sys.exit(0 if held else 1)
